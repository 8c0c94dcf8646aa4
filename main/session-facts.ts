/** What a session file says of itself in its first line and its last ones, so that a long list of files is had soon. */
import { open } from 'node:fs/promises'
import { importFor } from '../core/imports/index.ts'
import { lineCharactersMax, parseHeader, type SessionFooter } from '../core/session.ts'

const headBytes = 64 * 1024
const tailBytes = 64 * 1024
const eventStart = /^\{"n":\d+,"at":([\d.]+)/

export interface SessionFacts {
  /** Undefined where the header names no time. */
  readonly startedMs: number | undefined
  readonly lengthMs: number
  readonly events: number
  /** `cut off` for one without a footer. */
  readonly state: SessionFooter['verdict'] | 'cut off' | 'foreign log' | 'unreadable'
  readonly bytes: number
  readonly changedMs: number
}

const verdicts = new Set<unknown>(['converged', 'diverged', 'in flight', 'unknown'])

function parse(line: string): { readonly [key: string]: unknown } {
  try {
    return { ...(JSON.parse(line) as object) }
  } catch {
    return {}
  }
}

/** What the last lines say: the footer, or the last seal, and the time of the last event among them. */
function ending(lines: readonly string[]): Pick<SessionFacts, 'events' | 'state'> & { readonly lastMs: number } {
  const last = parse(lines.at(-1) ?? '')
  const times = lines.flatMap((line) => eventStart.exec(line)?.[1] ?? [])
  const lastMs = Number(times.at(-1) ?? 0)
  if (last['kind'] === 'footer') {
    const state = verdicts.has(last['verdict']) ? (last['verdict'] as SessionFooter['verdict']) : 'unknown'
    return { events: Number(last['events']) || 0, state, lastMs }
  }
  const seal = lines.filter((line) => line.startsWith('{"seal":')).at(-1)
  return { events: Number(parse(seal ?? '')['seal']) || 0, state: 'cut off', lastMs }
}

/** @throws Error where the file cannot be read; one that is no session is `unreadable` */
export async function factsOf(path: string): Promise<SessionFacts> {
  const file = await open(path, 'r')
  try {
    const { size: bytes, mtimeMs: changedMs } = await file.stat()
    const readAt = async (length: number, at: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
      return buffer.toString('utf8', 0, bytesRead)
    }
    const head = await readAt(Math.min(bytes, headBytes), 0)
    let tail: readonly string[] = []
    // the last event may be a long one
    for (let length = tailBytes; ; length *= 8) {
      const start = Math.max(0, bytes - length)
      tail = (await readAt(bytes - start, start)).split('\n').filter((line) => line !== '')
      if (start === 0 || length > lineCharactersMax || tail.some((line) => eventStart.test(line))) break
    }
    try {
      const { start: began, excerpt } = parseHeader(head.slice(0, Math.max(0, head.indexOf('\n'))))
      const { lastMs, ...rest } = ending(tail)
      const startedMs = began === null ? Number.NaN : Date.parse(began)
      const lengthMs = Math.max(0, lastMs - (excerpt?.fromMs ?? 0))
      return { startedMs: Number.isNaN(startedMs) ? undefined : startedMs, lengthMs, bytes, changedMs, ...rest }
    } catch {
      const state = importFor(head) ? 'foreign log' : 'unreadable'
      return { startedMs: undefined, lengthMs: 0, events: 0, state, bytes, changedMs }
    }
  } finally {
    await file.close()
  }
}
