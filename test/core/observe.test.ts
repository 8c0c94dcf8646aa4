import { describe, expect, it, vi } from 'vitest'
import { drainRoundsMax, type ChangeRecord, type ObserveCallback } from '../../core/change-record.ts'
import * as ours from '../../core/observe.ts'

type Bag = Record<string, unknown>

function createWorld() {
  const errors: unknown[] = []
  let scheduled = 0
  const world = ours.createObservation({
    schedule: () => {
      scheduled++
    },
    report: (error) => errors.push(error),
  })
  /** Observes, and gives the list in which all records arrive, without their object. */
  function watch(object: object, how: 'observe' | 'observeArray' = 'observe', accept?: string[]) {
    const seen: Bag[] = []
    const callback: ObserveCallback = (records) => {
      for (const { object: about, ...rest } of records) {
        expect(about).toBe(object)
        seen.push(rest)
      }
    }
    if (how === 'observe') world.observe(object, callback, accept)
    else world.observeArray(object, callback)
    return { seen, callback }
  }
  return { ...world, errors, watch, scheduled: () => scheduled }
}

describe('observe', () => {
  it('[OB1] gives one proxy for each object, and leaves what is inside as it is', () => {
    const { observable } = createWorld()
    const inner = {}
    const value: { inner: object; list?: number[] } = { inner }
    const proxy = observable(value)
    expect(proxy).not.toBe(value)
    expect(observable(value)).toBe(proxy)
    expect(observable(proxy)).toBe(proxy)
    expect(proxy.inner).toBe(inner)
    proxy.list = [1]
    expect(value).toEqual({ inner: {}, list: [1] })
    expect(Array.isArray(observable([]))).toBe(true)
  })

  it('[OB2] records an add, an update where the value differs, and a delete of what was there', () => {
    const { observable, watch, deliver } = createWorld()
    const object = observable<Bag>({ a: 1, n: NaN, zero: 0 })
    const { seen } = watch(object)
    Object.assign(object, { a: 1, n: NaN, b: undefined })
    object.a = 2
    object.zero = -0
    expect(delete object.a).toBe(true)
    expect(delete object.a).toBe(true)
    object[Symbol('s') as unknown as string] = 1
    deliver()
    expect(seen).toEqual([
      { type: 'add', name: 'b' },
      { type: 'update', name: 'a', oldValue: 1 },
      { type: 'update', name: 'zero', oldValue: 0 },
      { type: 'delete', name: 'a', oldValue: 2 },
    ])
  })

  it('[OB2] says nothing of accessors that are called and of prototypes that change', () => {
    const { observable, watch, deliver } = createWorld()
    const base = { inherited: 1 }
    const object = observable<Bag>(
      Object.create(base, { twice: { get: () => 2, set: () => {}, configurable: true } }) as Bag,
    )
    const { seen } = watch(object)
    object.twice = 3
    base.inherited = 2
    deliver()
    expect(object.twice).toBe(2)
    expect(seen).toEqual([])
  })

  it('[OB3] records attributes, the prototype, and once that the object is closed', () => {
    const { observable, watch, deliver } = createWorld()
    const object = observable<Bag>({ a: 1 })
    const { seen } = watch(object)
    Object.defineProperty(object, 'a', { enumerable: false })
    Object.defineProperty(object, 'a', { enumerable: false })
    Object.defineProperty(object, 'a', { get: () => 2 })
    Object.setPrototypeOf(object, null)
    Object.preventExtensions(object)
    Object.preventExtensions(object)
    deliver()
    expect(seen).toEqual([
      { type: 'reconfigure', name: 'a' },
      { type: 'reconfigure', name: 'a', oldValue: 1 },
      { type: 'setPrototype', name: '__proto__', oldValue: Object.prototype },
      { type: 'preventExtensions' },
    ])
  })

  it('[OB4] gives everyone the same frozen records, in one array for each callback', () => {
    const { observable, observe, deliver } = createWorld()
    const object = observable<Bag>({})
    const list = observable<number[]>([1])
    const all: ChangeRecord[][] = []
    const first: ObserveCallback = (records) => all.push(records)
    const second: ObserveCallback = (records) => all.push(records)
    for (const callback of [first, second]) {
      observe(object, callback)
      observe(list, callback, ['splice'])
    }
    object.a = 1
    list.pop()
    object.b = 2
    deliver()
    expect(all.map((records) => records.map(({ type, name }) => [type, name]))).toEqual([
      [
        ['add', 'a'],
        ['splice', undefined],
        ['add', 'b'],
      ],
      [
        ['add', 'a'],
        ['splice', undefined],
        ['add', 'b'],
      ],
    ])
    expect(all[0]?.[0]).toBe(all[1]?.[0])
    expect(all[0]?.every((record) => Object.isFrozen(record))).toBe(true)
    expect(Object.isFrozen(all[0]?.[1]?.removed)).toBe(true)
  })

  const oneSplice: readonly [
    name: string,
    act: (list: unknown[]) => unknown,
    index: number,
    removed: unknown[],
    added: number,
  ][] = [
    ['push', (list) => list.push('x', 'y'), 3, [], 2],
    ['pop', (list) => list.pop(), 2, ['c'], 0],
    ['shift', (list) => list.shift(), 0, ['a'], 0],
    ['unshift', (list) => list.unshift('x'), 0, [], 1],
    ['splice', (list) => list.splice(1, 1, 'x', 'y'), 1, ['b'], 2],
    ['splice from the end', (list) => list.splice(-2), 1, ['b', 'c'], 0],
    ['a shorter length', (list) => (list.length = 1), 1, ['b', 'c'], 0],
    ['a longer length', (list) => (list.length = 5), 3, [], 2],
    ['a write at the end', (list) => (list[3] = 'x'), 3, [], 1],
    ['a write beyond the end', (list) => (list[5] = 'x'), 3, [], 3],
  ]
  it.each(oneSplice)('[OB5] %s is one splice for observeArray', (_, act, index, removed, addedCount) => {
    const { observable, watch, deliver } = createWorld()
    const list = observable<unknown[]>(['a', 'b', 'c'])
    const { seen } = watch(list, 'observeArray')
    const plain = watch(list)
    act(list)
    deliver()
    expect(seen).toEqual([{ type: 'splice', index, removed, addedCount }])
    expect(plain.seen.length).toBeGreaterThan(0)
    expect(plain.seen.every(({ type }) => ['add', 'update', 'delete'].includes(type as string))).toBe(true)
  })

  it('[OB5] an element that is written is an update for both', () => {
    const { observable, watch, deliver } = createWorld()
    const list = observable([1, 2])
    const { seen } = watch(list, 'observeArray')
    list[1] = 3
    deliver()
    expect(seen).toEqual([{ type: 'update', name: '1', oldValue: 2 }])
  })

  it('[OB6] pop and shift that remove nothing, and a splice of nothing, leave nothing', () => {
    const { observable, watch, deliver } = createWorld()
    const list = observable<number[]>([])
    const { seen } = watch(list, 'observeArray')
    const plain = watch(list)
    expect([list.pop(), list.shift(), list.splice(0, 0), list.length]).toEqual([undefined, undefined, [], 0])
    list.length = 0
    deliver()
    expect([...seen, ...plain.seen]).toEqual([])
  })

  it('[OB7] a performed change is one record for those who accept its type, and its parts for the others', () => {
    const { observable, watch, getNotifier, deliver } = createWorld()
    const point = observable({ x: 0, y: 0 })
    const moves = watch(point, 'observe', ['update', 'move'])
    const parts = watch(point)
    getNotifier(point)?.performChange('move', () => {
      point.x = 1
      point.y = 2
      return { by: 3, type: 'ignored', object: 'ignored' }
    })
    point.x = 5
    deliver()
    expect(moves.seen).toEqual([
      { type: 'move', by: 3 },
      { type: 'update', name: 'x', oldValue: 1 },
    ])
    expect(parts.seen.map(({ name }) => name)).toEqual(['x', 'y', 'x'])
  })

  it('[OB7] a performed change that throws ends, without a record of its own', () => {
    const { observable, watch, getNotifier, deliver } = createWorld()
    const point = observable({ x: 0 })
    const { seen } = watch(point, 'observe', ['update', 'move'])
    const notifier = getNotifier(point)
    const fail = (): never => {
      point.x = 1
      throw new Error('no')
    }
    expect(() => notifier?.performChange('move', fail)).toThrow('no')
    point.x = 2
    deliver()
    expect(seen).toEqual([{ type: 'update', name: 'x', oldValue: 1 }])
  })

  it('[OB8] a notifier sends records of its own; a frozen object has none', () => {
    const { observable, watch, getNotifier, deliver } = createWorld()
    const object = observable<Bag>({})
    const { seen } = watch(object, 'observe', ['ping'])
    const notifier = getNotifier(object)
    expect(getNotifier(object)).toBe(notifier)
    notifier?.notify({ type: 'ping', object: 1, detail: 'x' })
    notifier?.notify({ type: 'other' })
    deliver()
    expect(seen).toEqual([{ type: 'ping', detail: 'x' }])
    expect(() => notifier?.notify({} as { type: string })).toThrow(TypeError)
    expect(() => notifier?.performChange('x', 1 as never)).toThrow(TypeError)
    expect(getNotifier(Object.freeze(object))).toBe(null)
  })

  it('[OB9] callbacks run in the order of their first use, again until nothing waits', () => {
    const { observable, observe, deliver } = createWorld()
    const a = observable({ n: 0 })
    const b = observable({ n: 0 })
    const order: string[] = []
    const first: ObserveCallback = () => order.push('first')
    const second: ObserveCallback = () => {
      order.push('second')
      if (a.n < 2) a.n++
    }
    observe(b, first)
    observe(b, second)
    observe(a, second)
    observe(a, first)
    a.n = 1
    deliver()
    expect(order).toEqual(['first', 'second', 'first', 'second'])
  })

  it('[OB10] a callback that throws is reported, and the others are called', () => {
    const { observable, observe, watch, deliver, errors } = createWorld()
    const object = observable<Bag>({})
    observe(object, () => {
      throw new Error('mine')
    })
    const { seen } = watch(object)
    object.a = 1
    deliver()
    expect(errors).toEqual([new Error('mine')])
    expect(seen).toHaveLength(1)
  })

  it('[OB11] a second callback does not replace the first; the same one replaces its accept list', () => {
    const { observable, observe, watch, deliver } = createWorld()
    const object = observable<Bag>({ a: 1 })
    const first = watch(object)
    const second = watch(object)
    observe(object, second.callback, ['delete'])
    object.a = 2
    delete object.a
    deliver()
    expect(first.seen.map(({ type }) => type)).toEqual(['update', 'delete'])
    expect(second.seen.map(({ type }) => type)).toEqual(['delete'])
  })

  it('[OB11] unobserve ends it, and what is queued still comes', () => {
    const { observable, unobserve, unobserveArray, watch, deliver } = createWorld()
    const object = observable<Bag>({})
    const list = observable<number[]>([])
    const { seen, callback } = watch(object)
    const splices = watch(list, 'observeArray')
    object.a = 1
    expect(unobserve(object, callback)).toBe(object)
    unobserveArray(list, splices.callback)
    object.b = 1
    list.push(1)
    unobserve(object, () => {})
    deliver()
    expect(seen).toEqual([{ type: 'add', name: 'a' }])
    expect(splices.seen).toEqual([])
  })

  it('[OB12] what is no object, no function, frozen or not observable is a TypeError', () => {
    const { observable, observe, unobserve, observeArray, deliverChangeRecords, getNotifier } = createWorld()
    const object = observable({})
    const none = 1 as unknown as object
    const noFunction = {} as ObserveCallback
    const wrong: (() => unknown)[] = [
      () => observable(none),
      () => observe(none, () => {}),
      () => observe({}, () => {}),
      () => observe(object, noFunction),
      () =>
        observe(
          object,
          Object.freeze(() => {}),
        ),
      () => observe(object, () => {}, 1 as unknown as string[]),
      () => observeArray(none, () => {}),
      () => unobserve(object, noFunction),
      () => unobserve(none, () => {}),
      () => deliverChangeRecords(noFunction),
      () => getNotifier(none),
    ]
    for (const act of wrong) expect(act).toThrow(TypeError)
    expect(() => observe({}, () => {})).toThrow('observe: make the object observable first')
  })

  it('[OB13] a drain is asked for once, when the first record waits', () => {
    const { observable, watch, deliver, scheduled } = createWorld()
    const object = observable<Bag>({})
    object.unseen = 1
    expect(scheduled()).toBe(0)
    watch(object)
    object.a = 1
    object.b = 1
    expect(scheduled()).toBe(1)
    deliver()
    object.c = 1
    expect(scheduled()).toBe(2)
  })

  it('[OB13] the default world drains on a microtask, and its errors are rejections nobody handles', async () => {
    const object = ours.observable<Bag>({})
    const list = ours.observable<number[]>([])
    const callback = vi.fn<ObserveCallback>()
    ours.observe(object, callback)
    ours.observeArray(list, callback)
    object.a = 1
    list.push(1)
    expect(callback).not.toHaveBeenCalled()
    await Promise.resolve()
    expect(callback.mock.calls.map(([records]) => records.map(({ type }) => type))).toEqual([['add', 'splice']])
    ours.unobserve(object, callback)
    ours.unobserveArray(list, callback)
    ours.getNotifier(object)?.notify({ type: 'add' })
    ours.deliverChangeRecords(callback)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('[OB14] callbacks that answer each other for ever are stopped, reported, and go on in the next drain', () => {
    const { observable, observe, deliver, errors, scheduled } = createWorld()
    const object = observable({ n: 0 })
    observe(object, () => {
      object.n++
    })
    object.n = 1
    deliver()
    expect(object.n).toBe(1 + drainRoundsMax)
    expect(String(errors)).toContain('answered each other 1000 times')
    expect(scheduled()).toBe(2)
    deliver()
    expect(object.n).toBe(1 + 2 * drainRoundsMax)
  })

  it('[OB15] the records of one callback can be had at once', () => {
    const { observable, watch, deliverChangeRecords, deliver } = createWorld()
    const object = observable<Bag>({})
    const first = watch(object)
    const second = watch(object)
    object.a = 1
    deliverChangeRecords(second.callback)
    expect([first.seen.length, second.seen.length]).toEqual([0, 1])
    deliver()
    expect([first.seen.length, second.seen.length]).toEqual([1, 1])
  })

  it('[OB16] a circle of prototypes is refused, as it is without proxies', () => {
    const { observable } = createWorld()
    const a = observable<Bag>({})
    const b = observable<Bag>(Object.create(a) as Bag)
    expect(() => Object.setPrototypeOf(a, b) as object).toThrow(TypeError)
    expect(() => Object.setPrototypeOf(a, a) as object).toThrow(TypeError)
    expect(a.nothing).toBe(undefined)
  })

  it('[OB16] a write to an object that inherits from an observable is its own', () => {
    const { observable, watch, deliver } = createWorld()
    const base = observable<Bag>({ a: 1 })
    const { seen } = watch(base)
    const heir = Object.create(base) as Bag
    heir.a = 2
    deliver()
    expect([base.a, heir.a, seen]).toEqual([1, 2, []])
  })
})
