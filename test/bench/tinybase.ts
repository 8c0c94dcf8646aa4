/**
 * TinyBase's MergeableStore: what a transaction has changed goes to each receiver as text, written and read as its
 * own synchronizers do. It has tables of rows of cells and no lists, so that only the tree is kept in it.
 */
import { createMergeableStore } from 'tinybase/mergeable-store'
import { inBatches, type Peer, type Setting } from './peer.ts'
import type { Root, Step } from './workload.ts'

type Tables = { [a: string]: { [b: string]: { [c: string]: number } } }

/** What its synchronizers write for undefined, a deleted cell. */
const nothing = '\uFFFC'
const asText = (_: string, value: unknown): unknown => (value === undefined ? nothing : value)
const asValue = (_: string, value: unknown): unknown => (value === nothing ? undefined : value)

export async function createTinyBase({ createRoot, receivers }: Setting): Promise<Peer> {
  const from = createMergeableStore('from')
  const others = Array.from({ length: receivers }, (_, index) => createMergeableStore(`to${index}`))
  from.setTables(createRoot().tree)
  for (const other of others) other.setMergeableContent(from.getMergeableContent())
  from.addDidFinishTransactionListener(() => {
    const text = JSON.stringify(from.getTransactionMergeableChanges(), asText)
    for (const other of others) other.applyMergeableChanges(JSON.parse(text, asValue))
  })
  const one = (step: Step): void => {
    if (step.kind !== 'set' && step.kind !== 'delete') throw new Error('TinyBase has no lists')
    const [a, b, c] = step.path
    if (step.kind === 'set') from.setCell(a, b, c, step.value)
    else from.delCell(a, b, c, true)
  }
  return {
    async run(steps, batch) {
      let due: Step[] = []
      await inBatches(
        steps,
        batch,
        (step) => due.push(step),
        () => {
          from.transaction(() => due.forEach(one))
          due = []
        },
      )
    },
    states: () => others.map((other) => rootOf(createRoot(), other.getTables() as Tables)),
    close: async () => undefined,
  }
}

/** As a root: a row without cells, or a table without rows, is no more there in TinyBase. */
function rootOf({ tree }: Root, tables: Tables): Root {
  const full: Tables = {}
  for (const a of Object.keys(tree)) {
    full[a] = {}
    for (const b of Object.keys(tree[a] ?? {})) full[a][b] = { ...tables[a]?.[b] }
  }
  return { tree: full, list: [] }
}
