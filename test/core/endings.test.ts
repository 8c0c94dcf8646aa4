// How those who follow learn that an object has ended, whatever its owner or the links were like then.
import { describe, expect, it } from 'vitest'
import { createAccess } from '../../core/access.ts'
import { noConditions } from '../../core/link-conditions.ts'
import { createLives } from '../../core/lives.ts'
import { createUnsaid, unsaidMax } from '../../core/unsaid.ts'
import { ask, createPair, createWorld, news, set, type Participant, type World } from '../support/world.ts'

const cut = { ...noConditions, isCut: true }
const online = (world: World, who: Participant, on: boolean) => ask({ world }, who, { do: 'online', online: on })

function expectAllEnded(world: World): void {
  for (const sent of world.sent())
    expect(world.ended(sent.n), `${sent.n} ${sent.message.type}`).toHaveLength(sent.deliveries)
}

describe('the end of an object', () => {
  it('[SY41] what an owner deletes off line ends when it is on line again, and followers are told then', async () => {
    const { world, alice, bob, todo } = await createPair()
    await online(world, alice, false)
    expect(await ask({ world }, alice, { do: 'delete', url: todo })).toMatchObject({ code: 200 })
    await world.settle(60_000)
    expect(bob.object('todo').info.status).toBe('active')
    expect(alice.hyperty.objects.size).toBe(0)
    await online(world, alice, true)
    expect(bob.object('todo').info.status).toBe('deleted')
    expect(world.bus.access.facts(todo)).toBeUndefined()
    expectAllEnded(world)
  })

  it('[SY41] what was taken over meanwhile goes on, and who wanted to end it follows no more', async () => {
    const { world, alice, bob } = await createPair()
    const url = 'comm://local/kept'
    await ask({ world }, alice, { do: 'create', name: 'kept', value: {}, onLeave: 'take over' })
    await ask({ world }, alice, { do: 'share', url })
    await online(world, alice, false)
    await ask({ world }, alice, { do: 'delete', url })
    expect(await ask({ world }, bob, { do: 'take-over', url })).toMatchObject({ code: 200 })
    await online(world, alice, true)
    expect(bob.object('kept').info).toMatchObject({ role: 'reporter', status: 'active' })
    const before = world.sent('update').length
    set(bob.object('kept'), { a: 1 })
    await world.settle()
    expect(world.sent('update').slice(before)).toMatchObject([{ deliveries: 0 }])
  })

  it('[SY41] an owner that was taken over and whose object has ended while it was away does not own it any more', async () => {
    const { world, alice, bob } = await createPair()
    const url = 'comm://local/kept'
    await ask({ world }, alice, { do: 'create', name: 'kept', value: {}, onLeave: 'take over' })
    await ask({ world }, alice, { do: 'share', url })
    await online(world, alice, false)
    await ask({ world }, bob, { do: 'take-over', url })
    await ask({ world }, bob, { do: 'delete', url })
    await online(world, alice, true)
    expect(alice.object('kept').info).toMatchObject({ role: 'observer', status: 'deleted', mayWrite: false })
  })

  it('[SY41] an end that a link lost is told again until it is known, and then nothing is said any more', async () => {
    const { world, alice, bob, todo } = await createPair()
    const span = { kind: 'span', afterMs: 0, forMs: 90_000 } as const
    world.bus.links.order({ conditions: cut, from: alice.url, to: bob.url, time: span, seed: 1 })
    await ask({ world }, alice, { do: 'delete', url: todo })
    await world.settle(60_000)
    expect(bob.object('todo').info.status).toBe('active')
    await world.settle(90_000)
    expect(bob.object('todo').info.status).toBe('deleted')
    const before = world.events.length
    await world.settle(3_600_000)
    expect(world.events.length).toBe(before)
    expectAllEnded(world)
  })

  it('[SY41] tellings of an end are bounded while a link is cut, and begin anew when it changes', async () => {
    const { world, alice, bob, todo } = await createPair()
    const link = { from: alice.url, to: bob.url, time: { kind: 'standing' }, seed: 1 } as const
    world.bus.links.order({ ...link, conditions: cut })
    await ask({ world }, alice, { do: 'delete', url: todo })
    await world.settle(3_600_000)
    const before = world.events.length
    await world.settle(3_600_000)
    expect(world.events.length).toBe(before)
    world.bus.links.order({ ...link, conditions: noConditions })
    await world.settle(5_000)
    expect(bob.object('todo').info.status).toBe('deleted')
  })

  it('[SY42] that an owner has left is learnt by those to whom it could not be said, off line or on a cut link', async () => {
    for (const how of ['off line', 'cut'] as const) {
      const { world, alice, bob } = await createPair()
      if (how === 'off line') await online(world, alice, false)
      else world.bus.links.order({ conditions: cut, from: alice.url, to: bob.url, time: { kind: 'standing' }, seed: 1 })
      alice.syncer.close()
      await world.settle(5_000)
      expect(bob.object('todo').info, how).toMatchObject({ status: 'left', mayWrite: false })
      expectAllEnded(world)
    }
  })

  it('[SY42] what an owner has deleted off line and never could say is learnt when it leaves', async () => {
    const { world, alice, bob, todo } = await createPair()
    await online(world, alice, false)
    await ask({ world }, alice, { do: 'delete', url: todo })
    const kept = world.bus.access.facts(todo)
    alice.syncer.close()
    await world.settle(5_000)
    expect(kept).toBeDefined()
    expect(world.bus.access.facts(todo)).toBeUndefined()
    expect(bob.object('todo').info.status).toBe('deleted')
  })

  it('[SY42] a write to an object that has ended tells its writer so', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    const link = { from: alice.url, to: bob.url, time: { kind: 'standing' }, seed: 1 } as const
    world.bus.links.order({ ...link, conditions: cut })
    await ask({ world }, alice, { do: 'delete', url: todo })
    const heard = news(bob)
    set(bob.object('todo'), { title: 'b' })
    await world.settle()
    expect(heard).toContainEqual(
      expect.objectContaining({ decision: expect.objectContaining({ code: 404, rule: 'object-ended' }) }),
    )
    expect(bob.object('todo').info).toMatchObject({ status: 'deleted', mayWrite: false })
  })

  it('[SY43] rights, rules and removals of an owner that is off line are said when it is on line again', async () => {
    const { world, alice, bob, todo } = await createPair()
    const carol = world.join('Carol')
    await world.settle()
    await online(world, alice, false)
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    await ask({ world }, alice, { do: 'remove', url: todo, from: carol.url })
    await world.settle(60_000)
    expect([bob.object('todo').info.mayWrite, carol.object('todo').info.status]).toEqual([false, 'active'])
    await online(world, alice, true)
    expect([bob.object('todo').info.mayWrite, carol.object('todo').info.status]).toEqual([true, 'removed'])
    expectAllEnded(world)
  })

  it('[SY43] what a follower gives up off line is given up at once, and its owner learns it later', async () => {
    const { world, alice, bob, todo } = await createPair()
    await online(world, bob, false)
    expect(await ask({ world }, bob, { do: 'unfollow', url: todo })).toMatchObject({ code: 200 })
    expect(bob.hyperty.objects.size).toBe(0)
    await online(world, bob, true)
    expect(alice.object('todo').info.followers).toEqual([])
  })

  it('[SY43] who is invited by an owner that is off line, or by one that nobody hears, is invited when that can be', async () => {
    for (const how of ['off line', 'cut'] as const) {
      const world = createWorld()
      const alice = world.join('Alice')
      const bob = world.join('Bob')
      await world.settle()
      await ask({ world }, alice, { do: 'create', name: 'todo', value: { a: 1 } })
      const link = { from: alice.url, to: bob.url, seed: 1 } as const
      if (how === 'off line') await online(world, alice, false)
      else world.bus.links.order({ ...link, conditions: cut, time: { kind: 'span', afterMs: 0, forMs: 60_000 } })
      await ask({ world }, alice, { do: 'share', url: 'comm://local/todo', to: [bob.url] })
      await world.settle(59_000)
      expect(bob.hyperty.objects.size).toBe(0)
      if (how === 'off line') await online(world, alice, true)
      await world.settle(60_000)
      expect(bob.object('todo').value, how).toEqual({ a: 1 })
    }
  })

  it('[SY43] what waits to be said is bounded, and of what says the same the last is said', () => {
    let isOnline = false
    const unsaid = createUnsaid(() => isOnline)
    const said: number[] = []
    for (let index = 0; index <= unsaidMax; index++) unsaid.say(`${index}`, () => said.push(index))
    unsaid.say('7', () => said.push(-7))
    isOnline = true
    unsaid.sayAll()
    expect([said.length, said[0], said.at(-1)]).toEqual([unsaidMax, 1, -7])
    unsaid.sayAll()
    expect(said.length).toBe(unsaidMax)
  })
})

