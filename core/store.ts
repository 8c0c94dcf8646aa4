/**
 * The contract of a store: records, one line of JSON each, that outlive whoever wrote them. Knows neither what a
 * record says nor where it is kept. What was said to be written is there after a kill at any moment.
 */
import { createSealedReader, isWholeLine, type Crc32 } from './sealed.ts'

export const storeFormat = 'syncscope-store'
export const storeVersion = 1

export const storeLimits = {
  /** Longest record, in characters. */
  recordCharacters: 64 * 1024 * 1024,
  /** A store asks to be compacted when it has so many bytes, and is twice as large as it was after the last time. */
  bytes: 8 * 1024 * 1024,
} as const

export interface Store {
  /** Size of what is written. */
  readonly bytes: number
  /** Something was appended that is not written yet. */
  readonly waiting: boolean
  /** Why storing has stopped, for people; undefined while all is well. */
  readonly failure: string | undefined
  /** Takes a record: one line of JSON without its newline. What comes in one turn is written together, at its end. */
  append(record: string): void
  /** Runs when all that was appended until now is written; at once where nothing waits, or storing has stopped. */
  whenWritten(run: () => void): void
  /**
   * Puts these records in the place of all that was appended before, at one blow. They may be made while they are
   * asked for: what is appended meanwhile stands among them, in the order of time.
   */
  compact(records: Iterable<string>): Promise<void>
  /** Writes what waits. Nothing is taken any more. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** Told once, when storing has stopped. */
  readonly onFailure: (reason: string) => void
  /** The store has outgrown its bound: it wants to be compacted. */
  readonly onFull: () => void
  /** Instead of `storeLimits.bytes`. */
  readonly fullBytes?: number
}

/** What a store held when it was opened. */
export interface Found {
  readonly records: readonly string[]
  /** What could not be read, one sentence each, for people. */
  readonly problems: readonly string[]
}

/** What cannot be read as a store at all; `isNewer` where a later version of the application wrote it. */
export class StoreError extends Error {
  readonly isNewer: boolean

  constructor(reason: string, isNewer = false) {
    super(reason)
    this.name = 'StoreError'
    this.isNewer = isNewer
  }
}

/** The first line, with its newline. */
export const storeHeaderLine = `${JSON.stringify({ format: storeFormat, version: storeVersion })}\n`

/** What cannot be a record. @throws StoreError */
export function checkRecord(record: string): void {
  if (record.length > storeLimits.recordCharacters)
    throw new StoreError(`an object is larger than ${storeLimits.recordCharacters / 1024 / 1024} MiB`)
}

/** So many damaged places are told one by one. */
const problemsMax = 20

/**
 * Reads the lines of a store (without their newlines). A damaged block is left out and named; a last line that was
 * cut off is left out without a word, because nobody was told that it is written.
 * @throws StoreError from `line` for what is no store, or one of another version
 */
export function createStoreReader(crc32: Crc32): { line(text: string): void; end(): Found } {
  const records: string[] = []
  const problems: string[] = []
  let hasHeader = false
  let isFirst = true
  const blocks = createSealedReader(crc32, {
    block(lines, seal) {
      for (const line of isFirst ? lines.slice(1) : lines) if (seal || isWholeLine(line)) records.push(line)
      isFirst = false
    },
    damaged(lines, { seal }) {
      isFirst = false
      const count = lines === 1 ? '1 line' : `${lines} lines`
      if (problems.length < problemsMax)
        problems.push(`A block of ${count} up to record ${seal} is damaged and was left out.`)
    },
  })
  return {
    line(text) {
      if (!hasHeader) checkHeader(text)
      hasHeader = true
      blocks.line(text)
    },
    end() {
      blocks.end()
      return { records, problems }
    },
  }
}

function checkHeader(line: string): void {
  let header: { format?: unknown; version?: unknown } | null
  try {
    header = JSON.parse(line) as typeof header
  } catch {
    throw new StoreError('it does not begin as a store of Syncscope does')
  }
  if (header?.format !== storeFormat) throw new StoreError('it is no store of Syncscope')
  if (header.version === storeVersion) return
  const isNewer = typeof header.version === 'number' && header.version > storeVersion
  throw new StoreError(
    `it is of version ${String(header.version)}, and this application reads version ${storeVersion}`,
    isNewer,
  )
}
