/**
 * Judges a session while it grows: do the copies of what is shared agree? It says so only where the record proves it:
 * every window has said what it holds since the last thing that happened to its copy, and nothing is on its way.
 * Fed with events, in order; knows no lines, no pages and no clock.
 */
import type { Evidence, Evident } from './evidence.ts'
import { shortName, type Address, type EventMessage, type Message } from './message.ts'
import type { SessionFooter } from './session.ts'
import { aboutOf, doesShow } from './showing.ts'
import { knowsAlike, whereTheyDiffer, type Copy, type HeldCopy } from './sameness.ts'

export interface Verdict {
  readonly state: SessionFooter['verdict']
  /** For people. */
  readonly sentence: string
}

export interface ConvergenceCheck {
  /** Takes the next event. A number that is left out is a part of the session that is missing. */
  take(event: Evidence): void
  /** A part of the session is missing: from here on nothing is proven. */
  miss(): void
  /** The verdict on what was taken so far; `isOver` where nothing will come any more. */
  verdict(isOver: boolean): Verdict
  /** The version at which the windows of all of these last said that they hold the same; undefined where they did not. */
  agreedVersion(object: Address, members: readonly Address[]): number | undefined
}

/** An object: its latest version, its reporter and who follows, and the copies of all who said something of it. */
interface Held {
  reporter: Address | undefined
  latest: number
  readonly holders: Set<Address>
  readonly copies: Map<Address, Copy>
  /** Of each follower the number of its last subscription that was answered, and the event that answered it. */
  readonly admitted: Map<Address, { readonly id: number; readonly answer: number }>
}

/** A message of which deliveries have not ended. */
interface UnderWay {
  readonly message: Message
  readonly object: Address
  left: number
  /** Its sender has gone since: who is back with that URL has not asked it. */
  isVoid: boolean
}

/** Whether it asks the reporter to take a write. */
const asksForWrite = ({ type, body }: Message): boolean =>
  type === 'update' && body.version === undefined && body.seq === undefined