describe('lives', () => {
  it('[SY44] an object that is made anew while a follower is away is another one: the old copy ends, and writes to it too', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    await online(world, bob, false)
    set(bob.object('todo'), { title: 'for the first one' })
    await ask({ world }, alice, { do: 'delete', url: todo })
    await ask({ world }, alice, { do: 'create', name: 'todo', value: { other: 1 } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    const heard = news(bob)
    await online(world, bob, true)
    expect(bob.object('todo').info.status).toBe('deleted')
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    expect(heard).toContainEqual(
      expect.objectContaining({ decision: expect.objectContaining({ code: 404, rule: 'current-life' }) }),
    )
    expect(alice.object('todo').value).toEqual({ other: 1 })
    // it is another object, which it may follow
    expect(await ask({ world }, bob, { do: 'follow', url: todo })).toMatchObject({ code: 200 })
    expect(bob.object('todo').info.life).toBe(1)
    set(bob.object('todo'), { other: 2 })
    await world.settle()
    expect(alice.object('todo').value).toEqual({ other: 2 })
    expectAllEnded(world)
  })

  it('[SY44] an invitation to the new one takes the place of the old copy, also where its end was never heard of', async () => {
    for (const how of ['off line', 'lost'] as const) {
      const { world, alice, bob, todo } = await createPair()
      if (how === 'off line') await online(world, alice, false)
      const next = { kind: 'next', count: 1, type: 'delete' } as const
      if (how === 'lost') world.bus.links.order({ conditions: cut, time: next, seed: 1 })
      await ask({ world }, alice, { do: 'delete', url: todo })
      expect(await ask({ world }, alice, { do: 'create', name: 'todo', value: { other: 1 } })).toMatchObject({
        code: 200,
      })
      await ask({ world }, alice, { do: 'share', url: todo })
      if (how === 'off line') await online(world, alice, true)
      await world.settle(60_000)
      expect(bob.object('todo').info, how).toMatchObject({ status: 'active', life: 1, version: 0 })
      set(alice.object('todo'), { other: 2 })
      await world.settle(10_000)
      expect(bob.object('todo').value, how).toEqual({ other: 2 })
      expectAllEnded(world)
    }
  })

  it('[SY44] an update of the old one that comes late does not get into the new one', async () => {
    const { world, alice, bob, todo } = await createPair()
    world.bus.setDelay(1_000)
    set(alice.object('todo'), { title: 'late' })
    await world.settle(10)
    void alice.hyperty.request({ do: 'delete', url: todo })
    await world.settle(10)
    const made = alice.hyperty.create('todo', { other: 1 })
    await world.settle(10)
    expect(await made).toMatchObject({ code: 200 })
    world.bus.setDelay(0)
    await ask({ world }, alice, { do: 'share', url: todo })
    await world.settle(10_000)
    expect(bob.object('todo').value).toEqual({ other: 1 })
    expectAllEnded(world)
  })

  it('[SY44] no life is given twice, however many URLs were used meanwhile', () => {
    const lives = createLives(3)
    for (const life of [0, 1, 2]) {
      expect(lives.next('a')).toBe(life)
      lives.end('a', life, 'alice')
    }
    expect(lives.endedBy('a')).toBe('alice')
    for (const url of ['b', 'c', 'd']) lives.end(url, lives.next(url))
    expect(lives.endedBy('a')).toBeUndefined()
    expect(lives.next('a')).toBe(3)
    expect(lives.next('e')).toBe(3)
  })

  it('[AC4] nobody but who has ended an object says that it has', () => {
    const access = createAccess()
    const [url, alice, mallory] = ['comm://local/todo', 'hyperty://local/alice', 'hyperty://local/mallory']
    const whose = {
      reporter: alice,
      reporterName: 'Alice',
      defaultWriters: 'reporter',
      followers: new Set<string>(),
    } as const
    access.register({ url, name: 'todo', onLeave: 'close', ...whose })
    const say = (from: string) =>
      access.decide(from, {
        ...{ id: 1, type: 'delete', from, to: 'hyperty://local/bob' },
        body: { source: from, resource: url, ended: true },
      })
    expect(say(mallory)).toMatchObject({ allow: false, rule: 'only-reporter-writes' })
    access.remove(url, alice)
    expect(say(alice)).toMatchObject({ allow: true, rule: 'end-may-be-told' })
    expect(say(mallory)).toMatchObject({ allow: false, rule: 'object-ended' })
  })
})
