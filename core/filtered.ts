/**
 * What of a session matches a filter, as a session of its own: a message with those of its deliveries that match, everything
 * else that matches, and who is there. What is left out is a gap, so that nobody takes a part for the whole.
 */
import type { TextCodec } from './column.ts'
import { createColumns, type Columns } from './columns.ts'
import type { SessionEvent } from './event.ts'
import type { SessionSource } from './format.ts'
import { createMatching } from './matching.ts'
import type { Query } from './query.ts'
import { keepOnly } from './scope.ts'
import type { SessionPart } from './session.ts'

/** What is kept: events by their numbers, and of messages how many of their deliveries. */
interface Picked {
  has(n: number): boolean
  /** Undefined where all are kept. */
  deliveriesOf(n: number): number | undefined
}

function pick(columns: Columns, query: Query): Picked {
  const matching = createMatching(columns, query)
  matching.advance(columns.count)
  const kept = new Uint8Array(columns.lastEvent + 1)
  const deliveries = new Map<number, number>()
  for (const row of matching.rows()) {
    const n = columns.n.get(columns.head.get(row))
    kept[n] = 1
    if (columns.kindOf(row) !== 'message') continue
    kept[columns.endN.get(row)] = 1
    deliveries.set(n, (deliveries.get(n) ?? 0) + 1)
  }
  kept[0] = 0
  return {
    has: (n) => kept[n] === 1,
    deliveriesOf: (n) => deliveries.get(n),
  }
}

async function tableOf(source: SessionSource, codec: TextCodec): Promise<Columns> {
  const columns = createColumns(codec)
  for await (const part of source.read()) if (part.kind === 'event') columns.append(part.text)
  return columns
}

/** A message of which fewer deliveries are kept says so, or it would seem to be on its way still. */
function withDeliveries(part: SessionPart, picked: Picked): SessionPart {
  if (part.kind !== 'event' || part.event.kind !== 'sent') return part
  const deliveries = picked.deliveriesOf(part.event.n) ?? 0
  if (deliveries >= part.event.deliveries) return part
  const event: SessionEvent = { ...part.event, deliveries }
  return { ...part, event, text: JSON.stringify(event) }
}

/** Reads its source once more than it is read itself; a table of it is held meanwhile. */
export function filtered(source: SessionSource, query: Query, codec: TextCodec): SessionSource {
  let picking: Promise<Picked> | undefined
  async function* read(): AsyncGenerator<SessionPart> {
    const picked = await (picking ??= tableOf(source, codec).then((columns) => pick(columns, query)))
    for await (const part of keepOnly(
      source,
      () =>
        ({ n }) =>
          picked.has(n),
    ).read())
      yield withDeliveries(part, picked)
  }
  return { ...source, read }
}
