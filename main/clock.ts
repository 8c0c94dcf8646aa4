/** The machine's clock, from 0 on; it never goes back. */
import type { Clock } from '../core/clock.ts'

export function createClock(): Clock {
  const start = performance.now()
  return {
    now: () => performance.now() - start,
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  }
}
