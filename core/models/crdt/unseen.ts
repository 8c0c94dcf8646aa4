/**
 * What somebody wrote into something that another one removed without having seen it: Yjs drops it with the whole.
 * An update names what its writer knew of and removed; whatever else is gone with it was not seen.
 */
import * as Y from 'yjs'
import { valueAt, type Json, type JsonObject, type Path } from '../../change.ts'
import { losersMax } from './journal.ts'
import type { Shared } from './tree.ts'

export interface Unseen {
  readonly path: Path
  readonly item: Y.Item
  readonly value: Json | undefined
}

/** What was in `item`, which stood at `path` of the mirror, and is not named as removed; bounded. */
export function unseenWithin(
  transaction: Y.Transaction,
  item: Y.Item,
  path: Path,
  mirror: JsonObject,
  named: ReturnType<typeof Y.decodeUpdate>['ds'],
): Unseen[] {
  const found: Unseen[] = []
  const visit = (child: Y.Item, way: Path): void => {
    if (found.length >= losersMax || !wasHere(transaction, child)) return
    if (!Y.isDeleted(named, child.id)) found.push({ path: way, item: child, value: valueAt(mirror, way) })
    else if (child.content instanceof Y.ContentType) within(child.content.type, way)
  }
  const within = (type: Shared, way: Path): void => {
    for (const [key, child] of type._map) visit(child, [...way, key])
    let index = 0
    for (let child = type._start; child !== null; child = child.right) {
      visit(child, type instanceof Y.Text ? way : [...way, index])
      if (child.countable && wasHere(transaction, child)) index += child.length
    }
  }
  if (item.content instanceof Y.ContentType) within(item.content.type, path)
  return found
}

/** True for what was there until this transaction. */
const wasHere = (transaction: Y.Transaction, item: Y.Item): boolean =>
  Y.isDeleted(transaction.deleteSet, item.id) && item.id.clock < (transaction.beforeState.get(item.id.client) ?? 0)
