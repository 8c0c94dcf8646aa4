/**
 * Change records and how they reach the callbacks: who accepts what, one queue for each callback, and the drain.
 * Knows nothing of proxies; `observe.ts` makes the records.
 */

/**
 * What `observe` delivers: frozen, as in the ECMAScript Object.observe proposal.
 * add, update, delete and reconfigure have `name` (update, delete and reconfigure `oldValue` where a value was lost),
 * setPrototype has the name `__proto__`, splice has `index`, `removed` and `addedCount`; a notifier adds what it likes.
 */
export interface ChangeRecord {
  readonly type: string
  readonly object: object
  readonly name?: string
  readonly oldValue?: unknown
  readonly index?: number
  readonly removed?: readonly unknown[]
  readonly addedCount?: number
  readonly [key: string]: unknown
}

/** Takes all records that waited for it, of all objects, in the order of time. */
export type ObserveCallback = (records: ChangeRecord[]) => void

/** Announces changes that the object itself does not show. */
export interface Notifier {
  /** Sends a record of its own: `type` is needed, `object` is filled in. Throws TypeError without a type. */
  notify(record: { readonly type: string; readonly [key: string]: unknown }): void
  /**
   * Runs `change` as one change of this type: callbacks that accept the type get none of the records made inside,
   * but one of this type with what `change` returned, if that is an object. Passes on what `change` throws.
   */
  performChange(type: string, change: () => unknown): void
}

/** One object that can be observed. `observers` is undefined while there are none, so that a write can ask cheaply. */
export interface Observed {
  /** The proxy, which is what records name. */
  object: object
  observers: Map<ObserveCallback, ReadonlySet<string>> | undefined
  /** How many changes of each type are being performed now. */
  performing: Map<string, number> | undefined
  notifier: Notifier | undefined
  /** The observed ones among its kin, kept up to date: how a tracked tree knows whether anybody looks; none but its cells has it. */
  readonly kin: Set<Observed> | undefined
}

/** The types that a callback accepts when it does not say. */
const defaultTypes: ReadonlySet<string> = new Set([
  'add',
  'update',
  'delete',
  'setPrototype',
  'reconfigure',
  'preventExtensions',
])

/** So many times may a drain go round, callbacks answering callbacks, before it reports and leaves the rest to the next. */
export const drainRoundsMax = 1000

export interface DeliveryOptions {
  /** Called once when records begin to wait; is to call `drain` later. */
  readonly schedule: (drain: () => void) => void
  /** Takes what a callback threw. */
  readonly report: (error: unknown) => void
}

export type Delivery = ReturnType<typeof createDelivery>

interface Queue {
  readonly order: number
  records: ChangeRecord[]
}

/** Makes the queues of one world. */
export function createDelivery({ schedule, report }: DeliveryOptions) {
  const queues = new WeakMap<ObserveCallback, Queue>()
  let waiting = new Map<ObserveCallback, Queue>()
  let scheduled = false
  let draining = false
  let nextOrder = 0

  function subscribe(observed: Observed, callback: ObserveCallback, accept: ReadonlySet<string> = defaultTypes): void {
    if (!queues.has(callback)) queues.set(callback, { order: nextOrder++, records: [] })
    observed.observers ??= new Map()
    observed.observers.set(callback, accept)
    observed.kin?.add(observed)
  }

  function unsubscribe(observed: Observed, callback: ObserveCallback): void {
    if (!observed.observers?.delete(callback) || observed.observers.size > 0) return
    observed.observers = undefined
    observed.kin?.delete(observed)
  }

  /** True while a record of this type would reach somebody. */
  function isWanted(observed: Observed, type?: string): boolean {
    if (!observed.observers) return false
    for (const accept of observed.observers.values()) {
      if ((type === undefined || accept.has(type)) && !isSilenced(observed, accept)) return true
    }
    return false
  }

  function enqueue(observed: Observed, record: ChangeRecord): void {
    if (!observed.observers || typeof record.name === 'symbol') return
    for (const [callback, accept] of observed.observers) {
      if (!accept.has(record.type) || isSilenced(observed, accept)) continue
      const queue = queues.get(callback) as Queue
      queue.records.push(record)
      waiting.set(callback, queue)
    }
    wake()
  }

  function wake(): void {
    if (scheduled || draining || waiting.size === 0) return
    scheduled = true
    schedule(deliver)
  }

  function begin(observed: Observed, type: string): void {
    observed.performing ??= new Map()
    observed.performing.set(type, (observed.performing.get(type) ?? 0) + 1)
  }

  function end(observed: Observed, type: string): void {
    const performing = observed.performing as Map<string, number>
    const count = (performing.get(type) as number) - 1
    if (count > 0) performing.set(type, count)
    else performing.delete(type)
    if (performing.size === 0) observed.performing = undefined
  }

  /** Delivers all that waits for one callback, again until nothing does. */
  function deliverTo(callback: ObserveCallback): void {
    for (let round = 0; round < drainRoundsMax; round++) if (!deliverOnce(callback)) return
    report(tooManyRounds())
  }

  function deliverOnce(callback: ObserveCallback): boolean {
    const queue = queues.get(callback)
    if (!queue || queue.records.length === 0) return false
    const records = queue.records
    queue.records = []
    waiting.delete(callback)
    try {
      callback(records)
    } catch (error) {
      report(error)
    }
    return true
  }

  /** Delivers everything that waits now, and what that brings about. A drain inside a drain does nothing. */
  function deliver(): void {
    scheduled = false
    if (draining) return
    draining = true
    try {
      for (let round = 0; waiting.size > 0; round++) {
        if (round === drainRoundsMax) return report(tooManyRounds())
        const turn = [...waiting].sort(([, a], [, b]) => a.order - b.order)
        waiting = new Map()
        for (const [callback] of turn) deliverOnce(callback)
      }
    } finally {
      draining = false
      wake()
    }
  }

  return { subscribe, unsubscribe, isWanted, enqueue, begin, end, deliverTo, deliver }
}

function isSilenced(observed: Observed, accept: ReadonlySet<string>): boolean {
  if (!observed.performing) return false
  for (const type of observed.performing.keys()) if (accept.has(type)) return true
  return false
}

const tooManyRounds = (): Error =>
  new Error(
    `observers answered each other ${drainRoundsMax} times; look for two callbacks that undo each other's writes`,
  )
