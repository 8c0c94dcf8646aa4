// The hub: who speaks is known from the port, and nobody's trouble is another's.
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import type { SessionEvent } from '../../core/event.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { Action, SyncerFrame } from '../../core/port.ts'
import { createSessionRecorder } from '../../core/recorder.ts'
import { createHub } from '../../main/hub.ts'
import { createFakePort, type FakePort } from './fake-port.ts'

const [alice, bob] = [hypertyUrl('alice'), hypertyUrl('bob')]
const url = objectUrl('list')

function createWorld() {
  const clock = createVirtualClock()
  const events: SessionEvent[] = []
  const recorder = createSessionRecorder(clock.now)
  recorder.subscribe((line) => void events.push(JSON.parse(line) as SessionEvent))
  const hub = createHub({ clock, recorder, models, offsetGuessMs: 0 })
  const ports: FakePort[] = []

  function join(name: string): FakePort {
    const end = createFakePort()
    hub.connect(name, end)
    ports.push(end)
    end.arrive('{"kind":"hello"}')
    return end
  }
  /** Lets windows take in what they were sent until nothing more comes. */
  function settle(): void {
    while (ports.filter(({ closed }) => !closed).reduce((count, end) => count + end.serve(clock.now()), 0) > 0)
      clock.advance(1)
  }
  return { clock, hub, events, join, settle }
}

const ask = (end: FakePort, action: Action): void => end.arrive(JSON.stringify({ kind: 'request', id: 1, action }))
const report = (end: FakePort, seq: number, changes: unknown): void =>
  end.arrive(
    `${JSON.stringify({ kind: 'report', url, seq, base: 0, changedAt: 0, postedAt: 0 })}\n${JSON.stringify(changes)}`,
  )
const lastOf = <K extends SyncerFrame['kind']>(end: FakePort, kind: K) =>
  end.frames.filter((frame) => frame.kind === kind).at(-1)

function shared() {
  const world = createWorld()
  const [first, second] = [world.join('alice'), world.join('bob')]
  ask(first, { do: 'create', name: 'list', value: { a: 1 } })
  ask(first, { do: 'share', url })
  world.settle()
  return { ...world, first, second }
}

test('a window speaks as the hyperty whose port it has, whatever it claims', () => {
  const { first, second, settle, events } = shared()
  second.arrive(
    `{"kind":"report","from":"${alice}","source":"${alice}","url":"${url}","seq":1,"base":0,"changedAt":0,"postedAt":0}\n[[["a"],2]]`,
  )
  settle()
  expect(lastOf(second, 'settled')).toMatchObject({
    decision: { allow: false, code: 403, rule: 'only-reporter-writes' },
  })
  expect(lastOf(first, 'changes')).toBeUndefined()
  const sent = events.filter((event) => event.kind === 'sent' && event.message.type === 'update')
  expect(sent).toMatchObject([{ message: { from: bob, body: { source: bob } } }])
})

test('what a window sends that is no frame is noted, and the others go on', () => {
  const { first, second, settle, events } = shared()
  for (let count = 0; count < 50; count++) second.arrive('nonsense')
  report(first, 1, [[['a'], 2]])
  settle()
  expect(lastOf(second, 'changes')).toMatchObject({ version: 1, author: alice })
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))
  expect(notes.length).toBe(20)
  expect(notes[0]).toMatch(/bob's window sent was refused \(400\)/)
})

test('a flood ends one port; the session says so, the others go on, and a new window finds the object', () => {
  const { hub, first, second, settle, events, join } = shared()
  for (let count = 0; count < 30_000; count++) second.arrive('{"kind":"hello"}')
  expect(second.closed).toBe(true)
  expect(hub.isConnected(bob)).toBe(false)
  expect(events.at(-1)).toMatchObject({ kind: 'fault', fault: 'crash', who: bob })
  report(first, 1, [[['a'], 2]])
  settle()
  expect(lastOf(first, 'settled')).toMatchObject({ decision: { allow: true } })
  const again = join('bob')
  settle()
  expect(lastOf(again, 'object')).toMatchObject({ value: { a: 2 }, info: { version: 1 } })
})

