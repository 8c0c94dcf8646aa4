/**
 * One recorded run: a header, its events and a footer, in sealed blocks of lines. Reads and writes lines;
 * where they are kept, and what a digest is, is passed in.
 */
import type { Outcome } from './check.ts'
import type { SessionEvent } from './event.ts'
import type { ImportedFrom } from './imported.ts'
import type { LinkOrder } from './link-order.ts'
import type { Address } from './message.ts'
import { createSealedReader, type Crc32 } from './sealed.ts'
import {
  canMigrate,
  createVersionReport,
  migrateHeader,
  migrateLine,
  migrations,
  reportLinesMax,
  type Migration,
  type VersionReport,
} from './session-version.ts'

export const sessionFormat = 'syncscope-session'
export const sessionVersion = 1
/** Longest line that is read, in characters. */
export const lineCharactersMax = 17 * 1024 * 1024

/** First line of a session. */
export interface SessionHeader {
  readonly format: typeof sessionFormat
  readonly version: number
  /** Version of the application that recorded it. */
  readonly app: string
  /** When it began, ISO 8601; null for a simulated session, which names no wall clock. */
  readonly start: string | null
  readonly models: readonly string[]
  /** `links`: what was ordered of the links before anything else. */
  readonly conditions: { readonly delayMs: number; readonly links?: readonly LinkOrder[] }
  readonly seed: number | null
  readonly hyperties: readonly { readonly url: Address; readonly name: string }[]
  /** By which rules values were hidden before they were written, and whether it is a sanitised copy. */
  readonly redactions: readonly string[]
  /** Of one that was made of a log of another system. */
  readonly imported?: ImportedFrom
  /** Of a part of a session that begins with the state at a moment: which one, and what it lacks. */
  readonly excerpt?: { readonly fromMs: number; readonly fromEvent: number; readonly lacks: readonly string[] }
}

/** Last line of a session that was ended in good order. */
export interface SessionFooter {
  readonly kind: 'footer'
  readonly events: number
  readonly dropped: number
  /** sha256 of all bytes above, in hex. */
  readonly sha256: string
  readonly verdict: 'converged' | 'diverged' | 'in flight' | 'unknown'
  /** What each check says of it; absent where a session was written before there were checks. */
  readonly checks?: readonly Outcome[]
}

/** A file that is no session, or one that cannot be read; says what to do. */
export class SessionError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'SessionError'
  }
}

/** The header of a live session. */
export const liveHeader = (app: string, startMs: number): SessionHeader => ({
  format: sessionFormat,
  version: sessionVersion,
  app,
  // a date made of a number asks no clock
  // oxlint-disable-next-line no-restricted-globals
  start: new Date(startMs).toISOString(),
  models: ['owner-only'],
  conditions: { delayMs: 0 },
  seed: null,
  hyperties: [],
  redactions: [],
})

/** The last line, with its newline. */
export const footerLine = (footer: Omit<SessionFooter, 'kind'>): string =>
  `${JSON.stringify({ kind: 'footer', ...footer })}\n`

type Fields = { readonly [key: string]: unknown }

/** What a header says, of whatever version it is. @throws SessionError for what is no session */
function parseFields(line: string): Fields {
  let header: Fields | null
  try {
    header = JSON.parse(line) as Fields | null
  } catch {
    throw new SessionError(
      'This is not a session file: its first line is not JSON. Choose a file saved by Syncscope (.ndjson).',
    )
  }
  if (typeof header !== 'object' || header?.['format'] !== sessionFormat) {
    throw new SessionError(
      `This is not a session file: its first line names no "${sessionFormat}". Choose a file saved by Syncscope (.ndjson).`,
    )
  }
  return header
}

