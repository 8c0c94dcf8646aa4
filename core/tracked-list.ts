/**
 * What the methods of a list do when it is tracked: each call is one splice of the plain list behind, one change.
 * Knows lists; `tracking.ts` knows where they stand and who may see what.
 */
import {
  aliasIn,
  arrayMethods,
  changedRange,
  planOf,
  rearrangements,
  type ArrayMethod,
  type Rearrangement,
} from './array-method.ts'
import { pathOf, type Cell } from './cell.ts'
import { copyJson, isContainer, type Json } from './change.ts'
import { isScalar, NotJsonError, takeFlat, takeIn, type Entrance } from './intake.ts'
import type { Recorder } from './traps.ts'

export interface ListOptions {
  readonly recorder: Recorder
  cellOf(proxy: object): Cell | undefined
  /** The proxy of a container, if somebody may hold it. */
  heldOf(container: object): object | undefined
  /** A value as a reader may have it. */
  shown(parent: Cell, value: unknown): unknown
  recorderOf(cell: Cell): object
  entranceTo(cell: Cell, index: number, count: number): Entrance
}

/** Makes the writing of lists for one world. */
export function createTrackedList({ recorder, cellOf, heldOf, shown, recorderOf, entranceTo }: ListOptions) {
  /** Replaces a run of a list by the items from `offset` on; gives what it took out. */
  function splice(
    cell: Cell,
    how: ArrayMethod | 'append' | 'length',
    index: number,
    count: number,
    items: readonly unknown[],
    offset: number,
  ): Json[] {
    const { tree } = cell
    const list = cell.target as Json[]
    const scalars = scalarsOf(items, offset)
    const added = scalars ?? takeItems(cell, index, count, items.slice(offset))
    const path = tree.applying === 0 ? pathOf(cell) : undefined
    const removed = cell.observers
      ? spliceRecorded(cell, how, index, count, added)
      : spliceList(list, index, count, added)
    if (path) {
      const gone = removed.length > 0 ? copiesOf(removed) : nothing
      tree.onChange({ type: 'splice', path, index, removed: gone, added: scalars ?? copiesOf(added) })
    }
    return removed
  }

  function takeItems(cell: Cell, index: number, count: number, items: readonly unknown[]): readonly Json[] {
    const only = items.length === 1 ? items[0] : undefined
    const flat = typeof only === 'object' && only && !cellOf(only) ? takeFlat(only) : undefined
    return flat ? [flat] : takeIn(items, index, entranceTo(cell, index, count))
  }

  function spliceRecorded(
    cell: Cell,
    how: ArrayMethod | 'append' | 'length',
    index: number,
    count: number,
    added: readonly Json[],
  ): Json[] {
    const list = cell.target as Json[]
    const proxy = recorderOf(cell)
    const removed = list.slice(index, index + count)
    if (how === 'append') Reflect.set(proxy, index, added[0])
    else if (how === 'length') Reflect.set(proxy, 'length', index)
    else {
      const args = how === 'splice' ? [index, count, ...added] : added
      recorder.callMethod(cell, proxy, list, how, args, (value) => shown(cell, value))
    }
    return removed
  }

  function setLength(cell: Cell, value: unknown): true {
    const { length } = cell.target as Json[]
    const wanted = Number(value)
    if (!Number.isInteger(wanted) || wanted < 0) throw new RangeError('Invalid array length')
    if (wanted > length) {
      const path = pathOf(cell, 'length') ?? ['length']
      throw new NotJsonError('hole', path, `the array ends at ${length}; push what is to follow`)
    }
    if (wanted < length) splice(cell, 'length', wanted, length - wanted, nothing, 0)
    return true
  }

  /** Called as a method of a proxy: the method itself, on the list behind. */
  function callMethod(cell: Cell, name: ArrayMethod, args: readonly unknown[]): unknown {
    const list = cell.target as Json[]
    const plan = planOf(name, list, args)
    let removed: Json[] = []
    if (plan && (plan.deleteCount > 0 || plan.addedCount > 0)) {
      removed = splice(cell, name, plan.index, plan.deleteCount, args, args.length - plan.addedCount)
    }
    if (name === 'push' || name === 'unshift') return list.length
    if (name !== 'splice') return handed(removed[0])
    for (let index = 0; index < removed.length; index++) removed[index] = handed(removed[index]) as Json
    return removed
  }

  /** What was taken out, for the caller: the proxy that somebody may hold already, or else the plain value. */
  const handed = (item: Json | undefined): unknown => (isContainer(item) ? (heldOf(item) ?? item) : item)

  /** Sort and its kin: tried on a copy first, then written as one splice of what really changed. */
  function rearrange(cell: Cell, name: Rearrangement, args: readonly unknown[]): object {
    const { tree } = cell
    const list = cell.target as Json[]
    const before = list.slice()
    const after = list.slice()
    const wanted = argumentsOf(cell, name, args)
    Reflect.apply(Array.prototype[name], after, wanted)
    if (list.length !== before.length || list.some((item, index) => item !== before[index])) {
      throw new TypeError(`${name}: the list was changed while it was at work`)
    }
    const alias = aliasIn(after)
    if (alias >= 0) {
      throw new NotJsonError('alias', pathOf(cell, alias) ?? [alias], 'one object would stand in two places')
    }
    const [start, end] = changedRange(before, after)
    if (start === end) return cell.object
    const path = tree.applying === 0 ? pathOf(cell) : undefined
    if (cell.observers && name !== 'sort') Reflect.apply(Array.prototype[name], recorderOf(cell), wanted)
    else {
      const target = cell.observers ? recorderOf(cell) : list
      for (let index = start; index < end; index++) Reflect.set(target, index, after[index])
    }
    if (path) {
      const removed = before.slice(start, end).map(copyJson)
      tree.onChange({ type: 'splice', path, index: start, removed, added: after.slice(start, end).map(copyJson) })
    }
    return cell.object
  }

  /** What a rearrangement may see: a comparator gets proxies, and what fills is taken in. */
  function argumentsOf(cell: Cell, name: Rearrangement, args: readonly unknown[]): unknown[] {
    const [first, ...rest] = args
    if (name === 'fill') return [takeIn([first], 0, entranceTo(cell, 0, 0))[0], ...rest]
    if (name !== 'sort' || typeof first !== 'function') return [...args]
    return [(a: Json, b: Json): unknown => first(shown(cell, a), shown(cell, b)) as unknown]
  }

  /** By the method that it stands for. */
  const methods = new Map<unknown, unknown>()
  for (const name of arrayMethods) {
    methods.set(Array.prototype[name], function (this: object, ...args: unknown[]): unknown {
      const cell = cellOf(this)
      return cell ? callMethod(cell, name, args) : Reflect.apply(Array.prototype[name], this, args)
    })
  }
  for (const name of rearrangements) {
    methods.set(Array.prototype[name], function (this: object, ...args: unknown[]): unknown {
      const cell = cellOf(this)
      return cell ? rearrange(cell, name, args) : Reflect.apply(Array.prototype[name], this, args)
    })
  }

  return {
    /** What stands for a method when it is read from a tracked list. */
    methodOf: (method: unknown): unknown => methods.get(method) ?? method,
    append: (cell: Cell, index: number, value: unknown): unknown => splice(cell, 'append', index, 0, [value], 0),
    setLength,
  }
}

const nothing: readonly never[] = Object.freeze([])

/** The items from `offset` on as a list of their own, when none is a container. */
function scalarsOf(items: readonly unknown[], offset: number): readonly Json[] | undefined {
  if (items.length === offset) return nothing
  for (let index = offset; index < items.length; index++) if (!isScalar(items[index])) return undefined
  const taken = items.slice(offset) as Json[]
  for (let index = 0; index < taken.length; index++) if (taken[index] === 0) taken[index] = 0 // and not -0
  return taken
}

function copiesOf(list: readonly Json[]): Json[] {
  const copies = list.slice()
  for (let index = 0; index < copies.length; index++) {
    const item = copies[index] as Json
    if (isContainer(item)) copies[index] = copyJson(item)
  }
  return copies
}

function spliceList(list: Json[], index: number, count: number, added: readonly Json[]): Json[] {
  if (added.length === 1) return list.splice(index, count, added[0] as Json)
  return added.length === 0 ? list.splice(index, count) : list.splice(index, count, ...added)
}