test('a window that crashed finds its objects again, and the session shows both', () => {
  const { hub, first, second, settle, events, join } = shared()
  hub.crashed(bob)
  expect(hub.people.map((person) => person.url)).toEqual([alice, bob])
  report(first, 1, [[['a'], 2]])
  settle()
  const again = join('bob')
  settle()
  expect(second.closed).toBe(true)
  expect(lastOf(again, 'object')).toMatchObject({ info: { url, role: 'observer' }, value: { a: 2 } })
  const faults = events.flatMap((event) => (event.kind === 'fault' ? [`${event.fault} ${event.who}`] : []))
  expect(faults).toEqual([`crash ${bob}`, `restart ${bob}`])
})

test('a page that is loaded again gets a new port, and its old one is closed', () => {
  const { second, settle, events, join } = shared()
  const again = join('bob')
  settle()
  expect(second.closed).toBe(true)
  expect(lastOf(again, 'object')).toMatchObject({ value: { a: 1 } })
  expect(events.some((event) => event.kind === 'fault')).toBe(false)
})

test('who closes the window has left, and the others are told', () => {
  const { hub, first, second, settle, events } = shared()
  hub.leave(alice)
  settle()
  expect(first.closed).toBe(true)
  expect(lastOf(second, 'info')).toMatchObject({ info: { url, status: 'left' } })
  expect(lastOf(second, 'people')).toMatchObject({ news: { here: [], left: [alice] } })
  expect(events.some((event) => event.kind === 'hyperty' && event.url === alice && event.state === 'left')).toBe(true)
})

test('how well the clock of a window is known stands in the session, anew for each window', () => {
  const { hub, second, settle, events, join } = shared()
  const said = () =>
    events.flatMap((event) => (event.kind === 'clock' ? [[event.who, event.uncertaintyMs] as const] : []))
  expect(said()).toEqual([
    [alice, 0.005],
    [bob, 0.005],
  ])
  // nothing is said of somebody who has not come
  const joined = events.findIndex((event) => event.kind === 'hyperty' && event.url === alice)
  expect(events.findIndex((event) => event.kind === 'clock')).toBeGreaterThan(joined)
  hub.crashed(bob)
  join('bob')
  expect(said().slice(2)).toEqual([[bob, undefined]])
  settle()
  expect(said().slice(3)).toEqual([[bob, 0.005]])
  expect(second.closed).toBe(true)
})

test('a window that answers no ping joins and works; of its clock nothing is said', () => {
  const { join, events, hub } = createWorld()
  const end = join('alice')
  ask(end, { do: 'create', name: 'list', value: { a: 1 } })
  expect(hub.people).toHaveLength(1)
  expect(hub.bus.access.facts(url)?.reporter).toBe(alice)
  expect(events.some((event) => event.kind === 'clock')).toBe(false)
})

test('slow motion holds every message back by what it declares', () => {
  const { hub, first, second, settle, clock, events } = shared()
  hub.bus.setDelay(500)
  report(first, 1, [[['a'], 2]])
  second.serve(clock.now())
  clock.advance(499)
  expect(lastOf(second, 'changes')).toBeUndefined()
  clock.advance(2)
  settle()
  expect(lastOf(second, 'changes')).toMatchObject({ version: 1 })
  expect(events.find((event) => event.kind === 'fault')).toMatchObject({ fault: 'delay', delayMs: 500 })
})

test('after stop nothing is recorded any more, whatever windows do', () => {
  const { hub, first, join, events } = shared()
  const count = events.length
  hub.stop()
  report(first, 1, [[['a'], 2]])
  hub.leave(alice)
  expect(join('carol').closed).toBe(true)
  expect(events.length).toBe(count)
})