const otherVersion = ({ version, app }: Fields, report?: VersionReport): SessionError =>
  new SessionError(
    [
      `This session is of format version ${String(version)}; this application reads version ${sessionVersion}.`,
      report?.text() ?? '',
      `Open it with the version of Syncscope that saved it (${String(app ?? 'unknown')}).`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  )

/** Reads a header. @throws SessionError for what is no session, or one of another version. */
export function parseHeader(line: string): SessionHeader {
  const header = parseFields(line)
  if (header['version'] !== sessionVersion) throw otherVersion(header)
  return header as object as SessionHeader
}

/** What a reader gives: whole lines in order, and what could not be read. */
export type SessionPart =
  /** `migratedFrom`: the version of the file, where it is an older one and is read as if it were of this one. */
  | {
      readonly kind: 'header'
      readonly header: SessionHeader
      readonly text: string
      readonly migratedFrom?: number
    }
  | { readonly kind: 'event'; readonly text: string; readonly event: SessionEvent; readonly sealed: boolean }
  /** A line of a kind that this version does not know; kept on re-export. */
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'gap'; readonly afterEvent: number; readonly lines: number; readonly reason: string }
  | { readonly kind: 'footer'; readonly footer: SessionFooter; readonly text: string }

const eventKinds = new Set(['sent', 'ended', 'hyperty', 'clock', 'fault', 'state', 'note'])

function partOf(text: string, sealed: boolean): SessionPart | undefined {
  let value: { kind?: unknown; n?: unknown; at?: unknown }
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'footer') return { kind: 'footer', footer: value as SessionFooter, text }
  const known = typeof value.kind === 'string' && eventKinds.has(value.kind)
  if (known && Number.isSafeInteger(value.n) && Number.isFinite(value.at)) {
    return { kind: 'event', text, event: value as SessionEvent, sealed }
  }
  return { kind: 'unknown', text }
}

/**
 * Reads a session line by line (without the newlines). Lines of a block are given when its seal proves them; a
 * block that its seal does not fit is left out and named; what stands after the last seal is given at the end, as not sealed.
 * @throws SessionError from `line` when the first line is no header, from either when all that could be said of a
 *   session of another version has been found
 */
export function createSessionReader(
  crc32: Crc32,
  give: (part: SessionPart) => void,
  steps: readonly Migration[] = migrations,
): { line(text: string): void; end(): void } {
  let header: SessionHeader | undefined
  /** Of an older version: which one. Of one that cannot be read: what is found in it. */
  let from: number | undefined
  let refused: { readonly fields: Fields; readonly report: VersionReport; lines: number } | undefined
  let isFirst = true
  let lastEvent = 0

  function giveLines(lines: readonly string[], sealed: boolean): void {
    for (const line of lines) {
      const text = from === undefined ? line : migrateLine(line, from, sessionVersion, steps)
      if (text === undefined) continue
      const part = partOf(text, sealed)
      if (part) give(part)
      else if (sealed || text !== '')
        give({ kind: 'gap', afterEvent: lastEvent, lines: 1, reason: 'a line is not JSON' })
      if (part?.kind === 'event') lastEvent = part.event.n
    }
  }

  const blocks = createSealedReader(crc32, {
    block(lines, seal) {
      // the header has been given already
      giveLines(isFirst ? lines.slice(1) : lines, seal !== undefined)
      lastEvent = Math.max(lastEvent, seal?.seal ?? 0)
      isFirst = false
    },
    damaged(lines, seal) {
      give({ kind: 'gap', afterEvent: lastEvent, lines, reason: 'the block does not match its seal' })
      lastEvent = Math.max(lastEvent, seal.seal)
      isFirst = false
    },
  })

  function begin(text: string): void {
    const fields = parseFields(text)
    const { version } = fields
    if (version === sessionVersion) header = fields as object as SessionHeader
    else if (typeof version === 'number' && canMigrate(version, sessionVersion, steps)) {
      from = version
      header = migrateHeader(fields, sessionVersion, steps) as object as SessionHeader
    } else {
      refused = { fields, report: createVersionReport(fields), lines: 0 }
      return
    }
    const migrated = from === undefined ? { text } : { text: JSON.stringify(header), migratedFrom: from }
    give({ kind: 'header', header, ...migrated })
  }

  return {
    line(text) {
      if (refused) {
        refused.report.line(text)
        if (++refused.lines >= reportLinesMax) throw otherVersion(refused.fields, refused.report)
        return
      }
      if (!header) begin(text)
      if (header) blocks.line(text)
    },
    end() {
      if (refused) throw otherVersion(refused.fields, refused.report)
      if (!header) throw new SessionError('This file is empty. Choose a file saved by Syncscope (.ndjson).')
      blocks.end()
    },
  }
}
