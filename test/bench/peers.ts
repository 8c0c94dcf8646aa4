/**
 * The peers: each does the same steps, from one writer to so many receivers, and gives what they hold in the end.
 * Ours is the core as it is, with the recorder writing to disk; what leaves the writer's window does so as text.
 */
import { setImmediate } from 'node:timers/promises'
import * as Y from 'yjs'
import { createBus } from '../../core/bus.ts'
import { encodeFrame, parseHypertyFrame } from '../../core/codec.ts'
import type { JsonObject, WireChange } from '../../core/change.ts'
import { createHyperty, type Hyperty } from '../../core/hyperty.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { crdt } from '../../core/models/crdt.ts'
import { models } from '../../core/models/index.ts'
import { createSyncer } from '../../core/syncer.ts'
import { createFloor } from './floor.ts'
import { createRecording, type RecordingKind } from './recording.ts'
import { doStep, type Root, type Step } from './workload.ts'

/** Does all steps, `batch` to a report, and gives the receiver's end state. */
export interface Peer {
  run(steps: readonly Step[], batch: number): Promise<void>
  /** What each receiver holds. */
  states(): unknown[]
  close(): Promise<void>
}

/** After so many changes the loop of events goes on, for whoever writes to a disk meanwhile. */
const turnChanges = 512

async function inBatches(
  steps: readonly Step[],
  batch: number,
  one: (step: Step) => void,
  end: () => void,
): Promise<void> {
  for (let at = 0; at < steps.length; at += batch) {
    for (let index = at; index < Math.min(at + batch, steps.length); index++) one(steps[index] as Step)
    end()
    if (at % turnChanges === 0) await setImmediate()
  }
}

/** From what root, and to how many receivers. */
export interface Setting {
  createRoot(): Root
  readonly receivers: number
}

async function floor({ createRoot }: Setting): Promise<Peer> {
  const [from, to] = [createRoot(), createRoot()]
  const { root, send } = createFloor(from, to)
  return {
    run: (steps, batch) => inBatches(steps, batch, (step) => doStep(root, step), send),
    states: () => [to],
    close: async () => undefined,
  }
}

async function ours({ createRoot, receivers }: Setting, recording: RecordingKind): Promise<Peer> {
  const clock = {
    now: () => performance.now(),
    after(delayMs: number, run: () => void) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const { recorder, flush, close } = await createRecording(recording, clock.now)
  const bus = createBus({ clock, recorder })
  let turn: (() => void)[] = []
  const endTurn = (): void => {
    for (let due = turn; due.length > 0; due = turn) {
      turn = []
      for (const run of due) run()
    }
  }
  const joinAs = (name: string): Hyperty => {
    const syncer = createSyncer({ url: hypertyUrl(name), name, bus, recorder, clock, models })
    const early: Parameters<Hyperty['receive']>[0][] = []
    let hyperty: Hyperty | undefined
    syncer.attach((frame) => (hyperty ? hyperty.receive(frame) : early.push(frame)))
    hyperty = createHyperty({
      // the one crossing as text: out of the window that writes
      send: (frame) => syncer.receive(frame.kind === 'report' ? parseHypertyFrame(encodeFrame(frame)) : frame),
      now: clock.now,
      schedule: (run) => turn.push(run),
      after: () => () => undefined,
    })
    for (const frame of early) hyperty.receive(frame)
    return hyperty
  }
  const alice = joinAs('alice')
  const others = Array.from({ length: receivers }, (_, index) => joinAs(`hyperty${index}`))
  const url = objectUrl('bench')
  await alice.create('bench', createRoot() as unknown as JsonObject)
  await alice.request({ do: 'share', url })
  const root = alice.objects.get(url)?.data as unknown as Root
  return {
    async run(steps, batch) {
      await inBatches(steps, batch, (step) => doStep(root, step), endTurn)
      await flush()
    },
    states: () => others.map((other) => other.objects.get(url)?.value),
    close,
  }
}

async function yjs({ createRoot, receivers }: Setting): Promise<Peer> {
  const from = new Y.Doc()
  const others = Array.from({ length: receivers }, () => new Y.Doc())
  from.on('update', (update: Uint8Array) => {
    for (const other of others) Y.applyUpdate(other, update)
  })
  const { tree, list } = createRoot()
  const root = from.getMap('root')
  from.transact(() => {
    const trees = new Y.Map()
    root.set('tree', trees)
    for (const [a, branches] of Object.entries(tree)) {
      const level = new Y.Map()
      trees.set(a, level)
      for (const [b, leaves] of Object.entries(branches)) level.set(b, new Y.Map(Object.entries(leaves)))
    }
    root.set('list', Y.Array.from(list))
  })
  const items = root.get('list') as Y.Array<number>
  const leavesOf = ([a, b]: readonly string[]): Y.Map<number> => {
    const level = (root.get('tree') as Y.Map<Y.Map<Y.Map<number>>>).get(a as string)
    return level?.get(b as string) as Y.Map<number>
  }
  const one = (step: Step): void => {
    if (step.kind === 'insert') items.insert(step.at, [step.value])
    else if (step.kind === 'remove') items.delete(step.at, 1)
    else if (step.kind === 'put') {
      items.delete(step.at, 1)
      items.insert(step.at, [step.value])
    } else if (step.kind === 'set') leavesOf(step.path).set(step.path[2], step.value)
    else leavesOf(step.path).delete(step.path[2])
  }
  return {
    async run(steps, batch) {
      let due: Step[] = []
      await inBatches(
        steps,
        batch,
        (step) => due.push(step),
        () => {
          from.transact(() => due.forEach(one))
          due = []
        },
      )
    },
    states: () => others.map((other) => other.getMap('root').toJSON()),
    close: async () => undefined,
  }
}

/** The crdt model by itself, with its plain mirror and with what travels as text: what it adds to Yjs. */
async function crdtModel({ createRoot, receivers }: Setting): Promise<Peer> {
  const now = (): number => 0
  const from = crdt.open({ who: 'writer', value: createRoot() as unknown as JsonObject, now })
  const others = Array.from({ length: receivers }, (_, index) =>
    crdt.open({ who: `reader${index}`, value: from.value, state: from.state(), now }),
  )
  let due: WireChange[] = []
  let seq = 0
  return {
    run: (steps, batch) =>
      inBatches(
        steps,
        batch,
        (step) => due.push(changeOf(step)),
        () => {
          const { stamp, changes } = from.write(due, [])
          const update = { author: 'writer', seq: ++seq, stamp, changes }
          for (const other of others) other.take(update)
          due = []
        },
      ),
    states: () => others.map((other) => other.value),
    close: async () => undefined,
  }
}

function changeOf(step: Step): WireChange {
  if (step.kind === 'insert') return [['list'], step.at, 0, [step.value]]
  if (step.kind === 'remove') return [['list'], step.at, 1, []]
  if (step.kind === 'put') return [['list', step.at], step.value]
  const path = ['tree', ...step.path]
  return step.kind === 'set' ? [path, step.value] : [path]
}

export const peers = {
  floor,
  ours: (setting: Setting) => ours(setting, 'file'),
  checked: (setting: Setting) => ours(setting, 'checked'),
  unrecorded: (setting: Setting) => ours(setting, 'none'),
  yjs,
  crdt: crdtModel,
} as const
export type PeerName = keyof typeof peers
