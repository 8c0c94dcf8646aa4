/** Where each event of a table stands: numbers rise, gaps are allowed. Knows nothing of what an event is. */
import { createColumn, uint32 } from './column.ts'

export interface EventIndex {
  readonly count: number
  /** The highest number, 0 where there is none. */
  readonly last: number
  /** Notes where an event stands; its number is higher than all before. */
  add(n: number, row: number): void
  rowOf(n: number): number | undefined
}

export function createEventIndex(): EventIndex {
  const numbers = createColumn(uint32)
  const rows = createColumn(uint32)
  let count = 0
  const last = (): number => (count === 0 ? 0 : numbers.get(count - 1))
  return {
    get count() {
      return count
    },
    get last() {
      return last()
    },
    add(n, row) {
      numbers.set(count, n)
      rows.set(count, row)
      count++
    },
    rowOf(n) {
      let low = 0
      let high = count - 1
      while (low < high) {
        const middle = (low + high) >>> 1
        if (numbers.get(middle) < n) low = middle + 1
        else high = middle
      }
      return count > 0 && numbers.get(low) === n ? rows.get(low) : undefined
    },
  }
}
