/**
 * All links of a bus: which conditions hold between two addresses now, by what was ordered and when. Each order that
 * begins or ends is an event. What becomes of one message is the affair of link.ts, its delivery that of the bus.
 */
import type { Cancel, Clock } from './clock.ts'
import { createLink, openLink, type Link, type Passage } from './link.ts'
import { areNeutral, areUnreliable, noConditions, type LinkConditions } from './link-conditions.ts'
import type { LinkOrder } from './link-order.ts'
import type { Address, Message } from './message.ts'
import type { SessionRecorder } from './recorder.ts'

export interface Links {
  /** Nothing is ordered now: no message need be asked about. */
  areOpen(): boolean
  /** The orders that stand, are at work, or are planned; the ones that decide first come first. */
  readonly orders: readonly LinkOrder[]
  /** Takes an order. False where too many are planned, or nothing would change. */
  order(order: LinkOrder): boolean
  /** What becomes of a message on its way to one address: a passage for each copy. */
  send(message: Message, to: Address): readonly Passage[]
  /** To be called when the message that was sent last has been recorded: an order that it used up ends. */
  used(): void
  /** Whether messages wait on a link until somebody orders something else. */
  isHeld(from: Address, to: Address): boolean
  /** Whether what an address sends and gets was always to be relied on: never lost, doubled or overtaken. */
  isReliable(address: Address): boolean
  /** From now on nothing that anybody sends or gets is to be relied on. */
  distrustAll(): void
  /** Tells of every order that begins or ends. */
  onChange(listener: () => void): () => void
}

/** Most orders that may stand, and most that may be planned or at work for a time. */
export const ordersMax = 1_000

interface Entry {
  readonly order: LinkOrder
  /** One for each pair of addresses that used it, with its own luck. */
  readonly links: Map<string, Link>
  /** For the next messages: how many more. */
  left: number
  /** The message that was counted last: all its deliveries are one. */
  last: Message | undefined
  isAtWork: boolean
  cancel: Cancel | undefined
}

const keyOf = ({ from = '*', to = '*' }: { readonly from?: Address; readonly to?: Address }): string => `${from} ${to}`

export function createLinks(options: { readonly clock: Clock; readonly recorder: SessionRecorder }): Links {
  const { clock, recorder } = options
  const standing = new Map<string, Entry>()
  /** For a time; the latest comes first. */
  let passing: readonly Entry[] = []
  let listeners: readonly (() => void)[] = []
  const unreliable = new Set<Address>()
  let isAnyUnreliable = false
  let usedUp: Entry[] = []
  let measured: { readonly message: Message; readonly bytes: number } | undefined

  function tell(order: LinkOrder, state: 'planned' | 'begins' | 'ends'): void {
    recorder.add({ kind: 'fault', fault: 'link', state, order: { ...order, conditions: writtenOf(order.conditions) } })
    if (state !== 'planned') for (const listener of [...listeners]) listener()
  }

  function distrust({ from, to, conditions }: LinkOrder): void {
    if (!areUnreliable(conditions)) return
    if (from === undefined || to === undefined) isAnyUnreliable = true
    else unreliable.add(from).add(to)
  }

  function stand(order: LinkOrder): boolean {
    const key = keyOf(order)
    const isCleared = areNeutral(order.conditions)
    if (isCleared && order.from === undefined && order.to === undefined) {
      if (standing.size + passing.length === 0 && !isAnyUnreliable && unreliable.size === 0) return false
      for (const { cancel } of passing) cancel?.()
      passing = []
      standing.clear()
    } else {
      if (!standing.has(key) && standing.size >= ordersMax) return false
      standing.set(key, entryOf(order))
    }
    tell(order, 'begins')
    return true
  }

  function end(entry: Entry): void {
    entry.cancel?.()
    passing = passing.filter((other) => other !== entry)
    tell(entry.order, 'ends')
  }

  function plan(order: LinkOrder): boolean {
    const { time } = order
    if (passing.length >= ordersMax) return false
    const entry = entryOf(order)
    passing = [entry, ...passing]
    const begin = (): void => {
      entry.isAtWork = true
      entry.cancel = time.kind === 'span' ? clock.after(time.forMs, () => end(entry)) : undefined
      tell(order, 'begins')
    }
    if (time.kind !== 'span' || time.afterMs === 0) begin()
    else {
      entry.cancel = clock.after(time.afterMs, begin)
      tell(order, 'planned')
    }
    return true
  }

  function entryFor(from: Address, to: Address, message: Message | undefined): Entry | undefined {
    for (const entry of passing) if (doesFit(entry, from, to, message)) return entry
    if (standing.size === 0) return undefined
    return standing.get(`${from} ${to}`) ?? standing.get(`${from} *`) ?? standing.get(`* ${to}`) ?? standing.get('* *')
  }

  function linkOf(entry: Entry, from: Address, to: Address): Link {
    const name = `${from} ${to}`
    let link = entry.links.get(name)
    if (!link) entry.links.set(name, (link = createLink(entry.order.conditions, entry.order.seed, name)))
    return link
  }

  function count(entry: Entry, message: Message): void {
    if (entry.order.time.kind !== 'next' || entry.last === message) return
    entry.last = message
    if (--entry.left === 0) usedUp.push(entry)
  }

  function bytesOf(message: Message): number {
    if (measured?.message !== message) measured = { message, bytes: JSON.stringify(message).length }
    return measured.bytes
  }

  return {
    areOpen: () => standing.size === 0 && passing.length === 0,
    get orders() {
      return [...passing, ...standing.values()].map(({ order }) => order)
    },
    order(order) {
      distrust(order)
      return order.time.kind === 'standing' ? stand(order) : plan(order)
    },
    send(message, to) {
      const entry = entryFor(message.from, to, message)
      const link = entry ? linkOf(entry, message.from, to) : openLink
      if (entry) count(entry, message)
      return link.send(link.conditions.bandwidthKilobits > 0 ? bytesOf(message) : 0, clock.now())
    },
    used() {
      if (usedUp.length === 0) return
      const ending = usedUp
      usedUp = []
      for (const entry of ending) end(entry)
    },
    isHeld: (from, to) => entryFor(from, to, undefined)?.order.conditions.isHeld ?? false,
    distrustAll: () => void (isAnyUnreliable = true),
    isReliable: (address) => !isAnyUnreliable && !unreliable.has(address),
    onChange(listener) {
      listeners = [...listeners, listener]
      return () => {
        listeners = listeners.filter((other) => other !== listener)
      }
    },
  }
}

const entryOf = (order: LinkOrder): Entry => ({
  order,
  links: new Map(),
  left: order.time.kind === 'next' ? order.time.count : 0,
  last: undefined,
  isAtWork: false,
  cancel: undefined,
})

/** Whether an order for a time is at work for a message; without a message, for all that go between the two. */
function doesFit({ order, isAtWork, left, last }: Entry, from: Address, to: Address, message?: Message): boolean {
  if (!isAtWork || (order.from ?? from) !== from || (order.to ?? to) !== to) return false
  const { time } = order
  if (time.kind !== 'next') return true
  if (!message || (time.type !== undefined && time.type !== message.type)) return false
  return left > 0 || last === message
}

/** Only what is not as on an open link: the record stays short. */
function writtenOf(conditions: LinkConditions): Partial<LinkConditions> {
  return Object.fromEntries(
    Object.entries(conditions).filter(([key, value]) => value !== noConditions[key as keyof LinkConditions]),
  )
}
