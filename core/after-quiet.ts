/**
 * Asks about an object when nothing has happened to it for a while: again and again, less and less often, until nothing is
 * lacking. Knows neither what is asked nor what an answer says; what it is told of each who answered it keeps.
 */
import type { Cancel } from './clock.ts'
import type { Desk, Held } from './desk.ts'
import type { Address } from './message.ts'

/** It is asked when nothing has happened for so long, in milliseconds; twice the declared delay comes on top. */
export const quietMs = 1_000
/** From one question to the next it waits twice as long as before, but not longer than this. */
export const quietMsMax = 30_000
/** It stops asking after so many questions, until something happens, or a link changes. */
const questionsMax = 12

/** What is left of a quiet is waited for if it is longer than this, in milliseconds. */
const leastMs = 0.01

export interface Tail<Said> {
  readonly held: Held
  /** What each of the others said last. */
  readonly known: Map<Address, Said>
  /** The numbers of the questions that may still be answered. */
  readonly questions: number[]
  touchedAt: number
  asked: number
  /** It is asked once at least. */
  mustAsk: boolean
  cancel: Cancel | undefined
}

/**
 * @param ask asks about an object, under the number of the question
 * @param isLacking whether anybody still has to be asked
 */
export function createAfterQuiet<Said>(
  desk: Desk,
  ask: (held: Held, question: number) => void,
  isLacking: (tail: Tail<Said>) => boolean,
) {
  const { bus, clock, endpoint, objects, requests } = desk
  const tails = new Map<Address, Tail<Said>>()
  const byQuestion = new Map<number, Tail<Said>>()
  const quiet = (): number => quietMs + 2 * bus.delayMs
  desk.onDrop(({ url }) => stop(url))

  function stop(object: Address): void {
    const tail = tails.get(object)
    tail?.cancel?.()
    for (const question of tail?.questions ?? []) byQuestion.delete(question)
    tails.delete(object)
  }

  function wait(tail: Tail<Said>, ms: number): void {
    tail.cancel?.()
    tail.cancel = clock.after(ms, () => {
      tail.cancel = undefined
      onQuiet(tail)
    })
  }

  function onQuiet(tail: Tail<Said>): void {
    const { held } = tail
    const still = tail.touchedAt + quiet() - clock.now()
    // a clock that runs slower may ring so little too early that nothing is left of it
    if (tail.asked === 0 && still > leastMs) return wait(tail, still)
    const isWanted = objects.get(held.url) === held && held.status === 'active' && endpoint.online
    if (!isWanted || tail.asked >= questionsMax || !(tail.mustAsk || isLacking(tail))) return stop(held.url)
    tail.asked++
    tail.mustAsk = false
    // known before it is asked: on a link without delay the answers come at once
    const question = requests.nextId()
    tail.questions.push(question)
    byQuestion.set(question, tail)
    ask(held, question)
    return wait(tail, Math.min(quietMsMax, quiet() * 2 ** tail.asked))
  }

  return {
    /** Whether it is waited for quiet, or asked. */
    isOpen: ({ url }: Held): boolean => tails.has(url),
    /** Something has happened: asks after quiet. */
    touch(held: Held, mustAsk = false): void {
      let tail = tails.get(held.url)
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
    /** By the number of a question that may still be answered. */
    tailOf: (question: number): Tail<Said> | undefined => byQuestion.get(question),
    stop(): void {
      for (const object of [...tails.keys()]) stop(object)
    },
  }
}
