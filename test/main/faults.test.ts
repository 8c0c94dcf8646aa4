// Faults of hyperties, as they are ordered: at once and for a span, what their windows are told, and how they are mended.
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import type { SessionEvent } from '../../core/event.ts'
import type { FaultTime } from '../../core/fault.ts'
import { createMemoryStore, type Medium } from '../../core/memory-store.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { Action, SyncerFrame } from '../../core/port.ts'
import { createSessionRecorder } from '../../core/recorder.ts'
import { readStored } from '../../core/stored.ts'
import { createFaults, plannedMax } from '../../main/faults.ts'
import { createHub } from '../../main/hub.ts'
import { createFakePort, type FakePort } from './fake-port.ts'

const [alice, bob] = [hypertyUrl('alice'), hypertyUrl('bob')]
const url = objectUrl('list')
const now = { kind: 'standing' } as const
const span = (afterMs: number, forMs: number): FaultTime => ({ kind: 'span', afterMs, forMs })

/** Alice has shared a list with Bob. */
function createWorld(medium?: Medium) {
  const clock = createVirtualClock()
  const events: SessionEvent[] = []
  const recorder = createSessionRecorder(clock.now)
  recorder.subscribe((line) => void events.push(JSON.parse(line) as SessionEvent))
  const schedule = (run: () => void): void => void clock.after(0, run)
  const told = { onFailure: () => undefined, onFull: () => undefined }
  const store = medium && createMemoryStore({ medium, crc32: () => 0, schedule, ...told }).store
  const hub = createHub({ clock, recorder, models, offsetGuessMs: 0, store })
  const ports = new Map<string, FakePort>()
  let changes = 0

  function join(name: string): FakePort {
    const end = createFakePort()
    hub.connect(name, end)
    ports.set(name, end)
    end.arrive('{"kind":"hello"}')
    return end
  }
  function settle(): void {
    const open = (): FakePort[] => [...ports.values()].filter(({ closed }) => !closed)
    clock.advance(1)
    while (open().reduce((count, end) => count + end.serve(clock.now()), 0) > 0) clock.advance(1)
  }
  const faults = createFaults({
    clock,
    hub,
    restart: (who) => join(hub.nameOf(who) ?? ''),
    onChange: () => changes++,
  })
  const [first, second] = [join('alice'), join('bob')]
  const ask = (end: FakePort, action: Action): void => end.arrive(JSON.stringify({ kind: 'request', id: 1, action }))
  ask(first, { do: 'create', name: 'list', value: { a: 0 } })
  ask(first, { do: 'share', url })
  settle()
  let seq = 0
  function write(value: number): void {
    const report = { kind: 'report', url, seq: ++seq, base: 9, changedAt: 0, postedAt: 0 }
    first.arrive(`${JSON.stringify(report)}\n[[["a"],${value}]]`)
    settle()
  }
  const faultsOf = (): unknown[] =>
    events.flatMap((event) => (event.kind === 'fault' ? [[event.fault, event.who]] : []))
  const pass = (ms: number): void => {
    clock.advance(ms)
    settle()
  }
  return { hub, faults, events, ports, first, second, write, settle, pass, faultsOf, changes: () => changes }
}

const countOf = (end: FakePort | undefined, kind: SyncerFrame['kind']): number =>
  end?.frames.filter((frame) => frame.kind === kind).length ?? 0
const healthOf = (end: FakePort | undefined) => end?.frames.filter((frame) => frame.kind === 'health').at(-1)

test('[FA13] who is paused takes nothing, its window is told, and what waited comes when it is mended', () => {
  const { faults, hub, second, write, settle, faultsOf } = createWorld()
  expect(faults.order({ fault: 'pause', who: bob, time: now })).toBeUndefined()
  expect(hub.ailing).toEqual([{ who: bob, state: 'paused', skewMs: 0, driftPercent: 0 }])
  expect(healthOf(second)).toMatchObject({ isPaused: true })
  write(1)
  expect(countOf(second, 'changes')).toBe(0)
  expect(faults.mend(bob)).toBe(1)
  settle()
  expect(countOf(second, 'changes')).toBe(1)
  expect(healthOf(second)).toMatchObject({ isPaused: false })
  expect(hub.ailing).toEqual([])
  expect(faultsOf()).toEqual([
    ['pause', bob],
    ['resume', bob],
  ])
})

