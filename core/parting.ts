/**
 * How a hyperty follows an object no more, and its reporter learns of it: where nobody answers it is said again, as long as
 * the reporter is there, and when somebody comes. Knows nothing of values.
 */
import { lifeOf, type Desk, type Held, type Reply } from './desk.ts'
import { subscriptionOf, type Address } from './message.ts'

/** So often it is said in a row. */
const tellingsMax = 8
/** So many partings wait to be said again; the oldest is forgotten for what comes beyond. */
const unheardMax = 10_000

/** What is said of it. */
type Parted = Pick<Held, 'url' | 'life'>

export function createParting(desk: Desk) {
  const { url, bus, endpoint, objects, requests } = desk
  /** Said in vain. */
  const unheard = new Map<Address, Parted>()
  /** Copies that are being given up: nobody has answered yet. */
  const going = new WeakSet<Held>()

  function isThere({ url: object }: Parted): boolean {
    const reporter = bus.access.facts(object)?.reporter
    return reporter !== undefined && desk.isOnline(reporter)
  }

  function say(held: Parted, done = (): void => undefined, tries = 0): void {
    unheard.delete(held.url)
    const body = { source: url, ...lifeOf(held) }
    requests.send({ type: 'unsubscribe', to: subscriptionOf(held.url), body }, {}, (response, of) => {
      desk.answered(of)
      done()
      // followed anew, or owned
      if (response.body.code !== 408 || objects.has(held.url) || endpoint.reports(held.url)) return undefined
      if (endpoint.online && isThere(held) && tries < tellingsMax) return say(held, undefined, tries + 1)
      unheard.set(held.url, held)
      if (unheard.size > unheardMax) unheard.delete(unheard.keys().next().value as Address)
      return undefined
    })
  }

  function unfollow(held: Held, answer: Reply): void {
    if (held.role === 'reporter') return answer(409, 'An owner cannot stop following; delete the object instead.')
    if (held.status !== 'active') {
      endpoint.forsake(held.url)
      desk.drop(held)
      return answer(200)
    }
    if (!endpoint.online) {
      desk.drop(held)
      desk.unsaid.say(`unfollow ${held.url}`, () => objects.has(held.url) || say(held))
      return answer(200)
    }
    going.add(held)
    return say(held, () => {
      going.delete(held)
      // an owner does not leave by unfollowing
      if (held.role === 'reporter' || (objects.get(held.url) === held && endpoint.reports(held.url)))
        return answer(409, `${held.name} has become yours meanwhile; delete it instead.`)
      if (objects.get(held.url) === held) desk.drop(held)
      return answer(200)
    })
  }

  return {
    unfollow,
    /** It was asked for, and is not wanted any more. */
    decline: (held: Parted): void => say(held),
    /** Whether it is being followed no more: it is not to be followed anew. */
    isGoing: (held: Held): boolean => going.has(held),
    /** Somebody has come, or a link has changed. */
    onChance(): void {
      for (const held of [...unheard.values()])
        if (objects.has(held.url)) unheard.delete(held.url)
        else if (isThere(held)) say(held)
    },
  }
}
