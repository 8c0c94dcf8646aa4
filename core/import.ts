/**
 * The contract of an import: a kind of foreign log, how it is recognised by how it begins, and how it is read into what
 * it tells, in any order. How a session is made of that is the affair of retelling.
 */
import type { JsonObject, Path, Json } from './change.ts'
import type { Effect } from './event.ts'
import { importProblemsMax, type ImportProblem } from './imported.ts'
import type { Mapping } from './mapping.ts'

/** One end of a message: where it came to, when that is said, and what became of it there. */
export interface Arrival {
  readonly to: string
  /** In milliseconds, as `at` of what is told. */
  readonly at?: number | undefined
  /** When it was done with there. */
  readonly until?: number | undefined
  readonly effect?: Effect | undefined
  readonly reason?: string | undefined
  readonly line: number
  readonly text?: string | undefined
  readonly fields?: JsonObject | undefined
}

/** One thing that a foreign log tells: something that happened somewhere, or a message and where it came to. */
export interface Told {
  /** In milliseconds, from when is said by the log's `times`. */
  readonly at: number
  /** By what name the lane goes in the log; empty for what happened to all. */
  readonly who: string
  readonly text: string
  readonly line: number
  readonly kind?: string | undefined
  readonly id?: string | undefined
  /** For whom it is, where that is said; what came somewhere is said by `arrivals`. */
  readonly to?: string | undefined
  readonly object?: string | undefined
  readonly version?: number | undefined
  readonly change?: { readonly path: Path; readonly value?: Json } | undefined
  readonly isAnswer?: boolean | undefined
  /** What went wrong with it where it happened. */
  readonly reason?: string | undefined
  /** What it follows from. */
  cause?: Told | undefined
  readonly arrivals: Arrival[]
  readonly fields?: JsonObject | undefined
}

/** What a log tells in all. */
export interface ForeignLog {
  readonly told: readonly Told[]
  /** Whether times are dates (milliseconds since 1970), count from some start, or only say the order. */
  readonly times: 'dates' | 'start' | 'steps'
  /** Names for people of lanes that go by another one. */
  readonly names?: ReadonlyMap<string, string>
  readonly leftOut: number
  readonly problems: readonly ImportProblem[]
  readonly notes: readonly string[]
}

export interface Import {
  readonly name: string
  /** For people. */
  readonly label: string
  /** Whether a file that begins so is one of these. */
  recognises(head: string): boolean
  /** Reads the text of a file, given in pieces. @throws ImportError where nothing of it can be read */
  read(pieces: AsyncIterable<string>, mapping?: Mapping): Promise<ForeignLog>
}

/** A file that cannot be imported at all; says what is wrong and what to do. */
export class ImportError extends Error {}

/** So much is taken in of one log. */
export const toldMax = 1_000_000

/** Counts lines that could not be understood, and keeps the first of them. */
export function createProblems() {
  const problems: ImportProblem[] = []
  let leftOut = 0
  return {
    add(line: number, what: string): void {
      leftOut++
      if (problems.length < importProblemsMax) problems.push({ line, what })
    },
    /** What else was left out, without a word for each. */
    addMany: (count: number): void => void (leftOut += count),
    get now() {
      return { leftOut, problems }
    },
  }
}
