/**
 * What a transaction of Yjs changed, as changes of plain JSON, made on a plain mirror as they are found: its size is
 * that of what changed, but for a list, which is walked once. Knows nothing of who wrote it.
 */
import * as Y from 'yjs'
import { limits } from '../../bounds.ts'
import { applyInOrder, copyJson, isContainer, isForbiddenKey, valueAt } from '../../change.ts'
import type { Json, JsonObject, Path, WireChange } from '../../change.ts'
import { contentOf, isHigh, isLow, pathOf, toPlain, type Shared, type SharedMap } from './tree.ts'

/** A key of a map that came out otherwise than one writer meant. Told before the mirror changes. */
export interface Race {
  readonly path: Path
  /** What was written and does not stand; undefined where it came and lost at once. */
  readonly loser: Y.Item
  readonly winner: Y.Item
  /** True where the loser came now, and does not show. */
  readonly isNew: boolean
}

export interface Told {
  race(race: Race): void
  /** Something that held others is not there any more. */
  removed(path: Path, item: Y.Item, by: Y.Item | undefined): void
}

/** Makes on the mirror what a transaction changed, and gives it. To be called before Yjs collects what was deleted. */
export function showTransaction(
  transaction: Y.Transaction,
  root: SharedMap,
  mirror: JsonObject,
  told: Told,
): WireChange[] {
  const made: WireChange[] = []
  for (const { type, keys, path } of changedTypes(transaction, root)) {
    if (path.length >= limits.depth) continue
    if (type instanceof Y.Map) showMap(transaction, type as SharedMap, keys, path, mirror, told, made)
    else if (keys.has(null)) showRuns(transaction, type, path, mirror, told, made)
  }
  return made
}

interface Changed {
  readonly type: Shared
  readonly keys: ReadonlySet<string | null>
  readonly path: Path
}

/** From above to below, so that each path leads through what has been made already. */
function changedTypes(transaction: Y.Transaction, root: SharedMap): Changed[] {
  const changed: Changed[] = []
  for (const [type, keys] of transaction.changed) {
    const path = pathOf(root, type as Shared)
    if (path) changed.push({ type: type as Shared, keys, path })
  }
  return changed.length > 1 ? changed.sort((a, b) => a.path.length - b.path.length) : changed
}

const isAdded = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)

const isRemoved = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.deleted && Y.isDeleted(transaction.deleteSet, item.id)

function showMap(
  transaction: Y.Transaction,
  map: SharedMap,
  keys: ReadonlySet<string | null>,
  path: Path,
  mirror: JsonObject,
  told: Told,
  made: WireChange[],
): void {
  const plain = valueAt(mirror, path)
  if (!isContainer(plain) || Array.isArray(plain)) return
  const target = plain as { [key: string]: Json }
  for (const key of keys) {
    if (key === null || isForbiddenKey(key)) continue
    const item = map._map.get(key)
    if (!item) continue
    const way = [...path, key]
    if (!isAdded(transaction, item)) {
      if (isRemoved(transaction, item)) {
        if (item.content instanceof Y.ContentType) told.removed(way, item, undefined)
        made.push([way])
        delete target[key]
      } else {
        const loser = item.deleted ? undefined : addedBefore(transaction, item)
        if (loser) told.race({ path: way, loser, winner: item, isNew: true })
      }
      continue
    }
    const [first, before] = beforeOf(transaction, item)
    const was = before && isRemoved(transaction, before) ? before : undefined
    if (was?.content instanceof Y.ContentType) told.removed(way, was, item)
    if (was && !Y.compareIDs(first.origin, was.lastId)) told.race({ path: way, loser: was, winner: item, isNew: false })
    if (item.deleted) {
      if (!Object.hasOwn(target, key)) continue
      made.push([way])
      delete target[key]
    } else {
      const value = toPlain(contentOf(item), way.length)
      const old = target[key]
      // a string became a text: where it is edited, cursors stay
      if (typeof value === 'string' && typeof old === 'string' && item.content instanceof Y.ContentType)
        made.push(textDifference(way, old, value))
      else made.push([way, value])
      target[key] = isContainer(value) ? copyJson(value) : value
    }
  }
}

/** One splice that makes a text of another, cutting no surrogate pair. */
function textDifference(path: Path, old: string, text: string): WireChange {
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++
  if (start > 0 && isHigh(old.charCodeAt(start - 1))) start--
  let end = 0
  while (end < most - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++
  if (end > 0 && isLow(old.charCodeAt(old.length - end))) end--
  return [path, start, old.length - start - end, text.slice(start, text.length - end)]
}

/** The first of the items that a transaction put under a key, and the one that stood there before. */
function beforeOf(transaction: Y.Transaction, item: Y.Item): readonly [first: Y.Item, before: Y.Item | null] {
  let first = item
  while (first.left && isAdded(transaction, first.left)) first = first.left
  return [first, first.left]
}

/** So far back is looked for what came and lost at once. */
const raceStepsMax = 1024

function addedBefore(transaction: Y.Transaction, item: Y.Item): Y.Item | undefined {
  let left = item.left
  for (let step = 0; left && step < raceStepsMax; step++, left = left.left) if (isAdded(transaction, left)) return left
  return undefined
}

/** Shows what changed in a list or a text, from its beginning to its end. */
function showRuns(
  transaction: Y.Transaction,
  type: Shared,
  path: Path,
  mirror: JsonObject,
  told: Told,
  made: WireChange[],
): void {
  const isText = type instanceof Y.Text
  if (!isText && !(type instanceof Y.Array)) return
  if (isText ? typeof valueAt(mirror, path) !== 'string' : !Array.isArray(valueAt(mirror, path))) return
  let index = 0
  let removed = 0
  let added: Json[] = []
  const flush = (): void => {
    if (removed === 0 && added.length === 0) return
    const run = isText ? added.join('') : added
    const change: WireChange = [path, index, removed, run]
    applyInOrder(mirror, [change])
    made.push(change)
    index += run.length
    removed = 0
    added = []
  }
  for (let item = type._start; item !== null; item = item.right) {
    if (!item.countable || (isText && !(item.content instanceof Y.ContentString))) continue
    if (item.deleted) {
      if (isAdded(transaction, item) || !isRemoved(transaction, item)) continue
      if (item.content instanceof Y.ContentType) told.removed([...path, index + removed], item, undefined)
      removed += item.length
    } else if (isAdded(transaction, item)) {
      if (isText) added.push((item.content as Y.ContentString).str)
      else for (const held of item.content.getContent()) added.push(toPlain(held, path.length + 1))
    } else {
      flush()
      index += item.length
    }
  }
  flush()
}
