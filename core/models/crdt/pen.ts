/**
 * Writes a change of plain JSON into Yjs and onto the plain mirror beside it, so that both are the same again.
 * To be used within a transaction. Knows nothing of what is sent.
 */
import * as Y from 'yjs'
import { applyInOrder, ChangeError, isContainer, isForbiddenKey, valueAt } from '../../change.ts'
import type { Json, JsonObject, Key, Path, WireChange } from '../../change.ts'
import type { Places } from './places.ts'
import {
  clientOfText,
  isHigh,
  isLow,
  sharedAt,
  toShared,
  wellFormed,
  wellFormedJson,
  type SharedList,
  type SharedMap,
} from './tree.ts'

type Splice = Extract<WireChange, { readonly length: 4 }>

export interface Pen {
  /** Makes one change and adds it to `made`, as it was made. @throws ChangeError; nothing has changed then */
  write(change: WireChange, made: WireChange[]): void
}

export function createPen(options: {
  readonly doc: Y.Doc
  readonly root: SharedMap
  readonly mirror: JsonObject
  readonly places: Places
  /** Something that held others is not there any more. */
  readonly removed: (path: Path) => void
}): Pen {
  const { doc, root, mirror, places, removed } = options

  /** The path, as its keys are here. */
  function placeOf(path: Path, depth: number): readonly [path: Path, held: unknown] {
    const held = sharedAt(root, path, depth)
    if (held !== undefined) return [path, held]
    const other = path.map((key) => (typeof key === 'string' ? wellFormed(key) : key))
    return [other, sharedAt(root, other, depth)]
  }

  function make(change: WireChange, made: WireChange[]): void {
    applyInOrder(mirror, [change])
    made.push(change)
  }

  /** Takes elements out of a list or text, and puts others in. */
  function replace(type: SharedList | Y.Text, index: number, count: number, insert: () => void): void {
    const clock = Y.getState(doc.store, doc.clientID)
    if (count > 0) type.delete(index, count)
    insert()
    places.wrote(type, index, count, doc.clientID, clock)
  }

  function writeKey(map: SharedMap, key: string, change: WireChange, made: WireChange[]): void {
    const [path, value] = change as readonly [Path, Json?]
    const before = map._map.get(key)
    if (before && !before.deleted && before.content instanceof Y.ContentType) removed(path)
    if (value === undefined) {
      if (!before || before.deleted) return
      make(change, made)
      map.delete(key)
    } else {
      make(change, made)
      map.set(key, toShared(value))
    }
  }

  function writeList(list: SharedList, splice: Splice, made: WireChange[]): void {
    const [path, index, count, added] = splice
    const before = valueAt(mirror, path) as readonly Json[]
    const holders = before.slice(index, index + count).flatMap((item, at) => (isContainer(item) ? [index + at] : []))
    make(splice, made)
    for (const at of holders) removed([...path, at])
    replace(list, index, count, () => list.insert(index, (added as readonly Json[]).map(toShared)))
  }

  function put(list: SharedList, change: readonly [Path, Json], made: WireChange[]): void {
    const [path, value] = change
    const index = path[path.length - 1] as Key
    if (typeof index !== 'number') throw new ChangeError(path, `a list has no key ${JSON.stringify(index)}`)
    const isHolder = isContainer(valueAt(mirror, path))
    make(change, made)
    if (isHolder) removed(path)
    replace(list, index, 1, () => list.insert(index, [toShared(value)]))
  }

  /** The string at a path as a text, so that several can write in it at once; undefined in a list, where it is one value. */
  function textAt(path: Path, text: string): Y.Text | undefined {
    const held = sharedAt(root, path)
    if (held instanceof Y.Text) return held
    const map = sharedAt(root, path, path.length - 1)
    const key = path[path.length - 1]
    if (!(map instanceof Y.Map) || typeof key !== 'string') return undefined
    const item = map._map.get(key) as Y.Item
    const shared = new Y.Text(text)
    const nobody = clientOfText(item.id)
    const { clientID } = doc
    // whoever else does this to this string at the same time makes the same of it
    if (!doc.store.clients.has(nobody)) doc.clientID = nobody
    map.set(key, shared)
    doc.clientID = clientID
    return shared
  }

  function writeText(splice: Splice, text: string, made: WireChange[]): void {
    const [path, index, count, added] = splice as readonly [Path, number, number, string]
    const shared = textAt(path, text)
    make(splice, made)
    if (shared) {
      return replace(shared, index, count, () => shared.insert(index, added))
    }
    const list = sharedAt(root, path, path.length - 1) as SharedList
    const at = path[path.length - 1] as number
    replace(list, at, 1, () => list.insert(at, [text.slice(0, index) + added + text.slice(index + count)]))
  }

  function writeSplice(change: Splice, made: WireChange[]): void {
    const [, index, count, run] = change
    const [path, held] = placeOf(change[0], change[0].length)
    if (count === 0 && run.length === 0) return
    if (held instanceof Y.Array && typeof run !== 'string') {
      const added = run.map(wellFormedJson)
      const isSame = path === change[0] && added.every((item, at) => item === run[at])
      return writeList(held as SharedList, isSame ? change : [path, index, count, added], made)
    }
    const text = valueAt(mirror, path)
    const isFitting = Number.isInteger(index) && Number.isInteger(count) && index >= 0 && count >= 0
    if (typeof text !== 'string' || typeof run !== 'string' || !isFitting || index + count > text.length)
      throw new ChangeError(path, 'there is no list and no text that this fits')
    const whole = inWholePairs([path, index, count, run], text)
    const isSame = path === change[0] && whole[1] === index && whole[2] === count && whole[3] === run
    writeText(isSame ? change : whole, text, made)
  }

  return {
    write(change, made) {
      if (change.length === 4) return writeSplice(change, made)
      const last = change[0].length - 1
      if (last < 0) throw new ChangeError(change[0], 'the root of a data object cannot be replaced')
      const [path, held] = placeOf(change[0], last)
      const key = path[last] as Key
      if (typeof key === 'string' && isForbiddenKey(key))
        throw new ChangeError(path, `the key ${JSON.stringify(key)} is not allowed`)
      const wire = fitting(change, path, held)
      if (held instanceof Y.Map && typeof key === 'string') return writeKey(held, wire[0][last] as string, wire, made)
      if (held instanceof Y.Array && wire.length === 2) return put(held, wire, made)
      throw new ChangeError(
        path,
        held ? 'an element of a list is removed by a splice' : 'there is nothing to set it in',
      )
    },
  }
}

/** The change with a path as it is here, and nothing that cannot travel; the same one where that is so already. */
function fitting(change: readonly [Path] | readonly [Path, Json], path: Path, held: unknown): typeof change {
  const key = path[path.length - 1]
  const isNew = typeof key === 'string' && !(held instanceof Y.Map && held._map.has(key))
  const way = isNew && wellFormed(key) !== key ? [...path.slice(0, -1), wellFormed(key)] : path
  if (change.length === 1) return way === change[0] ? change : [way]
  const value = wellFormedJson(change[1])
  return way === change[0] && value === change[1] ? change : [way, value]
}

const isWithinPair = (text: string, index: number): boolean =>
  index > 0 && isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index))

/** A splice of a text that cuts no surrogate pair, and gives the same text; half a pair that is left is replaced. */
function inWholePairs(splice: Splice, text: string): Splice {
  const [path, index, count, added] = splice
  const from = isWithinPair(text, index) ? index - 1 : index
  const to = isWithinPair(text, index + count) ? index + count + 1 : index + count
  const run = text.slice(from, index) + (added as string) + text.slice(index + count, to)
  return [path, from, to - from, wellFormed(run)]
}
