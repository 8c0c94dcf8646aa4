/** Reads a whole session, out of a file or a text, into a table, for those who ask core about it. Knows no windows. */
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { createColumns, type Columns } from '../core/columns.ts'
import type { Run } from '../core/compare.ts'
import { inputsOf, InputsError, type Inputs } from '../core/inputs.ts'
import { createSessionReader, SessionError, type SessionHeader, type SessionPart } from '../core/session.ts'
import { createSurvey, noticeOf, readParts } from './session-reading.ts'

export interface SessionTable {
  readonly header: SessionHeader
  readonly columns: Columns
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const codec = {
  encode: (text: string): Uint8Array => encoder.encode(text),
  encodeInto: (text: string, into: Uint8Array): number => encoder.encodeInto(text, into).written,
  decode: (bytes: Uint8Array): string => decoder.decode(bytes),
}

function createTable(name: string) {
  const columns = createColumns(codec)
  let header: SessionHeader | undefined
  return {
    take(part: SessionPart): void {
      if (part.kind === 'header') header = checked(part.header, name)
      else if (part.kind === 'event') columns.append(part.text)
    },
    end(): SessionTable {
      if (!header) throw new SessionError(`${name} is empty. Choose a file saved by Syncscope (.ndjson).`)
      return { header, columns }
    },
  }
}

/** What is read of a header here; a file may say anything. */
function checked(header: SessionHeader, name: string): SessionHeader {
  const { models, conditions, seed } = header as { models: unknown; conditions: unknown; seed: unknown }
  const delayMs = (conditions as { delayMs?: unknown } | null | undefined)?.delayMs
  const links = (conditions as { links?: unknown } | null | undefined)?.links
  const isWhole = Array.isArray(models) && typeof delayMs === 'number' && (links === undefined || Array.isArray(links))
  if (isWhole && (seed === null || Number.isSafeInteger(seed))) return header
  throw new SessionError(`${name} has a header that says too little. Choose a file saved by Syncscope (.ndjson).`)
}

/** @throws SessionError for what is no session */
export async function tableOfFile(path: string): Promise<SessionTable> {
  const table = createTable(basename(path))
  await readParts(path, table.take)
  return table.end()
}

/** A table, and what to tell a person about a file that is not whole, in one reading. @throws SessionError */
export async function toldTableOfFile(path: string): Promise<SessionTable & { readonly notice: string | undefined }> {
  const name = basename(path)
  const [table, survey] = [createTable(name), createSurvey(name)]
  await readParts(path, (part) => {
    survey.take(part)
    table.take(part)
  })
  return { ...table.end(), notice: noticeOf(survey.end()) }
}

/** The session that a run has left. */
export const tableOfPlayed = ({ header, lines }: NonNullable<Run['session']>, name: string): SessionTable =>
  tableOfText(`${JSON.stringify(header)}\n${lines.join('')}`, name)

/** @throws SessionError for what is no session */
export function tableOfText(text: string, name: string): SessionTable {
  if (text.trim() === '') throw new SessionError(`${name} is empty. Choose a file saved by Syncscope (.ndjson).`)
  const table = createTable(name)
  const reader = createSessionReader((line, seed) => crc32(line, seed), table.take)
  for (const line of text.replace(/\n$/, '').split('\n')) reader.line(line)
  reader.end()
  return table.end()
}

/** What can be played again of a session. @throws SessionError that names the file */
export function inputsOfTable({ columns, header }: SessionTable, name: string): Inputs {
  try {
    return inputsOf(columns, header)
  } catch (error) {
    if (error instanceof InputsError) throw new SessionError(`${name}: ${error.message}`)
    throw error
  }
}
