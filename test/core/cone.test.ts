import { describe, expect, it } from 'vitest'
import type { Columns } from '../../core/columns.ts'
import { coneOf, relationOfRow, type Relation } from '../../core/cone.ts'
import { columnsOf, scribbleSession } from '../support/columns.ts'

/** By vector clocks: of each event what every hyperty had done that it knew of. */
function clocksOf(columns: Columns) {
  const own = new Map<number, Map<number, number>>()
  const at = new Map<number, { readonly who: number; readonly clock: ReadonlyMap<number, number> }>()
  for (let n = 1; n <= columns.lastEvent; n++) {
    const row = columns.rowOf(n)
    if (row === undefined) continue
    const isEnd = columns.kindOf(row) === 'message' && columns.endN.get(row) === n
    const who = (isEnd ? columns.to : columns.from).get(row)
    if (who === 0) continue
    const clock = new Map(own.get(who) ?? [])
    const sent = isEnd ? at.get(columns.n.get(columns.head.get(row)))?.clock : undefined
    for (const [one, count] of sent ?? []) clock.set(one, Math.max(clock.get(one) ?? 0, count))
    clock.set(who, (clock.get(who) ?? 0) + 1)
    own.set(who, clock)
    at.set(n, { who, clock })
  }
  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [at.get(one), at.get(other)]
    return a !== undefined && b !== undefined && (b.clock.get(a.who) ?? 0) >= (a.clock.get(a.who) ?? 0)
  }
  const relation = (n: number, other: number): Relation => {
    if (n === other) return 'self'
    if (isBefore(other, n)) return 'cause'
    return isBefore(n, other) ? 'effect' : 'concurrent'
  }
  return { all: [...at.keys()], relation }
}

describe('the causal cone', () => {
  it.each([1, 2, 3, 4])('[CN1] says of every event what vector clocks say (seed %i)', async (seed) => {
    const { world } = await scribbleSession(seed, 30)
    const columns = columnsOf(world.lines)
    const { all, relation } = clocksOf(columns)
    const seen = new Set<Relation>()
    for (const n of all.filter((_, index) => index % 7 === 0)) {
      const cone = coneOf(columns, n)
      for (const other of all) {
        expect([n, other, cone.relationTo(other)]).toEqual([n, other, relation(n, other)])
        seen.add(cone.relationTo(other))
      }
    }
    expect(seen).toEqual(new Set(['self', 'cause', 'effect', 'concurrent']))
  })

  it('[CN2] looks at so many events on either side, and says which are beyond', async () => {
    const { world } = await scribbleSession(5, 40)
    const columns = columnsOf(world.lines)
    const middle = Math.floor(columns.lastEvent / 2)
    const cone = coneOf(columns, middle, 20)
    expect([cone.from, cone.until]).toEqual([middle - 20, middle + 20])
    expect(cone.relationTo(middle - 21)).toBe('beyond')
    expect(cone.relationTo(middle + 21)).toBe('beyond')
    const { cause, effect, concurrent } = cone.counts()
    expect(cause + effect + concurrent).toBe(40)
    const row = columns.rowOf(middle) as number
    expect(relationOfRow(columns, cone, row)).toBe('self')
  })
})
