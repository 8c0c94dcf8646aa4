/**
 * What an event of a table has to do with the others: which led to it, which follow from it, and which neither knew of it
 * nor it of them. What a hyperty did before is a cause of what it does next, and a sending of its delivery. Looks at the
 * nearest events first, and at so many only. Reads the table and changes nothing in it.
 */
import type { Columns } from './columns.ts'

export type Relation =
  | 'self'
  | 'cause'
  | 'effect'
  | 'concurrent'
  /** Too far away to be looked at. */
  | 'beyond'

export interface Cone {
  readonly n: number
  /** The first and the last event that was looked at. */
  readonly from: number
  readonly until: number
  /** Of an event, by its number. */
  relationTo(n: number): Relation
  /** How many there are of each, among those that were looked at. */
  counts(): { readonly [R in Exclude<Relation, 'self' | 'beyond'>]: number }
}

/** So many events are looked at on either side. */
export const coneEventsMax = 20_000

interface Happening {
  /** The id of the hyperty at which it happened. */
  readonly who: number
  /** Of a delivery, the number of its sending and who sent. */
  readonly sent?: { readonly n: number; readonly who: number }
}

/** What happened where; nothing for what belongs to no hyperty. */
function happeningOf(columns: Columns, n: number): Happening | undefined {
  const row = columns.rowOf(n)
  if (row === undefined) return undefined
  if (columns.endN.get(row) === n && columns.kindOf(row) === 'message') {
    const head = columns.head.get(row)
    return { who: columns.to.get(row), sent: { n: columns.n.get(head), who: columns.from.get(head) } }
  }
  const who = columns.from.get(row)
  return who === 0 ? undefined : { who }
}

export function coneOf(columns: Columns, n: number, eventsMax = coneEventsMax): Cone {
  const own = happeningOf(columns, n)
  const from = Math.max(1, n - eventsMax)
  const until = Math.min(columns.lastEvent, n + eventsMax)
  /** By hyperty, the last event that is a cause, and the first that is an effect. */
  const past = new Map<number, number>()
  const future = new Map<number, number>()
  if (own) {
    past.set(own.who, n)
    future.set(own.who, n)
  }
  const isPast = (who: number, at: number): boolean => at <= (past.get(who) ?? 0)
  const isFuture = (who: number, at: number): boolean => at >= (future.get(who) ?? Number.POSITIVE_INFINITY)

  // a delivery at a hyperty that is reached already reaches its sender, further back
  for (let at = n; at >= from; at--) {
    const { who, sent } = happeningOf(columns, at) ?? {}
    if (who === undefined || !sent || !isPast(who, at)) continue
    past.set(sent.who, Math.max(past.get(sent.who) ?? 0, sent.n))
  }
  for (let at = n; at <= until; at++) {
    const { who, sent } = happeningOf(columns, at) ?? {}
    if (who === undefined || !sent || !isFuture(sent.who, sent.n)) continue
    future.set(who, Math.min(future.get(who) ?? Number.POSITIVE_INFINITY, at))
  }

  function relationTo(at: number): Relation {
    if (at === n) return 'self'
    if (at < from || at > until) return 'beyond'
    const who = happeningOf(columns, at)?.who
    if (who === undefined) return 'concurrent'
    if (at < n && isPast(who, at)) return 'cause'
    return at > n && isFuture(who, at) ? 'effect' : 'concurrent'
  }

  return {
    n,
    from,
    until,
    relationTo,
    counts() {
      const counts = { cause: 0, effect: 0, concurrent: 0 }
      for (let at = from; at <= until; at++) {
        const relation = relationTo(at)
        if (relation !== 'self' && relation !== 'beyond' && columns.rowOf(at) !== undefined) counts[relation]++
      }
      return counts
    },
  }
}

/** What a row has to do with it: what its sending has, as a delivery adds nothing to what its message says. */
export function relationOfRow(columns: Columns, cone: Cone, row: number): Relation {
  const begin = columns.n.get(columns.kindOf(row) === 'message' ? columns.head.get(row) : row)
  return columns.endN.get(row) === cone.n ? 'self' : cone.relationTo(begin)
}
