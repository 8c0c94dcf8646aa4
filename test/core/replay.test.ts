import { describe, expect, it } from 'vitest'
import type { StateEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { createReplay } from '../../core/replay.ts'
import { columnsOf, playPhases, scribbleSession } from '../support/columns.ts'

describe('replay', () => {
  it('shows an object before and after a change, at the writer and at the reader', async () => {
    const { world, alice, bob, todo } = await playPhases()
    const columns = columnsOf(world.lines)
    const replay = createReplay(columns)
    const change = world.sent('update')[0]
    const end = world.ended(change?.n ?? 0)[0]
    if (!change || !end) throw new Error('nothing was changed')
    expect(replay.before(todo, alice.url, change.n)).toMatchObject({ value: { title: 'Buy milk' }, version: 0 })
    expect(replay.after(todo, alice.url, change.n)).toMatchObject({ value: { title: 'Buy bread' }, version: 1 })
    expect(replay.after(todo, bob.url, change.n)?.value).toMatchObject({ title: 'Buy milk' })
    expect(replay.before(todo, bob.url, end.n)?.value).toMatchObject({ title: 'Buy milk' })
    expect(replay.after(todo, bob.url, end.n)?.value).toMatchObject({ title: 'Buy bread' })
  })

  it('shows what a writer wrote while it was not settled, and takes it back when it is refused', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    ;(bob.object('todo').data as { title: string }).title = 'mine'
    await world.settle()
    const columns = columnsOf(world.lines)
    const replay = createReplay(columns)
    const tried = world.sent('update').at(-1)
    const answer = world.sent('response').at(-1)
    const back = world.ended(answer?.n ?? 0)[0]
    if (!tried || !answer || !back) throw new Error('nothing was refused')
    expect(answer.message.body).toMatchObject({ code: 403 })
    expect(replay.after(todo, bob.url, tried.n)?.value).toMatchObject({ title: 'mine' })
    expect(replay.after(todo, alice.url, tried.n)?.value).toMatchObject({ title: 'Buy bread' })
    expect(replay.before(todo, bob.url, back.n)?.value).toMatchObject({ title: 'mine' })
    expect(replay.after(todo, bob.url, back.n)?.value).toMatchObject({ title: 'Buy bread' })
  })

  it('knows nothing of a hyperty that does not have the object, nor of an object that is not there', async () => {
    const { world, bob, todo } = await playPhases()
    const columns = columnsOf(world.lines)
    const replay = createReplay(columns)
    expect(replay.after(todo, bob.url, 1)).toBeUndefined()
    expect(replay.after(todo, 'hyperty://local/nobody', columns.lastEvent)).toBeUndefined()
    expect(replay.after('comm://local/nothing', bob.url, columns.lastEvent)).toBeUndefined()
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'agrees with every hash that a window took of its own replica (seed %i)',
    async (seed) => {
      const { world, alice, bob, todo } = await scribbleSession(seed, 40)
      const columns = columnsOf(world.lines)
      const replay = createReplay(columns)
      // what an object held before it was first shared stands in no message
      const shared = world.sent('create')[0]?.n ?? 0
      const states = world.events.filter((event): event is StateEvent => event.kind === 'state' && event.n > shared)
      expect(states.length).toBeGreaterThan(10)
      for (const state of states) {
        const shown = replay.after(todo, state.who, state.n)
        expect([state.n, shown?.version, shown && hashJson(shown.value)]).toEqual([state.n, state.version, state.hash])
      }
      for (const { url, object } of [alice, bob]) {
        expect(replay.after(todo, url, columns.lastEvent)?.value).toEqual(object('todo').value)
      }
    },
  )

  it('says the same when it remembers as when it begins anew, in whatever order it is asked', async () => {
    const { world, alice, bob, todo } = await scribbleSession(9, 400)
    const columns = columnsOf(world.lines)
    const replay = createReplay(columns)
    expect(columns.touching(todo).length).toBeGreaterThan(1000)
    const moments = [1, 0.5, 0.25, 0.75, 0.9, 0.1, 0.6, 0.99, 0.3].map((part) => Math.round(part * columns.lastEvent))
    for (const n of moments) {
      for (const { url } of [alice, bob]) {
        expect(replay.after(todo, url, n)).toEqual(createReplay(columns).after(todo, url, n))
      }
    }
    expect(replay.after(todo, bob.url, columns.lastEvent)?.value).toEqual(bob.object('todo').value)
  })
})
