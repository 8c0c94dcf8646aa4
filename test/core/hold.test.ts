// Breakpoints: what is held, in which order it goes on, and what becomes of it.
import { describe, expect, it } from 'vitest'
import { parseBreakpoints, parseHeldAct, problemOf } from '../../core/breakpoint-parse.ts'
import { createObjectBlame } from '../../core/blame.ts'
import { createRandom, createVirtualClock } from '../../core/clock.ts'
import type { EndedEvent, FaultEvent } from '../../core/event.ts'
import { waitingMax } from '../../core/hold.ts'
import { objectUrl } from '../../core/message.ts'
import { createReplay } from '../../core/replay.ts'
import { createStoppableClock } from '../../core/stoppable-clock.ts'
import { columnsOf } from '../support/columns.ts'
import { createPair, set } from '../support/world.ts'

const url = objectUrl('todo')
const on = (filter: string) => [{ filter, isOn: true }]
const breaks = (events: readonly unknown[]): FaultEvent[] =>
  (events as FaultEvent[]).filter(({ kind, fault }) => kind === 'fault' && fault === 'breakpoint')

describe('the bus is held', () => {
  it('[BP1] at what a filter matches, and what comes later waits behind it', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('kind:update path:/title'))
    set(alice.object('todo'), { done: true })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ done: true })
    set(alice.object('todo'), { title: 'held' })
    await world.settle()
    set(alice.object('todo'), { done: false })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'a', done: true })
    expect(world.bus.hold.isHolding).toBe(true)
    const messages = world.bus.hold.report().messages.filter(({ type }) => type === 'update')
    expect(messages).toHaveLength(2)
    expect(messages[0]).toMatchObject({ type: 'update', from: alice.url, met: 'kind:update path:/title', fate: [] })
    expect(messages[1]).not.toHaveProperty('met')
    world.bus.hold.move('continue')
    await world.settle()
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(breaks(world.events).map(({ state, of }) => [state, of])).toEqual([
      ['begins', messages[0]?.n],
      ['ends', messages[0]?.n],
    ])
    expect(world.bus.hold.report().breakpoints).toEqual([{ filter: 'kind:update path:/title', isOn: true, hits: 1 }])
  })

  it('[BP1] one that holds once is off afterwards; a receiver is asked for by name', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set([{ filter: 'kind:update to:bob', isOn: true, once: true }])
    for (const title of ['b', 'c']) {
      set(alice.object('todo'), { title })
      await world.settle()
      if (title === 'b') expect(world.bus.hold.isHolding).toBe(true)
      world.bus.hold.move('continue')
      await world.settle()
    }
    expect(bob.object('todo').value).toMatchObject({ title: 'c' })
    expect(world.bus.hold.report().breakpoints).toMatchObject([{ isOn: false, hits: 1 }])
  })

  it('[BP2] where nothing is held the session is the same', async () => {
    const lines = async (filter?: string) => {
      const { world, alice } = await createPair()
      if (filter !== undefined) world.bus.hold.set([{ filter, isOn: false }])
      for (let count = 0; count < 20; count++) {
        set(alice.object('todo'), { count })
        await world.settle(100)
      }
      return world.lines
    }
    expect(await lines('kind:update')).toEqual(await lines())
  })

  it('[BP3] a step lets one message pass and holds the next one', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('path:/title'))
    for (const values of [{ title: 'b' }, { done: true }, { done: false }]) {
      set(alice.object('todo'), values)
      await world.settle()
    }
    world.bus.hold.move('step')
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'b', done: false })
    const { messages } = world.bus.hold.report()
    expect(messages[0]).toMatchObject({ met: 'step' })
    expect(messages.filter(({ type }) => type === 'update')).toHaveLength(2)
    world.bus.hold.move('continue')
    world.bus.hold.move('pause')
    expect(world.bus.hold.report()).toMatchObject({ isHolding: false, isPausing: true })
    set(alice.object('todo'), { title: 'c' })
    await world.settle()
    expect(world.bus.hold.report()).toMatchObject({ messages: [{ met: 'pause' }] })
  })

  it('[BP4] what was edited comes as it was edited, and replay and blame say so', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('kind:update'))
    set(alice.object('todo'), { title: 'hers' })
    await world.settle()
    const { n, changes } = world.bus.hold.report().messages[0] as { n: number; changes: string }
    expect(JSON.parse(changes)).toEqual([[['title'], 'hers']])
    const edit = parseHeldAct({ do: 'edit', changes: '[[["title"], "theirs"]]' })
    expect(world.bus.hold.act(n, edit)).toBeUndefined()
    world.bus.hold.release()
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'theirs' })
    expect(alice.object('todo').value).toMatchObject({ title: 'hers' })
    const ended = world.ended(n)[0] as EndedEvent
    expect(ended.altered).toEqual([[['title'], 'theirs']])
    expect(breaks(world.events).at(-1)).toMatchObject({ state: 'ends', of: n, did: ['edited'] })

    const columns = columnsOf(world.lines)
    const replay = createReplay(columns)
    expect(replay.after(url, bob.url, columns.lastEvent)?.value).toEqual(bob.object('todo').value)
    expect(replay.after(url, alice.url, columns.lastEvent)?.value).toEqual(alice.object('todo').value)
    const blame = createObjectBlame(columns, url)
    while (!blame.advance(1_000));
    expect(blame.why(bob.url, ['title'], columns.lastEvent)).toMatchObject({
      ...{ value: 'theirs', author: alice.url, write: n, isEdited: true },
    })
    expect(blame.why(alice.url, ['title'], columns.lastEvent)).toMatchObject({ value: 'hers' })
    expect(blame.why(alice.url, ['title'], columns.lastEvent).isEdited).toBeUndefined()
  })

  it('[BP5] a dropped message is lost, and the copies agree again', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('kind:update'))
    set(alice.object('todo'), { title: 'dropped' })
    await world.settle()
    const { n } = world.bus.hold.report().messages[0] as { n: number }
    world.bus.hold.act(n, { do: 'drop' })
    world.bus.hold.release()
    await world.settle(60_000)
    expect(world.ended(n)).toMatchObject([{ effect: 'lost', decision: { rule: 'breakpoint' } }])
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })

  it('[BP5] one that is sent twice comes twice, and one that is late is overtaken', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('kind:update'))
    set(alice.object('todo'), { title: 'twice' })
    await world.settle()
    const twice = world.bus.hold.report().messages[0]?.n as number
    world.bus.hold.act(twice, { do: 'double' })
    world.bus.hold.move('continue')
    await world.settle()
    expect(
      world
        .ended(twice)
        .map(({ effect }) => effect)
        .sort(),
    ).toEqual(['applied', 'duplicate'])
    set(alice.object('todo'), { title: 'late' })
    await world.settle()
    set(alice.object('todo'), { done: true })
    await world.settle()
    const [late, next] = world.bus.hold.report().messages.map((one) => one.n) as [number, number]
    world.bus.hold.act(late, { do: 'delay', delayMs: 300 })
    world.bus.hold.release()
    await world.settle(60_000)
    const arrivedAt = (of: number): number => world.ended(of)[0]?.hops.received as number
    expect(arrivedAt(late)).toBeGreaterThan(arrivedAt(next))
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })

  it('[BP5] whatever somebody does at breakpoints, without an edit the copies agree in the end', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed)
      const { world, alice, bob } = await createPair()
      await world.settle()
      world.bus.hold.set(on(random() < 0.5 ? 'kind:update' : ''))
      for (let count = 0; count < 15; count++) {
        set(alice.object('todo'), { [`k${Math.floor(random() * 3)}`]: count })
        await world.settle(random() * 400)
        const { messages } = world.bus.hold.report()
        const one = messages[Math.floor(random() * messages.length)]
        const acts = [{ do: 'drop' }, { do: 'double' }, { do: 'delay', delayMs: 1 + random() * 500 }, { do: 'restore' }]
        if (one) world.bus.hold.act(one.n, acts[Math.floor(random() * acts.length)] as { do: 'drop' })
        if (random() < 0.6) world.bus.hold.move(random() < 0.5 ? 'step' : 'continue')
      }
      world.bus.hold.release()
      await world.settle(300_000)
      expect(world.bus.hold.isHolding, `seed ${seed}`).toBe(false)
      expect(bob.object('todo').value, `seed ${seed}`).toEqual(alice.object('todo').value)
    }
  })

  it('[BP6] a filter that cannot be met is refused, and so is what is no change', () => {
    expect(problemOf('kind:update path:/a')).toBeUndefined()
    expect(problemOf('')).toBeUndefined()
    for (const filter of ['lost', 'kind:update lat>5ms', '!(effect:applied || kind:update)', 'causes(#4)', 'last 5s'])
      expect(problemOf(filter), filter).toMatch(/^A message that is not delivered yet has no .*: nothing/)
    expect(problemOf('kind:(')).toBeDefined()
    expect(() => parseBreakpoints([{ filter: 'lost', isOn: true }])).toThrow('not delivered yet')
    expect(() => parseBreakpoints([{ filter: 3 }])).toThrow('A breakpoint has a filter')
    expect(() => parseBreakpoints(Array.from({ length: 51 }, () => ({ filter: '', isOn: true })))).toThrow('at most 50')
    expect(() => parseHeldAct({ do: 'edit', changes: '[[["a"],' })).toThrow('That is not JSON')
    expect(() => parseHeldAct({ do: 'edit', changes: '{}' })).toThrow('These are no changes')
    expect(() => parseHeldAct({ do: 'edit', changes: '[[["__proto__"],1]]' })).toThrow('These are no changes')
    expect(() => parseHeldAct({ do: 'delay', delayMs: 0 })).toThrow('more than 0')
    expect(() => parseHeldAct({ do: 'jump' })).toThrow('dropped, doubled')
  })

  it('[BP6] what carries no changes is not edited', async () => {
    const { world, alice } = await createPair()
    world.bus.hold.set(on('kind:create'))
    void alice.hyperty.create('other', { a: 1 })
    await world.settle()
    void alice.hyperty.request({ do: 'share', url: objectUrl('other') })
    await world.settle()
    const held = world.bus.hold.report().messages[0] as { n: number }
    expect(held).toMatchObject({ type: 'create' })
    expect(world.bus.hold.act(held.n, { do: 'edit', changes: [] })).toContain('Only what is written')
    expect(world.bus.hold.act(9_999, { do: 'drop' })).toBe('That message is not held any more.')
  })

  it('[BP7] a clock that is stopped lets nothing fall due, and tells the time', () => {
    const clock = createVirtualClock()
    const waits = createStoppableClock(clock)
    const ran: string[] = []
    waits.after(10, () => ran.push('first'))
    const cancel = waits.after(10, () => ran.push('cancelled'))
    waits.after(5, () => ran.push('sooner'))
    clock.advance(4)
    waits.stop()
    waits.after(1, () => ran.push('asked for meanwhile'))
    clock.advance(100)
    cancel()
    expect(ran).toEqual([])
    expect(waits.now()).toBe(104)
    waits.go()
    clock.advance(1)
    expect(ran).toEqual(['sooner', 'asked for meanwhile'])
    clock.advance(5)
    expect(ran).toEqual(['sooner', 'asked for meanwhile', 'first'])
  })

  it('[BP8] where too much waits the bus goes on by itself', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.hold.set(on('kind:update'))
    for (let count = 0; count <= waitingMax; count++) {
      set(alice.object('todo'), { count })
      await world.settle(1)
    }
    await world.settle()
    expect(world.bus.hold.report()).toMatchObject({ isHolding: false, breakpoints: [{ isOn: false }] })
    expect(
      world.events.some((event) => event.kind === 'note' && event.text.includes('the bus goes on by itself')),
    ).toBe(true)
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })
})
