/**
 * Files of other systems: looks at how a file begins, and where it is a foreign log writes it down as a session that
 * everything else reads as any other. What a log says is the affair of core/imports.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bundleKind, isBundle, sessionIn } from '../core/bundle.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import { ImportError, type Import } from '../core/import.ts'
import { headCharacters, importFor } from '../core/imports/index.ts'
import { sampleLines } from '../core/imports/json-lines.ts'
import { guessMapping, mappingText, type Mapping } from '../core/mapping.ts'
import { retell } from '../core/retelling.ts'
import { SessionError, type SessionPart } from '../core/session.ts'
import { writeSession } from './saving.ts'
import { linesOf } from './session-reading.ts'

/** A foreign log, as far as its beginning tells. */
export interface ForeignFile {
  readonly kind: Import
  /** The first whole lines. */
  readonly head: string
}

/** What a file is that is none of ours; undefined for a session, for what is nothing known, and for what cannot be read. */
export async function foreignFile(path: string): Promise<ForeignFile | undefined> {
  const file = await open(path, 'r').catch(() => undefined)
  try {
    if (!(await file?.stat())?.isFile()) return undefined
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(headCharacters), 0, headCharacters, 0)) ?? {}
    const text = buffer?.toString('utf8', 0, bytesRead) ?? ''
    const end = bytesRead === headCharacters ? text.lastIndexOf('\n') + 1 : text.length
    const head = text.slice(0, end === 0 ? text.length : end)
    const kind = isBundle(head) ? bundleKind : importFor(head)
    return kind && { kind, head }
  } finally {
    await file?.close()
  }
}

/** The session of a bundle, as it lies there. */
async function takeOut(from: string, to: string): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    let count = 0
    for await (const line of sessionIn(linesOf(from))) {
      count++
      yield `${line}\n`
    }
    if (count === 0)
      throw new SessionError(`${basename(from)} is a page of explain without its session: it was cut off.`)
  }
  await pipeline(lines, createWriteStream(to, { mode: 0o600 }))
}

/** What is to be done about a log of JSON lines of which nobody has said which field is what. */
const needsMapping = (name: string, head: string): string =>
  [
    `${name} is a log of JSON lines, and no session: say which field is what, with --mapping FILE, which query, export, diff and verdict take.`,
    `From the names of its fields this could be one; look it through before you use it:\n${mappingText(guessMapping(sampleLines(head)))}`,
  ].join(' ')

/**
 * Writes the foreign log `from` as a session to `to`.
 * @throws SessionError where nothing of it can be read; Error where `to` cannot be written
 */
export async function importLog(options: {
  readonly from: string
  readonly foreign: ForeignFile
  readonly to: string
  readonly mapping?: Mapping | undefined
  /** How the log is called, where not as its file. */
  readonly name?: string
}): Promise<void> {
  const { from, foreign, to, mapping, name = basename(from) } = options
  const { kind, head } = foreign
  if (kind === bundleKind) return takeOut(from, to)
  if (kind.name === 'json-lines' && !mapping) throw new SessionError(needsMapping(name, head))
  async function* read(): AsyncGenerator<SessionPart> {
    // a decoder waits for the rest of a character that two pieces share
    const pieces = createReadStream(from, { encoding: 'utf8' }) as AsyncIterable<string>
    const log = await kind.read(pieces, mapping).catch((error: Error) => {
      throw error instanceof ImportError ? new SessionError(`${name}: ${error.message}`) : error
    })
    yield* retell({ log, kind, file: name, app: 'import' })
  }
  await writeSession({ read }, ndjson, to)
}
