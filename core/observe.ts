/**
 * Object.observe for today's engines, on Proxy: an object made observable records what is written through its proxy.
 * Refuses to know what the objects mean; `tracking.ts` follows a whole tree of JSON on the same traps.
 * Source: the ECMAScript Object.observe proposal (withdrawn 2015), and V8 4.6, which still had it.
 */
import {
  createDelivery,
  type DeliveryOptions,
  type Notifier,
  type ObserveCallback,
  type Observed,
} from './change-record.ts'
import { createRecorder } from './traps.ts'
import { createTracking } from './tracking.ts'

const arrayTypes = ['add', 'update', 'delete', 'splice']

export type Observation = ReturnType<typeof createObservation>

/**
 * Makes one world of observable objects, with its own queues.
 * @example
 * const world = createObservation({ schedule: (drain) => setTimeout(drain), report: console.error })
 * const point = world.observable({ x: 1 })
 * world.observe(point, (records) => console.log(records))
 * point.x = 2 // later: [{ type: 'update', object: point, name: 'x', oldValue: 1 }]
 */
export function createObservation(options: DeliveryOptions) {
  const delivery = createDelivery(options)
  /** By proxy: what the world knows of each object, tracked ones too. */
  const known = new WeakMap<object, Observed>()
  const proxies = new WeakMap<object, object>()
  const recorder = createRecorder(delivery)

  /**
   * The proxy of an object or array, the same one each time; all writes are to go through it.
   * It is shallow, like Object.observe: an object inside is observable on its own or not at all.
   * @throws TypeError for anything but an object.
   */
  function observable<T extends object>(value: T): T {
    if (!isObject(value)) throw new TypeError('observable: only an object can be made observable')
    if (known.has(value)) return value
    let proxy = proxies.get(value)
    if (!proxy) {
      const observed = recorder.record(value)
      proxy = observed.object
      proxies.set(value, proxy)
      known.set(proxy, observed)
    }
    return proxy as T
  }

  function observedOf(object: object, caller: string): Observed {
    if (!isObject(object)) throw new TypeError(`${caller}: the first argument is no object`)
    const observed = known.get(object)
    if (!observed) throw new TypeError(`${caller}: make the object observable first, and use the proxy that this gives`)
    return observed
  }

  /**
   * Delivers the records of what happens to an object to a callback. Observing again replaces its accept list.
   * @param acceptList the types of records wanted; without it the six that objects make by themselves
   * @throws TypeError for what is not observable, for a callback that is no function or is frozen, for a list that is no object
   */
  function observe<T extends object>(object: T, callback: ObserveCallback, acceptList?: ArrayLike<string>): T {
    const observed = observedOf(object, 'observe')
    checkCallback(callback, 'observe')
    if (Object.isFrozen(callback)) throw new TypeError('observe: the callback is frozen')
    if (acceptList !== undefined && !isObject(acceptList)) throw new TypeError('observe: the accept list is no list')
    delivery.subscribe(observed, callback, acceptList && new Set(Array.from(acceptList, String)))
    return object
  }

  /** Ends it; what is queued is still delivered. @throws TypeError as observe */
  function unobserve<T extends object>(object: T, callback: ObserveCallback): T {
    const observed = observedOf(object, 'unobserve')
    checkCallback(callback, 'unobserve')
    delivery.unsubscribe(observed, callback)
    return object
  }

  /** As observe, with one splice record for what an array method, or a write that moves the length, does. */
  const observeArray = <T extends object>(object: T, callback: ObserveCallback): T =>
    observe(object, callback, arrayTypes)

  /** As unobserve. */
  const unobserveArray = unobserve

  /** Delivers at once all that waits for one callback. @throws TypeError for what is no function */
  function deliverChangeRecords(callback: ObserveCallback): void {
    checkCallback(callback, 'deliverChangeRecords')
    delivery.deliverTo(callback)
  }

  /** The notifier of an object, always the same; null when the object is frozen. @throws TypeError as observe */
  function getNotifier(object: object): Notifier | null {
    const observed = observedOf(object, 'getNotifier')
    if (Object.isFrozen(object)) return null
    observed.notifier ??= recorder.notifierOf(observed)
    return observed.notifier
  }

  const { track } = createTracking({ known, recorder })
  const { deliver } = delivery

  return {
    observable,
    observe,
    unobserve,
    observeArray,
    unobserveArray,
    deliverChangeRecords,
    getNotifier,
    deliver,
    track,
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

function checkCallback(callback: unknown, caller: string): void {
  if (typeof callback !== 'function') throw new TypeError(`${caller}: the callback is no function`)
}

/** The world of those who need only one: it drains on a microtask, and what a callback throws becomes a rejection nobody handles. */
const world = createObservation({
  schedule: (drain) => void Promise.resolve().then(drain),
  report: (error) => void Promise.reject(error),
})

export const { observable, observe, unobserve, observeArray, unobserveArray, deliverChangeRecords, getNotifier } = world
