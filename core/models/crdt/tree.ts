/**
 * A data object as Yjs holds it: objects are maps, lists are arrays, a string is one value until somebody edits it
 * as text. Knows which value stands where; knows nothing of updates or of who wrote what.
 */
import * as Y from 'yjs'
import { limits } from '../../bounds.ts'
import { isContainer, isForbiddenKey, type Json, type JsonObject, type Key, type Path } from '../../change.ts'
import { hashJson } from '../../hash.ts'

/** Anything of Yjs that holds others. */
export type Shared = Y.ContentType['type']
export type SharedMap = Y.Map<unknown>
export type SharedList = Y.Array<unknown>

/** A value as Yjs is to hold it. */
export function toShared(value: Json): unknown {
  if (!isContainer(value)) return value
  if (Array.isArray(value)) {
    const list = new Y.Array<unknown>()
    list.push(value.map(toShared))
    return list
  }
  const map = new Y.Map<unknown>()
  fill(map, value as JsonObject)
  return map
}

export function fill(map: SharedMap, value: JsonObject): void {
  for (const key of Object.keys(value)) map.set(key, toShared(value[key] as Json))
}

/**
 * What Yjs holds, as plain JSON. What is no JSON, what lies too deep, and keys that reach into prototypes may come
 * from outside: they are null, or not there, and so everywhere.
 */
export function toPlain(held: unknown, depth: number): Json {
  if (typeof held === 'string' || typeof held === 'boolean' || held === null) return held
  if (typeof held === 'number') return Number.isFinite(held) ? held : null
  if (typeof held !== 'object' || depth > limits.depth) return null
  if (held instanceof Y.Text) return held.toString()
  if (held instanceof Y.Array) return plainList(held as SharedList, depth)
  if (held instanceof Y.Map) return plainMap(held as SharedMap, depth)
  if (held instanceof Y.AbstractType || ArrayBuffer.isView(held)) return null
  if (Array.isArray(held)) return held.map((item) => toPlain(item, depth + 1))
  const plain: { [key: string]: Json } = {}
  for (const [key, value] of Object.entries(held)) if (!isForbiddenKey(key)) plain[key] = toPlain(value, depth + 1)
  return plain
}

function plainList(list: SharedList, depth: number): Json[] {
  const plain: Json[] = []
  for (let item = list._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    for (const held of item.content.getContent()) plain.push(toPlain(held, depth + 1))
  }
  return plain
}

function plainMap(map: SharedMap, depth: number): JsonObject {
  const plain: { [key: string]: Json } = {}
  for (const [key, item] of map._map) {
    if (!item.deleted && !isForbiddenKey(key)) plain[key] = toPlain(contentOf(item), depth + 1)
  }
  return plain
}

/** What an item under a key holds. */
export const contentOf = (item: Y.Item): unknown => item.content.getContent()[item.length - 1]

/** What Yjs holds at a path, or at the part of it down to a depth. */
export function sharedAt(root: SharedMap, path: Path, depth = path.length): unknown {
  let held: unknown = root
  for (let index = 0; index < depth; index++) {
    const key = path[index] as Key
    if (typeof key === 'string') {
      if (!(held instanceof Y.Map)) return undefined
      held = held.get(key)
    } else {
      if (!(held instanceof Y.Array)) return undefined
      held = held.get(key)
    }
  }
  return held
}

/** Half of a surrogate pair cannot travel: Yjs writes UTF-8, and would hold something else at the other end. */
const halfPairs = /\p{Surrogate}/gu
const anyHalf = /[\ud800-\udfff]/

export const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
export const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

export const wellFormed = (text: string): string => (anyHalf.test(text) ? text.replace(halfPairs, '\ufffd') : text)

/** The value, with every half of a pair replaced, in keys too; the same value where there is none. */
export function wellFormedJson<T extends Json>(value: T): T {
  if (typeof value === 'string') return wellFormed(value) as T
  if (!isContainer(value) || isWellFormed(value)) return value
  if (Array.isArray(value)) return value.map(wellFormedJson) as unknown as T
  const plain: { [key: string]: Json } = {}
  for (const key of Object.keys(value)) plain[wellFormed(key)] = wellFormedJson((value as JsonObject)[key] as Json)
  return plain as T
}

function isWellFormed(value: Json): boolean {
  if (typeof value === 'string') return wellFormed(value) === value
  if (!isContainer(value)) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  return Object.keys(value).every((key) => wellFormed(key) === key && isWellFormed((value as JsonObject)[key] as Json))
}

/** The number by which Yjs knows a writer. */
export const clientOf = (who: string, life: number): number => Number.parseInt(hashJson([who, life]).slice(0, 8), 16)

/** That of nobody, for the value that an object begins with; its keys in their order. */
export const clientOfStart = (value: JsonObject): number =>
  Number.parseInt(hashJson(['start', JSON.stringify(value)]).slice(0, 12), 16)

/** That of nobody: whoever makes a text of one string makes the same items, and Yjs takes them for the same. */
export const clientOfText = ({ client, clock }: Y.ID): number =>
  Number.parseInt(hashJson(['text', client, clock]).slice(0, 12), 16)
