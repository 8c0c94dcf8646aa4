/**
 * Writes a change of plain JSON into Yjs and onto the plain mirror beside it, so that both are the same again.
 * To be used within a transaction. Knows nothing of what is sent.
 */
import * as Y from 'yjs'
import { applyInOrder, ChangeError, isForbiddenKey, valueAt } from '../../change.ts'
import type { Json, JsonObject, Key, Path, WireChange } from '../../change.ts'
import { clientOfText, isHigh, isLow, sharedAt, toShared, wellFormed, wellFormedJson, type SharedList, type SharedMap } from './tree.ts'

type Splice = Extract<WireChange, { readonly length: 4 }>

export interface Pen {
  /** Makes one change and adds it to `made`, as it was made. @throws ChangeError; nothing has changed then */
  write(change: WireChange, made: WireChange[]): void
}

export function createPen(options: {
  readonly doc: Y.Doc
  readonly root: SharedMap
  readonly mirror: JsonObject
  /** Something that held others is not there any more. */
  readonly removed: (path: Path) => void
}): Pen {
  const { doc, root, mirror, removed } = options

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

  function writeKey(map: SharedMap, path: Path, key: string, value: Json | undefined, made: WireChange[]): void {
    const before = map._map.get(key)
    if (before && !before.deleted && before.content instanceof Y.ContentType) removed(path)
    if (value === undefined) {
      if (!before || before.deleted) return
      make([path], made)
      map.delete(key)
    } else {
      make([path, value], made)
      map.set(key, toShared(value))
    }
  }

  function writeList(list: SharedList, path: Path, splice: Splice, made: WireChange[]): void {
    const [, index, count, added] = splice
    for (let at = index; at < index + count; at++) if (list.get(at) instanceof Y.AbstractType) removed([...path, at])
    make([path, index, count, added], made)
    if (count > 0) list.delete(index, count)
    if (added.length > 0) list.insert(index, (added as readonly Json[]).map(toShared))
  }

  function put(list: SharedList, path: Path, index: Key, value: Json, made: WireChange[]): void {
    if (typeof index !== 'number') throw new ChangeError(path, `a list has no key ${JSON.stringify(index)}`)
    const isHolder = list.get(index) instanceof Y.AbstractType
    make([path, value], made)
    if (isHolder) removed(path)
    list.delete(index, 1)
    list.insert(index, [toShared(value)])
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

  function writeText(path: Path, splice: Splice, text: string, made: WireChange[]): void {
    const whole = inWholePairs(splice, text)
    const [, index, count, added] = whole as readonly [Path, number, number, string]
    const shared = textAt(path, text)
    make([path, index, count, added], made)
    if (shared) {
      if (count > 0) shared.delete(index, count)
      if (added) shared.insert(index, added)
      return
    }
    const list = sharedAt(root, path, path.length - 1) as SharedList
    const at = path[path.length - 1] as number
    list.delete(at, 1)
    list.insert(at, [text.slice(0, index) + added + text.slice(index + count)])
  }

  function writeSplice(change: Splice, made: WireChange[]): void {
    const [path, held] = placeOf(change[0], change[0].length)
    const run = change[3]
    if (held instanceof Y.Array) {
      if (typeof run === 'string') throw new ChangeError(path, 'a list takes elements')
      const added = run.map(wellFormedJson)
      return writeList(held as SharedList, path, [path, change[1], change[2], added], made)
    }
    const text = valueAt(mirror, path)
    if (typeof text !== 'string' || typeof run !== 'string' || change[1] + change[2] > text.length)
      throw new ChangeError(path, 'there is no list and no text that this fits')
    writeText(path, change, text, made)
  }

  return {
    write(change, made) {
      if (change.length === 4) return writeSplice(change, made)
      const last = change[0].length - 1
      if (last < 0) throw new ChangeError(change[0], 'the root of a data object cannot be replaced')
      const [path, held] = placeOf(change[0], last)
      const value = change.length === 2 ? wellFormedJson(change[1]) : undefined
      const key = path[last] as Key
      if (held instanceof Y.Map && typeof key === 'string') {
        if (isForbiddenKey(key)) throw new ChangeError(path, `the key ${JSON.stringify(key)} is not allowed`)
        if (held._map.has(key) || wellFormed(key) === key) return writeKey(held, path, key, value, made)
        return writeKey(held, [...path.slice(0, last), wellFormed(key)], wellFormed(key), value, made)
      }
      if (held instanceof Y.Array && value !== undefined) return put(held, path, key, value, made)
      throw new ChangeError(path, held ? 'an element of a list is removed by a splice' : 'there is nothing to set it in')
    },
  }
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
