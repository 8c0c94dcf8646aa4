/**
 * The traps: what a write to one object leaves as change records, in the order in which V8 4.6 made them.
 * One level deep; knows nothing of trees, paths or JSON.
 */
import type { ChangeRecord, Delivery, Notifier, Observed } from './change-record.ts'
import { arrayMethods, planOf, type ArrayMethod } from './array-method.ts'

type Bag = { [key: PropertyKey]: unknown }

export type Recorder = ReturnType<typeof createRecorder>

/** Makes the traps of one world. */
export function createRecorder(delivery: Delivery) {
  const { isWanted, enqueue, begin, end } = delivery

  /** Makes an object observable: `object` of what comes back is the proxy. */
  function record(target: object): Observed {
    const observed: Observed = {
      object: target,
      observers: undefined,
      performing: undefined,
      notifier: undefined,
      kin: undefined,
    }
    observed.object = proxyOf(target, observed, same)
    return observed
  }

  /**
   * A proxy of `target` that records for `observed`.
   * @param shown gives what a record may show of a value that was lost
   */
  function proxyOf(target: object, observed: Observed, shown: (value: unknown) => unknown): object {
    const at: Place = { target: target as Bag, observed, shown }
    return new Proxy(target, {
      defineProperty: (_, key, descriptor) => define(at, key, descriptor),
      deleteProperty: (_, key) => remove(at, key),
      preventExtensions: () => close(at),
      setPrototypeOf: (_, prototype) => setPrototype(at, prototype),
      ...(Array.isArray(target) && { get: createArrayGet(at, target) }),
    })
  }

  function createArrayGet({ observed, shown }: Place, list: unknown[]) {
    const methods = new Map<unknown, unknown>()
    for (const name of arrayMethods) {
      const call = (...args: unknown[]): unknown => callMethod(observed, observed.object, list, name, args, shown)
      methods.set(Array.prototype[name], call)
    }
    return (_: object, key: PropertyKey, receiver: unknown): unknown => {
      const value: unknown = Reflect.get(list, key, receiver)
      return typeof value === 'function' && receiver === observed.object ? (methods.get(value) ?? value) : value
    }
  }

  /** Runs an array method on a proxy: low-level records for those who take no splices, one splice for those who do. */
  function callMethod(
    observed: Observed,
    proxy: object,
    list: unknown[],
    name: ArrayMethod,
    args: readonly unknown[],
    shown: (value: unknown) => unknown,
  ): unknown {
    const method = Array.prototype[name] as (...items: unknown[]) => unknown
    const plan = planOf(name, list, args)
    if (!plan || !observed.observers) return method.apply(list, args as unknown[])
    const { index, deleteCount, addedCount } = plan
    const isSingle = name === 'pop' || name === 'shift' // to these a hole is undefined
    const removed = isSingle ? [list[index]] : list.slice(index, index + deleteCount)
    begin(observed, 'splice')
    try {
      return method.apply(proxy, args as unknown[])
    } finally {
      end(observed, 'splice')
      splice(observed, index, removed, addedCount, shown)
    }
  }

  function splice(
    observed: Observed,
    index: number,
    removed: unknown[],
    addedCount: number,
    shown: (value: unknown) => unknown,
  ): void {
    if (!isWanted(observed, 'splice')) return
    const gone = shown === same ? removed : removed.map(shown)
    const record = { type: 'splice', object: observed.object, index, removed: Object.freeze(gone), addedCount }
    enqueue(observed, Object.freeze(record))
  }

  function note(at: Place, type: string, name?: string, lost?: PropertyDescriptor): void {
    const { observed } = at
    if (!isWanted(observed, type)) return
    const record: { -readonly [key in keyof ChangeRecord]: ChangeRecord[key] } = { type, object: observed.object }
    if (name !== undefined) record.name = name
    if (lost && 'value' in lost) record.oldValue = at.shown(lost.value)
    enqueue(observed, Object.freeze(record))
  }

  function define(at: Place, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    const { target, observed } = at
    if (typeof key !== 'string' || !isWanted(observed)) return Reflect.defineProperty(target, key, descriptor)
    if (Array.isArray(target)) {
      if (key === 'length' && 'value' in descriptor) return defineLength(at, target, descriptor)
      if (arrayIndex(key) >= target.length) return defineBeyond(at, target, key, descriptor)
    }
    const before = Reflect.getOwnPropertyDescriptor(target, key)
    if (!Reflect.defineProperty(target, key, descriptor)) return false
    const after = Reflect.getOwnPropertyDescriptor(target, key) as PropertyDescriptor
    if (!before) note(at, 'add', key)
    else if (!sameAttributes(before, after)) note(at, 'reconfigure', key, isLost(before, after) ? before : undefined)
    else if (isLost(before, after)) note(at, 'update', key, before)
    return true
  }

  function defineBeyond(at: Place, list: unknown[], key: string, descriptor: PropertyDescriptor): boolean {
    const { observed } = at
    const length = list.length
    if (!Reflect.defineProperty(list, key, descriptor)) return false
    begin(observed, 'splice')
    note(at, 'add', key)
    note(at, 'update', 'length', { value: length })
    end(observed, 'splice')
    splice(observed, length, [], list.length - length, at.shown)
    return true
  }

  function defineLength(at: Place, list: unknown[], descriptor: PropertyDescriptor): boolean {
    const { observed } = at
    const length = list.length
    const { writable } = Reflect.getOwnPropertyDescriptor(list, 'length') as PropertyDescriptor
    const tail = elementsFrom(list, Number(descriptor.value))
    const done = Reflect.defineProperty(list, 'length', descriptor)
    const isMoved = list.length !== length
    if (isMoved) begin(observed, 'splice')
    const removed: unknown[] = new Array(Math.max(0, length - list.length))
    for (const [index, element] of tail) {
      if (index < list.length) continue
      note(at, 'delete', String(index), element)
      if ('value' in element) removed[index - list.length] = element.value
    }
    if (isMoved) note(at, 'update', 'length', { value: length })
    if (writable && !Reflect.getOwnPropertyDescriptor(list, 'length')?.writable) note(at, 'reconfigure', 'length')
    if (!isMoved) return done
    end(observed, 'splice')
    splice(observed, Math.min(length, list.length), removed, Math.max(0, list.length - length), at.shown)
    return done
  }

  function remove(at: Place, key: PropertyKey): boolean {
    const before = Reflect.getOwnPropertyDescriptor(at.target, key)
    const done = Reflect.deleteProperty(at.target, key)
    if (done && before && typeof key === 'string') note(at, 'delete', key, before)
    return done
  }

  function close(at: Place): boolean {
    const wasOpen = Reflect.isExtensible(at.target)
    const done = Reflect.preventExtensions(at.target)
    if (done && wasOpen) note(at, 'preventExtensions')
    return done
  }

  function setPrototype(at: Place, prototype: object | null): boolean {
    // the engine does not look for a circle behind a proxy
    for (let above = prototype; above; above = Reflect.getPrototypeOf(above)) {
      if (above === at.observed.object) return false
    }
    const before = Reflect.getPrototypeOf(at.target)
    const done = Reflect.setPrototypeOf(at.target, prototype)
    if (done && before !== prototype) note(at, 'setPrototype', '__proto__', { value: before })
    return done
  }

  function notifierOf(observed: Observed): Notifier {
    /** A record from outside: all that `source` shows, with the object and the type filled in. */
    function announce(source: object, type?: string): void {
      if (!isWanted(observed)) return
      const record: Bag = type === undefined ? { object: observed.object } : { object: observed.object, type }
      for (const key in source) {
        if (key !== 'object' && (key !== 'type' || type === undefined)) record[key] = (source as Bag)[key]
      }
      enqueue(observed, Object.freeze(record) as Bag & ChangeRecord)
    }
    return {
      notify(source) {
        if (typeof source?.type !== 'string') throw new TypeError('notify: a change record needs a type, a string')
        announce(source)
      },
      performChange(type, change) {
        if (typeof type !== 'string') throw new TypeError('performChange: the type is no string')
        if (typeof change !== 'function') throw new TypeError('performChange: the change is no function')
        begin(observed, type)
        let outcome: unknown
        try {
          outcome = change()
        } finally {
          end(observed, type)
        }
        if ((typeof outcome === 'object' && outcome !== null) || typeof outcome === 'function') announce(outcome, type)
      },
    }
  }

  return { record, proxyOf, callMethod, notifierOf }
}

