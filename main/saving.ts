/** Writes a session to a file in a format, as a stream; what was there before stays until the new one is whole. */
import { createHash } from 'node:crypto'
import { open, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { checks } from '../core/checks/index.ts'
import type { Run } from '../core/compare.ts'
import type { Digests, Format, SessionSource } from '../core/format.ts'
import type { SessionEvent } from '../core/event.ts'
import type { SessionPart } from '../core/session.ts'
import { partsOf } from './session-reading.ts'

/** Node's digests, for core. */
export const digests: Digests = {
  crc32: (text, seed) => crc32(text, seed),
  sha256() {
    const hash = createHash('sha256')
    return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') }
  },
  byteLength: (text) => Buffer.byteLength(text),
}

/** Whether two paths lead to one file, whatever they are called; false where one of them is not there. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)))
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino
}

/** A session file as a source. */
export const sourceOfFile = (path: string): SessionSource => ({ read: () => partsOf(path), checks })

/**
 * Writes the session in the file `from`, or what `source` makes of it, to the file `to`. A format that needs several
 * documents gets `to`, then `to-2` and so on. Returns the paths that were written.
 * @throws SessionError where `from` is no session; Error where `to` cannot be written
 */
export async function saveSession(
  from: string,
  format: Format,
  to: string,
  source = sourceOfFile(from),
): Promise<readonly string[]> {
  if (await isSameFile(from, to)) throw new Error('A session cannot be saved over the file that it is read from.')
  return writeSession(source, format, to)
}

/** A session that was played and never was a file, as a source. */
export function sourceOfPlayed({ header, lines }: NonNullable<Run['session']>): SessionSource {
  async function* read(): AsyncGenerator<SessionPart> {
    yield { kind: 'header', header, text: JSON.stringify(header) }
    for (const line of lines) {
      const text = line.trimEnd()
      yield { kind: 'event', text, event: JSON.parse(text) as SessionEvent, sealed: false }
    }
  }
  return { read, checks }
}

/** Writes a session that was played. @throws Error where `to` cannot be written */
export const savePlayed = (
  session: NonNullable<Run['session']>,
  format: Format,
  to: string,
): Promise<readonly string[]> => writeSession(sourceOfPlayed(session), format, to)

/** Writes what a source gives, as `saveSession` does. @throws Error where `to` cannot be written */
export async function writeSession(source: SessionSource, format: Format, to: string): Promise<readonly string[]> {
  const done: string[] = []
  let target: { path: string; temporary: string; file: FileHandle; document: number } | undefined
  const finish = async (): Promise<void> => {
    if (!target) return
    await target.file.sync()
    await target.file.close()
    await rename(target.temporary, target.path)
    done.push(target.path)
    target = undefined
  }
  try {
    for await (const { document, text, bytes } of format.write(source, digests)) {
      if (target && target.document !== document) await finish()
      if (!target) {
        const path = numbered(to, document)
        const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
        target = { path, temporary, document, file: await open(temporary, 'w', 0o600) }
      }
      await target.file.appendFile(bytes ?? text)
    }
    await finish()
  } catch (error) {
    if (target) {
      await target.file.close()
      await unlink(target.temporary)
    }
    throw error
  }
  return done
}

function numbered(path: string, document: number): string {
  if (document === 0) return path
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}-${document + 1}${extension}`
}
