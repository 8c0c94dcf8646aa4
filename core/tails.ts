/**
 * The last update of a burst, lost, leaves no gap by which it would be missed. So where links are not to be relied on,
 * a reporter asks its followers after quiet where they stand, less and less often, until all are known to have it.
 */
import type { Cancel } from './clock.ts'
import type { Desk, Held } from './desk.ts'
import type { Address, ResponseMessage } from './message.ts'

/** A reporter asks when it has numbered nothing for so long, in milliseconds; twice the declared delay comes on top. */
export const quietMs = 1_000
/** From one question to the next it waits twice as long as before, but not longer than this. */
export const quietMsMax = 30_000
/** It stops asking after so many questions, until it numbers something, or a link changes. */
export const questionsMax = 12

/** What is left of a quiet is waited for if it is longer than this, in milliseconds. */
const leastMs = 0.01

interface Tail {
  readonly held: Held
  /** What each follower said that it holds, and whether it knows its rights. */
  readonly known: Map<Address, { readonly version: number; readonly mayWrite: boolean }>
  /** The numbers of the questions that may still be answered. */
  readonly questions: number[]
  touchedAt: number
  asked: number
  cancel: Cancel | undefined
}

/**
 * @param ask asks all followers of an object where they stand, under the number of the question
 * @param tellRight tells a follower once more whether it may write
 */
export function createTails(
  desk: Desk,
  ask: (held: Held, question: number) => void,
  tellRight: (held: Held, follower: Address, mayWrite: boolean) => void,
) {
  const { bus, clock, endpoint, objects, requests } = desk
  const tails = new Map<Address, Tail>()
  const byQuestion = new Map<number, Tail>()
  const quiet = (): number => quietMs + 2 * bus.delayMs
  desk.onDrop(({ url }) => stop(url))

  function stop(object: Address): void {
    const tail = tails.get(object)
    tail?.cancel?.()
    for (const question of tail?.questions ?? []) byQuestion.delete(question)
    tails.delete(object)
  }

  function wait(tail: Tail, ms: number): void {
    tail.cancel?.()
    tail.cancel = clock.after(ms, () => {
      tail.cancel = undefined
      onQuiet(tail)
    })
  }

  function lacks({ held, known }: Tail, follower: Address): boolean {
    const said = known.get(follower)
    const isThere = held.spread ? said !== undefined : said?.version === held.version
    if (isThere && said?.mayWrite === held.followers.get(follower)) return false
    return desk.isOnline(follower)
  }

  function onQuiet(tail: Tail): void {
    const { held } = tail
    const still = tail.touchedAt + quiet() - clock.now()
    // a clock that runs slower may ring so little too early that nothing is left of it
    if (tail.asked === 0 && still > leastMs) return wait(tail, still)
    const isWanted = objects.get(held.url) === held && held.status === 'active' && endpoint.online
    if (!isWanted || tail.asked >= questionsMax || ![...held.followers.keys()].some((one) => lacks(tail, one)))
      return stop(held.url)
    tail.asked++
    // known before it is asked: on a link without delay the answers come at once
    const question = requests.nextId()
    tail.questions.push(question)
    byQuestion.set(question, tail)
    ask(held, question)
    return wait(tail, Math.min(quietMsMax, quiet() * 2 ** tail.asked))
  }

  return {
    /** Something was numbered or granted, or a link has changed: asks after quiet. */
    touch(held: Held): void {
      if (endpoint.isReliable()) return
      let tail = tails.get(held.url)
      if (!tail) {
        tail = { held, known: new Map(), questions: [], touchedAt: 0, asked: 0, cancel: undefined }
        tails.set(held.url, tail)
      }
      tail.touchedAt = clock.now()
      if (tail.cancel && tail.asked === 0) return
      tail.asked = 0
      for (const question of tail.questions.splice(0)) byQuestion.delete(question)
      wait(tail, quiet())
    },
    /** Takes an answer, if it is one to a question. */
    onAnswer({ id, from, body }: ResponseMessage): void {
      const tail = byQuestion.get(id)
      if (!tail || body.version === undefined || !tail.held.followers.has(from)) return
      const mayWrite = body.mayWrite ?? false
      tail.known.set(from, { version: body.version, mayWrite })
      const granted = tail.held.followers.get(from) ?? false
      if (granted !== mayWrite) tellRight(tail.held, from, granted)
    },
    stop(): void {
      for (const object of tails.keys()) stop(object)
    },
  }
}
