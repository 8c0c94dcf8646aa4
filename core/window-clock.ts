/**
 * How well the clock of each window was known, at any moment of a session: what its clock events say. Knows nothing
 * of how a clock is measured.
 */
import type { ClockEvent } from './event.ts'
import type { Address } from './message.ts'

export interface WindowClocks {
  /** Takes the clock events of a session, in order. */
  take(event: ClockEvent): void
  /**
   * By how much a time may be off that was stamped on the clock of `who` and converted at some moment between these
   * two. Undefined where at any of them it was not known.
   */
  uncertaintyMs(who: Address, from: number, until: number): number | undefined
}

export function createWindowClocks(): WindowClocks {
  const told = new Map<Address, ClockEvent[]>()
  return {
    take(event) {
      const events = told.get(event.who)
      if (events) events.push(event)
      else told.set(event.who, [event])
    },
    uncertaintyMs(who, from, until) {
      const events = told.get(who) ?? []
      let worst = 0
      for (let index = events.length - 1; index >= 0; index--) {
        const { at, uncertaintyMs } = events[index] as ClockEvent
        if (at > until) continue
        if (uncertaintyMs === undefined) return undefined
        worst = Math.max(worst, uncertaintyMs)
        if (at <= from) return worst
      }
      // before the first that was said nothing was known
      return undefined
    },
  }
}
