/**
 * Reads session files as streams, whatever they turn out to be: every wrong kind of file ends in one clear sentence.
 * Where a line belongs and whether a seal fits is the affair of core/session.
 */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { importedFromOf, importedText } from '../core/imported.ts'
import { isWholeLine } from '../core/sealed.ts'
import {
  createSessionReader,
  lineCharactersMax,
  SessionError,
  sessionVersion,
  type SessionHeader,
  type SessionPart,
} from '../core/session.ts'

const chunkBytes = 1024 * 1024
const newline = 0x0a

/** The whole lines of a file, without their newlines. @throws SessionError */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const name = basename(path)
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new SessionError(openingReasons[error.code ?? '']?.(name) ?? `${name} cannot be opened: ${error.message}`)
  })
  try {
    const state = await file.stat()
    if (state.isDirectory()) throw new SessionError(`${name} is a folder. Choose a file saved by Syncscope (.ndjson).`)
    if (!state.isFile())
      throw new SessionError(`${name} is no regular file. Choose a file saved by Syncscope (.ndjson).`)
    if (state.size === 0) throw new SessionError(`${name} is empty. Choose a file saved by Syncscope (.ndjson).`)
    let rest: Buffer[] = []
    let restBytes = 0
    let first = true
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null)
      if (bytesRead === 0) break
      const chunk = buffer.subarray(0, bytesRead)
      let start = 0
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        rest.push(chunk.subarray(start, end))
        yield textOf(rest, name)
        first = false
        rest = []
        restBytes = 0
        start = end + 1
      }
      rest.push(chunk.subarray(start))
      restBytes += chunk.length - start
      if (restBytes > lineCharactersMax * 3) tooLong(name)
    }
    const last = textOf(rest, name)
    if (first || isWholeLine(last)) yield last
  } finally {
    await file.close()
  }
}

const openingReasons: Readonly<Record<string, (name: string) => string>> = {
  ENOENT: (name) => `There is no file ${name}.`,
  EACCES: (name) => `${name} may not be read by you.`,
  EPERM: (name) => `${name} may not be read by you.`,
  EISDIR: (name) => `${name} is a folder. Choose a file saved by Syncscope (.ndjson).`,
}

function textOf(parts: readonly Buffer[], name: string): string {
  const text = parts.length === 1 ? (parts[0] as Buffer).toString('utf8') : Buffer.concat(parts).toString('utf8')
  if (text.length > lineCharactersMax) tooLong(name)
  return text
}

function tooLong(name: string): never {
  throw new SessionError(
    `${name} has a line longer than ${lineCharactersMax / 1024 / 1024} MiB: no session has such a line.`,
  )
}

/** The parts of a session in order: those of a line come together. @throws SessionError */
export async function* partsOf(path: string): AsyncGenerator<SessionPart> {
  let given: SessionPart[] = []
  const reader = createSessionReader(crc32, (part) => given.push(part))
  for await (const line of linesOf(path)) {
    reader.line(line)
    if (given.length === 0) continue
    const parts = given
    given = []
    yield* parts
  }
  reader.end()
  yield* given
}

/**
 * Hands over the parts of a session in order, one by one: unlike a generator, it never holds those of a whole block, which
 * for a session without seals is all of it. @throws SessionError
 */
export async function readParts(path: string, take: (part: SessionPart) => void): Promise<void> {
  const reader = createSessionReader(crc32, take)
  for await (const line of linesOf(path)) reader.line(line)
  reader.end()
}

/** What a session file holds, and what is wrong with it. */
export interface SessionSurvey {
  readonly header: SessionHeader
  readonly events: number
  /** Whole lines after the last seal. */
  readonly unsealed: number
  readonly gaps: readonly { readonly afterEvent: number; readonly lines: number; readonly reason: string }[]
  /** False for a session that was cut off. */
  readonly ended: boolean
  /** The version of the format of the file, where it is an older one. */
  readonly migratedFrom?: number
}

/** Most gaps that are kept one by one. */
const gapsMax = 100

/** Takes the parts of a session in order, and says in the end what it is. */
export function createSurvey(name: string) {
  let header: SessionHeader | undefined
  let migratedFrom: number | undefined
  let events = 0
  let unsealed = 0
  let ended = false
  const gaps: { afterEvent: number; lines: number; reason: string }[] = []
  return {
    take(part: SessionPart): void {
      if (part.kind === 'header') ({ header, migratedFrom } = part)
      else if (part.kind === 'footer') ended = true
      else if (part.kind === 'gap' && gaps.length < gapsMax) gaps.push(part)
      else if (part.kind === 'event') {
        events++
        if (!part.sealed) unsealed++
      }
    },
    /** @throws SessionError */
    end(): SessionSurvey {
      if (!header) throw new SessionError(`${name} is empty. Choose a file saved by Syncscope (.ndjson).`)
      return { header, events, unsealed, gaps, ended, ...(migratedFrom === undefined ? {} : { migratedFrom }) }
    },
  }
}

/** Reads a whole session file and says what it is. @throws SessionError */
export async function surveySession(path: string): Promise<SessionSurvey> {
  const survey = createSurvey(basename(path))
  await readParts(path, survey.take)
  return survey.end()
}

/** What to tell a person about a session that is not whole; undefined for one that is. */
export function noticeOf(survey: SessionSurvey): string | undefined {
  const { events, unsealed, gaps, ended } = survey
  const sentences: string[] = []
  if (survey.migratedFrom !== undefined)
    sentences.push(
      `This session is of format version ${survey.migratedFrom}, and is shown as one of version ${sessionVersion}. Save it to keep it so.`,
    )
  const { excerpt, redactions } = survey.header
  const from = importedFromOf(survey.header)
  if (from) sentences.push(importedText(from))
  if (excerpt)
    sentences.push(
      `This is a part of a session, from ${(excerpt.fromMs / 1000).toFixed(1)} s on. It lacks: ${lackText(excerpt.lacks)}`,
    )
  if (Array.isArray(redactions) && redactions.length > 0)
    sentences.push(`Values are hidden in it: ${redactions.slice(0, 5).join('; ')}${redactions.length > 5 ? ' …' : ''}.`)
  if (!ended) sentences.push(`This session was cut off: it ends after ${counted(events, 'event')}.`)
  if (!ended && unsealed > 0)
    sentences.push(`The last ${unsealed === 1 ? 'one is' : `${unsealed} are`} whole but not sealed.`)
  for (const { afterEvent, lines, reason } of gaps.slice(0, 3)) {
    sentences.push(
      `After event ${afterEvent} ${counted(lines, 'line')} cannot be trusted and ${lines === 1 ? 'is' : 'are'} left out: ${reason}.`,
    )
  }
  if (gaps.length > 3) sentences.push(`So it is in ${gaps.length - 3} more places.`)
  return sentences.length > 0 ? sentences.join(' ') : undefined
}

const lackText = (lacks: unknown): string => (Array.isArray(lacks) ? lacks.slice(0, 5).join(' ') : 'more than it says.')

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