test('[FA13] a window that comes while its hyperty is paused is told so', () => {
  const { faults, hub } = createWorld()
  faults.order({ fault: 'pause', who: bob, time: now })
  const again = createFakePort()
  hub.connect('bob', again)
  expect(healthOf(again)).toMatchObject({ isPaused: true })
})

test('[FA12] who has crashed is not heard and its window is told; restarted, it follows what it is invited to', () => {
  const { faults, hub, ports, second, write, settle, faultsOf, events } = createWorld()
  expect(faults.order({ fault: 'crash', who: bob, time: now })).toBeUndefined()
  expect(second.closed).toBe(true)
  expect(second.frames.at(-1)).toMatchObject({ kind: 'answer', id: 0, code: 413 })
  expect(JSON.stringify(second.frames.at(-1))).toContain('bob has crashed. What it held is gone.')
  expect(hub.ailing).toMatchObject([{ who: bob, state: 'crashed' }])
  expect(faults.order({ fault: 'pause', who: bob, time: now })).toContain('has crashed already')
  write(1)
  expect(faults.mend(bob)).toBe(1)
  settle()
  expect(hub.ailing).toEqual([])
  expect(ports.get('bob')?.frames.find((frame) => frame.kind === 'object')).toMatchObject({ value: { a: 1 } })
  write(2)
  expect(countOf(ports.get('bob'), 'changes')).toBe(1)
  expect(faultsOf()).toEqual([
    ['down', bob],
    ['up', bob],
  ])
  // the window was closed on purpose: nothing else is said of it
  expect(events.filter(({ kind }) => kind === 'note')).toEqual([])
})

test('[FA12] who has crashed with its storage is back with its copy, and reads what it lacks', () => {
  const { faults, hub, ports, second, write, settle, faultsOf } = createWorld({ text: '' })
  write(1)
  expect(faults.order({ fault: 'crash', who: bob, time: now, storage: 'kept' })).toBeUndefined()
  expect(JSON.stringify(second.frames.at(-1))).toContain('bob has crashed. What it had stored is kept.')
  // what it had stored is not forgotten while it is down
  const stored = readStored([...hub.records()]).hyperties.find(({ url: one }) => one === bob)
  expect(stored?.copies).toMatchObject([{ value: { a: 1 }, info: { version: 1 } }])
  write(2)
  expect(faults.mend(bob)).toBe(1)
  const shown = (): unknown[] => {
    const frames = ports.get('bob')?.frames ?? []
    return frames.flatMap((frame) => (frame.kind === 'object' ? [[frame.info.version, frame.value]] : []))
  }
  settle()
  expect(shown()).toEqual([
    [1, { a: 1 }],
    [2, { a: 2 }],
  ])
  write(3)
  expect(countOf(ports.get('bob'), 'changes')).toBe(1)
  expect(faultsOf()).toEqual([
    ['down', bob],
    ['up', bob],
  ])
  // an owner stays the owner
  faults.order({ fault: 'crash', who: alice, time: now, storage: 'kept' })
  faults.mend(alice)
  settle()
  expect(hub.bus.access.facts(url)?.reporter).toBe(alice)
})

test('[FA12] where nothing is stored nobody crashes with a storage', () => {
  const { faults, hub } = createWorld()
  expect(faults.order({ fault: 'crash', who: bob, time: now, storage: 'kept' })).toContain('Nothing is stored')
  expect(hub.ailing).toEqual([])
})

