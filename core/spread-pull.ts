/**
 * How a copy asks for writes that it lacks: one question at a time for each object, not too often, of whoever is said to
 * have them, and else of the reporter or of anybody who is there. What is done with the answer is the affair of spread.
 */
import { lifeOf, type Desk, type Held } from './desk.ts'
import type { Address, ResponseMessage } from './message.ts'

/** At least so long between two questions about one object, in milliseconds. */
const pullGapMs = 400
/** How often it is asked in vain before something new has to give the occasion. */
const pullTriesMax = 8

/** @param giveUp nobody has what is missing, as its writer has gone: what waits for it is not going to be taken in */
export function createSpreadPull(
  desk: Desk,
  takeAnswer: (held: Held, response: ResponseMessage, of: number) => void,
  giveUp: (held: Held) => void,
) {
  const { url, clock, endpoint, objects, requests, isOnline } = desk
  type Pull = { at: number; tries: number; running: boolean; from: Address | undefined }
  const pulls = new Map<Address, Pull>()
  desk.onDrop(({ url: object }) => void pulls.delete(object))

  /** Whom to ask: who is said to have it, the reporter, then the others in turn. */
  function whom(held: Held, { from, tries }: Pull): Address | undefined {
    const others = endpoint.circleOf(held.url).filter((one) => one !== url && isOnline(one))
    if (from !== undefined && tries < 2 && others.includes(from)) return from
    return others[tries % Math.max(1, others.length)]
  }

  /** All who could have what is missing are there, and were asked in turn. */
  function isLost(held: Held, { tries }: Pull): boolean {
    const others = endpoint.circleOf(held.url).filter((one) => one !== url)
    return tries > others.length && others.every(isOnline)
  }

  function pull(held: Held, from?: Address): void {
    const known = pulls.get(held.url)
    const one: Pull = known ?? { at: Number.NEGATIVE_INFINITY, tries: 0, running: false, from }
    pulls.set(held.url, one)
    one.from = from ?? one.from
    if (one.running) return
    one.running = true
    const lastAt = Math.max(one.at, desk.readAt.get(held.url) ?? Number.NEGATIVE_INFINITY)
    clock.after(Math.max(0, lastAt + pullGapMs * 2 ** Math.min(one.tries, pullTriesMax) - clock.now()), () => {
      one.running = false
      if (objects.get(held.url) !== held || held.status !== 'active' || !endpoint.online) return
      const to = whom(held, one)
      if (to === undefined) return giveUp(held)
      one.at = clock.now()
      one.running = true
      desk.readAt.set(held.url, one.at)
      ask(held, one, to)
    })
  }

  function ask(held: Held, one: Pull, to: Address): void {
    const vector = { ...held.spread?.vector }
    const body = { source: url, ...lifeOf(held), resource: held.url, vector }
    requests.send({ type: 'read', to, body }, {}, (response, of) => {
      one.running = false
      const isHere = objects.get(held.url) === held && held.status === 'active'
      const before = held.version
      if (isHere && response.body.code === 200) takeAnswer(held, response, of)
      else desk.answered(of)
      one.tries = held.version > before ? 0 : one.tries + 1
      const isLacking = (held.spread?.gaps().length ?? 0) > 0 || response.body.code !== 200
      if (!isHere || !isLacking) return
      if (one.tries <= pullTriesMax && !isLost(held, one)) return pull(held)
      one.tries = 0
      giveUp(held)
    })
  }

  return {
    pull,
    forget: ({ url: object }: Held): void => void pulls.delete(object),
    /** The next question is the first one again. */
    resetPace: (held: Held): void => {
      const one = pulls.get(held.url)
      if (one) Object.assign(one, { at: Number.NEGATIVE_INFINITY, tries: 0 })
      desk.readAt.delete(held.url)
    },
  }
}
