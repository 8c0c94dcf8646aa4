/**
 * How a follower asks for an object's value again, where an update is missing or did not fit: one at a time for each
 * object, and not too often. What is done with the value is the affair of the observer.
 */
import type { JsonObject } from './change.ts'
import { lifeOf, timeOf, type Desk, type Held } from './desk.ts'
import type { Address, ResponseMessage } from './message.ts'

/** At least so long between two re-reads of one object, in milliseconds. */
const readGapMs = 400
/** How often a re-read is tried again before the next update has to ask for it. */
const readTriesMax = 8

export function createReread(
  desk: Desk,
  observer: {
    replace(held: Held, value: JsonObject, version: number, of: number): void
    /** What was read of an object whose writers send their writes themselves. */
    takeAnswer(held: Held, response: ResponseMessage, of: number): void
    /** It turns out that the reporter has removed this hyperty. */
    setRemoved(held: Held): void
    /** It turns out that the reporter, who may be a new one, does not know that this hyperty follows. */
    subscribe(held: Held): void
    /** There is no reporter any more; `rule` says why. */
    setGone(held: Held, rule: string | undefined): void
    /** The reporter answered, who may be another one by now. */
    heedAnswer(held: Held, response: ResponseMessage): void
  },
) {
  const { url, bus, clock, objects, requests } = desk
  /** `wanted`: the latest version that is known to be there; a read may have been lost when that was said. */
  type Last = { at: number; tries: number; running: boolean; wanted: number; again: boolean }
  const lastRead = new Map<Address, Last>()
  /** Objects whose replica cannot be trusted: the next read asks for the whole value. */
  const spoiled = new Set<Address>()
  desk.onDrop(({ url: object }) => {
    lastRead.delete(object)
    spoiled.delete(object)
  })

  /** Whether whoever owns it by now could be asked. */
  function isThere({ url: object }: Held): boolean {
    const reporter = bus.access.facts(object)?.reporter
    return bus.people.some((one) => one.url === reporter && one.online)
  }

  function ask(held: Held, last: Last): void {
    const mine = held.spread ? { vector: { ...held.spread.vector } } : { version: held.version }
    const known = spoiled.has(held.url) ? lifeOf(held) : { ...mine, ...timeOf(held) }
    const body = { source: url, ...known }
    /** Another read has taken its place, or this hyperty knows best by now. */
    const isMoot = (): boolean =>
      objects.get(held.url) !== held || held.role === 'reporter' || lastRead.get(held.url) !== last
    const answered = (response: ResponseMessage, of: number): void => {
      last.running = false
      // it was dropped meanwhile, and is not to come back; or it is this hyperty's own by now
      if (objects.get(held.url) !== held || held.role === 'reporter') return desk.answered(of)
      const { code, value, version, removed } = response.body
      last.tries = code === 200 ? 0 : last.tries + 1
      const isOther = (response.body.epoch ?? 0) > held.epoch
      const wanted = version !== undefined && (version > held.version || isOther || spoiled.has(held.url))
      if (wanted && value) spoiled.delete(held.url)
      if (code === 200 && !removed) observer.heedAnswer(held, response)
      if (response.body.follows === false && held.status === 'active') observer.subscribe(held)
      // who may not read it any more follows no more, either
      if ((removed || code === 403) && held.status === 'active') {
        desk.answered(of)
        return observer.setRemoved(held)
      }
      if (held.spread && code === 200) {
        spoiled.delete(held.url)
        return observer.takeAnswer(held, response, of)
      }
      if (value && version !== undefined && wanted) return observer.replace(held, value, version, of)
      desk.answered(of)
      const isLost = code === 408 && isThere(held)
      const lacks = held.waiting > 0 || last.wanted > held.version || spoiled.has(held.url) || last.again || isLost
      if (code === 404) observer.setGone(held, response.body.rule)
      else if (lacks && held.role === 'observer' && last.tries <= readTriesMax) read(held)
      return undefined
    }
    requests.send({ type: 'read', to: held.url, body }, {}, answered, { isMoot })
  }

  function read(held: Held, wanted = 0): void {
    const last = lastRead.get(held.url) ?? {
      at: Number.NEGATIVE_INFINITY,
      tries: 0,
      running: false,
      wanted,
      again: false,
    }
    lastRead.set(held.url, last)
    last.wanted = Math.max(last.wanted, wanted)
    if (last.running) return
    last.running = true
    const lastAt = Math.max(last.at, desk.readAt.get(held.url) ?? last.at)
    clock.after(Math.max(0, lastAt + readGapMs * 2 ** Math.min(last.tries, readTriesMax) - clock.now()), () => {
      // its pace was reset meanwhile, and the next one is on its way
      if (lastRead.get(held.url) !== last) return undefined
      last.at = clock.now()
      last.again = false
      desk.readAt.set(held.url, last.at)
      if (objects.get(held.url) === held) return ask(held, last)
      // another copy has taken its place, which asks for itself
      last.running = false
      return undefined
    })
  }

  return {
    /** Asks the reporter for what is missing. */
    read,
    /** What is here cannot be trusted: asks for all of it. */
    readWhole(held: Held): void {
      spoiled.add(held.url)
      read(held)
    },
    /** The reporter may not be there any more: what is asked now may not be answered, and is asked again then. */
    readAnew(held: Held): void {
      read(held)
      const last = lastRead.get(held.url)
      if (last) last.again = true
    },
    /** The next read is the first one again. */
    resetPace: (held: Held): void => void lastRead.delete(held.url),
  }
}
