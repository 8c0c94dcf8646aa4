/**
 * Which element stands at which place of a list or text, by the ids that Yjs gives them. Yjs itself knows it only by
 * walking past all that was ever deleted there. Made where it is first asked for, then kept.
 */
import * as Y from 'yjs'
import type { Shared } from './tree.ts'

/** The ids of what stands in a list, in its order: the clock of each, and its client as a small number. */
interface Ids {
  clocks: number[]
  clients: number[]
}

export interface Places {
  /** The place at which an id stands; -1 where it does not. */
  find(type: Shared, client: number, clock: number): number
  /** What stands in a list is replaced, as in the list itself, by the elements of these items. */
  splice(type: Shared, index: number, count: number, items: readonly Y.Item[]): void
  /** The same, for what was just written here by a client from a clock on. */
  wrote(type: Shared, index: number, count: number, client: number, clock: number): void
  /** Lists that are looked for are read as they were before this transaction, unless they are known. */
  during(transaction: Y.Transaction | undefined): void
}

export const isAdded = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)

export const isRemoved = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.deleted && Y.isDeleted(transaction.deleteSet, item.id)

/** True for what is an element of a list, or a part of a text, while it is not deleted. */
export const isElement = (type: Shared, item: Y.Item): boolean =>
  type instanceof Y.Text ? item.content instanceof Y.ContentString : item.countable

/** True for what stood there before a transaction. */
export const wasThere = (transaction: Y.Transaction, type: Shared, item: Y.Item): boolean =>
  !isAdded(transaction, item) && (!item.deleted || isRemoved(transaction, item)) && isElement(type, item)

export function createPlaces(store: Y.Doc['store']): Places {
  const known = new WeakMap<Shared, Ids>()
  const numbers = new Map<number, number>()
  let now: Y.Transaction | undefined

  function numberOf(client: number): number {
    let number = numbers.get(client)
    if (number === undefined) numbers.set(client, (number = numbers.size))
    return number
  }

  function push({ clocks, clients }: Ids, { id, length }: Y.Item): void {
    const client = numberOf(id.client)
    for (let clock = id.clock; clock < id.clock + length; clock++) {
      clocks.push(clock)
      clients.push(client)
    }
  }

  function idsOf(type: Shared): Ids {
    const found = known.get(type)
    if (found) return found
    const ids: Ids = { clocks: [], clients: [] }
    for (let item = type._start; item !== null; item = item.right) {
      const isThere = now ? wasThere(now, type, item) : !item.deleted && isElement(type, item)
      if (isThere) push(ids, item)
    }
    known.set(type, ids)
    return ids
  }

  function replace(ids: Ids, index: number, count: number, added: Ids): void {
    if (added.clocks.length === 1 && count === 0) {
      ids.clocks.splice(index, 0, added.clocks[0] as number)
      ids.clients.splice(index, 0, added.clients[0] as number)
    } else if (added.clocks.length <= 1024) {
      ids.clocks.splice(index, count, ...added.clocks)
      ids.clients.splice(index, count, ...added.clients)
    } else {
      ids.clocks = ids.clocks.slice(0, index).concat(added.clocks, ids.clocks.slice(index + count))
      ids.clients = ids.clients.slice(0, index).concat(added.clients, ids.clients.slice(index + count))
    }
  }

  return {
    find(type, client, clock) {
      const { clocks, clients } = idsOf(type)
      const number = numbers.get(client)
      let index = clocks.indexOf(clock)
      while (index >= 0 && clients[index] !== number) index = clocks.indexOf(clock, index + 1)
      return index
    },
    splice(type, index, count, items) {
      const added: Ids = { clocks: [], clients: [] }
      for (const item of items) push(added, item)
      replace(idsOf(type), index, count, added)
    },
    wrote(type, index, count, client, clock) {
      const ids = known.get(type)
      if (!ids) return
      const added: Ids = { clocks: [], clients: [] }
      const structs = store.clients.get(client) ?? []
      const end = Y.getState(store, client)
      for (let at = clock < end ? Y.findIndexSS(structs, clock) : structs.length; at < structs.length; at++) {
        const item = structs[at]
        if (item instanceof Y.Item && item.parent === type && item.parentSub === null && !item.deleted)
          push(added, item)
      }
      replace(ids, index, count, added)
    },
    during(transaction) {
      now = transaction
    },
  }
}
