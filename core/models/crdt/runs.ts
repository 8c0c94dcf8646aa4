/**
 * What a transaction of Yjs put into lists and texts and took out of them, as splices: as much work as there is change,
 * however long the list is and however much was ever deleted in it. Knows nothing of the plain values.
 */
import * as Y from 'yjs'
import { isAdded, isElement, isRemoved, wasThere, type Places } from './places.ts'
import type { Shared } from './tree.ts'

/** The items of one list or text that a transaction added and that show, and those that it removed and that showed. */
export interface Runs {
  readonly added: Y.Item[]
  readonly removed: Y.Item[]
}

/** A run of elements replaced by another; places are those when all splices before it have been made. */
export interface Run {
  readonly index: number
  readonly removed: number
  readonly added: readonly Y.Item[]
  readonly addedCount: number
}

/** What happened in each of some lists and texts. */
export function runsOf(transaction: Y.Transaction, types: readonly Shared[]): Map<Shared, Runs> {
  const runs = new Map<Shared, Runs>()
  for (const type of types) runs.set(type, { added: [], removed: [] })
  const { clients } = transaction.doc.store
  const of = (struct: unknown): Runs | undefined =>
    struct instanceof Y.Item && struct.parentSub === null ? runs.get(struct.parent as Shared) : undefined
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0
    if (start === end) continue
    const structs = clients.get(client) ?? []
    for (let at = Y.findIndexSS(structs, start); at < structs.length; at++) {
      const item = structs[at] as Y.Item
      if (!item.deleted && of(item) && isElement(item.parent as Shared, item)) of(item)?.added.push(item)
    }
  }
  for (const [client, ranges] of transaction.deleteSet.clients) {
    const structs = clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
        const item = structs[at] as Y.Item
        if (item.id.clock >= clock + len) break
        const own = of(item)
        if (own && !isAdded(transaction, item) && isElement(item.parent as Shared, item)) own.removed.push(item)
      }
    }
  }
  return runs
}

/** The splices that lead from what stood in a list to what stands there, from its beginning to its end. */
export function splicesOf(transaction: Y.Transaction, type: Shared, { added, removed }: Runs, places: Places): Run[] {
  const removals = removed.map(({ id, length }) => ({ at: placeOf(places, type, id.client, id.clock), length }))
  if (removals.length > 1) removals.sort((a, b) => a.at - b.at)
  const insertions = insertionsOf(transaction, type, added, places)
  const splices: Run[] = []
  let shift = 0
  let start = 0
  let end = -1
  let items: Y.Item[] = []
  const flush = (): void => {
    if (end < 0) return
    const addedCount = items.reduce((sum, item) => sum + item.length, 0)
    splices.push({ index: start + shift, removed: end - start, added: items, addedCount })
    shift += addedCount - (end - start)
  }
  const reach = (at: number): void => {
    if (at === end) return
    flush()
    start = at
    end = at
    items = []
  }
  for (let from = 0, to = 0; from < removals.length || to < insertions.length;) {
    const removal = removals[from]
    const insertion = insertions[to]
    if (insertion && (!removal || insertion.at <= removal.at)) {
      reach(insertion.at)
      for (const item of insertion.items) items.push(item)
      to++
    } else if (removal) {
      reach(removal.at)
      end += removal.length
      from++
    }
  }
  flush()
  return splices
}

interface Insertion {
  /** The place, as it was before, in front of which they stand. */
  readonly at: number
  readonly items: readonly Y.Item[]
}

/** Added items by the places where they stand, in their order. */
function insertionsOf(transaction: Y.Transaction, type: Shared, added: readonly Y.Item[], places: Places): Insertion[] {
  if (added.length === 0) return []
  const next = new Map<Y.Item, Y.Item>()
  const heads: { readonly at: number; readonly head: Y.Item }[] = []
  for (const item of added) {
    let left = item.left
    while (left && !isShown(transaction, type, left)) left = left.left
    if (left && isAdded(transaction, left)) next.set(left, item)
    else if (left)
      heads.push({ at: placeOf(places, type, left.id.client, left.id.clock + left.length - 1) + 1, head: item })
    else heads.push({ at: 0, head: item })
  }
  if (heads.length > 1) heads.sort((a, b) => a.at - b.at)
  return heads.map(({ at, head }) => {
    const items: Y.Item[] = []
    for (let item: Y.Item | undefined = head; item; item = next.get(item)) items.push(item)
    return { at, items }
  })
}

/** True for what shows now or showed before. */
const isShown = (transaction: Y.Transaction, type: Shared, item: Y.Item): boolean => {
  if (item.deleted && !isRemoved(transaction, item)) return false
  return isAdded(transaction, item) ? !item.deleted && isElement(type, item) : wasThere(transaction, type, item)
}

function placeOf(places: Places, type: Shared, client: number, clock: number): number {
  const at = places.find(type, client, clock)
  if (at < 0) throw new Error(`${client}:${clock} stands in no known place of its list`)
  return at
}
