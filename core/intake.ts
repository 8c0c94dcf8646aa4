/**
 * What may be written to a data object: plain JSON, taken in as a copy, or refused with a reason and a path.
 * Knows nothing of proxies; whoever uses it says how to open one.
 */
import { isForbiddenKey, pathText, type Json, type Key, type Path } from './change.ts'

/** Why a write was refused. */
export type NotJsonCode =
  'not-json' | 'cycle' | 'alias' | 'forbidden-key' | 'hole' | 'array-key' | 'array-delete' | 'not-plain' | 'too-deep'

/** A write that a data object does not take; nothing has changed. `path` names where in the object it would have been. */
export class NotJsonError extends Error {
  readonly code: NotJsonCode
  readonly path: Path

  constructor(code: NotJsonCode, path: Path, reason: string) {
    super(`${pathText(path)}: ${reason}`)
    this.name = 'NotJsonError'
    this.code = code
    this.path = path
  }
}

/** Containers may stand in one another so many times, the root counted; a frame on the wire, which adds a few, allows 64. */
export const depthMax = 56

/** Where values are taken in: how to look behind a value of our own, and the way to the place they go to. */
export interface Entrance {
  /** The plain container behind a proxy of ours, or the value itself; refuses what is in use elsewhere. */
  open(value: object, refuse: Refuse): object
  /** The path of the container that is written to. */
  path(): Path
  /** How many containers the values will stand in. */
  readonly depth: number
}

export type Refuse = (code: NotJsonCode, reason: string) => never

/** One write at work. */
interface Intake {
  readonly entrance: Entrance
  /** The keys on the way down, below the container that is written to. */
  readonly trail: (Key | undefined)[]
  /** The containers on the way down. */
  readonly inside: object[]
  /** All containers met; made for the second one. */
  met: Set<object> | undefined
  first: object | undefined
}

/** True for a value that needs no copy. */
export const isScalar = (value: unknown): value is string | boolean | number | null =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' || typeof value === 'boolean' || value === null

/**
 * Copies the items of one write in; they are going to stand at `key`, or from the index `key` on; the
 * root of a tree stands at no key.
 * @throws NotJsonError for the first thing that is not JSON, stands in two places, or holds itself
 */
export function takeIn(items: readonly unknown[], key: Key | undefined, entrance: Entrance): Json[] {
  const intake: Intake = { entrance, trail: [], inside: [], met: undefined, first: undefined }
  return items.map((item, index) => take(intake, item, typeof key === 'number' ? key + index : key))
}

/**
 * A copy of a plain object without containers inside, which most writes are; undefined for anything else, which
 * `takeIn` then takes in or refuses.
 */
export function takeFlat(value: object): Json | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined
  const taken = { ...value } as { [key: string]: Json }
  for (const name in taken) {
    const item = taken[name]
    if (!isScalar(item) || isForbiddenKey(name)) return undefined
    if (item === 0) taken[name] = 0 // and not -0
  }
  return taken
}

function take(intake: Intake, value: unknown, at: Key | undefined): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  // adding 0 makes 0 of -0, which JSON does not keep
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  intake.trail.push(at)
  if (typeof value !== 'object') return refuse(intake, 'not-json', `${nameOf(value)} is not JSON; null is`)
  const source = enter(intake, value)
  const taken = Array.isArray(source) ? takeList(intake, source) : takeObject(intake, source)
  intake.trail.pop()
  intake.inside.pop()
  return taken
}

function enter(intake: Intake, value: object): object {
  const { entrance, inside } = intake
  if (entrance.depth + inside.length >= depthMax) {
    refuse(intake, 'too-deep', `more than ${depthMax} levels, one in another`)
  }
  const source = entrance.open(value, (code, reason) => refuse(intake, code, reason))
  if (intake.first === undefined) intake.first = source
  else {
    intake.met ??= new Set([intake.first])
    if (intake.met.has(source)) {
      if (inside.includes(source)) refuse(intake, 'cycle', 'the value holds itself')
      refuse(intake, 'alias', 'the value stands in two places; write a copy of it')
    }
    intake.met.add(source)
  }
  inside.push(source)
  if (Object.getOwnPropertySymbols(source).length > 0) refuse(intake, 'not-json', 'a symbol is no key of JSON')
  return source
}

function takeList(intake: Intake, list: readonly unknown[]): Json {
  if (!isPlainList(list)) return refuse(intake, 'not-json', `${nameOf(list)} is not a plain array`)
  const taken: Json[] = []
  for (let index = 0; index < list.length; index++) {
    const item = list[index]
    if (item === undefined && !Object.hasOwn(list, index)) {
      return refuse(intake, 'hole', 'an array of JSON has no holes; use null', index)
    }
    taken.push(take(intake, item, index))
  }
  const keys = Object.keys(list)
  if (keys.length > list.length) {
    return refuse(intake, 'array-key', 'an array of JSON has indices only', keys[list.length])
  }
  return taken
}

function takeObject(intake: Intake, source: object): Json {
  if (!isPlainObject(source)) return refuse(intake, 'not-json', `${nameOf(source)} is not a plain object`)
  const taken = { ...source } as { [key: string]: Json }
  for (const name in taken) {
    if (isForbiddenKey(name)) {
      return refuse(intake, 'forbidden-key', 'this key reaches into the prototypes of a receiver; choose another', name)
    }
    const item = taken[name]
    if (typeof item !== 'string') taken[name] = take(intake, item, name)
  }
  return taken
}

function refuse({ entrance, trail }: Intake, code: NotJsonCode, reason: string, last?: Key): never {
  const below = [...trail, last].filter((key) => key !== undefined)
  throw new NotJsonError(code, [...entrance.path(), ...below], reason)
}

/** True for the prototype of a plain object, of this realm or another. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === Object.prototype || prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** As above; the prototype of plain arrays is the only one that is an array itself. */
function isPlainList(value: readonly unknown[]): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Array.prototype || Array.isArray(prototype)
}

/** What a value is, for people. */
function nameOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value)
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`
  const { constructor } = value
  return typeof constructor === 'function' && constructor.name ? `a ${constructor.name}` : 'this object'
}
