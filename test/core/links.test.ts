import { describe, expect, it } from 'vitest'
import type { EndedEvent, FaultEvent } from '../../core/event.ts'
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import type { LinkOrder } from '../../core/link-order.ts'
import { ordersMax } from '../../core/links.ts'
import { hypertyUrl } from '../../core/message.ts'
import { ask, createPair, set } from '../support/world.ts'

const [aliceUrl, bobUrl] = [hypertyUrl('Alice'), hypertyUrl('Bob')]
const order = (conditions: Partial<LinkConditions>, more: Partial<LinkOrder> = {}): LinkOrder => ({
  conditions: { ...noConditions, ...conditions },
  time: { kind: 'standing' },
  seed: 1,
  ...more,
})
const toBob = { from: aliceUrl, to: bobUrl }

type Pair = Awaited<ReturnType<typeof createPair>>
const faults = ({ world }: Pair): FaultEvent[] =>
  world.events.filter((event): event is FaultEvent => event.kind === 'fault')
const deliveriesOfUpdates = ({ world }: Pair): EndedEvent[] => world.sent('update').flatMap(({ n }) => world.ended(n))
async function write(pair: Pair, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    set(pair.alice.object('todo'), { title: `t${pair.world.sent('update').length}` })
    await pair.world.settle(20)
  }
}

/** A session in which Alice and Bob write, under orders that come first. */
async function session(...orders: readonly LinkOrder[]): Promise<string[]> {
  const pair = await createPair()
  for (const one of orders) pair.world.bus.links.order(one)
  await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
  await write(pair, 5)
  set(pair.bob.object('todo'), { done: true })
  await pair.world.settle(10_000)
  return [...pair.world.lines]
}

