/**
 * Follows a whole tree of JSON: each write through its proxies becomes one change, with its path and its values
 * captured then and there. Refuses what is not JSON. Knows nothing of who is told, nor of versions.
 */
import { depthOf, isLeaving, pathOf, type Cell, type Container, type Tree } from './cell.ts'
import type { Observed } from './change-record.ts'
import { copyJson, isContainer, isForbiddenKey, type Change, type Json, type Key } from './change.ts'
import { NotJsonError, takeFlat, takeIn, type Entrance, type NotJsonCode } from './intake.ts'
import { arrayIndex, type Recorder } from './traps.ts'
import { createTrackedList } from './tracked-list.ts'

/** A tree of JSON that is followed. */
export interface Tracked<T> {
  /** The proxy; all local writes go through it. */
  readonly data: T
  /** The plain JSON behind it, to be read only. */
  readonly raw: T
  /** Writes made inside are recorded to observers as always, but `onChange` is not told. */
  applying<R>(write: () => R): R
  /** Whether an object of this tree has an observer now: a remote change must go through the proxy then. */
  observed(): boolean
}

type Bag = { [key: PropertyKey]: Json }
type Traps = ProxyHandler<Container> & ThisType<Cell>

export interface TrackingOptions {
  /** By proxy: what the world knows of each object. */
  readonly known: WeakMap<object, Observed>
  readonly recorder: Recorder
}

