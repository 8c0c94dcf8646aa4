import { describe, expect, it } from 'vitest'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { createVirtualClock } from '../../core/clock.ts'
import type { EndedEvent, FaultEvent, SentEvent } from '../../core/event.ts'
import { noConditions } from '../../core/link-conditions.ts'
import { hypertyUrl } from '../../core/message.ts'
import { createGate, waitingMax } from '../../core/pause.ts'
import { createSkewedClock, driftPercentMax, skewMsMax } from '../../core/skew.ts'
import { ask, createPair, set, type World } from '../support/world.ts'

const [aliceUrl, bobUrl] = [hypertyUrl('Alice'), hypertyUrl('Bob')]
const faultsOf = (world: World): unknown[] =>
  world.events.filter((event): event is FaultEvent => event.kind === 'fault').map(({ fault, who }) => [fault, who])
const verdictOf = (world: World): string => {
  const check = createConvergenceCheck()
  for (const event of world.events) check.take(event)
  return check.verdict(true).state
}

/** Every delivery that began has ended, once. */
function expectAllEnded(world: World): void {
  const ended = new Map<number, number>()
  for (const { of } of world.events.filter((event): event is EndedEvent => event.kind === 'ended'))
    ended.set(of, (ended.get(of) ?? 0) + 1)
  for (const { n, deliveries, message } of world.events.filter((event): event is SentEvent => event.kind === 'sent'))
    expect(ended.get(n) ?? 0, `event ${n} ${message.type}`).toBe(deliveries)
}

describe('a pause', () => {
  it('[FA1] a paused Syncer neither sends nor takes; what waited comes in order afterwards', async () => {
    const { world, alice, bob } = await createPair()
    bob.syncer.pause()
    for (const title of ['1', '2', '3']) {
      set(alice.object('todo'), { title })
      await world.settle(500)
    }
    const before = world.sent().filter(({ message }) => message.from === bobUrl).length
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle(60_000)
    expect(world.sent().filter(({ message }) => message.from === bobUrl).length).toBe(before)
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    expect(bob.syncer.online).toBe(true)
    expect(verdictOf(world)).toBe('in flight')
    bob.syncer.resume()
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: '3' })
    expect(bob.syncer.online).toBe(false)
    expect(faultsOf(world)).toEqual([
      ['pause', bobUrl],
      ['resume', bobUrl],
      ['offline', bobUrl],
    ])
    expectAllEnded(world)
  })

  it('[FA1] a request that ran out of time meanwhile ends when the pause does', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bobUrl, write: true })
    alice.syncer.pause()
    set(bob.object('todo'), { title: 'b' })
    await world.settle(1)
    bob.syncer.pause()
    await world.settle(60_000)
    expect(bob.object('todo').pending).toBe(1)
    bob.syncer.resume()
    alice.syncer.resume()
    await world.settle(5_000)
    expect(bob.object('todo').pending).toBe(0)
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expectAllEnded(world)
  })

  it('[FA1] when too much waits the pause ends by itself, and nothing is lost', () => {
    let opened = 0
    const gate = createGate(createVirtualClock(), () => opened++)
    const ran: number[] = []
    gate.shut()
    for (let index = 0; index < waitingMax - 1; index++) gate.enter(() => ran.push(index))
    expect([gate.isShut, ran.length, opened]).toEqual([true, 0, 0])
    gate.enter(() => ran.push(waitingMax - 1))
    expect([gate.isShut, ran.length, opened]).toEqual([false, waitingMax, 1])
    expect(ran.every((value, index) => value === index)).toBe(true)
  })
})

