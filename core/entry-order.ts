/**
 * What happened to an object, in the order in which it happened at the Syncers: a delivery that a window confirmed later
 * took effect when it was handed to it. Of one moment, what was sent first ends first. Reads a table and changes nothing in it.
 */
import type { Columns } from './columns.ts'
import type { Address } from './message.ts'

export interface EntryOrder {
  readonly count: number
  /** A row twice over, plus 1 where its delivery ended. */
  entryAt(place: number): number
  /** How many stand at or before a moment. */
  countUntil(time: number): number
  /** Takes in what the table has got since; gives the first place that is not as it was. */
  grow(): number
}

/** An order of all that touched an object; `grow` is to be called where the table may have grown. */
export function createEntryOrder(columns: Columns, object: Address): EntryOrder {
  const entries: number[] = []
  const times: number[] = []
  let taken = 0

  /** Where nobody confirmed anything the event was written down at once. */
  function timeOf(entry: number): number {
    const row = entry >>> 1
    if ((entry & 1) === 0) return columns.at.get(row)
    const passed = columns.ended.passed.get(row)
    if (!Number.isNaN(passed)) return passed
    return columns.endedOf(row)?.at ?? columns.at.get(row)
  }

  const isBefore = (entry: number, time: number, place: number): boolean => {
    const otherTime = times[place] as number
    if (time !== otherTime) return time < otherTime
    const other = entries[place] as number
    const [n, otherN] = [columns.n.get(entry >>> 1), columns.n.get(other >>> 1)]
    if (n !== otherN) return n < otherN
    return (entry & 1) === 0 && (other & 1) === 1
  }

  return {
    get count() {
      return entries.length
    },
    entryAt: (place) => entries[place] as number,
    countUntil(time) {
      let low = 0
      let high = times.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((times[middle] as number) <= time) low = middle + 1
        else high = middle
      }
      return low
    },
    grow() {
      const touched = columns.touching(object)
      let first = entries.length
      for (; taken < touched.length; taken++) {
        const entry = touched[taken] as number
        const time = timeOf(entry)
        let place = entries.length
        // what comes late comes soon after: it is near the end
        while (place > 0 && isBefore(entry, time, place - 1)) place--
        if (place === entries.length) {
          entries.push(entry)
          times.push(time)
          continue
        }
        entries.splice(place, 0, entry)
        times.splice(place, 0, time)
        first = Math.min(first, place)
      }
      return first
    },
  }
}
