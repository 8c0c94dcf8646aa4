/**
 * The heights of rows, so that the row at any y and the y of any row are found in a few steps however many rows
 * there are: a Fenwick tree that grows. Knows nothing of what stands in a row.
 */

export interface Heights {
  readonly count: number
  readonly total: number
  get(row: number): number
  /** Sets the height of a row; the row after the last one is added. */
  set(row: number, height: number): void
  /** The sum of the heights above a row. */
  above(row: number): number
  /** The row that covers y: the last one that begins at or above it and is not empty; 0 when there is none. */
  at(y: number): number
  clear(): void
}

export function createHeights(): Heights {
  let heights = new Float64Array(1024)
  // sums[i] covers the rows (i - (i & -i), i], counted from 1
  let sums = new Float64Array(1025)
  let count = 0

  function above(row: number): number {
    let sum = 0
    for (let index = Math.min(row, count); index > 0; index -= index & -index) sum += sums[index] as number
    return sum
  }

  function grow(): void {
    const more = new Float64Array(heights.length * 2)
    more.set(heights)
    heights = more
    const moreSums = new Float64Array(heights.length + 1)
    moreSums.set(sums)
    sums = moreSums
  }

  function append(height: number): void {
    if (count === heights.length) grow()
    heights[count] = height
    const index = count + 1
    let sum = height
    for (let step = 1; step < (index & -index); step *= 2) sum += sums[index - step] as number
    sums[index] = sum
    count++
  }

  return {
    get count() {
      return count
    },
    get total() {
      return above(count)
    },
    get: (row) => heights[row] ?? 0,
    set(row, height) {
      if (row === count) return append(height)
      if (row > count) throw new Error(`row ${row} is beyond the next one, ${count}`)
      const change = height - (heights[row] as number)
      if (change === 0) return undefined
      heights[row] = height
      for (let index = row + 1; index <= count; index += index & -index) (sums[index] as number) += change
      return undefined
    },
    above,
    at(y) {
      let row = 0
      let left = y
      for (let step = 2 ** Math.floor(Math.log2(Math.max(1, count))); step >= 1; step /= 2) {
        const next = row + step
        if (next <= count && (sums[next] as number) <= left) {
          row = next
          left -= sums[next] as number
        }
      }
      return Math.max(0, Math.min(row, count - 1))
    },
    clear() {
      count = 0
      sums.fill(0)
    },
  }
}
