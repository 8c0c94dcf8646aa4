/** Whether those who follow an object ask for it no sooner again than they may; for who judges a run. */
import type { Address } from './message.ts'
import { driftPercentMax } from './skew.ts'

const readGapMs = 400
/** Two looks at the clock in one moment are apart by less than this. */
export const lookMs = 0.01

export function createReadPace(now: () => number, tooSoon: (text: string) => void) {
  const lastRead = new Map<string, number>()
  /** Whose clocks run faster or slower. */
  const drifting = new Set<Address>()

  return {
    read(who: Address, object: Address): void {
      const key = `${who} ${object}`
      const sinceMs = now() - (lastRead.get(key) ?? Number.NEGATIVE_INFINITY)
      const leastMs = drifting.has(who) ? readGapMs / (1 + driftPercentMax / 100) : readGapMs
      if (sinceMs < leastMs - lookMs) tooSoon(`${who} reads ${object} again after ${sinceMs} ms.`)
      lastRead.set(key, now())
    },
    /** It may be read at once. */
    forget: (who: Address, object: Address): void => void lastRead.delete(`${who} ${object}`),
    forgetAll(who: Address): void {
      for (const key of lastRead.keys()) if (key.startsWith(`${who} `)) lastRead.delete(key)
    },
    drifts: (who: Address): void => void drifting.add(who),
  }
}
