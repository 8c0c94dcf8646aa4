import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../core/change.ts'
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
})
