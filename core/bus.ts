/**
 * The message bus: takes a message from an endpoint, asks access, finds who is meant, and delivers over the link.
 * Knows addresses and topics; what a message means is the affair of the Syncers.
 */
import { createAccess, type Access } from './access.ts'
import { createAudience } from './audience.ts'
import type { Clock } from './clock.ts'
import { createDeliveries, type Delivery } from './delivery.ts'
import type { SentHops } from './event.ts'
import type { MessageJudge } from './message-judge.ts'
import type { Endpoint, Receive } from './endpoint.ts'
import { createHold, type Hold, type HeldParcel } from './hold.ts'
import { createLinks, type Links } from './links.ts'
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
import { createOwnerships } from './ownership.ts'
import { createPeople } from './people.ts'
import type { PeopleNews, Person } from './port.ts'
import type { SessionRecorder } from './recorder.ts'

export interface Bus {
  readonly access: Access
  /** The conditions of the links; a message under way keeps those it started with. */
  readonly links: Links
  /** Where messages are looked at before they are passed on. */
  readonly hold: Hold
  readonly people: readonly Person[]
  /** Whether somebody is among them. */
  isHere(address: Address): boolean
  /** Tells of every change of `people`: of one at once, of more of the same moment together. */
  onPeople(listener: (news: PeopleNews) => void): () => void
  /** Tells of everyone who is back after a crash, with nothing of what they held. */
  onRestart(listener: (who: Address) => void): () => void
  /** Tells of every object that has ended before its children. */
  onOrphans(listener: () => void): () => void
  /** Tells of everyone who has left for good, and whether it was on line then: what it said last may not have come. */
  onDeparture(listener: (who: Address, wasOnline: boolean) => void): () => void
  /**
   * Joins a hyperty, or one that has crashed again: what it followed and reported has gone with it, unless it was stored.
   * @throws Error where the address is taken
   */
  connect(address: Address, name: string, receive: Receive): Endpoint
  readonly delayMs: number
  /** Declares a delay for every link; a message under way keeps the one it started with, order is kept. */
  setDelay(delayMs: number): void
}

/** What not only the reporter says to all who belong to an object. */
const isOfMembers = ({ type, body }: Message): boolean =>
  (type === 'update' && body.seq !== undefined) || (type === 'event' && body.news === 'vector') || type === 'presence'

/** What has no filters judges nothing. */
const blind: MessageJudge = { show: () => undefined, matches: () => false }

/** Most deliveries that may be under way at once; beyond it a message is refused with 503. */
const underWayMax = 1_000_000
/** So many who have left are remembered; beyond that everybody counts as one who was here before. */
const leftMax = 10_000

