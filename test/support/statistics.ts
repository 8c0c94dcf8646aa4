/** What a test of a distribution asks: how far what was seen is from what was meant. */

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Largest distance between the distribution of the values and the one that is meant (Kolmogorov and Smirnov). */
export function distance(values: readonly number[], below: (value: number) => number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted.reduce((largest, value, index) => {
    const meant = below(value)
    return Math.max(largest, Math.abs(meant - index / sorted.length), Math.abs(meant - (index + 1) / sorted.length))
  }, 0)
}

/** The distance that values of the right distribution exceed once in a thousand times. */
export const distanceMax = (count: number): number => 1.95 / Math.sqrt(count)

/** Whether a share that was seen is within four standard deviations of the one that is meant. */
export const isShare = (seen: number, meant: number, count: number): boolean =>
  Math.abs(seen - meant) <= 4 * Math.sqrt((meant * (1 - meant)) / count)

/** The lengths of the runs of `true`. */
export function runsOf(values: readonly boolean[]): number[] {
  const runs: number[] = []
  values.forEach((value, index) => {
    if (!value) return
    if (index > 0 && values[index - 1]) runs.push((runs.pop() as number) + 1)
    else runs.push(1)
  })
  return runs
}

/** The normal distribution (Abramowitz and Stegun 26.2.17; off by less than 1e-7). */
export function normalBelow(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value))
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI)) * poly
  return value >= 0 ? 1 - above : above
}
