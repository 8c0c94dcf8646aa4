import { describe, expect, it } from 'vitest'
import { createMatching } from '../../../core/matching.ts'
import { printQuery } from '../../../core/query.ts'
import { parseQuery } from '../../../core/query-parse.ts'
import { tableColumns, type TableColumn } from '../../../renderer/inspector/table-columns.ts'
import { copiedMax, orderRows, toCsv, toJson } from '../../../renderer/inspector/table-rows.ts'
import { columnsOf, scribbleSession } from '../../support/columns.ts'

const column = (id: string): TableColumn => tableColumns.find((one) => one.id === id) as TableColumn
const note = (n: number, text: string): string => JSON.stringify({ n, at: n, kind: 'note', text })
const nameOf = (url: string): string => url

async function session() {
  const { world } = await scribbleSession(3, 25)
  return columnsOf(world.lines)
}

describe('the table', () => {
  it('sorts either way, what has nothing there last, equal ones in their order', async () => {
    const columns = await session()
    for (const one of tableColumns) {
      for (const isDown of [false, true]) {
        const rows = orderRows(columns, undefined, { column: one, isDown })
        expect([...rows].toSorted((a, b) => a - b)).toEqual([...Array(columns.count).keys()])
        const keys = [...rows].map((row) => one.key(columns, row))
        const isNothing = (key: number | string): boolean => key === '' || Number.isNaN(key)
        const some = keys.slice(0, keys.findIndex(isNothing) === -1 ? undefined : keys.findIndex(isNothing))
        expect(keys.slice(some.length).every(isNothing)).toBe(true)
        for (let at = 1; at < some.length; at++) {
          const [before, after] = [some[at - 1] as number, some[at] as number]
          expect(isDown ? before >= after : before <= after).toBe(true)
          if (before === after) expect(rows[at - 1] as number).toBeLessThan(rows[at] as number)
        }
      }
    }
  })

  it('each cell gives a filter that its own row matches', async () => {
    const columns = await session()
    let terms = 0
    for (let row = 0; row < columns.count; row++) {
      for (const one of tableColumns) {
        const term = one.term(columns, row)
        expect(term === undefined).toBe(one.text(columns, row, nameOf) === '')
        if (!term) continue
        terms++
        const parsed = parseQuery(printQuery(term))
        if (!parsed.ok) throw new Error(parsed.sentence)
        const matching = createMatching(columns, parsed.query)
        matching.advance(columns.count)
        expect([one.id, matching.has(row)]).toEqual([one.id, true])
      }
    }
    expect(terms).toBeGreaterThan(500)
  })

  it('is copied as CSV that a spreadsheet reads as texts, and as JSON of the events', () => {
    const columns = columnsOf([
      note(1, 'a'),
      '{"n":2,"at":2,"kind":"fault","fault":"offline","who":"hyperty://local/=1+1"}',
    ])
    const odd: TableColumn = { ...column('from'), text: (_, row) => ['=SUM(A1)', 'a,"b"\nc'][row] as string }
    const rows = orderRows(columns, undefined, undefined)
    expect(toCsv(columns, rows, [column('n'), odd], nameOf)).toBe('#,From\r\n1,\'=SUM(A1)\r\n2,"a,""b""\nc"\r\n')
    expect(JSON.parse(toJson(columns, rows))).toMatchObject([
      { n: 1, text: 'a' },
      { n: 2, fault: 'offline' },
    ])
  })

  it('of a delivery the JSON has how it ended; no more rows are copied than there is room for', async () => {
    const columns = await session()
    const rows = orderRows(columns, undefined, undefined)
    const events = JSON.parse(toJson(columns, rows)) as { n: number; ended?: { of: number } }[]
    expect(events.filter(({ ended }) => ended).length).toBeGreaterThan(10)
    for (const { n, ended } of events) if (ended) expect(ended.of).toBe(n)
    const many = new Uint32Array(copiedMax + 5)
    expect(toCsv(columns, many, [column('n')], nameOf).split('\r\n')).toHaveLength(copiedMax + 2)
  })
})
