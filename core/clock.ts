/**
 * Time and chance as values. Core never asks the machine for either: real ones are passed in, virtual ones
 * grow from a seed, so that a run can be repeated exactly.
 */

/** Takes back a call that was asked for with `after`. */
export type Cancel = () => void

/** A source of time, in milliseconds; where it starts is its own affair. */
export interface Clock {
  now(): number
  /** Calls `run` once, `delayMs` from now. */
  after(delayMs: number, run: () => void): Cancel
}

/** A clock that moves only when told. Calls due at one moment run in the order they were asked for. */
export interface VirtualClock extends Clock {
  /** Moves on by `ms`, running what falls due on the way. */
  advance(ms: number): void
  /** Runs until nothing is due any more, or until `untilMs`. Returns how many calls were run. */
  run(untilMs?: number): number
}

/** A time as it is written down: to a microsecond. */
export const roundTime = (ms: number): number => Math.round(ms * 1000) / 1000

/** What stands behind the point, by thousandths: '', '.001' … '.5' … */
const fractions = Array.from({ length: 1000 }, (_, part) => String(part / 1000).slice(1))

/** The text of a time as it is written down, got sooner than that of the number. */
export function timeText(ms: number): string {
  const us = Math.round(ms * 1000)
  if (!(us >= 0 && us < 1e15)) return String(roundTime(ms))
  const whole = Math.floor(us / 1000)
  return `${whole}${fractions[us - whole * 1000]}`
}

/** A source of numbers from 0 up to 1. */
export type Random = () => number

/** A virtual clock that starts at `startMs`. */
export function createVirtualClock(startMs = 0): VirtualClock {
  type Due = { readonly at: number; readonly order: number; readonly run: () => void }
  const due: Due[] = []
  let now = startMs
  let order = 0
  const earlier = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

  function insert(item: Due): void {
    let low = 0
    let high = due.length
    while (low < high) {
      const middle = (low + high) >> 1
      // latest first, so that the next one is popped off the end
      if (earlier(item, due[middle] as Due)) low = middle + 1
      else high = middle
    }
    due.splice(low, 0, item)
  }

  function run(untilMs = Number.POSITIVE_INFINITY): number {
    let count = 0
    for (let next = due.at(-1); next && next.at <= untilMs; next = due.at(-1)) {
      due.pop()
      now = Math.max(now, next.at)
      next.run()
      count++
    }
    if (untilMs !== Number.POSITIVE_INFINITY) now = Math.max(now, untilMs)
    return count
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const item = { at: now + Math.max(0, delayMs), order: order++, run }
      insert(item)
      return () => {
        const index = due.indexOf(item)
        if (index >= 0) due.splice(index, 1)
      }
    },
    advance: (ms) => void run(now + ms),
    run,
  }
}

/** A seeded random source (mulberry32): the same seed gives the same numbers everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
