/** A clock that goes wrong: so much ahead or behind, and so much faster or slower, from when it is told. */
import type { Clock } from './clock.ts'

/** By how much a clock may be set off, in milliseconds: a day; and how much faster or slower it may run. */
export const skewMsMax = 24 * 60 * 60 * 1000
export const driftPercentMax = 50

export interface SkewedClock extends Clock {
  /** As fast as this one, and never set: whoever waits looks at how much time has passed. */
  readonly steady: Clock
  /** Sets it off by `ms` from the right time, running faster (or slower, below 0) by so many percent from now on. */
  skew(ms: number, driftPercent?: number): void
}

/** A clock beside another one; right until it is skewed. What is asked of it with `after` takes as long as it reads. */
export function createSkewedClock(clock: Clock): SkewedClock {
  let skewMs = 0
  let rate = 1
  let since = 0
  let steadyAt = 0

  const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value))
  const steady: Clock = {
    now: () => steadyAt + (clock.now() - since) * rate,
    after: (delayMs, run) => clock.after(delayMs / rate, run),
  }
  return {
    steady,
    now: () => (rate === 1 ? clock.now() + skewMs : since + skewMs + (clock.now() - since) * rate),
    after: steady.after,
    skew(ms, driftPercent = 0) {
      steadyAt = steady.now()
      skewMs = clamp(ms, skewMsMax)
      rate = 1 + clamp(driftPercent, driftPercentMax) / 100
      since = clock.now()
    },
  }
}
