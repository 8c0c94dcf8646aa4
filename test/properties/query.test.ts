import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Columns } from '../../core/columns.ts'
import type { SessionEvent } from '../../core/event.ts'
import { createMatching } from '../../core/matching.ts'
import { printQuery } from '../../core/query.ts'
import { compileQuery } from '../../core/query-match.ts'
import { parseQuery, queryMax } from '../../core/query-parse.ts'
import { columnsOf, scribbleSession } from '../support/columns.ts'
import { interpret, type Delivery } from '../support/query-interpreter.ts'
import { anyQuery, likelyQuery } from '../support/random-query.ts'

let columns: Columns
let lines: readonly string[]
let events: readonly SessionEvent[]
let deliveries: readonly Delivery[]

beforeAll(async () => {
  const { world } = await scribbleSession(5, 30)
  world.recorder.add({ kind: 'note', text: 'Bob tries key1', style: 'step' })
  lines = world.lines
  events = world.events
  columns = columnsOf(lines)
  const bytes = new Map(
    lines.map((line) => [(JSON.parse(line) as SessionEvent).n, new TextEncoder().encode(line).length]),
  )
  deliveries = Array.from({ length: columns.count }, (_, row) => {
    const to = columns.addresses.textOf(columns.to.get(row))
    return {
      bytes: bytes.get(columns.n.get(columns.head.get(row))) as number,
      made: events[columns.n.get(columns.head.get(row)) - 1] as SessionEvent,
      ended: columns.endedOf(row),
      to: to === '' ? undefined : to,
    }
  })
})

describe('filters', () => {
  it('[FQ1] are read as they are printed', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const text = printQuery(query)
        fc.pre(text.length <= queryMax)
        expect(parseQuery(text)).toEqual({ ok: true, query })
      }),
      { numRuns: 2000 },
    )
  })

  it('[FQ2] whatever is typed is read, or answered with a place and a sentence', () => {
    const piece = fc.constantFrom(
      'kind:',
      'update',
      ' ',
      '(',
      ')',
      '&&',
      '||',
      '!',
      '-',
      '"',
      '#',
      '12',
      '..',
      'ms',
      '~',
      'lat',
      '>',
      'in',
      'last',
      '\\',
      '*',
      'causes',
      'ü',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const parsed = parseQuery(text)
          if (parsed.ok) return void expect(parseQuery(printQuery(parsed.query))).toEqual(parsed)
          expect(parsed.start).toBeGreaterThanOrEqual(0)
          expect(parsed.start).toBeLessThanOrEqual(text.length)
          expect(parsed.end).toBeGreaterThan(parsed.start)
          expect(parsed.sentence).toMatch(/^.+[.!?]$/su)
          return undefined
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('[FQ3] say of each row what its events say', () => {
    const hits = { some: 0, none: 0 }
    fc.assert(
      fc.property(likelyQuery, (query) => {
        const { matches } = compileQuery(columns, query)
        const found = deliveries.map((_, row) => matches(row))
        expect(found).toEqual(deliveries.map((one) => interpret(query, one, events)))
        hits[found.includes(true) ? 'some' : 'none']++
      }),
      { numRuns: 400 },
    )
    // neither is the rule by accident
    expect(hits.some).toBeGreaterThan(100)
    expect(hits.none).toBeGreaterThan(20)
  })

  it('[FQ10] are kept up while the session grows and rows end', () => {
    fc.assert(
      fc.property(likelyQuery, fc.integer({ min: 1, max: 40 }), (query, step) => {
        const growing = columnsOf([])
        const touched: number[] = []
        let matching = createMatching(growing, query)
        lines.forEach((line, index) => {
          const before = growing.count
          growing.append(line)
          const ended = growing.rowOf(growing.lastEvent)
          if (ended !== undefined && ended < before) touched.push(ended)
          if (index % step !== 0) return
          for (const row of touched.splice(0)) matching.touch(row)
          matching.advance(step)
        })
        if (matching.isMoving) matching = createMatching(growing, query)
        for (const row of touched) matching.touch(row)
        while (matching.advance(7) > 0);
        const whole = createMatching(columns, query)
        whole.advance(columns.count)
        expect([...matching.rows()]).toEqual([...whole.rows()])
        expect(matching.count).toBe(whole.count)
      }),
      { numRuns: 60 },
    )
  })
})
