/**
 * How an object ends, and how all who follow it or were invited learn of it: an owner that is off line says it when it
 * is on line again, and where a link may lose it each is told until it has answered. Knows nothing of values.
 */
import { quietMs, quietMsMax } from './after-quiet.ts'
import { decisionOf, lifeOf, timeOf, type Desk, type Held, type Reply } from './desk.ts'
import { parentOf, type Address } from './message.ts'
import type { Membership } from './membership.ts'

/** So often one is told, each time as long as a request waits for its answer; a link that changes begins anew. */
export const tellingsMax = 8
/** So many are being told at once; the oldest are left to find out when they read. */
export const toldMax = 10_000

/** One who is to be told that an object has ended. */
interface Telling {
  readonly object: Held
  readonly to: Address
  tries: number
  isRunning: boolean
}

export type Endings = ReturnType<typeof createEndings>

export function createEndings(desk: Desk, members: Membership) {
  const { url, bus, clock, endpoint, objects, requests, unsaid } = desk
  const tellings = new Set<Telling>()
  /** Ended while this hyperty is off line: nobody knows, and the URL is not free yet. */
  const unknown = new Map<Address, { readonly held: Held; readonly circle: readonly Address[] }>()
  let isOver = false
  // they end with the word of their parent's end, which not every owner of a child hears
  const stopOrphans = bus.onOrphans(() => void clock.after(quietMs + 2 * bus.delayMs, endOrphans))

  const isStillHere = ({ url: object, life }: Held): boolean => bus.access.facts(object)?.life === life

  /** Says it to all who follow, and gives the URL free. */
  function say(held: Held, circle: readonly Address[]): void {
    const body = { source: url, ...timeOf(held) }
    endpoint.send({ id: requests.nextId(), type: 'delete', from: url, to: held.topic, body })
    endpoint.release(held.url, true)
    if (endpoint.online && endpoint.isReliable()) return
    for (const to of circle) begin(held, to, endpoint.online ? quietMs + 2 * bus.delayMs : 0)
  }

  function begin(object: Held, to: Address, afterMs: number): void {
    const telling: Telling = { object, to, tries: 0, isRunning: true }
    tellings.add(telling)
    if (tellings.size > toldMax) tellings.delete(tellings.values().next().value as Telling)
    const name = `end ${object.url} ${object.life} ${to}`
    unsaid.say(name, () => clock.after(afterMs, () => tell(telling)))
  }

  /** Who is off line finds out by itself when it is back. */
  function tell(telling: Telling): void {
    const { object, to } = telling
    telling.isRunning = desk.isOnline(to)
    if (isOver || !tellings.has(telling)) return
    if (!telling.isRunning) return void tellings.delete(telling)
    telling.tries++
    const body = { source: url, resource: object.url, ended: true, ...lifeOf(object) } as const
    requests.send({ type: 'delete', to, body }, {}, (response, of) => {
      desk.answered(of, decisionOf(response))
      if (response.body.code !== 408) return void tellings.delete(telling)
      telling.isRunning = telling.tries < tellingsMax
      if (telling.isRunning) clock.after(quietMsMax, () => tell(telling))
      return undefined
    })
  }

  const childrenOf = (object: Address): readonly Held[] =>
    [...objects.values()].filter((held) => held.role === 'reporter' && parentOf(held.url) === object)

  function end(held: Held, answer: Reply): void {
    const circle = [...new Set([...held.followers.keys(), ...members.invitedTo(held)])]
    members.withdraw(held)
    if (endpoint.online) say(held, circle)
    else {
      unknown.set(held.url, { held, circle })
      unsaid.say(`end ${held.url} ${held.life}`, () => sayLate(held))
    }
    desk.drop(held)
    endChildren(held.url)
    answer(200)
  }

  /** On line again; meanwhile somebody may have taken the object over, and then it goes on. */
  function sayLate(held: Held): void {
    const late = unknown.get(held.url)
    if (late?.held !== held) return
    unknown.delete(held.url)
    if (!isStillHere(held)) return
    if (!endpoint.reports(held.url)) return endpoint.forsake(held.url)
    say(held, late.circle)
  }

  /** An object has ended, and its children that are made here with it. */
  function endChildren(object: Address): void {
    for (const child of childrenOf(object)) end(child, () => undefined)
  }

  /** Ends what is made here as a child of what has ended, once that can be known here. */
  function endOrphans(): void {
    if (isOver || !endpoint.online) return
    for (const held of [...objects.values()])
      if (held.role === 'reporter' && !held.moving && endpoint.isOrphan(held.url)) end(held, () => undefined)
  }

  return {
    end,
    endChildren,
    endOrphans,
    childrenOf,
    /** The URL is wanted for another object: what has ended there is not known to the others yet. */
    makeWay(object: Address): void {
      const late = unknown.get(object)
      unknown.delete(object)
      if (late && isStillHere(late.held) && endpoint.reports(object)) say(late.held, late.circle)
    },
    /** A link has changed: who could not be told may be told now. */
    onLinks(): void {
      for (const telling of tellings) {
        if (telling.isRunning) continue
        telling.tries = 0
        tell(telling)
      }
    },
    /** Nothing can be said any more; what was not is found out by those who read. */
    close(): void {
      isOver = true
      stopOrphans()
      for (const { held } of unknown.values())
        if (isStillHere(held) && endpoint.reports(held.url)) endpoint.release(held.url, true)
      unknown.clear()
      tellings.clear()
    },
  }
}
