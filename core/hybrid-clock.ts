/**
 * A hybrid logical clock (Kulkarni et al. 2014): near to the time of the machine, and never behind anything that was
 * seen. Whoever has seen a write stamps later than it, however the clocks are set.
 */

/** Milliseconds, and a count within one of them. */
export type Moment = readonly [ms: number, count: number]

/** A clock that is ahead of one's own by more than this is named as wrong; its writes count all the same, or copies would differ. */
export const aheadMsMax = 60_000
/** Times beyond this are no times: some 8,900 years. */
const msEnd = 2 ** 48

export const compareMoments = (a: Moment, b: Moment): number => a[0] - b[0] || a[1] - b[1]

/** Whether something from outside is a moment. */
export const isMoment = (value: unknown): value is Moment =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => Number.isSafeInteger(part) && (part as number) >= 0) &&
  (value[0] as number) < msEnd

export interface HybridClock {
  /** The next moment, and as many after it as are wanted, which differ in their count. */
  next(moments: number): Moment
  /** Something of that moment was seen; tells whether its clock is ahead of this one by more than is right. */
  saw(moment: Moment): 'near' | 'ahead'
}

export function createHybridClock(now: () => number): HybridClock {
  let last: Moment = [0, -1]
  return {
    next(moments) {
      const ms = Math.min(msEnd - 1, Math.max(last[0], Math.floor(now()), 0))
      const first: Moment = [ms, ms === last[0] ? last[1] + 1 : 0]
      last = [ms, first[1] + moments - 1]
      return first
    },
    saw(moment) {
      if (compareMoments(moment, last) > 0) last = moment
      return moment[0] - now() > aheadMsMax ? 'ahead' : 'near'
    },
  }
}
