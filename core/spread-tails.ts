/**
 * The last write of a burst, lost, leaves no gap by which it would be missed. So after quiet whoever wrote asks the others
 * which writes they know, and the reporter asks for all; less and less often, until all are known to have them.
 */
import type { Cancel } from './clock.ts'
import type { Desk, Held } from './desk.ts'
import type { Address, ResponseMessage } from './message.ts'
import { covers, type Vector } from './vector.ts'

/** It is asked when nothing was written for so long, in milliseconds; twice the declared delay comes on top. */
const quietMs = 1_000
/** From one question to the next it waits twice as long as before, but not longer than this. */
const quietMsMax = 30_000
/** It stops asking after so many questions, until something is written, or a link changes. */
const questionsMax = 12

/** What is left of a quiet is waited for if it is longer than this, in milliseconds. */
const leastMs = 0.01

interface Tail {
  readonly held: Held
  readonly known: Map<Address, Vector>
  readonly questions: number[]
  touchedAt: number
  asked: number
  /** It is asked once at least, as somebody came or was away. */
  mustAsk: boolean
  cancel: Cancel | undefined
}

/** @param ask asks all who belong to an object what they know, under the number of the question */
export function createSpreadTails(desk: Desk, ask: (held: Held, question: number) => void) {
  const { bus, clock, endpoint, objects, requests, isOnline } = desk
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

  /** What the others are to know: a follower vouches for its own writes. */
  function wanted({ spread, role }: Held): Vector {
    if (!spread || role === 'reporter') return spread?.vector ?? {}
    const own = spread.vector[spread.writer]
    return own === undefined ? {} : { [spread.writer]: own }
  }

  function isLacking({ held, known }: Tail): boolean {
    const all = wanted(held)
    return endpoint
      .circleOf(held.url)
      .some((one) => one !== desk.url && !covers(known.get(one) ?? {}, all) && isOnline(one))
  }

  /** The reporter asks for all: what one of them lost on its way to another is mended by it, too. */
  const isReliable = ({ url, role }: Held): boolean =>
    endpoint.isReliable() && (role !== 'reporter' || endpoint.circleOf(url).every((one) => bus.links.isReliable(one)))

  function onQuiet(tail: Tail): void {
    const { held } = tail
    const still = tail.touchedAt + quiet() - clock.now()
    // a clock that runs slower may ring so little too early that nothing is left of it
    if (tail.asked === 0 && still > leastMs) return wait(tail, still)
    const isWanted = objects.get(held.url) === held && held.status === 'active' && endpoint.online
    if (!isWanted || tail.asked >= questionsMax || !(tail.mustAsk || isLacking(tail))) return stop(held.url)
    tail.asked++
    tail.mustAsk = false
    const question = requests.nextId()
    tail.questions.push(question)
    byQuestion.set(question, tail)
    ask(held, question)
    return wait(tail, Math.min(quietMsMax, quiet() * 2 ** tail.asked))
  }

  return {
    /** Something was written or taken, or a link has changed: asks after quiet. `mustAsk`: on links to be relied on, too. */
    touch(held: Held, mustAsk = false): void {
      let tail = tails.get(held.url)
      if (!mustAsk && !tail && isReliable(held)) return
      if (!tail) {
        tail = { held, known: new Map(), questions: [], touchedAt: 0, asked: 0, mustAsk, cancel: undefined }
        tails.set(held.url, tail)
      }
      tail.mustAsk ||= mustAsk
      tail.touchedAt = clock.now()
      if (tail.cancel && tail.asked === 0) return
      tail.asked = 0
      for (const question of tail.questions.splice(0)) byQuestion.delete(question)
      wait(tail, quiet())
    },
    /** Takes an answer, if it is one to a question; gives the object then. */
    onAnswer({ id, from, body }: ResponseMessage): Held | undefined {
      const tail = byQuestion.get(id)
      if (!tail || !body.vector) return undefined
      tail.known.set(from, body.vector)
      return tail.held
    },
    stop(): void {
      for (const object of [...tails.keys()]) stop(object)
    },
  }
}
