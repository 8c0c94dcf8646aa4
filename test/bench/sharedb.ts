/**
 * ShareDB in one process: a backend that keeps all in memory, a connection that submits a report as one operation of
 * json0, and one for each receiver that has subscribed. Operations wait for each other, and are not composed.
 */
import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import { inBatches, type Peer, type Setting } from './peer.ts'
import type { Root, Step } from './workload.ts'

type Component = { readonly p: readonly (string | number)[]; readonly [part: string]: unknown }
type Done = (error?: Error) => void
interface Doc {
  readonly data: unknown
  readonly version: number
  preventCompose: boolean
  create(value: unknown, done: Done): void
  subscribe(done: Done): void
  submitOp(components: readonly Component[]): void
  whenNothingPending(done: Done): void
}
interface Backend {
  connect(): { get(collection: string, id: string): Doc }
  close(done: Done): void
}
// it has no types of its own
const ShareDb = createRequire(import.meta.url)('sharedb') as new () => Backend

const done = (run: (end: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())))

export async function createShareDb({ createRoot, receivers }: Setting): Promise<Peer> {
  const backend = new ShareDb()
  const from = backend.connect().get('bench', 'one')
  const others = Array.from({ length: receivers }, () => backend.connect().get('bench', 'one'))
  await done((end) => from.create(createRoot(), end))
  for (const doc of [from, ...others]) await done((end) => doc.subscribe(end))
  from.preventCompose = true
  return {
    async run(steps, batch) {
      let due: Component[] = []
      await inBatches(
        steps,
        batch,
        (step) => due.push(componentOf(step)),
        () => {
          from.submitOp(due)
          due = []
        },
      )
      await done((end) => from.whenNothingPending(end))
      while (others.some(({ version }) => version < from.version)) await setImmediate()
    },
    states: () => others.map(({ data }) => data as Root),
    close: () => done((end) => backend.close(end)),
  }
}

/** What was there before is not told: nobody undoes anything, and json0 makes a component without it as well. */
function componentOf(step: Step): Component {
  if (step.kind === 'insert') return { p: ['list', step.at], li: step.value }
  if (step.kind === 'remove') return { p: ['list', step.at], ld: 0 }
  if (step.kind === 'put') return { p: ['list', step.at], ld: 0, li: step.value }
  const p = ['tree', ...step.path]
  return step.kind === 'set' ? { p, oi: step.value } : { p, od: 0 }
}
