/**
 * The folder in which sessions are recorded, one file for each run of the application. Finds the one that was cut
 * off the last time. How long they stay is the affair of keeping.ts.
 */
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { liveHeader } from '../core/session.ts'
import { createSessionFile, type SessionFile } from './session-file.ts'
import { surveySession } from './session-reading.ts'

/** Recordings that are kept, however small they are. */
export const sessionsMax = 1_000

export const sessionExtension = '.ndjson'
/** Of a session that was cut off and about which the user has been asked. */
export const cutOffExtension = '.cut-off.ndjson'

export interface CutOffSession {
  readonly path: string
  readonly events: number
}

export interface Sessions {
  readonly folder: string
  /** Begins a recording; its header names the rules by which values are hidden in it. */
  create(app: string, startMs: number, onProgress: () => void, redactions?: readonly string[]): Promise<SessionFile>
  /** The newest session without an end, if it has events; one that somebody has been asked about is not found again. */
  findCutOff(): Promise<CutOffSession | undefined>
  /** Remembers that somebody has been asked; gives the file's new path. Its content stays as it is. */
  settleCutOff(path: string): Promise<string>
}

/** Two names of one moment do not meet: the second has a number. */
const triesMax = 100

export async function openSessions(folder: string): Promise<Sessions> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  let current: string | undefined

  /** Newest first: the names begin with the time. */
  async function recordings(): Promise<string[]> {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith(sessionExtension))
      .sort((a, b) => (a < b ? 1 : -1))
      .map((name) => join(folder, name))
      .filter((path) => path !== current)
  }

  return {
    folder,
    async create(app, startMs, onProgress, redactions = []) {
      const base = new Date(startMs).toISOString().replaceAll(/[:.]/g, '-')
      for (let attempt = 0; ; attempt++) {
        const path = join(folder, `${base}${attempt === 0 ? '' : `-${attempt}`}${sessionExtension}`)
        try {
          current = path
          return await createSessionFile({ path, header: { ...liveHeader(app, startMs), redactions }, onProgress })
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= triesMax) throw error
        }
      }
    },
    async findCutOff() {
      for (const path of await recordings()) {
        if (path.endsWith(cutOffExtension) || (await hasFooter(path))) continue
        const survey = await surveySession(path).catch(() => undefined)
        if (survey && !survey.ended && survey.events > 0) return { path, events: survey.events }
      }
      return undefined
    },
    async settleCutOff(path) {
      const settled = `${path.slice(0, -sessionExtension.length)}${cutOffExtension}`
      await rename(path, settled)
      return settled
    },
  }
}

const footerBytesMax = 4096

/** Whether a file ends with a footer; looks at its last line only. */
async function hasFooter(path: string): Promise<boolean> {
  const { size } = await stat(path)
  const file = await open(path, 'r')
  try {
    const length = Math.min(size, footerBytesMax)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const text = buffer.toString('utf8')
    return text.endsWith('\n') && text.trimEnd().split('\n').at(-1)?.startsWith('{"kind":"footer"') === true
  } finally {
    await file.close()
  }
}