export function createConvergenceCheck(): ConvergenceCheck {
  const objects = new Map<Address, Held>()
  const open = new Map<number, UnderWay>()
  const names = new Map<Address, string>()
  const offline = new Map<Address, 'is offline' | 'is coming back'>()
  const crashed = new Set<Address>()
  let last = 0
  let isWhole = true
  let underWay = 0
  let wasShared = false

  function heldOf(object: Address): Held {
    let held = objects.get(object)
    if (!held) {
      held = { reporter: undefined, latest: 0, holders: new Set(), copies: new Map(), admitted: new Map() }
      objects.set(object, held)
    }
    return held
  }

  /** Something happens to a copy: its window will say what it holds then. */
  function touch(held: Held | undefined, who: Address, own?: number): void {
    const copy = held?.copies.get(who)
    if (!copy) return
    copy.staleBy = copy.isStale ? undefined : own
    copy.isStale = true
  }

  function hold(held: Held, reporter: Address, follower?: Address): void {
    held.reporter = reporter
    held.holders.add(reporter)
    if (follower === undefined) return
    held.holders.add(follower)
    wasShared = true
  }

  function release(held: Held | undefined, who: Address): void {
    held?.holders.delete(who)
    held?.copies.delete(who)
    if (held?.reporter === who) held.reporter = undefined
  }

  function onSent({ n, message, deliveries, cause, rule }: Evident<'sent'>): void {
    // nothing that a copy holds depends on where somebody's cursor is
    if (message.type === 'presence') return
    const object = aboutOf(message) ?? open.get(cause ?? 0)?.object ?? ''
    if (deliveries > 0) {
      open.set(n, { message, object, left: deliveries, isVoid: false })
      underWay += deliveries
    }
    const { source } = message.body
    // who comes back on line says or asks at once where it stands
    if (offline.get(source) === 'is coming back') offline.delete(source)
    // a window that wrote something holds it, whatever becomes of the report; one that is asked for again is not written anew
    if (message.type === 'update' && !(asksForWrite(message) && cause !== undefined))
      touch(objects.get(object), source, n)
    // what access refused has no effect
    if (rule === undefined) return
    // one whose request to follow was refused does not
    const asked = message.type === 'response' && message.body.code === 200 ? open.get(cause ?? 0) : undefined
    if (asked?.message.type === 'subscribe' && !asked.isVoid) {
      hold(heldOf(object), source, asked.message.body.source)
      heldOf(object).admitted.set(asked.message.body.source, { id: asked.message.id, answer: n })
    }
    onAllowed(message, object)
  }

  function onAllowed({ type, body }: Message, object: Address): void {
    if (type === 'create') hold(heldOf(object), body.source)
    // an answer says where the reporter stands: that is where an object begins that was restored
    const isSaid = type === 'create' || type === 'update' || (type === 'response' && body.value !== undefined)
    if (isSaid && body.version !== undefined) {
      const held = heldOf(object)
      held.latest = Math.max(held.latest, body.version)
    }
    if (type === 'event' && body.news === 'reporter') onPassed(object, body)
    if (type === 'event' && body.vacant) release(objects.get(object), body.source)
    // without its reporter nothing keeps the copies in step any more
    else if ((type === 'delete' && !body.resource) || (type === 'event' && body.news === 'left')) objects.delete(object)
  }

  /** Another hyperty is the reporter, from a version on: what others had beyond that counts no more. */
  function onPassed(object: Address, { source, version = 0 }: EventMessage['body']): void {
    const held = heldOf(object)
    hold(held, source)
    held.latest = version
    // where writers number their writes themselves nothing of them is dropped
    for (const copy of held.copies.values())
      if (copy.said?.known === undefined && (copy.said?.version ?? 0) > version) copy.isStale = true
  }

  function onEnded({ of, to, effect, hops, decision }: Evident<'ended'>): void {
    const entry = open.get(of)
    if (!entry) return
    underWay--
    if (--entry.left === 0) open.delete(of)
    const { message, object } = entry
    const held = objects.get(object)
    const own = held?.copies.get(to)
    // what its own Syncer turned back at once is as it was, and is not said again
    if (own?.staleBy === of && message.from === to && effect === 'refused') own.isStale = false
    // one that was lost ends nothing: the copy stays, and so does the follower at the reporter
    const isLast = message.id > (held?.admitted.get(message.body.source)?.id ?? 0)
    if (message.type === 'unsubscribe' && effect === 'answered' && isLast && !entry.isVoid)
      release(held, message.body.source)
    // an invitation was withdrawn, or a follower removed: its copy is not kept in step any more
    if (message.type === 'delete' && message.body.resource && effect === 'applied') release(held, to)
    // or it was away when that was said, and learns of it when it asks
    const isUnwanted = message.type === 'read' && effect === 'refused' && decision?.code === 403
    if (isUnwanted) release(held, message.body.source)
    if (message.type === 'response' && message.body.removed && effect === 'answered') release(held, to)
    // as long as it is nobody's nothing can be written to it, and its followers stay; nor does what comes before the answer count
    const isOthers = held?.reporter !== undefined && held.reporter !== to
    const answer = held?.admitted.get(to)?.answer ?? 0
    const isHere = of > answer && !open.has(answer)
    if (message.type === 'update' && decision?.rule === 'object-gone' && isOthers && isHere) release(held, to)
    // a window that has gone meanwhile is followed by one that gets the value anew
    const isTaken =
      effect === 'applied' || effect === 'superseded' || (effect === 'lost' && hops.received !== undefined)
    if (doesShow(message, isTaken, effect === 'refused', held?.copies.get(to))) touch(held, to)
  }

  function onFault({ fault, who, stored }: Evident<'fault'>): void {
    if (who === undefined) return
    if (fault === 'offline') offline.set(who, 'is offline')
    else if (fault === 'online') offline.set(who, 'is coming back')
    else if (fault === 'down') offline.set(who, 'is offline')
    else if (fault === 'up' && !stored) onGone(who)
    else if (fault === 'restart') crashed.delete(who)
    else if (fault === 'crash' || fault === 'up') {
      if (fault === 'crash') crashed.add(who)
      else {
        offline.delete(who)
        // it comes back with a window
        crashed.delete(who)
      }
      for (const held of objects.values()) touch(held, who)
    }
  }

  function onHyperty({ url, name, state }: Evident<'hyperty'>): void {
    if (state === 'joined') names.set(url, name)
    else onGone(url)
  }

  /** It holds nothing any more; what it reported is kept in step by nobody. */
  function onGone(url: Address): void {
    offline.delete(url)
    crashed.delete(url)
    for (const entry of open.values()) if (entry.message.body.source === url) entry.isVoid = true
    for (const [object, held] of objects) {
      if (held.reporter === url) objects.delete(object)
      else release(held, url)
    }
  }

  function take(event: Evidence): void {
    if (event.n !== last + 1) isWhole = false
    last = event.n
    if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'ended') onEnded(event)
    else if (event.kind === 'hyperty') onHyperty(event)
    else if (event.kind === 'fault') onFault(event)
    else if (event.kind === 'state') {
      const { who, object, version, hash, known } = event
      heldOf(object).copies.set(who, { said: { version, hash, known }, isStale: false })
    }
  }

  const nameOf = (who: Address): string => names.get(who) ?? shortName(who)
  const awayOf = (who: Address): string | undefined => (crashed.has(who) ? 'has no window' : offline.get(who))

  function verdict(isOver: boolean): Verdict {
    if (!isWhole) return unknown('a part of the session is missing')
    // what is nobody's until somebody takes it over is not kept in step
    const shared = [...objects].flatMap(([object, held]) =>
      held.reporter !== undefined && held.holders.size > 1
        ? [{ name: shortName(object), latest: held.latest, copies: copiesOf(held) }]
        : [],
    )
    for (const { name, copies } of shared) {
      const where = whereTheyDiffer(copies.filter(({ who }) => awayOf(who) === undefined))
      if (where !== undefined) return { state: 'diverged', sentence: `Copies of ${name} differ ${where}` }
    }
    if (underWay > 0) return onTheWay(underWay, isOver)
    const all = shared.flatMap(({ name, copies }) => copies.map(({ who, copy }) => ({ name, who, copy })))
    const away = all.find(({ who }) => awayOf(who) !== undefined)
    if (away) return unknown(`${nameOf(away.who)} ${awayOf(away.who)}`)
    const silent = all.find(({ copy }) => !copy?.said || copy.isStale)
    if (silent) return silence(nameOf(silent.who), silent.name, isOver)
    return shared.map(behind).find((one) => one !== undefined) ?? inStep(shared)
  }

  /** Nothing is on its way, all have said what they hold, and one of them lacks something. */
  function behind({ name, latest, copies }: Shared): Verdict | undefined {
    const isSpread = copies.some(({ copy }) => copy?.said?.known !== undefined)
    const late = copies.find(({ copy }) => (isSpread ? !knowsAlike(copy, copies[0]) : copy?.said?.version !== latest))
    if (!late) return undefined
    const of = `${nameOf(late.who)}'s copy of ${name}`
    const where = isSpread
      ? `${of} does not know the same writes as ${nameOf(copies[0]?.who ?? '')}'s`
      : `${of} is at version ${late.copy?.said?.version}, the latest is ${latest}`
    const hashes = new Set(copies.map(({ copy }) => copy?.said?.hash))
    return hashes.size > 1 ? { state: 'diverged', sentence: `Copies differ: ${where}` } : unknown(where)
  }

  function inStep(shared: readonly Shared[]): Verdict {
    const [first] = shared
    if (!first) {
      return { state: 'unknown', sentence: wasShared ? 'Nothing is shared any more' : 'Nothing is shared yet' }
    }
    const whose =
      shared.length === 1 ? `${first.copies.length} copies of ${first.name}` : `all copies of ${shared.length} objects`
    return { state: 'converged', sentence: `In step: ${whose} agree` }
  }

  return {
    take,
    miss: () => void (isWhole = false),
    verdict,
    agreedVersion(object, members) {
      const copies = objects.get(object)?.copies
      const [first, ...others] = members.map((member) => copies?.get(member)?.said)
      return others.every((said) => said && said.hash === first?.hash && said.version === first.version)
        ? first?.version
        : undefined
    },
  }
}

type Shared = { readonly name: string; readonly latest: number; readonly copies: readonly HeldCopy[] }

const copiesOf = ({ holders, copies }: Held): readonly HeldCopy[] =>
  [...holders].map((who) => ({ who, copy: copies.get(who) }))

const unknown = (reason: string): Verdict => ({ state: 'unknown', sentence: `Cannot tell: ${reason}` })

function onTheWay(count: number, isOver: boolean): Verdict {
  const words = count === 1 ? '1 message is on the way' : `${count} messages are on the way`
  return { state: 'in flight', sentence: isOver ? `The session ends while ${words}` : words }
}

/** A window has not said yet what it holds now; once the session is over it never will. */
const silence = (who: string, object: string, isOver: boolean): Verdict =>
  isOver
    ? unknown(`the last state of ${who}'s copy of ${object} is not recorded`)
    : { state: 'in flight', sentence: `Waiting for ${who}'s copy of ${object}` }
