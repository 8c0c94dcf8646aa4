/**
 * One axis of time for several charts: moments in their order, idle gaps folded, so that what happens has room to be read.
 * Knows shares of a length from 0 to 1, and no pixels.
 */

export interface TimeAxis {
  /** Where a moment lies, from 0 to 1; what lies outside is at its end. */
  place(at: number): number
  /** The moment at a place. */
  momentAt(share: number): number
  /** Where a gap is folded. */
  readonly folds: readonly number[]
  /** The moments with which something begins: the first, and the first after each fold. */
  readonly starts: readonly number[]
}

interface Knot {
  readonly at: number
  readonly share: number
}

/** Between two moments no more room is left than for so many milliseconds. */
export function createTimeAxis(moments: readonly number[], foldMs: number): TimeAxis {
  const sorted = [...new Set(moments.filter(Number.isFinite))].sort((a, b) => a - b)
  const [first = 0] = sorted
  const lengths: number[] = []
  const starts = sorted.length > 0 ? [first] : []
  const foldsAt: number[] = []
  let length = 0
  sorted.forEach((at, index) => {
    const gap = index === 0 ? 0 : at - (sorted[index - 1] as number)
    if (gap > foldMs) {
      foldsAt.push(length + foldMs / 2)
      starts.push(at)
    }
    length += Math.min(gap, foldMs)
    lengths.push(length)
  })
  const whole = length || 1
  const knots = sorted.map((at, index): Knot => ({ at, share: (lengths[index] as number) / whole }))

  /** The value of `to` that belongs to a value of `from`, between two knots. */
  function between(from: keyof Knot, to: keyof Knot, value: number): number {
    let low = 0
    let high = knots.length - 1
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((knots[middle] as Knot)[from] <= value) low = middle
      else high = middle
    }
    const [before, after] = [knots[low], knots[high]]
    if (!before || !after) return 0
    const span = after[from] - before[from]
    const part = span === 0 ? 0 : Math.min(1, Math.max(0, (value - before[from]) / span))
    return before[to] + part * (after[to] - before[to])
  }

  return {
    place: (at) => between('at', 'share', at),
    momentAt: (share) => between('share', 'at', share),
    folds: foldsAt.map((at) => at / whole),
    starts,
  }
}

/** How long a gap may be before it is folded: longer than nearly all messages take, so that none of them is. */
export function foldMsOf(durations: readonly number[]): number {
  const sorted = durations.filter((took) => took > 0).sort((a, b) => a - b)
  const long = sorted[Math.floor(sorted.length * 0.95)] ?? sorted.at(-1) ?? 0
  return Math.max(20, long * 1.5)
}
