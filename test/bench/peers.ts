/**
 * The peers: each does the same steps, from one writer to so many receivers, and gives what they hold in the end.
 * Each is driven as its own guide says, without what it could leave out.
 */
import * as Y from 'yjs'
import type { JsonObject, WireChange } from '../../core/change.ts'
import { crdt } from '../../core/models/crdt.ts'
import { createFloor } from './floor.ts'
import { createOurs } from './ours.ts'
import { inBatches, type Peer, type Setting } from './peer.ts'
import { createShareDb } from './sharedb.ts'
import { createTinyBase } from './tinybase.ts'
import { doStep, type Step } from './workload.ts'

async function floor({ createRoot }: Setting): Promise<Peer> {
  const [from, to] = [createRoot(), createRoot()]
  const { root, send } = createFloor(from, to)
  return {
    run: (steps, batch) => inBatches(steps, batch, (step) => doStep(root, step), send),
    states: () => [to],
    close: async () => undefined,
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
  ours: (setting: Setting) => createOurs(setting),
  checked: (setting: Setting) => createOurs(setting, { recording: 'checked' }),
  unrecorded: (setting: Setting) => createOurs(setting, { recording: 'none' }),
  lww: (setting: Setting) => createOurs(setting, { model: 'last-writer-wins' }),
  rebase: (setting: Setting) => createOurs(setting, { model: 'rebase' }),
  yjs,
  crdt: crdtModel,
  tinybase: createTinyBase,
  sharedb: createShareDb,
} as const
export type PeerName = keyof typeof peers
