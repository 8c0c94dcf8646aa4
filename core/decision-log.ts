/**
 * What access decided last about each object, for people to look at: a few of each, and what was decided alike is
 * counted and not kept. Knows no clock.
 */
import type { Address, Decision, MessageType } from './message.ts'

/** A decision about what a hyperty sent, and how often in a row it was decided so. */
export interface Decided {
  readonly who: Address
  readonly type: MessageType
  readonly decision: Decision
  readonly times: number
}

/** So many are kept for each object. */
export const decidedMax = 20

export function createDecisionLog() {
  const objects = new Map<Address, { -readonly [K in keyof Decided]: Decided[K] }[]>()
  return {
    note(url: Address, who: Address, type: MessageType, decision: Decision): void {
      const all = objects.get(url) ?? []
      if (all.length === 0) objects.set(url, all)
      const last = all.at(-1)
      if (last?.who === who && last.type === type && last.decision.rule === decision.rule) {
        last.times++
        last.decision = decision
        return
      }
      all.push({ who, type, decision, times: 1 })
      if (all.length > decidedMax) all.shift()
    },
    /** The latest first. */
    of: (url: Address): readonly Decided[] => (objects.get(url) ?? []).map((one) => ({ ...one })).reverse(),
    forget: (url: Address): void => void objects.delete(url),
  }
}