/** Makes the following of trees for one world. */
export function createTracking({ known, recorder }: TrackingOptions) {
  /** By the plain container behind. */
  const cells = new WeakMap<object, Cell>()

  /**
   * Takes a copy of a JSON object in and follows it: `onChange` is told of each write, once it is made.
   * @throws NotJsonError when the value is not JSON; its `path` says where
   */
  function track<T extends object>(value: T, onChange: (change: Change) => void): Tracked<T> {
    const root = takeIn([value], undefined, rootEntrance)[0] as Container
    const tree: Tree = { onChange, observed: new Set(), applying: 0 }
    return {
      data: createCell(tree, root, undefined, '').object as T,
      raw: root as T,
      applying(write) {
        tree.applying++
        try {
          return write()
        } finally {
          tree.applying--
        }
      },
      observed() {
        for (const observed of tree.observed) if (pathOf(observed as Cell)) return true
        return false
      },
    }
  }

  function createCell(tree: Tree, target: Container, parent: Cell | undefined, key: Key): Cell {
    const cell = {
      __proto__: Array.isArray(target) ? listTraps : objectTraps,
      tree,
      target,
      parent,
      key,
      recent: undefined,
      recorder: undefined,
      object: target,
      observers: undefined,
      performing: undefined,
      notifier: undefined,
      kin: tree.observed,
    } as Cell
    cell.object = new Proxy(target, cell)
    cells.set(target, cell)
    known.set(cell.object, cell)
    return cell
  }

  /** The proxy of a container that was just read in `parent`. */
  function childOf(parent: Cell, key: Key, target: Container): object {
    let cell = parent.recent
    if (cell?.target !== target) {
      cell = cells.get(target)
      if (!cell) {
        if (!Object.hasOwn(parent.target, key)) return target // not in the tree: the prototype, read as __proto__
        cell = createCell(parent.tree, target, parent, key)
      }
      cell.parent = parent
      parent.recent = cell
    }
    cell.key = key
    return cell.object
  }

  function cellOf(proxy: object): Cell | undefined {
    const observed = known.get(proxy)
    return observed?.kin ? (observed as Cell) : undefined
  }

  /** How values come into a container where `count` elements from `key` on, or the one at `key`, give way. */
  function entranceTo(cell: Cell, key: Key, count: number): Entrance {
    return {
      depth: depthOf(cell),
      path: () => pathOf(cell) ?? [],
      open(value, refuse) {
        const own = cellOf(value)
        if (!own) return value
        if (pathOf(own) && !isLeaving(own, cell, key, count)) {
          return refuse('alias', 'the value stands in tracked data already; take it out first, or write a copy of it')
        }
        return own.target
      },
    }
  }

  const recorderOf = (cell: Cell): object =>
    (cell.recorder ??= recorder.proxyOf(cell.target, cell, (value) => shown(cell, value)))

  /** A value as a reader may have it: the proxy of a container, wherever that has gone. */
  function shown(parent: Cell, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const target = value as Container
    return (cells.get(target) ?? createCell(parent.tree, target, parent, 0)).object
  }

  /** A value that is no longer in the tree; it is copied if anybody still holds its proxy. */
  const captured = (value: Json): Json => (isContainer(value) && cells.has(value) ? copyJson(value) : value)

  function write(cell: Cell, key: string, last: Key, value: unknown): true {
    const { tree } = cell
    const target = cell.target as Bag
    const found = target[key]
    // of what is inherited only __proto__, which is refused before, is no function
    const isThere = found !== undefined && typeof found !== 'function'
    const before = found as Json
    let next: Json
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) next = value
    else if (typeof value === 'number' && Number.isFinite(value)) next = value + 0
    else {
      const own = typeof value === 'object' ? cellOf(value) : undefined
      if (isThere && own?.target === before) return true
      const flat = typeof value === 'object' && !own ? takeFlat(value) : undefined
      next = flat ?? (takeIn([value], last, entranceTo(cell, last, 1))[0] as Json)
    }
    if (isThere && before === next) return true
    const path = tree.applying === 0 ? pathOf(cell, last) : undefined
    if (cell.observers) Reflect.set(recorderOf(cell), key, next)
    else target[key] = next
    if (!path) return true
    const type = isThere ? 'update' : 'add'
    if (type === 'add') tree.onChange({ type, path, value: copyJson(next) })
    else tree.onChange({ type, path, value: copyJson(next), oldValue: captured(before) })
    return true
  }

  function remove(cell: Cell, key: string): void {
    const { tree } = cell
    const target = cell.target as Bag
    const before = target[key] as Json
    const path = tree.applying === 0 ? pathOf(cell, key) : undefined
    if (cell.observers) Reflect.deleteProperty(recorderOf(cell), key)
    else delete target[key]
    if (path) tree.onChange({ type: 'delete', path, oldValue: captured(before) })
  }

  const { methodOf, append, setLength } = createTrackedList({
    recorder,
    cellOf,
    heldOf: (container) => cells.get(container)?.object,
    shown,
    recorderOf,
    entranceTo,
  })

  const objectTraps: Traps = {
    get(target, key) {
      const value = (target as Bag)[key]
      return typeof value === 'object' && value !== null ? childOf(this, key as string, value as Container) : value
    },
    set(target, key, value, receiver) {
      if (receiver !== this.object) return Reflect.set(target, key, value, receiver)
      if (typeof key !== 'string') return refuse(this, String(key), 'not-json', 'a symbol is no key of JSON')
      if (isForbiddenKey(key)) return refuse(this, key, 'forbidden-key', 'this key is not allowed; choose another')
      return write(this, key, key, value)
    },
    deleteProperty(target, key) {
      if (Object.hasOwn(target, key)) remove(this, key as string)
      return true
    },
    defineProperty(target, key, descriptor) {
      const isThere = Object.hasOwn(target, key)
      if (!isPlainProperty(descriptor, isThere)) {
        return refuse(this, String(key), 'not-plain', 'JSON has plain values only: write it with an assignment')
      }
      return !('value' in descriptor) || Reflect.set(this.object, key, descriptor.value)
    },
    getOwnPropertyDescriptor(target, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
      if (descriptor && isContainer(descriptor.value as Json)) {
        descriptor.value = childOf(this, key as string, descriptor.value as Container)
      }
      return descriptor
    },
    preventExtensions() {
      return refuse(this, undefined, 'not-plain', 'tracked data cannot be frozen, sealed or closed')
    },
    setPrototypeOf(target, prototype) {
      if (prototype === Object.getPrototypeOf(target)) return true
      return refuse(this, undefined, 'not-plain', 'the prototype of tracked data stays as it is')
    },
  }

  const listTraps: Traps = {
    ...objectTraps,
    get(target, key) {
      const value: unknown = (target as Bag)[key]
      if (typeof value === 'object' && value !== null) return childOf(this, key as string, value as Container)
      return typeof value === 'function' ? methodOf(value) : value
    },
    set(target, key, value, receiver) {
      if (receiver !== this.object) return Reflect.set(target, key, value, receiver)
      if (key === 'length') return setLength(this, value)
      const { length } = target as Json[]
      const index = typeof key === 'string' ? arrayIndex(key) : -1
      if (index < 0) return refuse(this, String(key), 'array-key', 'an array of JSON has indices only')
      if (index > length) return refuse(this, index, 'hole', `the array ends at ${length}; write there, or push`)
      if (index < length) return write(this, key as string, index, value)
      append(this, index, value)
      return true
    },
    deleteProperty(target, key) {
      if (key === 'length') return false
      if (!Object.hasOwn(target, key)) return true
      return refuse(this, Number(key), 'array-delete', 'delete would leave a hole; use splice')
    },
  }

  return { track }
}

/** True for a property as an assignment makes it; what is not said of one that is there stays. */
function isPlainProperty(descriptor: PropertyDescriptor, isThere: boolean): boolean {
  if ('get' in descriptor || 'set' in descriptor) return false
  const { writable = isThere, enumerable = isThere, configurable = isThere } = descriptor
  return writable && enumerable && configurable && (isThere || 'value' in descriptor)
}

const rootEntrance: Entrance = { depth: 0, path: () => [], open: (value) => value }

function refuse(cell: Cell, key: Key | undefined, code: NotJsonCode, reason: string): never {
  throw new NotJsonError(code, pathOf(cell, key) ?? (key === undefined ? [] : [key]), reason)
}
