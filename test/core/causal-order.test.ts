import { describe, expect, it } from 'vitest'
import { createCausalOrder } from '../../core/causal-order.ts'
import { busAddress } from '../../core/message.ts'
import { columnsOf, scribbleSession } from '../support/columns.ts'

describe('the causal order', () => {
  it.each([1, 2, 3])(
    '[CO1] puts everything after what came before it at its hyperty, and a delivery after its sending (seed %i)',
    async (seed) => {
      const { world } = await scribbleSession(seed, 40)
      const columns = columnsOf(world.lines)
      const order = createCausalOrder(columns)
      order.look()
      const last = new Map<number, number>()
      let seen = 0
      for (let n = 1; n <= columns.lastEvent; n++) {
        const row = columns.rowOf(n)
        if (row === undefined || columns.kindOf(row) === 'note') continue
        const isEnd = columns.endN.get(row) === n
        const who = (isEnd ? columns.to : columns.from).get(row)
        const depth = isEnd ? order.endOf(row) : order.startOf(row)
        if (who === 0 || columns.addresses.textOf(who) === busAddress) continue
        expect(depth).toBeGreaterThan(last.get(who) ?? 0)
        if (isEnd) expect(depth).toBeGreaterThan(order.startOf(row))
        expect(depth).toBeLessThanOrEqual(order.depth)
        last.set(who, depth)
        seen++
      }
      expect(seen).toBeGreaterThan(100)
    },
  )

  it('[CO2] gives events that had nothing to do with each other one depth, and grows with the table', () => {
    const join = (n: number, name: string): string =>
      JSON.stringify({ n, at: n, kind: 'hyperty', url: `hyperty://x/${name}`, name, state: 'joined' })
    const columns = columnsOf([join(1, 'a'), join(2, 'b')])
    const order = createCausalOrder(columns)
    order.look()
    expect([order.startOf(0), order.startOf(1), order.depth]).toEqual([1, 1, 1])
    columns.append(join(3, 'a'))
    order.look()
    expect([order.startOf(2), order.depth]).toEqual([2, 2])
    columns.append('{"n":4,"at":4,"kind":"note","text":"then"}')
    order.look()
    expect(order.startOf(3)).toBe(3)
  })
})