describe('conditions of links', () => {
  it('[LK1] no conditions leave the session as it is, byte for byte', async () => {
    expect(await session(order({}))).toEqual(await session())
  })

  it('[LK1] an order for a link that nobody uses changes nothing but its own event', async () => {
    const nobody = { from: hypertyUrl('nobody'), to: hypertyUrl('nobody else') }
    const events = (lines: readonly string[]): unknown[] =>
      lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind !== 'fault')
    const without = (lines: readonly string[]): string =>
      // numbers, and the thousandth by which a look at the clock moves it, are shifted by the one event
      JSON.stringify(events(lines)).replaceAll(/"(n|of|cause|at|[a-z]+)":[\d.]+/g, '"$1":0')
    expect(without(await session(order({ lossPercent: 50, jitterMs: 500 }, nobody)))).toBe(without(await session()))
  })

  it('[LK10] what a link loses ends as lost, with the rule and between whom', async () => {
    const pair = await createPair()
    pair.world.bus.links.order(order({ lossPercent: 100 }, toBob))
    await write(pair, 1)
    pair.world.bus.links.order(order({ isCut: true }, toBob))
    await write(pair, 1)
    expect(deliveriesOfUpdates(pair)).toMatchObject([
      {
        effect: 'lost',
        decision: { rule: 'link-loss', code: 503, reason: 'It was lost on the link from Alice to Bob.' },
      },
      { effect: 'lost', decision: { rule: 'link-cut', code: 503, reason: 'The link from Alice to Bob is cut.' } },
    ])
  })

  it('[LK10] a cut in one direction leaves the other as it is', async () => {
    const pair = await createPair()
    await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    pair.world.bus.links.order(order({ isCut: true }, toBob))
    set(pair.bob.object('todo'), { title: 'b' })
    await pair.world.settle(200)
    expect(pair.alice.object('todo').value).toMatchObject({ title: 'b' })
    expect(deliveriesOfUpdates(pair)).toMatchObject([{ to: aliceUrl, effect: 'applied' }])
  })

  it('[LK11] a copy that a link made is a delivery of its own, which the Syncer drops as a duplicate', async () => {
    const pair = await createPair()
    pair.world.bus.links.order(order({ duplicatePercent: 100 }))
    await write(pair, 1)
    await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    set(pair.bob.object('todo'), { list: [] })
    await pair.world.settle(20_000)
    const messages = pair.world.sent().filter(({ deliveries }) => deliveries > 1)
    expect(new Set(messages.map(({ message }) => message.type))).toEqual(new Set(['update', 'event', 'response']))
    for (const { n, deliveries } of messages) {
      const ended = pair.world.ended(n)
      expect(ended.length).toBe(deliveries)
      expect(ended.filter(({ effect }) => effect === 'duplicate').length, `event ${n}`).toBe(deliveries / 2)
    }
    // Alice's update, and Bob's once
    expect(pair.alice.object('todo').info.version).toBe(2)
    expect(pair.bob.object('todo').value).toEqual(pair.alice.object('todo').value)
  })

  it('[LK12] every change of conditions is an event with its seed, and what says the same says nothing', async () => {
    const pair = await createPair()
    const { links } = pair.world.bus
    expect(links.order(order({}))).toBe(false)
    expect(links.order(order({ lossPercent: 5 }, { ...toBob, seed: 77 }))).toBe(true)
    expect(links.order(order({}))).toBe(true)
    expect(faults(pair)).toMatchObject([
      { fault: 'link', state: 'begins', order: { ...toBob, seed: 77, conditions: { lossPercent: 5 } } },
      { fault: 'link', state: 'begins', order: { conditions: {} } },
    ])
    expect(faults(pair)[0]?.order?.conditions).toEqual({ lossPercent: 5 })
    expect(links.areOpen()).toBe(true)
  })

  it('[LK12] the order for one link goes before that for all, and for all without conditions clears every one', async () => {
    const pair = await createPair()
    const { links } = pair.world.bus
    links.order(order({ isCut: true }))
    links.order(order({}, toBob))
    await write(pair, 1)
    expect(deliveriesOfUpdates(pair)).toMatchObject([{ effect: 'applied' }])
    links.order(order({ isCut: true }, toBob))
    links.order(order({ isCut: true }, { time: { kind: 'span', afterMs: 1_000, forMs: 1_000 } }))
    links.order(order({}))
    expect(links.orders).toEqual([])
    await pair.world.settle(3_000)
    expect(faults(pair).at(-1)?.order?.conditions).toEqual({})
  })

  it('[LK13] from 10 s to 14 s: planned, begun and ended are told, and it holds between', async () => {
    const pair = await createPair()
    const span = { kind: 'span', afterMs: 10_000, forMs: 4_000 } as const
    pair.world.bus.links.order(order({ isCut: true }, { ...toBob, time: span }))
    const from = pair.world.clock.now()
    await write(pair, 1)
    await pair.world.settle(12_000 - 20)
    await write(pair, 1)
    await pair.world.settle(3_000)
    await write(pair, 1)
    expect(deliveriesOfUpdates(pair).map(({ effect }) => effect)).toEqual(['applied', 'lost', 'applied'])
    expect(faults(pair).map(({ state, at }) => [state, Math.round(at - from)])).toEqual([
      ['planned', 0],
      ['begins', 10_000],
      ['ends', 14_000],
    ])
  })

  it('[LK13] the next two updates from Alice to Bob, and no other message', async () => {
    const pair = await createPair()
    const next = { kind: 'next', count: 2, type: 'update' } as const
    pair.world.bus.links.order(order({ isCut: true }, { ...toBob, time: next }))
    await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    expect(pair.bob.object('todo').info.mayWrite).toBe(true)
    await write(pair, 3)
    const effects = deliveriesOfUpdates(pair).map(({ effect }) => effect)
    expect(effects.slice(0, 2)).toEqual(['lost', 'lost'])
    expect(effects[2]).not.toBe('lost')
    expect(faults(pair).map(({ state }) => state)).toEqual(['begins', 'ends'])
    expect(pair.world.bus.links.areOpen()).toBe(true)
  })

  it('[LK8] what waits on a held link goes on in its order when it is released', async () => {
    const pair = await createPair()
    pair.world.bus.links.order(order({ isHeld: true }, toBob))
    await write(pair, 3)
    expect(deliveriesOfUpdates(pair)).toEqual([])
    pair.world.bus.links.order(order({}, toBob))
    await pair.world.settle(100)
    expect(deliveriesOfUpdates(pair).map(({ effect, version }) => [effect, version])).toEqual([
      ['applied', 1],
      ['applied', 2],
      ['applied', 3],
    ])
  })

  it('[LK6] only what may be overtaken is; jitter alone keeps the order', async () => {
    const inOrder = async (conditions: Partial<LinkConditions>): Promise<boolean> => {
      const pair = await createPair()
      pair.world.bus.links.order(order(conditions, toBob))
      await write(pair, 40)
      await pair.world.settle(10_000)
      expect(pair.bob.object('todo').value).toEqual(pair.alice.object('todo').value)
      const taken = deliveriesOfUpdates(pair).map(({ hops }) => hops.received ?? 0)
      return taken.every((at, index) => at >= (taken[index - 1] ?? 0))
    }
    expect(await inOrder({ latencyMs: 200, jitterMs: 200 })).toBe(true)
    expect(await inOrder({ reorderPercent: 30, reorderMs: 200 })).toBe(false)
  })

  it('[LK12] so many orders stand or are planned, and no more', async () => {
    const { world } = await createPair()
    const { links } = world.bus
    const numbered = (index: number) => ({ from: hypertyUrl(`h${index}`), to: bobUrl })
    for (let index = 0; index < ordersMax; index++)
      expect(links.order(order({ latencyMs: 1 }, numbered(index)))).toBe(true)
    expect(links.order(order({ latencyMs: 1 }, numbered(ordersMax)))).toBe(false)
    expect(links.order(order({ latencyMs: 2 }, numbered(0)))).toBe(true)
    const time = { kind: 'span', afterMs: 1, forMs: 1 } as const
    for (let index = 0; index < ordersMax; index++) expect(links.order(order({ isCut: true }, { time }))).toBe(true)
    expect(links.order(order({ isCut: true }, { time }))).toBe(false)
  })
})