/** A bus on a clock, with a recorder that is told of every message. */
export function createBus(options: {
  readonly clock: Clock
  readonly recorder: SessionRecorder
  readonly access?: Access
  /** What judges messages by the filters of breakpoints; without it none can be met. */
  readonly judge?: MessageJudge | undefined
  /** Told when the bus is held, and when it goes on. */
  readonly onHeld?: ((isHolding: boolean) => void) | undefined
}): Bus {
  const { clock, recorder, access = createAccess(), judge = blind, onHeld = () => undefined } = options
  type Seat = {
    readonly endpoint: Endpoint & { online: boolean }
    readonly receive: Receive
    person: Person | undefined
    isDown: boolean
    isStored: boolean
  }
  const seats = new Map<Address, Seat>()
  const ownerships = createOwnerships({
    access,
    isOnline: (address) => seats.get(address)?.endpoint.online === true,
    onOrphans: () => orphans.tell(),
  })
  /** Whoever takes such an address again must not use a number again that others know. */
  const hasLeft = new Set<Address>()
  const departures = createAudience<[who: Address, wasOnline: boolean]>()
  const orphans = createAudience<[]>()
  const restarts = createAudience<[who: Address]>()
  const links = createLinks({ clock, recorder })
  function* announced(): Iterable<Person> {
    for (const { person } of seats.values()) if (person) yield person
  }
  const people = createPeople({ clock, list: announced })
  const deliveries = createDeliveries({ clock, links, arrive, lose: loseOnLink })
  const { travel } = deliveries
  const hold = createHold({ recorder, judge, ...deliveries, distrust: links.distrustAll, held: onHeld })

  /** Who is meant; undefined where nobody is there to be meant. A topic may well have no followers. */
  function receiversOf(message: Message): readonly Address[] | undefined {
    if (message.to.startsWith('hyperty:')) return seats.has(message.to) ? [message.to] : undefined
    const url = objectOf(message.to)
    if (!isChanges(message.to)) {
      const reporter = ownerships.reporterOf(url)
      return reporter && seats.has(reporter) ? [reporter] : undefined
    }
    const author = message.type === 'update' ? message.body.author : undefined
    const receivers: Address[] = []
    // what a follower says is for the reporter, too
    const reporter = isOfMembers(message) ? ownerships.reporterOf(url) : undefined
    if (reporter !== undefined && reporter !== message.from && seats.has(reporter)) receivers.push(reporter)
    for (const follower of ownerships.followersOf(url))
      if (follower !== author && follower !== message.from && seats.has(follower)) receivers.push(follower)
    return receivers
  }

  const nameOf = (who: Address): string => seats.get(who)?.endpoint.name ?? shortName(who)

  function lose(of: number, to: Address, who: Address): void {
    const isDown = seats.get(who)?.isDown ?? false
    const reason = `${nameOf(who)} ${isDown ? 'has crashed' : 'is offline'}.`
    const rule = isDown ? 'crashed' : 'link-cut'
    recorder.ended(of, to, {}, 'lost', { allow: false, by: busAddress, rule, code: 503, reason })
  }

  function arrive(to: Address, message: Message, of: number): void {
    const seat = seats.get(to)
    if (!seat || !seat.endpoint.online) {
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

  function loseOnLink(rule: 'link-cut' | 'link-loss', { to, message, of }: Delivery): void {
    const between = `from ${nameOf(message.from)} to ${nameOf(to)}`
    const reason = rule === 'link-cut' ? `The link ${between} is cut.` : `It was lost on the link ${between}.`
    recorder.ended(of, to, {}, 'lost', { allow: false, by: busAddress, rule, code: 503, reason })
  }

  function answer(request: Message, decision: Decision, cause: number): void {
    const { code, rule, reason, by } = decision
    const body: ResponseMessage['body'] = { source: busAddress, code, reason, rule, by }
    const response: ResponseMessage = { id: request.id, type: 'response', from: busAddress, to: request.from, body }
    const n = recorder.sent(response, {}, 1, cause)
    if (hold.isWatching) hold.take({ n, message: response, to: [request.from], cause })
    else travel(request.from, response, n)
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
    if (deliveries.underWay() > underWayMax) {
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
    } else if (!from.online && seats.has(from.address)) {
      n = recorder.sent(message, hops, to.length, cause, decision)
      for (const address of to) lose(n, address, from.address)
    } else if (links.areOpen()) {
      n = recorder.sent(message, hops, to.length, cause, decision)
      if (hold.isWatching) hold.take({ n, message, to, cause, rule: decision.rule })
      else for (const address of to) travel(address, message, n)
    } else {
      // a copy that a link makes is a delivery of its own: how many there are is known before the first one ends
      const passages = to.map((address) => links.send(message, address))
      n = recorder.sent(message, hops, passages.flat().length, cause, decision)
      const parcel: HeldParcel = { n, message, to, passages, cause, rule: decision.rule }
      if (hold.isWatching) hold.take(parcel)
      else deliveries.pass(parcel, 0)
      links.used()
    }
    deliveries.drain()
    return n
  }

  function connect(address: Address, name: string, receive: Receive): Endpoint {
    const before = seats.get(address)
    if (before && !before.isDown) throw new Error(`there is already a hyperty ${address}`)
    const resumes = before?.isStored ?? false
    if (before && !resumes) ownerships.forgetAll(address)
    // plain fields: an object with getters of its own is a dictionary to the engine
    const endpoint: Endpoint & { online: boolean } = {
      address,
      name,
      firstId: before || hasLeft.has(address) || hasLeft.size === leftMax ? recorder.count : 0,
      resumes,
      send: (message, hops = {}, cause) => send(endpoint, message, hops, cause),
      judge: (message) => access.judge(address, message),
      ...ownerships.seatOf(address, name),
      online: true,
      isReliable: () => links.isReliable(address),
      announce() {
        const seat = seats.get(address)
        if (!seat || seat.person) return
        seat.person = { url: address, name, online: seat.endpoint.online }
        if (before?.person) {
          recorder.add({ kind: 'fault', fault: 'up', who: address, ...(resumes ? { stored: true } : {}) })
          if (!resumes) restarts.tell(address)
        } else recorder.add({ kind: 'hyperty', url: address, name, state: 'joined' })
        people.is(seat.person)
      },
      setOnline(online) {
        const seat = seats.get(address)
        if (!seat || seat.endpoint.online === online) return
        seat.endpoint.online = online
        if (seat.person) seat.person = { ...seat.person, online }
        recorder.add({ kind: 'fault', fault: online ? 'online' : 'offline', who: address })
        people.is(seat.person)
      },
      crash(isStored) {
        const seat = seats.get(address)
        if (!seat || seat.isDown) return
        seat.isDown = true
        seat.isStored = isStored
        seat.endpoint.online = false
        if (seat.person) seat.person = { ...seat.person, online: false }
        recorder.add({ kind: 'fault', fault: 'down', who: address, ...(isStored ? { stored: true } : {}) })
        people.is(seat.person)
      },
      close() {
        const { person, endpoint: { online: wasOnline } = endpoint } = seats.get(address) ?? {}
        if (!seats.delete(address)) return
        if (hasLeft.size < leftMax) hasLeft.add(address)
        endpoint.online = false
        ownerships.vacate(address)
        departures.tell(address, wasOnline)
        if (!person) return
        recorder.add({ kind: 'hyperty', url: address, name, state: 'left' })
        people.hasLeft(address)
      },
    }
    seats.set(address, { endpoint, receive, person: undefined, isDown: false, isStored: false })
    return endpoint
  }

  return {
    access,
    links,
    hold,
    get people() {
      return people.now()
    },
    isHere: (address) => seats.get(address)?.person !== undefined,
    onPeople: people.on,
    onRestart: restarts.join,
    onOrphans: orphans.join,
    onDeparture: departures.join,
    connect,
    get delayMs() {
      return deliveries.delayMs()
    },
    setDelay(next) {
      if (next === deliveries.delayMs()) return
      deliveries.setDelay(next)
      recorder.add({ kind: 'fault', fault: 'delay', delayMs: next })
    },
  }
}
