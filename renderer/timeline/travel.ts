/** From one event to the next, for the cursor: any, those of one hyperty, or those that write one value. Knows no chart. */
import type { Path } from '../../core/change.ts'
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'

/** So many events are looked through for the next one. */
const eventsMax = 200_000

/** The number of an event's row, where it is there. */
function search(
  columns: Columns,
  n: number,
  by: 1 | -1,
  fits: (row: number, isEnd: boolean) => boolean,
): number | undefined {
  for (let at = n + by, left = eventsMax; at >= 1 && at <= columns.lastEvent && left > 0; at += by, left--) {
    const row = columns.rowOf(at)
    if (row !== undefined && fits(row, columns.endN.get(row) === at)) return at
  }
  return undefined
}

export const nextEvent = (columns: Columns, n: number, by: 1 | -1): number | undefined =>
  search(columns, n, by, (row) => columns.kindOf(row) !== 'clock' && columns.typeOf(row) !== 'presence')

/** What happens at one hyperty. */
export function nextAt(columns: Columns, n: number, by: 1 | -1, who: Address): number | undefined {
  const id = columns.addresses.find(who)
  return search(columns, n, by, (row, isEnd) => {
    if (columns.kindOf(row) === 'clock') return false
    return (isEnd ? columns.to : columns.from).get(row) === id
  })
}

const startsAlike = (one: Path, other: Path): boolean =>
  one.slice(0, other.length).every((key, index) => key === other[index])

/** What writes a value of an object: at it, above it or below it. */
export function nextWrite(columns: Columns, n: number, by: 1 | -1, object: Address, path: Path): number | undefined {
  const id = columns.addresses.find(object)
  return search(columns, n, by, (row, isEnd) => {
    if (isEnd || columns.object.get(row) !== id || columns.kindOf(row) !== 'message') return false
    if (columns.typeOf(row) !== 'update' && columns.typeOf(row) !== 'execute') return false
    return changedPaths(columns, row).some((one) => startsAlike(one, path))
  })
}

/** What a message writes. */
export function changedPaths(columns: Columns, row: number): readonly Path[] {
  const message = columns.sentOf(row)?.message
  const changes = message?.type === 'update' || message?.type === 'execute' ? message.body.changes : undefined
  return (changes ?? []).map(([path]) => path)
}

/** The last event at or before a moment. */
export function eventAt(columns: Columns, at: number): number {
  let low = 1
  let high = columns.lastEvent
  const atOf = (n: number): number => {
    const row = columns.rowOf(n)
    if (row === undefined) return Number.NEGATIVE_INFINITY
    return momentOfEvent(columns, n)
  }
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (atOf(middle) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** When an event happened: a delivery when it was received, as far as that was stamped. */
export function momentOfEvent(columns: Columns, n: number): number {
  const row = columns.rowOf(n)
  if (row === undefined) return 0
  const received = columns.endN.get(row) === n ? columns.ended.received.get(row) : Number.NaN
  return Number.isNaN(received) ? columns.at.get(row) : received
}
