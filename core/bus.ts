/**
 * The message bus: takes a message from an endpoint, asks access, finds who is meant, and delivers over the link.
 * Knows addresses and topics; what a message means is the affair of the Syncers.
 */
import { createAccess, type Access } from './access.ts'
import type { Clock } from './clock.ts'
import type { SentHops } from './event.ts'
import {
  aboutObject,
  busAddress,
  isChanges,
  objectOf,
  shortName,
  type Address,
  type Decision,
  type Message,
  type ResponseMessage,
} from './message.ts'
import { createOwnerships, type Ownership } from './ownership.ts'
import type { Person } from './port.ts'
import type { SessionRecorder } from './recorder.ts'

/** Takes what was delivered; `of` is the number of the sent event, to be ended by the receiver. */
export type Receive = (message: Message, of: number) => void

/** One hyperty's way onto the bus. What it sends is held against its address. */
export interface Endpoint extends Ownership {
  readonly address: Address
  readonly name: string
  /** Sends a message; returns the number of its event. */
  send(message: Message, hops?: SentHops, cause?: number): number
  readonly online: boolean
  /** Tells the others that it has come; until then it is not among the people. */
  announce(): void
  setOnline(online: boolean): void
  close(): void
}

export interface Bus {
  readonly access: Access
  readonly people: readonly Person[]
  /** Tells of every change of `people`: of one at once, of more of the same moment together. */
  onPeople(listener: () => void): () => void
  /** Joins a hyperty. @throws Error where the address is taken. */
  connect(address: Address, name: string, receive: Receive): Endpoint
  readonly delayMs: number
  /** Declares a delay for every link; a message under way keeps the one it started with, order is kept. */
  setDelay(delayMs: number): void
}

/** Most deliveries that may be under way at once; beyond it a message is refused with 503. */
const underWayMax = 1_000_000

