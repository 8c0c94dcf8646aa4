/**
 * What an event followed from, what followed from it, and what could not have known of it. The first two are what the
 * session says; the third is what lies on no way of messages to it or from it. Events are those that send.
 */
import type { Columns } from './columns.ts'
import type { Relation } from './query.ts'

const none: ReadonlySet<number> = new Set()

/** The numbers of sent events that stand in a relation to one; of an ended event to the one that it ended. */
export function relatedEvents(columns: Columns, how: Relation, event: number): ReadonlySet<number> {
  const row = columns.rowOf(event)
  if (row === undefined || columns.kindOf(row) !== 'message') return none
  const own = columns.head.get(row)
  if (how === 'causes') return causesOf(columns, own)
  if (how === 'causedby') return effectsOf(columns, own)
  const known = new Set([...before(columns, own), ...after(columns, own), columns.n.get(own)])
  const found = new Set<number>()
  for (let at = 0; at < columns.count; at++) {
    if (columns.kindOf(at) !== 'message' || columns.head.get(at) !== at) continue
    const n = columns.n.get(at)
    if (!known.has(n)) found.add(n)
  }
  return found
}

function causesOf(columns: Columns, own: number): ReadonlySet<number> {
  const found = new Set<number>()
  // a cause comes before what it causes, so that this ends
  for (let at: number | undefined = own; at !== undefined;) {
    const cause = columns.cause.get(columns.head.get(at))
    const row: number | undefined = cause === 0 ? undefined : columns.rowOf(cause)
    at = row !== undefined && columns.kindOf(row) === 'message' && row < at ? columns.head.get(row) : undefined
    if (at !== undefined) found.add(columns.n.get(at))
  }
  return found
}

function effectsOf(columns: Columns, own: number): ReadonlySet<number> {
  const found = new Set<number>()
  const first = columns.n.get(own)
  for (let row = own + 1; row < columns.count; row++) {
    const cause = columns.cause.get(row)
    if (cause === 0) continue
    const by = columns.rowOf(cause)
    const sent = by === undefined ? 0 : columns.n.get(columns.head.get(by))
    if (sent === first || found.has(sent)) found.add(columns.n.get(row))
  }
  return found
}

/** Sent by somebody who had sent it, had got it, or had got what was sent by somebody who had. */
function after(columns: Columns, own: number): ReadonlySet<number> {
  const found = new Set<number>()
  const first = columns.n.get(own)
  const knowing = new Set([columns.from.get(own)])
  for (let n = first + 1; n <= columns.lastEvent; n++) {
    const row = columns.rowOf(n)
    if (row === undefined || columns.kindOf(row) !== 'message') continue
    const sent = columns.n.get(columns.head.get(row))
    if (sent === n) {
      if (knowing.has(columns.from.get(row))) found.add(n)
    } else if ((sent === first || found.has(sent)) && wasReceived(columns, row)) knowing.add(columns.to.get(row))
  }
  return found
}

/** The same, backwards. */
function before(columns: Columns, own: number): ReadonlySet<number> {
  const found = new Set<number>()
  const telling = new Set([columns.from.get(own)])
  for (let n = columns.n.get(own) - 1; n >= 1; n--) {
    const row = columns.rowOf(n)
    if (row === undefined || columns.kindOf(row) !== 'message') continue
    const sent = columns.n.get(columns.head.get(row))
    if (sent === n) {
      if (!found.has(n) && !telling.has(columns.from.get(row))) continue
      found.add(n)
      telling.add(columns.from.get(row))
    } else if (telling.has(columns.to.get(row)) && wasReceived(columns, row)) found.add(sent)
  }
  return found
}

/** What was lost on its way told nobody anything. */
const wasReceived = (columns: Columns, row: number): boolean => !Number.isNaN(columns.ended.received.get(row))
