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
  /** Runs the one call that is due next, unless it is due after `untilMs`; false where there was none. */
  step(untilMs?: number): boolean
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

/** A virtual clock that starts at `startMs`. What is due stands in a heap: with a million calls waiting, one more costs little. */
export function createVirtualClock(startMs = 0): VirtualClock {
  type Due = { readonly at: number; readonly order: number; run: (() => void) | undefined }
  const heap: Due[] = []
  let now = startMs
  let order = 0
  /** Taken back, and still in the heap. */
  let cancelled = 0
  const isEarlier = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

  function rise(item: Due, from: number): void {
    let index = from
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above] as Due
      if (!isEarlier(item, parent)) break
      heap[index] = parent
      index = above
    }
    heap[index] = item
  }

  function sink(item: Due, from: number): void {
    const { length } = heap
    let index = from
    for (let below = 2 * index + 1; below < length; below = 2 * index + 1) {
      const right = below + 1
      if (right < length && isEarlier(heap[right] as Due, heap[below] as Due)) below = right
      const child = heap[below] as Due
      if (!isEarlier(child, item)) break
      heap[index] = child
      index = below
    }
    heap[index] = item
  }

  function takeFirst(): Due {
    const first = heap[0] as Due
    const last = heap.pop() as Due
    if (heap.length > 0) sink(last, 0)
    return first
  }

  /** Most timers are taken back long before they are due: they must not fill the heap. */
  function sweep(): void {
    if (cancelled < 64 || cancelled < heap.length / 2) return
    const kept = heap.filter((item) => item.run).sort((a, b) => (isEarlier(a, b) ? -1 : 1))
    heap.length = 0
    for (const item of kept) heap.push(item)
    cancelled = 0
  }

  function step(untilMs = Number.POSITIVE_INFINITY): boolean {
    for (let first = heap[0]; first && first.at <= untilMs; first = heap[0]) {
      takeFirst()
      const { run } = first
      if (!run) {
        cancelled--
        continue
      }
      first.run = undefined
      now = Math.max(now, first.at)
      run()
      return true
    }
    return false
  }

  function run(untilMs = Number.POSITIVE_INFINITY): number {
    let count = 0
    while (step(untilMs)) count++
    if (untilMs !== Number.POSITIVE_INFINITY) now = Math.max(now, untilMs)
    return count
  }

  return {
    now: () => now,
    after(delayMs, call) {
      const item: Due = { at: now + Math.max(0, delayMs), order: order++, run: call }
      heap.push(item)
      rise(item, heap.length - 1)
      return () => {
        if (!item.run) return
        item.run = undefined
        cancelled++
        sweep()
      }
    },
    advance: (ms) => void run(now + ms),
    run,
    step,
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
