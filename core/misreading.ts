/** What somebody has typed and cannot be read: where the mistake is, and one sentence that says what is wrong. */

export interface Misreading {
  readonly ok: false
  /** The mistake lies from `start` up to `end`. */
  readonly start: number
  readonly end: number
  readonly sentence: string
}

/** How a parser stops at a mistake, from however deep. */
export class MisreadingError extends Error {
  readonly start: number
  readonly end: number

  constructor(start: number, end: number, sentence: string) {
    super(sentence)
    this.start = start
    this.end = end
  }
}

/** What a parser gives, or the mistake at which it stopped. */
export function orMisreading<T>(parse: () => T): T | Misreading {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof MisreadingError)) throw error
    return { ok: false, start: error.start, end: error.end, sentence: error.message }
  }
}
