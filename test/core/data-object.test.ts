import { describe, expect, it } from 'vitest'
import type { Change, JsonObject } from '../../core/change.ts'
import { batchesMax, createUnsent } from '../../core/unsent.ts'
import { ask, createPair, news, set } from '../support/world.ts'

describe('pending changes', () => {
  it('[DO3] what is too much for one report goes in several', async () => {
    const { world, alice, bob } = await createPair()
    const long = 'x'.repeat(1024 * 1024)
    for (let index = 0; index < 40; index++) set(alice.object('todo'), { [`text${index}`]: `${index} ${long}` })
    await world.settle(5000)
    expect(alice.object('todo').pending).toBe(0)
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(world.sent('update').length).toBeGreaterThan(2)
  })

  it('[DO4] a change that is too much by itself is turned back with a reason, and the others go', async () => {
    const { world, alice, bob } = await createPair()
    const heard = news(alice)
    set(alice.object('todo'), { before: 1 })
    set(alice.object('todo'), { huge: 'x'.repeat(17 * 1024 * 1024) })
    set(alice.object('todo'), { ['k'.repeat(300)]: 1 })
    set(alice.object('todo'), { many: Array.from({ length: 200_001 }, () => 0) })
    set(alice.object('todo'), { after: 2 })
    await world.settle(5000)
    expect(alice.object('todo').pending).toBe(0)
    expect(Object.keys(alice.object('todo').value)).toEqual(['title', 'done', 'list', 'before', 'after'])
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    const refused = heard.flatMap((one) => (one.kind === 'settled' && !one.decision.allow ? [one.decision] : []))
    expect(refused.map(({ code, rule }) => [code, rule])).toEqual([
      [413, 'report-bounds'],
      [413, 'report-bounds'],
      [413, 'report-bounds'],
    ])
  })

  it('[DO1] while one report is under way the next ones are gathered into one', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    for (let step = 0; step < 20; step++) {
      set(bob.object('todo'), { title: `step ${step}` })
      await world.settle(1)
    }
    const from = world.sent('update').length
    await world.settle(3000)
    const requests = world.sent('update').filter(({ message }) => message.from === bob.url)
    expect(requests.length).toBe(2)
    expect(from).toBe(1)
    expect(alice.object('todo').value).toMatchObject({ title: 'step 19' })
  })

  it('[DO2] a report that is turned back takes nothing else with it', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { a: 1, b: 1, list: [1, 2, 3] } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    set(bob.object('todo'), { a: 2 })
    await world.settle(1)
    set(bob.object('todo'), { b: 2 })
    set(alice.object('todo'), { a: 9 })
    await world.settle(3000)
    expect(bob.object('todo').value).toEqual({ a: 9, b: 2, list: [1, 2, 3] } satisfies JsonObject)
    expect(alice.object('todo').value).toEqual(bob.object('todo').value)
  })

  it('[DO5] what waits knows only what was there when it was written; what is written on top of more goes by itself', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { a: 1, b: 1 } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    set(bob.object('todo'), { b: 2 })
    await world.settle(50)
    set(alice.object('todo'), { a: 'by Alice' })
    await world.settle(1)
    // written without knowing what is on its way
    set(bob.object('todo'), { a: 'unseen' })
    await world.settle(120)
    expect(bob.object('todo').value).toMatchObject({ a: 'unseen' })
    expect(world.sent('update').filter(({ message }) => message.from === bob.url)).toHaveLength(1)
    // and knowing it
    set(bob.object('todo'), { c: 'by Bob' })
    await world.settle(3000)
    expect(bob.object('todo').value).toEqual({ a: 'by Alice', b: 2, c: 'by Bob' })
    expect(alice.object('todo').value).toEqual(bob.object('todo').value)
  })

  it('[DO5] what was written before a frame came, in the same turn, does not know it', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { a: 1 } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    set(alice.object('todo'), { a: 'by Alice' })
    await world.settle(0)
    const { hyperty } = bob
    const { receive } = hyperty
    let hasWritten = false
    hyperty.receive = (frame) => {
      if (frame.kind === 'changes' && !hasWritten) {
        hasWritten = true
        set(bob.object('todo'), { a: 'unseen' })
      }
      receive(frame)
    }
    await world.settle(3000)
    expect(hasWritten).toBe(true)
    expect(bob.object('todo').value).toEqual({ a: 'by Alice' })
  })

  it('[DO5] what is sent off line is judged by what its window had seen then', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { a: 1 } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    const { hyperty } = bob
    const { receive } = hyperty
    let hold: (() => void) | undefined
    hyperty.receive = (frame) => (frame.kind === 'changes' ? void (hold = () => receive(frame)) : receive(frame))
    set(alice.object('todo'), { a: 'by Alice' })
    await world.settle(10)
    await ask({ world }, bob, { do: 'online', online: false })
    set(bob.object('todo'), { a: 'unseen' })
    await world.settle(10)
    hold?.()
    await world.settle(10)
    await ask({ world }, bob, { do: 'online', online: true })
    await world.settle(3000)
    expect(bob.object('todo').value).toEqual({ a: 'by Alice' })
    expect(alice.object('todo').value).toEqual({ a: 'by Alice' })
  })

  it('[DO5] so many reports may wait at most; what is beyond goes with the last of them, and claims to know no more', () => {
    const unsent = createUnsent()
    const add = (path: string): Change => ({ type: 'update', path: [path], value: 1, oldValue: 0 })
    for (let step = 0; step < 100; step++) {
      unsent.meet([[[`key${step}`], 2]], step)
      unsent.add([add(`key${step}`)], step)
    }
    unsent.meet([[['key50'], 2]], 100)
    let reports = 0
    for (let next = unsent.first(); next; next = unsent.first(), reports++) {
      expect(unsent.base() ?? 101).toBeLessThanOrEqual(100)
      unsent.take(next.changes.length)
    }
    expect(reports).toBe(batchesMax)
    expect(unsent.count).toBe(0)
  })
})
