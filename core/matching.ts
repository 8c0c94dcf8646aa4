/**
 * Which rows of a table match a query, kept up while the table grows, in pieces that are as long as somebody has time
 * for. Knows no clock.
 */
import type { Columns } from './columns.ts'
import type { Query } from './query.ts'
import { compileQuery } from './query-match.ts'

export interface Matching {
  /** Rows that were judged, from the first on. */
  readonly judged: number
  /** How many of them match. */
  readonly count: number
  readonly isMoving: boolean
  readonly readsLines: boolean
  /** Judges so many further rows; gives how many there were. */
  advance(rowsMax: number): number
  /** A row that was judged has changed. */
  touch(row: number): void
  has(row: number): boolean
  /** The next match behind a row, or before it; undefined where there is none. */
  next(row: number, by: 1 | -1): number | undefined
  /** How many match before a row. */
  countBefore(row: number): number
  /** All matches, in order. */
  rows(): Uint32Array
}

export function createMatching(columns: Columns, query: Query): Matching {
  const { matches, isMoving, readsLines } = compileQuery(columns, query)
  let bits = new Uint8Array(1024)
  let judged = 0
  let count = 0

  function grow(rows: number): void {
    if (rows <= bits.length) return
    const more = new Uint8Array(Math.max(rows, bits.length * 2))
    more.set(bits)
    bits = more
  }

  return {
    get judged() {
      return judged
    },
    get count() {
      return count
    },
    isMoving,
    readsLines,
    advance(rowsMax) {
      const first = judged
      const end = Math.min(columns.count, judged + rowsMax)
      grow(end)
      for (; judged < end; judged++) {
        if (!matches(judged)) continue
        bits[judged] = 1
        count++
      }
      return end - first
    },
    touch(row) {
      if (row >= judged) return
      const now = matches(row) ? 1 : 0
      count += now - (bits[row] as number)
      bits[row] = now
    },
    has: (row) => row < judged && bits[row] === 1,
    next(row, by) {
      if (by === 1) {
        const found = bits.indexOf(1, row + 1)
        return found < 0 || found >= judged ? undefined : found
      }
      const found = row <= 0 ? -1 : bits.lastIndexOf(1, Math.min(row, judged) - 1)
      return found < 0 ? undefined : found
    },
    countBefore(row) {
      let sum = 0
      for (let at = Math.min(row, judged) - 1; at >= 0; at--) sum += bits[at] as number
      return sum
    },
    rows() {
      const found = new Uint32Array(count)
      for (let row = 0, at = 0; row < judged; row++) if (bits[row] === 1) found[at++] = row
      return found
    },
  }
}