/** Where a trap is at work. */
interface Place {
  readonly target: Bag
  readonly observed: Observed
  readonly shown: (value: unknown) => unknown
}

const same = (value: unknown): unknown => value

/** The index that a key is, or -1. */
export function arrayIndex(key: string): number {
  const index = Number(key) >>> 0
  return String(index) === key && index !== 0xffffffff ? index : -1
}

/** Elements at and after an index, the last one first; holes are left out. A long gap is not walked. */
function elementsFrom(list: unknown[], start: number): (readonly [number, PropertyDescriptor])[] {
  const indices: number[] = []
  if (list.length - start > 1000) {
    for (const key of Object.getOwnPropertyNames(list)) if (arrayIndex(key) >= start) indices.push(Number(key))
    indices.reverse()
  } else for (let index = list.length - 1; index >= start; index--) if (Object.hasOwn(list, index)) indices.push(index)
  return indices.map((index) => [index, Reflect.getOwnPropertyDescriptor(list, index) as PropertyDescriptor])
}

const sameAttributes = (a: PropertyDescriptor, b: PropertyDescriptor): boolean =>
  a.enumerable === b.enumerable &&
  a.configurable === b.configurable &&
  a.writable === b.writable &&
  a.get === b.get &&
  a.set === b.set

/** True where a value was there before and is not there now. */
const isLost = (before: PropertyDescriptor, after: PropertyDescriptor): boolean =>
  'value' in before && !('value' in after && Object.is(before.value, after.value))
