import { describe, expect, it } from 'vitest'
import type { Hop } from '../../../core/scene.ts'
import { createReplay } from '../../../core/replay.ts'
import { differenceOf, type Difference } from '../../../renderer/inspector/difference.ts'
import { columnsOf, playPhases } from '../../support/columns.ts'
import type { World } from '../../support/world.ts'

function differenceAt(world: World, n: number, hop: Hop): Difference | undefined {
  const columns = columnsOf(world.lines)
  const row = columns.rowOf(n) as number
  const sent = columns.sentOf(row)
  return sent && differenceOf(columns, createReplay(columns), { row, hop }, sent, columns.endedOf(row))
}
const changed = (difference: Difference | undefined): string[] =>
  (difference?.lines ?? []).filter(({ sign }) => sign !== ' ').map(({ sign, text }) => `${sign} ${text.trim()}`)

describe('before and after', () => {
  it('is at the writer where he wrote, and at the reader where it arrived', async () => {
    const { world, alice, bob } = await playPhases()
    const n = world.sent('update')[0]?.n ?? 0
    for (const [hop, who] of [
      ['changed', alice],
      ['posted', alice],
      ['sent', bob],
      ['passed', bob],
      ['told', bob],
    ] as const) {
      const difference = differenceAt(world, n, hop)
      expect(difference?.hyperty).toBe(who.url)
      expect(changed(difference)).toEqual(['− "title": "Buy milk",', '+ "title": "Buy bread",'])
    }
  })

  it('of what the owner takes from another is the change itself, though it was numbered before it arrived', async () => {
    const { world, alice } = await playPhases()
    const request = world.sent('update').find(({ message }) => message.body.source !== alice.url)
    const difference = differenceAt(world, request?.n ?? 0, 'passed')
    expect(difference?.hyperty).toBe(alice.url)
    expect(changed(difference)).toEqual(['− "done": false', '+ "done": true'])
  })

  it('of a refused write is the writer’s own copy; of the answer, that it falls back', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    ;(bob.object('todo').data as { title: string }).title = 'mine'
    await world.settle()
    const tried = differenceAt(world, world.sent('update').at(-1)?.n ?? 0, 'sent')
    expect([tried?.hyperty, ...changed(tried)]).toEqual([bob.url, '− "title": "Buy bread",', '+ "title": "mine",'])
    const back = differenceAt(world, world.sent('response').at(-1)?.n ?? 0, 'passed')
    expect([back?.hyperty, ...changed(back)]).toEqual([bob.url, '− "title": "mine",', '+ "title": "Buy bread",'])
  })

  it('of an invitation is everything, and of news nothing', async () => {
    const { world, bob } = await playPhases()
    const invited = differenceAt(world, world.sent('create')[0]?.n ?? 0, 'made')
    expect(invited?.hyperty).toBe(bob.url)
    expect(changed(invited)).toContain('+ "title": "Buy milk",')
    expect(changed(invited).every((line) => line.startsWith('+'))).toBe(true)
    expect(differenceAt(world, world.sent('event')[0]?.n ?? 0, 'sent')?.isSame).toBe(true)
  })
})
