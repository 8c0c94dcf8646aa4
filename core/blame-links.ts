/** How a value came to where it stands: event by event, and by whose decision. Reads a table and changes nothing in it. */
import type { Origin } from './authored.ts'
import type { Columns } from './columns.ts'
import type { Copy } from './copies.ts'
import { authorOf } from './losses.ts'
import type { Address, Decision } from './message.ts'

/** One event on the way of a value to where it stands. */
export interface Link {
  readonly event: number
  readonly at: number
  readonly what: 'written' | 'numbered' | 'arrived' | 'arrived edited' | 'sent whole' | 'came whole' | 'stood there'
  readonly who: Address
}

export type Decided = Decision | { readonly rule: string; readonly by?: Address }

/** The events by which a value came to a copy, in their order. */
export function linksOf(columns: Columns, origin: Origin, { whole, who }: Copy): readonly Link[] {
  const links: Link[] = []
  const add = (event: number, what: Link['what'], by: Address): void => {
    const row = columns.rowOf(event)
    if (row === undefined || links.some((one) => one.event === event)) return
    const at = columns.endN.get(row) === event ? columns.endedOf(row)?.at : columns.at.get(row)
    links.push({ event, at: at ?? 0, what, who: by })
  }
  const sent = columns.sentOf(columns.rowOf(origin.write) ?? -1)
  if (origin.isStart) add(origin.write, 'stood there', origin.at)
  else if (sent) add(origin.write, 'written', authorOf(sent.message))
  const row = columns.rowOf(origin.event)
  const came = row === undefined ? undefined : columns.sentOf(row)
  if (came && came.n !== origin.write)
    add(came.n, came.message.type === 'response' ? 'sent whole' : 'numbered', came.message.from)
  if (came && came.n !== origin.event)
    add(origin.event, isEdited(columns, origin) ? 'arrived edited' : 'arrived', origin.at)
  if (origin.at !== who && whole) {
    add(whole.of, 'sent whole', whole.from)
    add(whole.event, 'came whole', who)
  }
  return links.sort((one, other) => one.event - other.event)
}

/** Whether what came is not what was written: somebody edited it at a breakpoint. */
export function isEdited(columns: Columns, { event }: Origin): boolean {
  const row = columns.rowOf(event)
  return row !== undefined && columns.endN.get(row) === event && columns.endedOf(row)?.altered !== undefined
}

/** Who decided that it stands, the nearest to where it does. */
export function decisionOf(columns: Columns, origin: Origin): Decided | undefined {
  const row = columns.rowOf(origin.event)
  const ended = row !== undefined && columns.endN.get(row) === origin.event ? columns.endedOf(row) : undefined
  if (ended?.decision) return ended.decision
  const written = columns.rowOf(origin.write)
  const judged = written === undefined ? undefined : columns.endedOf(written)
  if (judged?.decision) return judged.decision
  const rule = written === undefined ? undefined : columns.sentOf(written)?.rule
  return rule === undefined ? undefined : { rule }
}
