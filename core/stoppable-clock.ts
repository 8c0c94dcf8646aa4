/**
 * A clock whose waiting can be stopped: what is due waits for as long as it stands, and comes so much later. The time
 * that it tells goes on, so that what is stamped by it is true.
 */
import type { Cancel, Clock } from './clock.ts'

export interface StoppableClock extends Clock {
  /** From now on nothing falls due. */
  stop(): void
  go(): void
}

interface Waiting {
  readonly run: () => void
  /** What was left of it when it was stopped, in milliseconds; until then when it is due. */
  leftMs: number
  dueAt: number
  cancel: Cancel | undefined
}

export function createStoppableClock(clock: Clock): StoppableClock {
  const waiting = new Set<Waiting>()
  let isStopped = false

  function arm(one: Waiting): void {
    one.dueAt = clock.now() + one.leftMs
    one.cancel = clock.after(one.leftMs, () => {
      waiting.delete(one)
      one.run()
    })
  }

  return {
    now: () => clock.now(),
    after(delayMs, run) {
      const one: Waiting = { run, leftMs: delayMs, dueAt: 0, cancel: undefined }
      waiting.add(one)
      if (!isStopped) arm(one)
      return () => {
        one.cancel?.()
        waiting.delete(one)
      }
    },
    stop() {
      if (isStopped) return
      isStopped = true
      const now = clock.now()
      for (const one of waiting) {
        one.cancel?.()
        one.leftMs = Math.max(0, one.dueAt - now)
      }
    },
    go() {
      if (!isStopped) return
      isStopped = false
      // what is due at one moment runs in the order in which it was asked for
      for (const one of [...waiting]) arm(one)
    },
  }
}
