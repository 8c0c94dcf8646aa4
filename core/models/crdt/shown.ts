/**
 * What a transaction of Yjs changed, as changes of plain JSON, made on a plain mirror as they are found: its size is
 * that of what changed, but for a list, which is walked once. Knows nothing of who wrote it.
 */
import * as Y from 'yjs'
import { limits } from '../../bounds.ts'
import { applyInOrder, copyJson, isContainer, isForbiddenKey, valueAt } from '../../change.ts'
import type { Json, JsonObject, Key, Path, WireChange } from '../../change.ts'
import { isAdded, isRemoved, type Places } from './places.ts'
import { runsOf, splicesOf, type Runs } from './runs.ts'
import { contentOf, isHigh, isLow, toPlain, type Shared, type SharedMap } from './tree.ts'

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

/** What is looked at, and where it is shown. */
export interface Showing {
  readonly transaction: Y.Transaction
  readonly root: SharedMap
  readonly mirror: JsonObject
  readonly places: Places
  readonly told: Told
}

/** Makes on the mirror what a transaction changed, and gives it. To be called before Yjs collects what was deleted. */
export function showTransaction(showing: Showing): WireChange[] {
  const { transaction, root, places } = showing
  const made: WireChange[] = []
  const changed = changedTypes(transaction)
  const lists = changed.filter(({ type, keys }) => keys.has(null) && !(type instanceof Y.Map)).map(({ type }) => type)
  const runs = lists.length > 0 ? runsOf(transaction, lists) : undefined
  places.during(transaction)
  for (const { type, keys } of changed) {
    const path = pathOf(root, type, places)
    if (!path || path.length >= limits.depth) continue
    const own = runs?.get(type)
    if (own) showRuns(showing, type, path, own, made)
    else if (type instanceof Y.Map) showMap(showing, type as SharedMap, keys, path, made)
  }
  places.during(undefined)
  return made
}

interface Changed {
  readonly type: Shared
  readonly keys: ReadonlySet<string | null>
  readonly depth: number
}

/** From above to below, so that each path leads through what has been made already. */
function changedTypes({ changed }: Y.Transaction): Changed[] {
  const types: Changed[] = []
  for (const [type, keys] of changed) types.push({ type, keys, depth: depthOf(type) })
  return types.length > 1 ? types.sort((a, b) => a.depth - b.depth) : types
}

function depthOf(type: Shared): number {
  let depth = 0
  for (let item = type._item; item !== null && depth <= limits.depth; item = (item.parent as Shared)._item) depth++
  return depth
}

/** The way to what holds others; undefined where it cannot be reached as JSON any more. */
export function pathOf(root: SharedMap, held: Shared, places: Places): Key[] | undefined {
  const path: Key[] = []
  let type: Shared = held
  for (let item = type._item; item !== null; item = type._item) {
    if (item.deleted || path.length >= limits.depth) return undefined
    const parent = item.parent as Shared
    if (item.parentSub === null) {
      if (!(parent instanceof Y.Array)) return undefined
      path.push(places.find(parent, item.id.client, item.id.clock))
    } else {
      if (!(parent instanceof Y.Map) || isForbiddenKey(item.parentSub)) return undefined
      path.push(item.parentSub)
    }
    type = parent
  }
  return type === root ? path.reverse() : undefined
}

function showMap(
  { transaction, mirror, told }: Showing,
  map: SharedMap,
  keys: ReadonlySet<string | null>,
  path: Path,
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
  { transaction, mirror, places, told }: Showing,
  type: Shared,
  path: Path,
  runs: Runs,
  made: WireChange[],
): void {
  const isText = type instanceof Y.Text
  const plain = valueAt(mirror, path)
  if (isText ? typeof plain !== 'string' : !Array.isArray(plain)) return
  for (const item of runs.removed) {
    if (item.content instanceof Y.ContentType)
      told.removed([...path, places.find(type, item.id.client, item.id.clock)], item, undefined)
  }
  for (const { index, removed, added } of splicesOf(transaction, type, runs, places)) {
    const run = isText ? added.map(textOf).join('') : added.flatMap((item) => elementsOf(item, path.length + 1))
    const change: WireChange = [path, index, removed, run]
    applyInOrder(mirror, [change])
    places.splice(type, index, removed, added)
    made.push(change)
  }
}

const textOf = (item: Y.Item): string => (item.content as Y.ContentString).str

const elementsOf = (item: Y.Item, depth: number): Json[] =>
  item.content.getContent().map((held) => toPlain(held, depth))