test('[FA13] a clock is set off and set right; the window is told each time, and it stands in the session', () => {
  const { faults, hub, second, events } = createWorld()
  faults.order({ fault: 'skew', who: bob, time: now, skewMs: 5_000, driftPercent: 10 })
  expect(healthOf(second)).toEqual({ kind: 'health', you: bob, isPaused: false, skewMs: 5_000, driftPercent: 10 })
  expect(hub.ailing).toEqual([{ who: bob, state: 'running', skewMs: 5_000, driftPercent: 10 }])
  expect(faults.mend()).toBe(1)
  expect(healthOf(second)).toMatchObject({ skewMs: 0, driftPercent: 0 })
  expect(events.filter((event) => event.kind === 'fault')).toMatchObject([
    { fault: 'skew', who: bob, skewMs: 5_000, driftPercent: 10 },
    { fault: 'skew', who: bob, skewMs: 0, driftPercent: 0 },
  ])
})

test('[FA11] a fault for a span begins and ends by itself, each of the three', () => {
  const { faults, hub, pass, faultsOf, events } = createWorld()
  faults.order({ fault: 'pause', who: bob, time: span(10_000, 4_000) })
  faults.order({ fault: 'skew', who: alice, time: span(10_000, 4_000), skewMs: 100, driftPercent: 0 })
  expect(faults.planned).toHaveLength(2)
  expect(events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))[0]).toBe(
    'Planned: bob pauses, in 10 s for 4 s.',
  )
  pass(9_900)
  expect(hub.ailing).toEqual([])
  pass(100)
  expect(hub.ailing).toMatchObject([
    { who: alice, skewMs: 100 },
    { who: bob, state: 'paused' },
  ])
  expect(faults.planned).toEqual([])
  pass(4_000)
  expect(hub.ailing).toEqual([])
  faults.order({ fault: 'crash', who: bob, time: span(0, 500) })
  expect(hub.ailing).toMatchObject([{ who: bob, state: 'crashed' }])
  pass(500)
  expect(hub.ailing).toEqual([])
  expect(faultsOf().slice(-2)).toEqual([
    ['down', bob],
    ['up', bob],
  ])
})

test('[FA11] mending ends what is still to come; a fault that is ordered again lasts as was said last', () => {
  const { faults, hub, pass, faultsOf } = createWorld()
  faults.order({ fault: 'pause', who: bob, time: span(1_000, 1_000) })
  faults.order({ fault: 'pause', who: alice, time: span(1_000, 1_000) })
  expect(faults.mend(bob)).toBe(1)
  expect(faults.planned).toMatchObject([{ who: alice }])
  expect(faults.mend()).toBe(1)
  pass(60_000)
  expect(faultsOf()).toEqual([])
  faults.order({ fault: 'pause', who: bob, time: span(0, 1_000) })
  faults.order({ fault: 'pause', who: bob, time: now })
  pass(60_000)
  expect(hub.ailing).toMatchObject([{ who: bob, state: 'paused' }])
})

test('[FA11] mending one kind of fault leaves the other', () => {
  const { faults, hub } = createWorld()
  faults.order({ fault: 'pause', who: bob, time: now })
  faults.order({ fault: 'skew', who: bob, time: now, skewMs: -100, driftPercent: 0 })
  expect(faults.mend(bob, 'pause')).toBe(1)
  expect(hub.ailing).toEqual([{ who: bob, state: 'running', skewMs: -100, driftPercent: 0 }])
  expect(faults.mend(bob, 'pause')).toBe(0)
  expect(faults.mend(bob, 'skew')).toBe(1)
  expect(hub.ailing).toEqual([])
})

test('[FA11] so many are planned at most, and only for who is there', () => {
  const { faults } = createWorld()
  for (let count = 0; count < plannedMax; count++)
    expect(faults.order({ fault: 'pause', who: bob, time: span(1_000, 1_000) })).toBeUndefined()
  expect(faults.order({ fault: 'pause', who: bob, time: span(1_000, 1_000) })).toContain('planned already')
  expect(faults.order({ fault: 'pause', who: bob, time: now })).toBeUndefined()
  expect(faults.order({ fault: 'pause', who: hypertyUrl('nobody'), time: now })).toContain('no such participant')
})
