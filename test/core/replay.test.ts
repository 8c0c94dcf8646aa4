import { describe, expect, it } from 'vitest'
import type { StateEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { valueAfter, valueBefore } from '../../core/replay.ts'
import { columnsOf, playPhases, scribbleSession } from '../support/columns.ts'

describe('replay', () => {
  it('shows an object before and after a change, at the writer and at the reader', async () => {
    const { world, alice, bob, todo } = await playPhases()
    const columns = columnsOf(world.lines)
    const change = world.sent('update')[0]
    const end = world.ended(change?.n ?? 0)[0]
    if (!change || !end) throw new Error('nothing was changed')
    expect(valueBefore(columns, todo, alice.url, change.n)).toMatchObject({ value: { title: 'Buy milk' }, version: 0 })
    expect(valueAfter(columns, todo, alice.url, change.n)).toMatchObject({ value: { title: 'Buy bread' }, version: 1 })
    expect(valueAfter(columns, todo, bob.url, change.n)?.value).toMatchObject({ title: 'Buy milk' })
    expect(valueBefore(columns, todo, bob.url, end.n)?.value).toMatchObject({ title: 'Buy milk' })
    expect(valueAfter(columns, todo, bob.url, end.n)?.value).toMatchObject({ title: 'Buy bread' })
  })

  it('shows what a writer wrote while it was not settled, and takes it back when it is refused', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    ;(bob.object('todo').data as { title: string }).title = 'mine'
    await world.settle()
    const columns = columnsOf(world.lines)
    const tried = world.sent('update').at(-1)
    const answer = world.sent('response').at(-1)
    const back = world.ended(answer?.n ?? 0)[0]
    if (!tried || !answer || !back) throw new Error('nothing was refused')
    expect(answer.message.body).toMatchObject({ code: 403 })
    expect(valueAfter(columns, todo, bob.url, tried.n)?.value).toMatchObject({ title: 'mine' })
    expect(valueAfter(columns, todo, alice.url, tried.n)?.value).toMatchObject({ title: 'Buy bread' })
    expect(valueBefore(columns, todo, bob.url, back.n)?.value).toMatchObject({ title: 'mine' })
    expect(valueAfter(columns, todo, bob.url, back.n)?.value).toMatchObject({ title: 'Buy bread' })
  })

  it('knows nothing of a hyperty that does not have the object, nor of an object that is not there', async () => {
    const { world, bob, todo } = await playPhases()
    const columns = columnsOf(world.lines)
    expect(valueAfter(columns, todo, bob.url, 1)).toBeUndefined()
    expect(valueAfter(columns, todo, 'hyperty://local/nobody', columns.lastEvent)).toBeUndefined()
    expect(valueAfter(columns, 'comm://local/nothing', bob.url, columns.lastEvent)).toBeUndefined()
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'agrees with every hash that a window took of its own replica (seed %i)',
    async (seed) => {
      const { world, alice, bob, todo } = await scribbleSession(seed, 40)
      const columns = columnsOf(world.lines)
      // what an object held before it was first shared stands in no message
      const shared = world.sent('create')[0]?.n ?? 0
      const states = world.events.filter((event): event is StateEvent => event.kind === 'state' && event.n > shared)
      expect(states.length).toBeGreaterThan(10)
      for (const state of states) {
        const shown = valueAfter(columns, todo, state.who, state.n)
        expect([state.n, shown?.version, shown && hashJson(shown.value)]).toEqual([state.n, state.version, state.hash])
      }
      for (const { url, object } of [alice, bob]) {
        expect(valueAfter(columns, todo, url, columns.lastEvent)?.value).toEqual(object('todo').value)
      }
    },
  )
})
