/**
 * `syncscope export`: writes a session file in another format. Reads standard input as
 * `-`, writes to standard output where no file is named; PNG and PDF are made by Electron, which it only asks for.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { filtered } from '../core/filtered.ts'
import type { Format } from '../core/format.ts'
import { formats } from '../core/formats/index.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { Query } from '../core/query.ts'
import { SessionError } from '../core/session.ts'
import { pictureNames } from './cli-catalogue.ts'
import { exportWordsOf, type ExportWords } from './cli-export-words.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { queryOf } from './cli-query.ts'
import { digests, saveSession, sourceOfFile, writeSession } from './saving.ts'
import { surveySession } from './session-reading.ts'
import { textCodec } from './text-codec.ts'

const codes = { written: 0, notWritten: 74 } as const
const jsonVersion = 1

/** Has a picture made by Electron; gives its exit code. */
export type Draw = (name: string, from: string, to: string) => Promise<number>

/** Does what the words after `export` say. @throws UsageError */
export async function exportCommand(words: readonly string[], draw: Draw): Promise<number> {
  const given = exportWordsOf(words)
  const query = given.filter === undefined ? undefined : queryOf(given.filter)
  const use = (path: string): Promise<number> =>
    query ? ofFiltered(path, query, (part) => write(given, part, draw)) : write(given, path, draw)
  return withSession(given.file, use, given.mapping)
}

/** What matches, as a file: it is read more than once, and by Electron. */
async function ofFiltered(path: string, query: Query, use: (path: string) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-'))
  try {
    const part = join(folder, basename(path))
    await writeSession(filtered(sourceOfFile(path), query, textCodec), ndjson, part)
    return await use(part)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function write({ format: name, out, json }: ExportWords, path: string, draw: Draw): Promise<number> {
  if (out !== undefined && pictureNames.includes(name)) {
    // what is no session is said before Electron is started
    await surveySession(path)
    const code = await draw(name, path, out)
    return code === 0 ? say(json, { format: name, files: [out] }, out) : codes.notWritten
  }
  const format = formats.find((one) => one.name === name) as Format
  if (out === undefined) return printIn(format, path)
  try {
    const files = await saveSession(path, format, out)
    const sizes = await Promise.all(files.map((file) => stat(file)))
    const bytes = sizes.reduce((sum, { size }) => sum + size, 0)
    return say(json, { format: name, files, bytes, losses: format.losses }, files.join('\n'))
  } catch (error) {
    if (error instanceof SessionError) throw error
    complain(`${out} cannot be written: ${(error as Error).message}`)
    return codes.notWritten
  }
}

async function printIn(format: Format, path: string): Promise<number> {
  let documents = 0
  for await (const { document, text, bytes } of format.write(sourceOfFile(path), digests)) {
    documents = Math.max(documents, document + 1)
    await print(bytes ?? text)
  }
  if (documents > 1)
    complain(`These are ${documents} diagrams, one after another. With --out FILE each is a file of its own.`)
  return codes.written
}

async function say(json: boolean, value: object, text: string): Promise<number> {
  if (json) await printJson({ format: 'syncscope-export', version: jsonVersion, export: value })
  else await print(`${text}\n`)
  return codes.written
}
