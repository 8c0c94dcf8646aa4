/**
 * One difference in a data object, and what can be done with it: apply, invert, find, write down.
 * Knows JSON and paths; knows nothing of who changed what, or when.
 */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON object; the root of every data object. */
export interface JsonObject {
  readonly [key: string]: Json
}
/** A step of a path: a string names a key of an object, a number an index of an array. */
export type Key = string | number
/** The way from the root to a value; an array, because a key may hold a dot or a slash. `[]` is the root. */
export type Path = readonly Key[]

/**
 * One difference with its path and its values, captured when it happened.
 * A splice counts in elements of an array, or in UTF-16 units of a text.
 */
export type Change =
  | { readonly type: 'add'; readonly path: Path; readonly value: Json }
  | { readonly type: 'update'; readonly path: Path; readonly value: Json; readonly oldValue: Json }
  | { readonly type: 'delete'; readonly path: Path; readonly oldValue: Json }
  | Splice

/** A run of an array (or of a text) replaced by another; `path` names the array. */
export interface Splice {
  readonly type: 'splice'
  readonly path: Path
  readonly index: number
  readonly removed: readonly Json[] | string
  readonly added: readonly Json[] | string
}

/**
 * A change as it travels: without the old values, which the receiver has.
 * `[path, value]` sets, `[path]` deletes, `[path, index, removedCount, added]` splices.
 */
export type WireChange =
  | readonly [path: Path]
  | readonly [path: Path, value: Json]
  | readonly [path: Path, index: number, removedCount: number, added: readonly Json[] | string]

/** A change that cannot be made here: the path it names is not there, or is not of that kind. */
export class ChangeError extends Error {
  readonly path: Path

  constructor(path: Path, reason: string) {
    super(`${pathText(path)}: ${reason}`)
    this.name = 'ChangeError'
    this.path = path
  }
}

/** True for a key that no path and no value from outside may hold: it would reach into the prototypes of a receiver. */
export const isForbiddenKey = (key: unknown): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype'

/**
 * A path for people to read, as a JSON Pointer (RFC 6901).
 * @example pathText(['list', 0, 'a/b']) // '/list/0/a~1b'
 */
export const pathText = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('') || '/'

const isWithin = (code: number, start: number): boolean => code >= start && code < start + 0x400
/** Whether a place in a text, in UTF-16 units, lies between the two halves of one character. */
export const isInPair = (text: string, at: number): boolean =>
  at > 0 && isWithin(text.charCodeAt(at), 0xdc00) && isWithin(text.charCodeAt(at - 1), 0xd800)

type Container = Json[] | { [key: string]: Json }

/** True for an array or an object. */
export const isContainer = (value: Json | undefined): value is readonly Json[] | JsonObject =>
  typeof value === 'object' && value !== null

/** A deep copy of plain JSON. */
export function copyJson<T extends Json>(value: T): T {
  if (!isContainer(value)) return value
  if (Array.isArray(value)) return value.map(copyJson) as unknown as T
  const copy: { [key: string]: Json } = {}
  for (const key of Object.keys(value)) copy[key] = copyJson((value as JsonObject)[key] as Json)
  return copy as T
}

/** True where two JSON values are the same, whatever the order of their keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (!isContainer(a) || !isContainer(b) || a === b) return Object.is(a, b)
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item: Json, index) => sameJson(item, b[index]))
  }
  const left = a as JsonObject
  const right = b as JsonObject
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
}

/** What stands under a key; nothing that a prototype holds, of which `__proto__` is the only one that is no function. */
function step(container: Container, key: Key, path: Path): Json | undefined {
  if (Array.isArray(container)) {
    if (typeof key !== 'number') throw new ChangeError(path, `an array has no key ${JSON.stringify(key)}`)
    return container[key]
  }
  if (typeof key !== 'string') throw new ChangeError(path, `an object has no index ${key}`)
  const value = container[key]
  return typeof value === 'function' || key === '__proto__' ? undefined : value
}

/** The value at a path, or undefined where there is none. */
export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root
  for (let index = 0; index < path.length; index++) {
    const key = path[index] as Key
    if (!isContainer(value)) return undefined
    if (Array.isArray(value) !== (typeof key === 'number')) return undefined
    value = step(value as Container, key, path)
  }
  return value
}

function containerAt(root: Json, path: Path, depth: number): Container {
  let value: Json | undefined = root
  for (let index = 0; index < depth; index++) {
    value = step(value as Container, path[index] as Key, path)
    if (!isContainer(value))
      throw new ChangeError(path, `nothing can be set below ${pathText(path.slice(0, index + 1))}`)
  }
  return value as Container
}

function checkKey(container: Container, key: Key, path: Path): void {
  if (isForbiddenKey(key)) throw new ChangeError(path, `the key ${JSON.stringify(key)} is not allowed`)
  if (!Array.isArray(container)) {
    if (typeof key !== 'string') throw new ChangeError(path, `an object has no index ${key}`)
    return
  }
  if (typeof key !== 'number' || !Number.isInteger(key) || key < 0 || key >= container.length) {
    throw new ChangeError(path, `the index ${JSON.stringify(key)} is not in the array`)
  }
}

/** What a wire change replaced: the old value, or the run that a splice took out; undefined where nothing was. */
type Before = Json | readonly Json[] | undefined

/**
 * Makes one wire change and gives what was there before, unless nobody wants it: in an object of 100,000 keys each
 * look costs. Hot. @throws ChangeError; nothing has changed then
 */
