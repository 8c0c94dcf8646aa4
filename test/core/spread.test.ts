import { describe, expect, it } from 'vitest'
import type { Json } from '../../core/change.ts'
import { noConditions } from '../../core/link-conditions.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import { models } from '../../core/models/index.ts'
import type { UpdateMessage } from '../../core/message.ts'
import { createSpreadCopy, logMax } from '../../core/spread-copy.ts'
import { shareOf, todo } from '../support/model-run.ts'
import { ask, createWorld, set, type Participant, type World } from '../support/world.ts'

const three = ['Alice', 'Bob', 'Carol']
const valuesOf = (people: readonly Participant[]): unknown[] => people.map((one) => one.object('todo').value)
const cut = { ...noConditions, isCut: true }
const standing = { kind: 'standing' } as const

async function shared(value: object = { a: 0, list: [] as number[] }, names = three) {
  const { world, people } = await shareOf(lastWriterWins, names, value)
  const [alice, bob, carol] = people as [Participant, Participant, Participant]
  return { world, people, alice, bob, carol }
}

/** Updates that were sent on, refused ones included. */
const updatesOf = (world: World) =>
  world.sent('update').map((event) => ({ ...event, body: (event.message as UpdateMessage).body }))

describe('objects whose writers settle their own writes', () => {
  it('[MO9] an object names its model, and one that is not known is refused', async () => {
    const { world, people, alice, bob } = await shared()
    expect(people.map((one) => one.object('todo').info.model)).toEqual(three.map(() => 'last-writer-wins'))
    expect(bob.object('todo').info.mayWrite).toBe(true)
    expect(await ask({ world }, alice, { do: 'create', name: 'other', value: {}, model: 'telepathy' })).toMatchObject({
      code: 400,
      reason: 'There is no concurrency model telepathy here. Choose another one.',
    })
    expect(await ask({ world }, alice, { do: 'create', name: 'plain', value: {} })).toMatchObject({ code: 200 })
    expect([...alice.hyperty.objects.values()].map(({ info }) => info.model)).toContain(models[0]?.name)
  })

  it('[MO10] who follows may write, and whom the right was taken is answered 403 and falls back', async () => {
    const { world, people, alice, bob, carol } = await shared()
    set(bob.object('todo'), { a: 'bob' })
    await world.settle()
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 'bob', list: [] })))
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: false })
    expect(bob.object('todo').info.mayWrite).toBe(false)
    set(bob.object('todo'), { a: 'again' })
    await world.settle()
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 'bob', list: [] })))
    const refused = updatesOf(world).at(-1)
    expect(refused?.rule).toBeUndefined()
    expect(world.ended(refused?.n ?? 0)).toMatchObject([
      { effect: 'refused', decision: { code: 403, by: 'bus://local' } },
    ])
    // what was refused used up no number: the next write of Bob is no gap for anybody
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    set(bob.object('todo'), { a: 'third' })
    await world.settle()
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 'third', list: [] })))
    // rules hold for what a write reaches, and for the whole that travels for it
    const rule = { allow: false, who: carol.url, may: 'write', path: ['list'] } as const
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule })
    ;(carol.object('todo').data['list'] as unknown as Json[]).push(1)
    await world.settle()
    set(carol.object('todo'), { a: 'carol' })
    await world.settle()
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 'carol', list: [] })))
    await ask({ world }, carol, { do: 'unfollow', url: todo })
    const body = { source: carol.url, seq: 99, stamp: [1, 0], changes: [[['a'], 'stranger']] } as const
    const seat = world.bus.connect('hyperty://local/mallory', 'Mallory', () => undefined)
    const forged = { id: 1, type: 'update', from: 'hyperty://local/mallory', to: `${todo}/changes` } as const
    const decisions = [
      seat.judge({ ...forged, body }),
      seat.judge({ ...forged, body: { ...body, source: 'hyperty://local/mallory' } }),
    ]
    expect(decisions).toMatchObject([
      { allow: false, rule: 'own-name' },
      { allow: false, code: 403 },
    ])
  })

  it('[MO11] who is cut off goes on writing, and all is with all when it is back', async () => {
    const { world, people, alice, bob } = await shared()
    await ask({ world }, bob, { do: 'online', online: false })
    set(bob.object('todo'), { b: 'offline' })
    set(alice.object('todo'), { c: 'meanwhile' })
    await world.settle()
    set(bob.object('todo'), { b: 'offline still' })
    await world.settle()
    expect(bob.object('todo').pending).toBe(0)
    expect(bob.object('todo').value).toEqual({ a: 0, list: [], b: 'offline still' })
    expect(alice.object('todo').value).toEqual({ a: 0, list: [], c: 'meanwhile' })
    await ask({ world }, bob, { do: 'online', online: true })
    await world.settle(5_000)
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 0, list: [], b: 'offline still', c: 'meanwhile' })))
  })

  it('[MO12] what is missing is asked for: of its writer, of others where that is away, and after quiet', async () => {
    const { world, people, alice, bob, carol } = await shared()
    const { links } = world.bus
    links.order({ conditions: cut, from: bob.url, to: carol.url, time: { kind: 'next', count: 1 }, seed: 1 })
    set(bob.object('todo'), { a: 1 })
    await world.settle(50)
    set(bob.object('todo'), { a: 2 })
    await world.settle(5_000)
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: 2, list: [] })))
    // the last one of all leaves no gap
    links.order({ conditions: cut, from: bob.url, to: carol.url, time: { kind: 'next', count: 1 }, seed: 1 })
    set(bob.object('todo'), { a: 3 })
    await world.settle(50)
    expect(carol.object('todo').value['a']).toBe(2)
    await world.settle(20_000)
    expect(carol.object('todo').value['a']).toBe(3)
    // its writer leaves before anybody could ask it
    links.order({ conditions: cut, from: bob.url, to: carol.url, time: standing, seed: 1 })
    set(bob.object('todo'), { a: 4 })
    await world.settle(50)
    await ask({ world }, bob, { do: 'online', online: false })
    await world.settle(60_000)
    expect([alice, carol].map((one) => one.object('todo').value['a'])).toEqual([4, 4])
  })

  it('[MO13] beyond the writes that are kept a whole copy comes, and is merged', async () => {
    const { world, people, alice, bob } = await shared()
    await ask({ world }, bob, { do: 'online', online: false })
    set(bob.object('todo'), { mine: true })
    for (let write = 0; write < logMax + 10; write++) {
      set(alice.object('todo'), { a: write })
      await world.settle(2)
    }
    await ask({ world }, bob, { do: 'online', online: true })
    await world.settle(10_000)
    expect(valuesOf(people)).toEqual(three.map(() => ({ a: logMax + 9, list: [], mine: true })))
    const answers = world.sent('response').filter(({ message }) => message.to === bob.url && 'state' in message.body)
    expect(answers.length).toBeGreaterThan(0)
    expect(world.ended(answers.at(-1)?.n ?? 0)[0]).toMatchObject({ effect: 'applied', made: [[['a'], logMax + 9]] })
  })

  it('[MO14] what does not show ends as superseded, and says why', async () => {
    const { world, people } = await shared({ a: 0 }, ['Alice', 'Bob'])
    world.bus.setDelay(50)
    for (const one of people) set(one.object('todo'), { a: one.url })
    await world.settle(3_000)
    const ended = world.events.filter((event) => event.kind === 'ended' && event.effect === 'superseded')
    expect(ended).toMatchObject([{ made: [], decision: { allow: false, rule: 'later-write', code: 409 } }])
    expect(valuesOf(people)[0]).toEqual(valuesOf(people)[1])
  })

  it('[MO15] an owner hands over, removes and ends as ever', async () => {
    const { world, people, alice, bob, carol } = await shared()
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    await world.settle()
    expect(people.map((one) => one.object('todo').info.reporter)).toEqual(three.map(() => bob.url))
    for (const [index, one] of people.entries()) set(one.object('todo'), { [`k${index}`]: index })
    await world.settle(5_000)
    const all = { a: 0, list: [], k0: 0, k1: 1, k2: 2 }
    expect(valuesOf(people)).toEqual(three.map(() => all))
    await ask({ world }, bob, { do: 'remove', url: todo, from: carol.url })
    set(carol.object('todo'), { a: 'removed' })
    set(alice.object('todo'), { a: 'here' })
    await world.settle(5_000)
    expect(valuesOf([alice, bob])).toEqual([all, all].map((one) => ({ ...one, a: 'here' })))
    expect(carol.object('todo').value).toEqual(all)
    const child = alice.hyperty.create('note', { text: '' }, { parent: todo, model: 'last-writer-wins' })
    await world.settle()
    expect(await child).toMatchObject({ code: 200 })
    expect([...bob.hyperty.objects.keys()].some((url) => url.startsWith(`${todo}/children`))).toBe(true)
    await ask({ world }, bob, { do: 'delete', url: todo })
    expect(alice.object('todo').info.status).toBe('deleted')
  })

  it('[MO16] a state names what was known, the same for those who know the same', async () => {
    const { world, alice, bob } = await shared({ a: 0 }, ['Alice', 'Bob'])
    set(alice.object('todo'), { a: 1 })
    await world.settle(3_000)
    set(bob.object('todo'), { a: 2 })
    await world.settle(3_000)
    const states = world.events.filter((event) => event.kind === 'state')
    const last = [alice, bob].map(({ url }) => states.filter(({ who }) => who === url).at(-1))
    expect(last[0]).toMatchObject({ known: last[1]?.known, hash: last[1]?.hash, version: 2 })
    expect(new Set(states.map(({ known }) => known)).size).toBe(3)
  })

  it('[MO17] after a crash a hyperty writes under another name, and nothing it wrote before is taken for it', async () => {
    const { world, alice, bob, carol } = await shared()
    set(bob.object('todo'), { a: 1 })
    await world.settle()
    bob.syncer.crash()
    bob.crash()
    const again = world.join('Bob')
    await world.settle(5_000)
    set(again.object('todo'), { a: 2 })
    await world.settle(5_000)
    expect(valuesOf([alice, carol, again]).map((value) => (value as { a: number }).a)).toEqual([2, 2, 2])
    const writers = updatesOf(world).filter(({ body }) => body.source === bob.url)
    expect(writers.map(({ body }) => [body.seq, body.writer?.replace(/\d+$/, 'N')])).toEqual([
      [1, undefined],
      [1, `${bob.url}#N`],
    ])
  })

  it('[MO18] after a restart all copies decide as before, and agree', async () => {
    const medium = { text: '' }
    const first = createWorld({ medium })
    const [alice, bob] = [first.join('Alice'), first.join('Bob')]
    await first.settle()
    void alice.hyperty.create('todo', { a: 0 }, { model: 'last-writer-wins' })
    await first.settle()
    await ask({ world: first }, alice, { do: 'share', url: todo })
    await ask({ world: first }, bob, { do: 'online', online: false })
    set(bob.object('todo'), { a: 'older' })
    await first.settle()
    set(alice.object('todo'), { a: 'later' })
    await first.settle()
    const next = createWorld({ medium })
    const again = ['Alice', 'Bob'].map((name) => next.join(name))
    await next.settle(10_000)
    expect(valuesOf(again)).toEqual([{ a: 'later' }, { a: 'later' }])
    set((again[1] as Participant).object('todo'), { a: 'after' })
    await next.settle(5_000)
    expect(valuesOf(again)).toEqual([{ a: 'after' }, { a: 'after' }])
    expect(updatesOf(next).at(-1)?.body.writer).toBe('hyperty://local/bob#1')
  })

  it('[MO12] a copy keeps what came too early, gives it back, and knows what others lack', () => {
    const copyOf = (writer: string) =>
      createSpreadCopy<string>({ model: lastWriterWins, writer, value: { a: 0 }, now: () => 1 })
    const [one, other] = [copyOf('one'), copyOf('other')]
    for (let value = 1; value <= 3; value++) one.write([[['a'], value]], 0)
    const updates = (one.lackedBy({}) ?? []).map((update) => ({ ...update, ticket: `${update.seq}` }))
    const [first, second, third] = updates as [(typeof updates)[0], (typeof updates)[0], (typeof updates)[0]]
    expect(other.offer(third).outcome).toBe('waits')
    expect(other.offer(third).outcome).toBe('known')
    expect(other.gaps()).toEqual(['one'])
    expect(other.offer(first).taken.map(({ version }) => version)).toEqual([1])
    expect(other.offer(second).taken.map(({ arrival }) => arrival.ticket)).toEqual(['2', '3'])
    expect(other.knownAt(3)).toBe(one.knownAt(3))
    expect(other.knownAt(2)).toBe(one.knownAt(2))
    expect(other.knownAt(2)).not.toBe(one.knownAt(3))
    expect(one.lackedBy({ one: 2 })).toMatchObject([{ seq: 3 }])
    expect(one.lackedBy(other.vector)).toEqual([])
  })
})