/** A bus on a clock, with a recorder that is told of every message. */
export function createBus(options: { clock: Clock; recorder: SessionRecorder; access?: Access }): Bus {
  const { clock, recorder, access = createAccess() } = options
  type Seat = { readonly endpoint: Endpoint; readonly receive: Receive; online: boolean; person: Person | undefined }
  const seats = new Map<Address, Seat>()
  const ownerships = createOwnerships({
    access,
    isHere: (address) => seats.has(address),
    isOnline: (address) => seats.get(address)?.online === true,
  })
  const listeners = new Set<() => void>()
  /** Links with something under way: when the last of it arrives. */
  const busyLinks = new Map<string, { freeAt: number; count: number }>()
  let due: { readonly to: Address; readonly message: Message; readonly of: number }[] = []
  let draining = false
  let underWay = 0
  let delayMs = 0
  let people: readonly Person[] | undefined
  let toldAt = Number.NaN
  let willTell = false

  function peopleNow(): readonly Person[] {
    if (people) return people
    const here: Person[] = []
    for (const { person } of seats.values()) if (person) here.push(person)
    people = Object.freeze(here)
    return people
  }

  /** Many who come in one moment, which only a virtual clock knows, are told of together, but for the first. */
  function tellPeople(): void {
    people = undefined
    const isFirst = toldAt !== clock.now()
    toldAt = clock.now()
    if (isFirst) tellNow()
    else if (!willTell) clock.after(0, tellNow)
    willTell ||= !isFirst
  }

  function tellNow(): void {
    willTell = false
    for (const listener of [...listeners]) listener()
  }

  /** Who is meant; undefined where nobody is there to be meant. A topic may well have no followers. */
  function receiversOf(message: Message): readonly Address[] | undefined {
    if (message.to.startsWith('hyperty:')) return seats.has(message.to) ? [message.to] : undefined
    const url = objectOf(message.to)
    if (!isChanges(message.to)) {
      const reporter = access.facts(url)?.reporter
      return reporter && seats.has(reporter) ? [reporter] : undefined
    }
    const author = message.type === 'update' ? message.body.author : undefined
    const receivers: Address[] = []
    for (const follower of ownerships.followersOf(url))
      if (follower !== author && seats.has(follower)) receivers.push(follower)
    return receivers
  }

  function lose(of: number, to: Address, who: Address): void {
    const reason = `${seats.get(who)?.endpoint.name ?? shortName(who)} is offline.`
    recorder.ended(of, to, {}, 'lost', { allow: false, by: busAddress, rule: 'link-cut', code: 503, reason })
  }

  function arrive(to: Address, message: Message, of: number): void {
    const seat = seats.get(to)
    if (!seat || !seat.online) {
      if (seat) lose(of, to, to)
      else
        recorder.ended(of, to, {}, 'lost', {
          allow: false,
          by: busAddress,
          rule: 'nobody-there',
          code: 404,
          reason: `${shortName(to)} has left.`,
        })
      return
    }
    seat.receive(message, of)
  }

  function drain(): void {
    if (draining) return
    draining = true
    try {
      while (due.length > 0) {
        const now = due
        due = []
        for (const { to, message, of } of now) arrive(to, message, of)
      }
    } finally {
      draining = false
    }
  }

  function travel(to: Address, message: Message, of: number): void {
    const link = delayMs === 0 && busyLinks.size === 0 ? '' : `${message.from} ${to}`
    const busy = link === '' ? undefined : busyLinks.get(link)
    if (delayMs === 0 && !busy) {
      due.push({ to, message, of })
      return
    }
    const now = clock.now()
    const freeAt = Math.max(now + delayMs, busy?.freeAt ?? 0)
    const entry = busy ?? { freeAt, count: 0 }
    entry.freeAt = freeAt
    entry.count++
    busyLinks.set(link, entry)
    underWay++
    clock.after(freeAt - now, () => {
      underWay--
      // as long as there is another, even for the same moment, what is sent now comes after it
      if (--entry.count === 0) busyLinks.delete(link)
      due.push({ to, message, of })
      drain()
    })
  }

  function answer(request: Message, decision: Decision, cause: number): void {
    const { code, rule, reason, by } = decision
    const body: ResponseMessage['body'] = { source: busAddress, code, reason, rule, by }
    const response: ResponseMessage = { id: request.id, type: 'response', from: busAddress, to: request.from, body }
    const n = recorder.sent(response, {}, 1, cause)
    travel(request.from, response, n)
  }

  function refuse(message: Message, decision: Decision, hops: SentHops, cause: number | undefined): number {
    const meant = access.facts(aboutObject(message))?.reporter ?? message.to
    const n = recorder.sent(message, hops, 1, cause)
    recorder.ended(n, meant, {}, 'refused', decision)
    if (message.type !== 'response') answer(message, decision, n)
    return n
  }

  function send(from: Endpoint, message: Message, hops: SentHops, cause: number | undefined): number {
    const decision = access.decide(from.address, message)
    const to = decision.allow ? receiversOf(message) : undefined
    let n: number
    if (underWay + due.length > underWayMax) {
      n = refuse(
        message,
        { allow: false, by: busAddress, rule: 'bus-full', code: 503, reason: 'Too many messages are under way.' },
        hops,
        cause,
      )
    } else if (!decision.allow) {
      n = refuse(message, decision, hops, cause)
    } else if (!to) {
      const reason = `${shortName(message.to)} is not there.`
      n = refuse(message, { allow: false, by: busAddress, rule: 'nobody-there', code: 404, reason }, hops, cause)
    } else {
      n = recorder.sent(message, hops, to.length, cause, decision)
      const cut = seats.get(from.address)?.online === false
      for (const address of to) {
        if (cut) lose(n, address, from.address)
        else travel(address, message, n)
      }
    }
    drain()
    return n
  }

  function connect(address: Address, name: string, receive: Receive): Endpoint {
    if (seats.has(address)) throw new Error(`there is already a hyperty ${address}`)
    const endpoint: Endpoint = {
      address,
      name,
      send: (message, hops = {}, cause) => send(endpoint, message, hops, cause),
      ...ownerships.seatOf(address, name),
      get online() {
        return seats.get(address)?.online ?? false
      },
      announce() {
        const seat = seats.get(address)
        if (!seat || seat.person) return
        seat.person = { url: address, name, online: seat.online }
        recorder.add({ kind: 'hyperty', url: address, name, state: 'joined' })
        tellPeople()
      },
      setOnline(online) {
        const seat = seats.get(address)
        if (!seat || seat.online === online) return
        seat.online = online
        if (seat.person) seat.person = { ...seat.person, online }
        recorder.add({ kind: 'fault', fault: online ? 'online' : 'offline', who: address })
        tellPeople()
      },
      close() {
        const announced = seats.get(address)?.person
        if (!seats.delete(address)) return
        ownerships.vacate(address)
        if (!announced) return
        recorder.add({ kind: 'hyperty', url: address, name, state: 'left' })
        tellPeople()
      },
    }
    seats.set(address, { endpoint, receive, online: true, person: undefined })
    return endpoint
  }

  return {
    access,
    get people() {
      return peopleNow()
    },
    onPeople(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    connect,
    get delayMs() {
      return delayMs
    },
    setDelay(next) {
      if (next === delayMs) return
      delayMs = next
      recorder.add({ kind: 'fault', fault: 'delay', delayMs })
    },
  }
}