describe('a crash without storage', () => {
  it('[FA2] a follower that crashed has lost all; back again it is invited, and in step', async () => {
    const { world, alice, bob } = await createPair()
    bob.syncer.crash()
    set(alice.object('todo'), { title: 'b' })
    await world.settle()
    const [update] = world.sent('update')
    expect(world.ended(update?.n ?? 0)).toMatchObject([{ effect: 'lost', decision: { rule: 'crashed' } }])
    expect(world.bus.people.map(({ name, online }) => [name, online])).toEqual([
      ['Alice', true],
      ['Bob', false],
    ])
    const again = world.join('Bob')
    await world.settle(60_000)
    expect(faultsOf(world)).toEqual([
      ['down', bobUrl],
      ['up', bobUrl],
    ])
    await world.settle()
    expect(again.object('todo').value).toEqual(alice.object('todo').value)
    set(alice.object('todo'), { title: 'c' })
    await world.settle()
    expect(again.object('todo').value).toMatchObject({ title: 'c' })
    expect(verdictOf(world)).toBe('converged')
    expectAllEnded(world)
  })

  it('[FA2] what was under way to a paused Syncer ends as lost when it crashes', async () => {
    const { world, alice, bob } = await createPair()
    bob.syncer.pause()
    set(alice.object('todo'), { title: 'b' })
    await world.settle()
    bob.syncer.crash()
    await world.settle(60_000)
    const [update] = world.sent('update')
    expect(world.ended(update?.n ?? 0)).toMatchObject([{ effect: 'lost', decision: { rule: 'crashed' } }])
    expectAllEnded(world)
  })

  it('[FA2] what a reporter held is gone with it; those who follow keep their copies and are told', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bobUrl, write: true })
    alice.syncer.crash()
    set(bob.object('todo'), { title: 'lost' })
    await world.settle(60_000)
    expect(bob.object('todo').pending).toBe(0)
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    const again = world.join('Alice')
    await world.settle()
    expect(bob.object('todo').info).toMatchObject({ status: 'left', mayWrite: false })
    set(bob.object('todo'), { title: 'b' })
    await world.settle(60_000)
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    const made = again.hyperty.create('todo', {})
    await world.settle()
    expect(await made).toMatchObject({ code: 200 })
    expectAllEnded(world)
  })

  it('[FA3] one who is back uses no number again that others know, on links that double too', async () => {
    const { world, alice, bob, todo } = await createPair()
    const conditions = { ...noConditions, duplicatePercent: 100 }
    world.bus.links.order({ conditions, time: { kind: 'standing' }, seed: 1 })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bobUrl, write: true })
    set(bob.object('todo'), { title: 'b' })
    await world.settle(5_000)
    bob.syncer.crash()
    const again = world.join('Bob')
    await world.settle(60_000)
    await ask({ world }, alice, { do: 'grant', url: todo, to: bobUrl, write: true })
    expect(again.object('todo').value).toEqual(alice.object('todo').value)
    set(again.object('todo'), { title: 'c' })
    await world.settle(60_000)
    expect(alice.object('todo').value).toMatchObject({ title: 'c' })
    const ids = world
      .sent()
      .flatMap(({ message }) => (message.from === bobUrl && message.type !== 'response' ? [message.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(aliceUrl).not.toBe(bobUrl)
  })
})

describe('a clock that goes wrong', () => {
  it('[FA4] is so much ahead or behind, and faster or slower, within bounds', () => {
    const right = createVirtualClock()
    const clock = createSkewedClock(right)
    right.advance(1_000)
    expect(clock.now()).toBe(1_000)
    clock.skew(-250)
    expect(clock.now()).toBe(750)
    clock.skew(500, 10)
    expect(clock.now()).toBe(1_500)
    right.advance(1_000)
    expect(clock.now()).toBeCloseTo(2_600, 6)
    let ran = 0
    clock.after(110, () => ran++)
    right.advance(99)
    expect(ran).toBe(0)
    right.advance(1.01)
    expect(ran).toBe(1)
    clock.skew(10 * skewMsMax, 10 * driftPercentMax)
    expect(clock.now() - right.now()).toBe(skewMsMax)
    clock.skew(0)
    expect(clock.now()).toBe(right.now())
  })

  it('[FA14] is waited by as fast as it runs, wherever it is set to', () => {
    const right = createVirtualClock()
    const clock = createSkewedClock(right)
    right.advance(1_000)
    clock.skew(-60_000)
    expect([clock.now(), clock.steady.now()]).toEqual([-59_000, 1_000])
    clock.skew(60_000, 50)
    right.advance(1_000)
    expect(clock.steady.now()).toBe(2_500)
    clock.skew(0)
    expect([clock.now(), clock.steady.now()]).toEqual([2_000, 2_500])
  })
})
