/** How long a filter of three terms takes over a million rows that lie in columns, and how long what changes in a frame. */
import { strict as assert } from 'node:assert'
import { createColumns, type Columns } from '../../core/columns.ts'
import { createRandom } from '../../core/clock.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { createMatching } from '../../core/matching.ts'
import { changesOf, hypertyUrl, objectUrl } from '../../core/message.ts'
import { parseQuery } from '../../core/query-parse.ts'
import { rowOf, type Row } from './row.ts'

const rows = 1_000_000
const wantedMs = 50
const runs = 15
const text = 'kind:update from:h1* path:/items/*/done'

/** A million deliveries among a hundred hyperties, about fifty objects, at a thousand places. */
function createTable(): Columns {
  const random = createRandom(1)
  const pick = (count: number): number => Math.floor(random() * count)
  // lines are not read by such a filter, and would take half a gigabyte
  const columns = createColumns({ encode: () => new Uint8Array(0), decode: () => '' })
  for (let row = 0; row < rows; row++) {
    const source = hypertyUrl(`h${pick(100)}`)
    const sent: SentEvent = {
      n: 2 * row + 1,
      at: row,
      kind: 'sent',
      message: {
        id: row,
        type: 'update',
        from: source,
        to: changesOf(objectUrl(`o${pick(50)}`)),
        body: { source, version: row, changes: [[['items', pick(500), pick(2) === 0 ? 'done' : 'title'], row]] },
      },
      hops: {},
      deliveries: 1,
    }
    const ended: EndedEvent = {
      n: 2 * row + 2,
      at: row,
      kind: 'ended',
      of: sent.n,
      to: hypertyUrl(`h${pick(100)}`),
      hops: { received: row + random() * 100 },
      effect: 'applied',
    }
    columns.appendEvent(sent, '')
    columns.appendEvent(ended, '')
  }
  assert.equal(columns.count, rows)
  return columns
}

export function timelineFilter(): Row {
  const parsed = parseQuery(text)
  assert.ok(parsed.ok)
  const columns = createTable()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    const matching = createMatching(columns, parsed.query)
    matching.advance(rows)
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
    // eleven of a hundred, half of the places
    assert.ok(Math.abs(matching.count - rows * 0.055) < rows * 0.005, `${matching.count} rows match`)
  }
  // all of them, the compiler's first ones too: somebody types once
  const median = times.toSorted((one, other) => one - other)[runs >> 1] as number
  return rowOf(
    'timeline-filter',
    { ours: median, theirs: wantedMs },
    1,
    `ms CPU a million rows, first run ${(times[0] as number).toFixed(0)}`,
  )
}
