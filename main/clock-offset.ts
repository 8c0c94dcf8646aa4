/**
 * How far a window's clock is ahead of ours, known within bounds: nothing arrives before it was sent. So the times
 * we convert never show an effect before its cause, and what is not known is said as an uncertainty.
 */

export interface ClockOffset {
  /** Something sent at `theirs` on the window's clock arrived at `ours` on ours. */
  received(theirs: number, ours: number): void
  /** Something sent at `ours` on our clock arrived at `theirs` on the window's. */
  delivered(ours: number, theirs: number): void
  /** A moment of the window's clock on ours. */
  toOurs(theirs: number): number
  /** By how much a converted moment may be off, either way, in milliseconds; undefined until both bounds are known. */
  readonly uncertaintyMs: number | undefined
}

/** An isolated page reads its clock in steps of so much. */
const stepMs = 0.005

/** Clocks of pages are rounded by so much at most; bounds that cross by less are rounding, not a clock that was set. */
const roundingMs = 0.2

/** Without any exchange the window's clock is taken to be `guessMs` ahead. */
export function createClockOffset(guessMs = 0): ClockOffset {
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY

  const known = (): boolean => Number.isFinite(low) && Number.isFinite(high)
  const offset = (): number => {
    if (known()) return (low + high) / 2
    if (Number.isFinite(low)) return Math.max(guessMs, low)
    return Math.min(guessMs, high)
  }

  return {
    received(theirs, ours) {
      low = Math.max(low, theirs - ours)
      // a clock was set, or the machine slept: what was known before no longer holds
      if (low > high + roundingMs) high = Number.POSITIVE_INFINITY
    },
    delivered(ours, theirs) {
      high = Math.min(high, theirs - ours)
      if (low > high + roundingMs) low = Number.NEGATIVE_INFINITY
    },
    toOurs: (theirs) => theirs - offset(),
    get uncertaintyMs() {
      return known() ? Math.abs(high - low) / 2 + stepMs : undefined
    },
  }
}

/** Whether a clock is known worse than was told. That has to be told at once, or a reader would trust it too much. */
export const isWorse = (told: number | undefined, now: number | undefined): boolean =>
  told !== undefined && (now === undefined || now > told)

/** Whether it is known so much better than was told that it is worth telling. */
export const isClearlyBetter = (told: number | undefined, now: number | undefined): boolean =>
  now !== undefined && (told === undefined || now <= told / 2)