describe('tails', () => {
  it('[LK14] the last update, lost, is mended after quiet, and then nobody asks any more', async () => {
    const pair = await createPair()
    const next = { kind: 'next', count: 1, type: 'update' } as const
    pair.world.bus.links.order(order({ isCut: true }, { ...toBob, time: next }))
    await write(pair, 1)
    expect(pair.bob.object('todo').value).not.toEqual(pair.alice.object('todo').value)
    await pair.world.settle(5_000)
    expect(pair.bob.object('todo').value).toEqual(pair.alice.object('todo').value)
    const before = pair.world.events.length
    await pair.world.settle(600_000)
    expect(pair.world.events.length).toBe(before)
  })

  it('[LK14] on links that can be relied on nobody asks', async () => {
    const pair = await createPair()
    pair.world.bus.links.order(order({ latencyMs: 50, jitterMs: 20, bandwidthKilobits: 750 }))
    await write(pair, 5)
    await pair.world.settle(60_000)
    expect(pair.world.sent('event')).toEqual([])
    expect(pair.world.sent('read')).toEqual([])
  })

  it('[LK15] questions come less and less often and end; a link that changes begins them anew', async () => {
    const pair = await createPair()
    const { links } = pair.world.bus
    links.order(order({ isCut: true }, toBob))
    await write(pair, 1)
    await pair.world.settle(3_600_000)
    const asked = pair.world.sent('event').map(({ at }) => at)
    const gaps = asked.slice(1).map((at, index) => Math.round(at - (asked[index] as number)))
    expect(asked.length).toBe(12)
    expect(gaps).toEqual([2_000, 4_000, 8_000, 16_000, ...Array<number>(7).fill(30_000)])
    links.order(order({}, toBob))
    await pair.world.settle(5_000)
    expect(pair.bob.object('todo').value).toEqual(pair.alice.object('todo').value)
  })

  it('[LK15] a right that was given while the link was cut is told again', async () => {
    const pair = await createPair()
    const next = { kind: 'next', count: 1, type: 'event' } as const
    pair.world.bus.links.order(order({ isCut: true }, { ...toBob, time: next }))
    await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    expect(pair.bob.object('todo').info.mayWrite).toBe(false)
    await pair.world.settle(5_000)
    expect(pair.bob.object('todo').info.mayWrite).toBe(true)
  })

  it('[LK16] a request that was lost is sent again under its number, and taken once', async () => {
    const pair = await createPair()
    await ask(pair, pair.alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    const { links } = pair.world.bus
    // the first request is lost on its way there, the second answer on its way back
    const next = { kind: 'next', count: 1 } as const
    links.order(order({ isCut: true }, { from: bobUrl, to: aliceUrl, time: { ...next, type: 'update' } }))
    links.order(order({ isCut: true }, { from: aliceUrl, to: bobUrl, time: { ...next, type: 'response' } }))
    const list = pair.bob.object('todo').data['list'] as number[]
    const lengths: number[] = []
    pair.bob.object('todo').subscribe(() => lengths.push(list.length))
    list.push(4)
    await pair.world.settle(20_000)
    expect(Math.max(...lengths)).toBe(4)
    const requests = pair.world.sent('update').filter(({ message }) => message.from === bobUrl)
    expect(requests.length).toBe(3)
    expect(new Set(requests.map(({ message }) => message.id)).size).toBe(1)
    expect(requests.map(({ n }) => pair.world.ended(n).map(({ effect }) => effect))).toEqual([
      ['lost'],
      ['applied'],
      ['duplicate'],
    ])
    expect(pair.alice.object('todo').value).toMatchObject({ list: [1, 2, 3, 4] })
    expect(pair.bob.object('todo').value).toMatchObject({ list: [1, 2, 3, 4] })
    expect(pair.bob.object('todo').pending).toBe(0)
  })

  it('[LK16] a request that is open when its link becomes bad is sent again, and taken once though it had come', async () => {
    const pair = await createPair()
    const { world, alice, bob } = pair
    await ask(pair, alice, { do: 'grant', url: pair.todo, to: bobUrl, write: true })
    world.bus.setDelay(50)
    const requests = () => world.sent('update').filter(({ message }) => message.from === bobUrl)
    const list = bob.object('todo').data['list'] as number[]
    // lost, as its writer is off line when the answer comes; only then the link is not to be relied on any more
    list.push(4)
    await world.settle(75)
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle(500)
    expect(alice.object('todo').value).toMatchObject({ list: [1, 2, 3, 4] })
    expect(bob.object('todo').pending).toBe(1)
    world.bus.links.order(order({ lossPercent: 1 }))
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle(20_000)
    expect(requests().length).toBeGreaterThan(1)
    expect(new Set(requests().map(({ message }) => message.id)).size).toBe(1)
    expect(alice.object('todo').value).toMatchObject({ list: [1, 2, 3, 4] })
    expect(bob.object('todo').value).toMatchObject({ list: [1, 2, 3, 4] })
    expect(bob.object('todo').pending).toBe(0)
  })
})
