import { describe, expect, it } from 'vitest'
import { createConvergenceCheck, type Verdict } from '../../core/verdict.ts'
import type { SessionEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { busAddress } from '../../core/message.ts'
import { createSessionRecorder, type SessionRecorder } from '../../core/recorder.ts'
import { watchRecorder } from '../../core/watched-recorder.ts'
import { playPhases } from '../support/columns.ts'
import { crash, reopen } from '../support/busy-session.ts'
import { createPair, type Participant, type World } from '../support/world.ts'

function verdictOf(events: readonly SessionEvent[], isOver = false): Verdict {
  const check = createConvergenceCheck()
  for (const event of events) check.take(event)
  return check.verdict(isOver)
}

const titleOf = (participant: Participant): { title: string } =>
  participant.object('todo').data as unknown as { title: string }

/** Says of a copy what its window never said. */
function lie(world: World, who: Participant, object: string, more: { version?: number; hash?: string }): void {
  const { version } = who.object('todo').info
  world.recorder.add({ kind: 'state', who: who.url, object, version, hash: 'other', ...more })
}

describe('the verdict: converged', () => {
  it('[VE1] is said after the three phases, of a running session and of one that is over', async () => {
    const { world } = await playPhases()
    const inStep = { state: 'converged', sentence: 'In step: 2 copies of todo agree' }
    expect(verdictOf(world.events)).toEqual(inStep)
    expect(verdictOf(world.events, true)).toEqual(inStep)
  })

  it('[VE1] is never said before the last change has arrived everywhere and all windows have said so', async () => {
    const { world, alice } = await playPhases()
    const before = world.events.length
    titleOf(alice).title = 'new'
    await world.settle()
    const states = world.events
      .slice(before)
      .map((_, index) => verdictOf(world.events.slice(0, before + 1 + index)).state)
    expect(states.at(-1)).toBe('converged')
    expect(new Set(states.slice(0, -1))).toEqual(new Set(['in flight']))
  })

  it('[VE1] is said of an invitation that was accepted later', async () => {
    const { world, alice, todo } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    void alice.hyperty.request({ do: 'share', url: todo })
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('In step: 2 copies of todo agree')
    void carol.hyperty.request({ do: 'accept', url: todo })
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('In step: 3 copies of todo agree')
  })
})

describe('the verdict: in flight', () => {
  it('[VE2] is said while a delivery has not ended', async () => {
    const { world, alice } = await playPhases()
    world.bus.setDelay(5000)
    titleOf(alice).title = 'slow'
    await world.settle()
    expect(verdictOf(world.events)).toEqual({ state: 'in flight', sentence: '1 message is on the way' })
    expect(verdictOf(world.events, true)).toEqual({
      state: 'in flight',
      sentence: 'The session ends while 1 message is on the way',
    })
    await world.settle(6000)
    expect(verdictOf(world.events).state).toBe('converged')
  })

  it('[VE2] is said while a window has not said what it holds now; when the session is over, that is not known', async () => {
    const { world, alice, bob } = await playPhases()
    titleOf(alice).title = 'new'
    await world.settle(20)
    expect(verdictOf(world.events).sentence).toMatch(/^Waiting for (Alice|Bob)'s copy of todo$/)
    const over = verdictOf(world.events, true)
    expect(over.state).toBe('unknown')
    expect(over.sentence).toMatch(/^Cannot tell: the last state of (Alice|Bob)'s copy of todo is not recorded$/)
    expect(titleOf(bob).title).toBe('new')
  })
})

describe('the verdict: diverged', () => {
  it('[VE3] is said when two windows hold something else at one version, even with something on its way', async () => {
    const { world, alice, bob, todo } = await playPhases()
    lie(world, bob, todo, {})
    const { version } = bob.object('todo').info
    const diverged = { state: 'diverged', sentence: `Copies of todo differ at version ${version}` }
    expect(verdictOf(world.events)).toEqual(diverged)
    expect(verdictOf(world.events, true)).toEqual(diverged)
    void alice.hyperty.create('other', { a: 1 })
    world.bus.setDelay(5000)
    await world.settle()
    void alice.hyperty.request({ do: 'share', url: todo.replace('todo', 'other') })
    await world.settle()
    expect(verdictOf(world.events)).toEqual(diverged)
  })

  it('[VE3] is said after quiet, when one lacks what the others have', async () => {
    const { world, bob, todo } = await playPhases()
    const { version } = bob.object('todo').info
    lie(world, bob, todo, { version: version - 1 })
    expect(verdictOf(world.events)).toEqual({
      state: 'diverged',
      sentence: `Copies differ: Bob's copy of todo is at version ${version - 1}, the latest is ${version}`,
    })
    // the same value at another version proves neither
    const hash = hashJson(bob.object('todo').value)
    lie(world, bob, todo, { version: version - 1, hash })
    expect(verdictOf(world.events).state).toBe('unknown')
  })

  it('[VE3] ends when the windows agree again', async () => {
    const { world, alice, bob, todo } = await playPhases()
    lie(world, bob, todo, {})
    titleOf(alice).title = 'again'
    await world.settle()
    expect(verdictOf(world.events).state).toBe('converged')
  })
})

describe('the verdict: unknown', () => {
  it('[VE4] is said where nothing was said', async () => {
    expect(verdictOf([])).toEqual({ state: 'unknown', sentence: 'Nothing is shared yet' })
    const { world } = await createPair()
    const unsaid = world.events
      .filter(({ kind }) => kind !== 'state')
      .map((event, index) => ({ ...event, n: index + 1 }))
    expect(verdictOf(unsaid as SessionEvent[], true).state).not.toBe('converged')
  })

  it('[VE4] is said while somebody who holds a copy is off line', async () => {
    const { world, alice, bob } = await playPhases()
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle()
    // what it writes there is in no record
    expect(verdictOf(world.events)).toEqual({ state: 'unknown', sentence: 'Cannot tell: Bob is offline' })
    titleOf(alice).title = 'unseen'
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('Cannot tell: Bob is offline')
    const away = world.events.length
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle()
    const states = world.events.slice(away).map((_, index) => verdictOf(world.events.slice(0, away + 1 + index)).state)
    expect(states.at(-1)).toBe('converged')
    // that it comes back and lacks something is no divergence
    expect(states).not.toContain('diverged')
  })

  it('[VE4] is said while a window has crashed and not come back', async () => {
    const { world, bob } = await playPhases()
    crash(world, bob)
    await world.settle()
    expect(verdictOf(world.events)).toEqual({ state: 'unknown', sentence: 'Cannot tell: Bob has no window' })
    reopen(world, bob)
    expect(verdictOf(world.events).state).toBe('in flight')
    await world.settle()
    expect(verdictOf(world.events).state).toBe('converged')
  })

  it('[VE4] is said where a part of the session is missing', async () => {
    const { world } = await playPhases()
    const missing = { state: 'unknown', sentence: 'Cannot tell: a part of the session is missing' }
    for (const n of [1, 5, world.events.length - 1]) {
      expect(verdictOf(world.events.filter((event) => event.n !== n))).toEqual(missing)
    }
    const check = createConvergenceCheck()
    for (const event of world.events) check.take(event)
    check.take({ kind: 'unknown', n: world.events.length + 1 })
    expect(check.verdict(false).state).toBe('converged')
    check.miss()
    expect(check.verdict(false)).toEqual(missing)
  })
})

describe('what is judged', () => {
  it('[VE5] is the copies of those who follow, and not of those who have left', async () => {
    const { world, alice, bob, todo } = await playPhases()
    const carol = world.join('Carol')
    await world.settle()
    void alice.hyperty.request({ do: 'share', url: todo })
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('In step: 3 copies of todo agree')
    void carol.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('In step: 2 copies of todo agree')
    carol.syncer.close()
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    titleOf(alice).title = 'alone'
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('Nothing is shared any more')
  })

  it('[VE5] is the copy of somebody whose leave was lost', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle()
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    titleOf(alice).title = 'unseen'
    await world.settle()
    expect(verdictOf(world.events).sentence).toBe('Cannot tell: Bob is offline')
    // when nobody has answered, the copy is given up; that shows when the next update comes
    await world.settle(60_000)
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle()
    titleOf(alice).title = 'alone'
    await world.settle()
    expect(bob.hyperty.objects.has(todo)).toBe(false)
    expect(verdictOf(world.events).sentence).toBe('Nothing is shared any more')
  })

  it('[VE5] is no object that was deleted, or whose owner has left', async () => {
    const deleted = await playPhases()
    void deleted.alice.hyperty.request({ do: 'delete', url: deleted.todo })
    await deleted.world.settle()
    expect(verdictOf(deleted.world.events).sentence).toBe('Nothing is shared any more')
    const left = await playPhases()
    left.alice.syncer.close()
    await left.world.settle()
    expect(verdictOf(left.world.events).sentence).toBe('Nothing is shared any more')
  })

  it('[VE5] is nothing that access refused', async () => {
    const { world, bob } = await playPhases()
    const before = world.events.length
    const message = {
      id: 77,
      type: 'delete',
      from: bob.url,
      to: 'comm://local/todo/changes',
      body: { source: bob.url },
    }
    const decision = {
      allow: false,
      by: 'bus://local',
      rule: 'only-reporter-deletes',
      code: 403,
      reason: 'No.',
    } as const
    const n = world.recorder.sent(message as never, {}, 1)
    world.recorder.ended(n, bob.url, {}, 'refused', decision)
    expect(world.events.length).toBe(before + 2)
    expect(verdictOf(world.events).sentence).toBe('In step: 2 copies of todo agree')
  })

  it('is the same whether events are seen as they are recorded or read from their lines', async () => {
    const { world } = await playPhases()
    const [seen, read] = [createConvergenceCheck(), createConvergenceCheck()]
    const recorder = watchRecorder(
      createSessionRecorder(() => 0),
      seen.take,
    )
    const verdicts: Verdict[] = []
    recorder.subscribe((line) => {
      read.take(JSON.parse(line) as SessionEvent)
      verdicts.push(read.verdict(false))
    })
    for (const [index, event] of world.events.entries()) {
      record(recorder, event)
      expect(seen.verdict(false)).toEqual(verdicts[index])
    }
    expect(recorder.count).toBe(world.events.length)
  })
})

/** Records an event of another session again. */
function record(recorder: SessionRecorder, event: SessionEvent): void {
  const { kind } = event
  if (kind === 'ended') recorder.ended(event.of, event.to, event.hops, event.effect, event.decision, event.version)
  else if (kind === 'sent') {
    const { message, hops, deliveries, cause, rule } = event
    const decision = { allow: true, by: busAddress, code: 200, reason: '' } as const
    recorder.sent(message, hops, deliveries, cause, rule === undefined ? undefined : { ...decision, rule })
  } else {
    const { n: _n, at: _at, ...rest } = event
    recorder.add(rest)
  }
}

describe('the version at which windows agree', () => {
  it('is the one that all of them said last', async () => {
    const { world, alice, bob, todo } = await playPhases()
    const check = createConvergenceCheck()
    for (const event of world.events) check.take(event)
    const { version } = bob.object('todo').info
    expect(check.agreedVersion(todo, [alice.url, bob.url])).toBe(version)
    expect(check.agreedVersion(todo, [alice.url, 'hyperty://local/carol'])).toBeUndefined()
    expect(check.agreedVersion('comm://local/none', [alice.url])).toBeUndefined()
    check.take({ kind: 'state', n: world.events.length + 1, who: bob.url, object: todo, version, hash: 'other' })
    expect(check.agreedVersion(todo, [alice.url, bob.url])).toBeUndefined()
  })
})