function make(root: Json, wire: WireChange, isWanted = true): Before {
  if (wire.length === 4) return makeSplice(root, wire)
  const path = wire[0]
  const last = path.length - 1
  if (last < 0) throw new ChangeError(path, 'the root of a data object cannot be replaced')
  const container = containerAt(root, path, last) as { [key: Key]: Json }
  const key = path[last] as Key
  if (wire.length === 1 && Array.isArray(container)) {
    throw new ChangeError(path, 'an element of an array is removed by a splice')
  }
  checkKey(container as Container, key, path)
  const found = isWanted ? container[key] : undefined
  if (wire.length === 2) container[key] = copyJson(wire[1])
  else delete container[key]
  return typeof found === 'function' ? undefined : found
}

function makeSplice(root: Json, wire: Extract<WireChange, { length: 4 }>): Before {
  // taken one by one: destructuring an array asks for an iterator
  const path = wire[0]
  const index = wire[1]
  const count = wire[2]
  const added = wire[3]
  const target = valueAt(root, path)
  if (typeof target !== 'string' && !Array.isArray(target))
    throw new ChangeError(path, 'a splice needs an array or a text')
  if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || count < 0 || index + count > target.length) {
    throw new ChangeError(path, `${count} elements at ${index} are not in ${target.length}`)
  }
  if ((typeof target === 'string') !== (typeof added === 'string')) {
    throw new ChangeError(path, 'a text takes text, an array takes elements')
  }
  if (typeof target === 'string') {
    if (isInPair(target, index) || isInPair(target, index + count))
      throw new ChangeError(path, `a character at ${index} or ${index + count} would be cut in two`)
    const removed = target.slice(index, index + count)
    const container = containerAt(root, path, path.length - 1) as { [key: Key]: Json }
    container[path[path.length - 1] as Key] = target.slice(0, index) + (added as string) + target.slice(index + count)
    return removed
  }
  const list = target as Json[]
  const items = added as readonly Json[]
  if (items.length === 0) return list.splice(index, count)
  return items.length === 1
    ? list.splice(index, count, copyJson(items[0] as Json))
    : list.splice(index, count, ...items.map(copyJson))
}

/** Takes back a change that was the last one made. */
function unmake(root: Json, wire: WireChange, before: Before): void {
  const path = wire[0]
  if (wire.length === 4) makeSplice(root, [path, wire[1], wire[3].length, before as string | readonly Json[]])
  else if (before !== undefined) make(root, [path, before])
  else if (wire.length === 2) make(root, [path])
}

/**
 * Makes one wire change on plain JSON, and says what it was, with the old values.
 * Values are copied in. Gives undefined for a delete of what is not there.
 * @throws ChangeError when the path is not there; nothing has changed then.
 */
export function applyWire(root: Json, wire: WireChange): Change | undefined {
  const before = make(root, wire)
  const path = wire[0]
  if (wire.length === 4) {
    return { type: 'splice', path, index: wire[1], removed: before as string | readonly Json[], added: wire[3] }
  }
  if (wire.length === 1) return before === undefined ? undefined : { type: 'delete', path, oldValue: before }
  const value = wire[1]
  return before === undefined ? { type: 'add', path, value } : { type: 'update', path, value, oldValue: before }
}

/**
 * Makes wire changes on plain JSON, all of them or none.
 * @throws ChangeError when one cannot be made; those before it are taken back.
 */
export function applyAll(root: Json, wires: readonly WireChange[]): void {
  if (wires.length === 1) return applyInOrder(root, wires)
  const before: Before[] = []
  try {
    for (const wire of wires) before.push(make(root, wire))
  } catch (error) {
    for (let index = before.length - 1; index >= 0; index--) unmake(root, wires[index] as WireChange, before[index])
    throw error
  }
}

/**
 * Makes wire changes on plain JSON, in order; for a value that is read anew where one does not fit.
 * @throws ChangeError at the first that cannot be made; those before it are made
 */
export function applyInOrder(root: Json, wires: readonly WireChange[]): void {
  for (let index = 0; index < wires.length; index++) make(root, wires[index] as WireChange, false)
}

/** Makes changes on plain JSON, in order. @throws ChangeError at the first that cannot be made; those before it are made. */
export function apply(root: Json, changes: readonly Change[]): void {
  for (const change of changes) applyWire(root, toWire(change))
}

/** The change that undoes a change. */
export function invert(change: Change): Change {
  switch (change.type) {
    case 'add':
      return { type: 'delete', path: change.path, oldValue: change.value }
    case 'delete':
      return { type: 'add', path: change.path, value: change.oldValue }
    case 'update':
      return { ...change, value: change.oldValue, oldValue: change.value }
    case 'splice':
      return { ...change, removed: change.added, added: change.removed }
  }
}

/** The form in which a change travels. */
export function toWire(change: Change): WireChange {
  switch (change.type) {
    case 'delete':
      return [change.path]
    case 'splice':
      return [change.path, change.index, change.removed.length, change.added]
    default:
      return [change.path, change.value]
  }
}

/**
 * True where the order of two changes could matter: one path stands at or above the other, or
 * one of them moves the elements of a list that the other reaches into.
 */
export function overlaps(a: WireChange, b: WireChange): boolean {
  const [short, long] = a[0].length <= b[0].length ? [a[0], b[0]] : [b[0], a[0]]
  for (let index = 0; index < short.length; index++) if (short[index] !== long[index]) return false
  return true
}
