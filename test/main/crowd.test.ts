// Hyperties without windows: they follow what is shared, leave when they are removed, and may get a window.
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import { createSessionRecorder } from '../../core/recorder.ts'
import { watchRecorder } from '../../core/watched-recorder.ts'
import { createCrowd, crowdMax } from '../../main/crowd.ts'
import { createHub } from '../../main/hub.ts'
import { createFakePort } from './fake-port.ts'

const url = objectUrl('list')

function createWorld() {
  const clock = createVirtualClock()
  const check = createConvergenceCheck()
  const recorder = watchRecorder(createSessionRecorder(clock.now), check.take)
  const hub = createHub({ clock, recorder, models, offsetGuessMs: 0 })
  const changes: number[] = []
  const crowd = createCrowd({ hub, clock, now: clock.now, onChange: () => changes.push(crowd.members.size) })
  const end = createFakePort()
  hub.connect('alice', end)
  end.arrive('{"kind":"hello"}')
  /** Frames cross in turns of their own; replicas say what they hold after a while. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      end.serve(clock.now())
      await setImmediate()
      clock.advance(20)
    }
  }
  const ask = (action: object): void => end.arrive(JSON.stringify({ kind: 'request', id: 1, action }))
  return { clock, check, hub, crowd, end, changes, settle, ask }
}

const namesTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `hyperty-${index + 1}`)
const first = hypertyUrl('hyperty-1')

test('[ST14] they follow what is shared, and what it becomes, and agree', async () => {
  const { crowd, hub, ask, end, settle, check } = createWorld()
  ask({ do: 'create', name: 'list', value: { a: 1 } })
  ask({ do: 'share', url })
  expect(crowd.add(namesTo(10))).toBe(10)
  await settle()
  expect(hub.people).toHaveLength(11)
  const report = { kind: 'report', url, seq: 1, base: 0, changedAt: 0, postedAt: 0 }
  end.arrive(`${JSON.stringify(report)}\n[[["a"],2]]`)
  await settle()
  const values = [...crowd.members.values()].map(({ objects }) => objects.get(url)?.value)
  expect(values).toEqual(Array.from({ length: 10 }, () => ({ a: 2 })))
  end.arrive(JSON.stringify({ kind: 'state', url, version: 1, hash: 'none' }))
  // alice's window says something else: that is seen, so the others do say what they hold
  expect(check.verdict(false).state).toBe('diverged')
})

test('[ST14] they are bounded, and gone when they are removed', async () => {
  const { crowd, hub, settle, changes } = createWorld()
  expect(crowd.add(namesTo(crowdMax - 5))).toBe(crowdMax - 5)
  expect(crowd.add(namesTo(crowdMax + 5).slice(crowdMax - 5))).toBe(5)
  expect(crowd.add(['one-more'])).toBe(0)
  await settle()
  expect(hub.people).toHaveLength(crowdMax + 1)
  expect(crowd.remove()).toBe(crowdMax)
  await settle()
  expect([crowd.members.size, hub.people.length, crowd.remove(), changes.at(-1)]).toEqual([0, 1, 0, 0])
})

test('[ST14] one that gets a window is one of those with windows from then on', async () => {
  const { crowd, hub, settle } = createWorld()
  crowd.add(namesTo(2))
  await settle()
  const window = createFakePort()
  hub.connect('hyperty-1', window)
  window.arrive('{"kind":"hello"}')
  await settle()
  expect([...crowd.members.keys()]).toEqual([hypertyUrl('hyperty-2')])
  expect(hub.isConnected(first)).toBe(true)
  expect(crowd.remove()).toBe(1)
  expect(hub.isConnected(first)).toBe(true)
})
