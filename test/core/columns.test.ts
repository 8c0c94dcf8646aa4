import { describe, expect, it } from 'vitest'
import { createTextStore } from '../../core/column.ts'
import { createColumns } from '../../core/columns.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { columnsOf, playPhases, scribbleSession, utf8 } from '../support/columns.ts'

const sentLine = (n: number, deliveries: number): string =>
  JSON.stringify({
    n,
    at: n,
    kind: 'sent',
    message: {
      id: n,
      type: 'update',
      from: 'hyperty://local/a',
      to: 'comm://local/x/changes',
      body: { source: 'hyperty://local/a', version: n, changes: [[['k'], n]] },
    },
    hops: { changed: n - 0.5 },
    deliveries,
  })
const endedLine = (n: number, of: number, to: string): string =>
  JSON.stringify({ n, at: n, kind: 'ended', of, to: `hyperty://local/${to}`, hops: { received: n }, effect: 'applied' })

describe('columns', () => {
  it('gives every event back as it was, with its hops in columns', async () => {
    const { world } = await playPhases()
    const columns = columnsOf(world.lines)
    expect(columns.events).toBe(world.events.length)
    expect(columns.skipped).toBe(0)
    for (const event of world.events) {
      const row = columns.rowOf(event.n) as number
      expect(event.kind === 'ended' ? columns.endedOf(row) : columns.eventOf(row)).toEqual(event)
    }
    const updates = world.sent('update').map((event) => columns.rowOf(event.n) as number)
    for (const row of updates) {
      const sent = columns.sentOf(row) as SentEvent
      expect(columns.at.get(row)).toBe(sent.at)
      expect(columns.sent.posted.get(row)).toBe(sent.hops.posted ?? Number.NaN)
      expect(columns.sent.created.get(row)).toBeNaN()
      const ended = columns.endedOf(row) as EndedEvent | undefined
      if (ended) expect(columns.ended.applied.get(row)).toBe(ended.hops.applied ?? Number.NaN)
    }
  })

  it('makes one row for each delivery, and one for a message that nobody gets', () => {
    const columns = columnsOf([sentLine(1, 0), sentLine(2, 3), endedLine(3, 2, 'b'), endedLine(4, 2, 'c')])
    expect(columns.count).toBe(4)
    expect([1, 2, 3].map((row) => columns.head.get(row))).toEqual([1, 1, 1])
    expect([1, 2, 3].map((row) => columns.addresses.textOf(columns.to.get(row)))).toEqual([
      'hyperty://local/b',
      'hyperty://local/c',
      '',
    ])
    expect([1, 2, 3].map((row) => columns.effectOf(row))).toEqual(['applied', 'applied', undefined])
    expect(columns.underWay).toBe(1)
  })

  it('adds a row at the end for each delivery beyond those it makes room for', () => {
    const names = Array.from({ length: 40 }, (_, index) => `h${index}`)
    const columns = columnsOf([sentLine(1, 40), ...names.map((name, index) => endedLine(index + 2, 1, name))])
    expect(columns.count).toBe(40)
    const receivers = Array.from({ length: 40 }, (_, row) => columns.addresses.textOf(columns.to.get(row)))
    expect(receivers).toEqual(names.map((name) => `hyperty://local/${name}`))
    expect(columns.sentOf(39)).toEqual(JSON.parse(sentLine(1, 40)))
    expect(columns.rowOf(41)).toBe(39)
    expect(columns.underWay).toBe(0)
  })

  it('tells of a row when it is new and when it ends', () => {
    const told: number[] = []
    const columns = createColumns(utf8, (row) => told.push(row))
    for (const line of [sentLine(1, 1), sentLine(2, 2), endedLine(3, 1, 'b')]) columns.append(line)
    expect(told).toEqual([0, 1, 2, 0])
  })

  it('skips and counts what is no event, and never throws', () => {
    const columns = columnsOf([
      '{"format":"syncscope-session","version":1}',
      sentLine(1, 1),
      '{"n":2,"at":1',
      'null',
      '[]',
      sentLine(1, 1),
      '{"n":-1,"at":1,"kind":"note","text":"x"}',
      '{"n":1e99,"at":1,"kind":"note","text":"x"}',
      '{"n":5,"at":1,"kind":"sent","message":{"type":"update","body":{}},"hops":{},"deliveries":1}',
      '{"n":5,"at":1,"kind":"sent","message":{"id":1,"type":"toString","from":"a","to":"b","body":{"source":"a"}},"hops":{},"deliveries":1}',
      '{"n":6,"at":1,"kind":"ended","of":4000,"to":"a","hops":{},"effect":"applied"}',
      '{"n":7,"at":1,"kind":"note","text":"kept"}',
      '{"kind":"footer","events":2}',
      '',
    ])
    expect(columns.events).toBe(2)
    expect(columns.skipped).toBe(9)
    expect(columns.eventOf(columns.rowOf(7) as number)).toMatchObject({ text: 'kept' })
  })

  it('keeps an event of a kind it does not know, without reading it', () => {
    const columns = columnsOf(['{"n":1,"at":1,"kind":"weather","sun":true}', sentLine(2, 1)])
    expect(columns.count).toBe(2)
    expect(columns.kindOf(0)).toBe('unknown')
    expect(columns.eventOf(0)).toBeUndefined()
    expect(columns.sentOf(1)).toBeDefined()
  })

  it('holds the rows of more than one chunk', () => {
    const columns = createColumns(utf8)
    for (let n = 1; n <= 70_000; n++) columns.append(`{"n":${n},"at":${n},"kind":"note","text":"${n}"}`)
    expect(columns.count).toBe(70_000)
    expect(columns.eventOf(65_536)).toMatchObject({ n: 65_537, text: '65537' })
    expect(columns.rowOf(69_999)).toBe(69_998)
  })

  it('finds what was sent about an object and what was delivered of it, in order', async () => {
    const { world, todo } = await scribbleSession(3, 20)
    const columns = columnsOf(world.lines)
    const numbers = columns.touching(todo).map((entry) => (entry & 1 ? columns.endN : columns.n).get(entry >>> 1))
    expect(numbers).toEqual([...numbers].toSorted((a, b) => a - b))
    const updates = world.sent('update').map((event) => event.n)
    expect(numbers).toEqual(expect.arrayContaining(updates))
    expect(columns.touching('comm://local/other')).toEqual([])
  })
})

describe('texts', () => {
  it('come back whole across the borders of chunks', () => {
    const store = createTextStore(utf8, 16)
    const texts = ['', 'short', 'longer than one chunk — ✓✓✓ and then some more', 'x'.repeat(16), '😀😀😀😀😀']
    const places = texts.map((text) => ({ at: store.length, length: store.add(text) }))
    expect(places.map(({ at, length }) => store.textAt(at, length))).toEqual(texts)
  })
})
