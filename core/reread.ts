/**
 * How a follower asks for an object's value again, where an update is missing or did not fit: one at a time for each
 * object, and not too often. What is done with the value is the affair of the observer.
 */
import type { JsonObject } from './change.ts'
import type { Desk, Held } from './desk.ts'
import type { Address } from './message.ts'

/** At least so long between two re-reads of one object, in milliseconds. */
const readGapMs = 400
/** How often a re-read is tried again before the next update has to ask for it. */
const readTriesMax = 8

export function createReread(
  desk: Desk,
  replace: (held: Held, value: JsonObject, version: number, of: number) => void,
  lose: (held: Held, status: 'left') => void,
) {
  const { url, clock, objects, requests } = desk
  /** `wanted`: the latest version that is known to be there; a read may have been lost when that was said. */
  type Last = { at: number; tries: number; running: boolean; wanted: number }
  const lastRead = new Map<Address, Last>()
  /** Objects whose replica cannot be trusted: the next read asks for the whole value. */
  const spoiled = new Set<Address>()
  desk.onDrop(({ url: object }) => {
    lastRead.delete(object)
    spoiled.delete(object)
  })

  function ask(held: Held, last: Last): void {
    const body = spoiled.has(held.url) ? { source: url } : { source: url, version: held.version }
    requests.send({ type: 'read', to: held.url, body }, {}, (response, of) => {
      last.running = false
      // it was dropped meanwhile, and is not to come back
      if (objects.get(held.url) !== held) return desk.answered(of)
      const { code, value, version } = response.body
      last.tries = code === 200 ? 0 : last.tries + 1
      const wanted = version !== undefined && (version > held.version || spoiled.delete(held.url))
      if (value && version !== undefined && wanted) return replace(held, value, version, of)
      desk.answered(of)
      if (code === 404) {
        lose(held, 'left')
        desk.passInfo(held)
      } else if ((held.waiting > 0 || last.wanted > held.version) && last.tries <= readTriesMax) read(held)
      return undefined
    })
  }

  function read(held: Held, wanted = 0): void {
    const last = lastRead.get(held.url) ?? { at: Number.NEGATIVE_INFINITY, tries: 0, running: false, wanted }
    lastRead.set(held.url, last)
    last.wanted = Math.max(last.wanted, wanted)
    if (last.running) return
    last.running = true
    clock.after(Math.max(0, last.at + readGapMs * 2 ** Math.min(last.tries, readTriesMax) - clock.now()), () => {
      last.at = clock.now()
      if (objects.get(held.url) === held) ask(held, last)
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
    /** The next read is the first one again. */
    resetPace: (held: Held): void => void lastRead.delete(held.url),
  }
}
