/**
 * The requests of one Syncer: each is answered, or ends with 408. Knows ids and times, not what is asked.
 */
import type { Endpoint } from './endpoint.ts'
import type { Clock } from './clock.ts'
import type { SentHops } from './event.ts'
import type { Inbox } from './inbox.ts'
import { busAddress, shortName, type Message, type ResponseMessage } from './message.ts'

/** A request waits so long for its answer, in milliseconds; a declared delay of the links comes on top. */
const answerWithinMs = 10_000
/** Slow motion declares at most so much for each of the two ways. */
const delayMsMax = 10_000

type Unsent<M> = M extends Message ? Omit<M, 'id' | 'from'> : never
/** Where links may lose it, a request is sent again after so long, then after twice as long, and so on; in milliseconds. */
export const resendMs = 1_000

/** Takes an answer; `of` is its sent event, to be ended by the taker, or 0 for the 408 that nobody sent. */
type Answered = (response: ResponseMessage, of: number) => void

export function createRequests(options: {
  readonly endpoint: Endpoint
  readonly clock: Clock
  readonly inbox: Inbox
  /** The delay that is declared for every link. */
  readonly declaredMs: () => number
  readonly firstId: number
}) {
  const { endpoint, clock, inbox, declaredMs } = options
  const open = new Map<number, { answered: Answered; cancel: () => void }>()
  /** How long the last answer took. */
  let roundTripMs = 0
  // whoever crashed and is back must not use a number again that others know
  let lastId = options.firstId
  const { address: url } = endpoint

  /** Sends it again and again, under its number, as long as nobody answers; the receiver takes it once. */
  function resend(message: Message, of: number, afterMs: number): void {
    clock.after(afterMs, () => {
      if (!open.has(message.id)) return
      endpoint.send(message, {}, of)
      resend(message, of, 2 * afterMs)
    })
  }

  return {
    nextId: (): number => ++lastId,
    send(message: Unsent<Exclude<Message, ResponseMessage>>, hops: SentHops, answered: Answered): void {
      const id = ++lastId
      const cancel = clock.after(answerWithinMs + 2 * delayMsMax, () => {
        open.delete(id)
        const reason = `${shortName(message.to)} did not answer.`
        answered(
          {
            id,
            type: 'response',
            from: busAddress,
            to: url,
            body: { source: busAddress, code: 408, reason, rule: 'no-answer', by: url },
          },
          0,
        )
      })
      const sentAt = clock.now()
      const timed: Answered = (response, of) => {
        roundTripMs = clock.now() - sentAt
        answered(response, of)
      }
      open.set(id, { answered: timed, cancel })
      const request = { ...message, id, from: url } as Message
      const of = endpoint.send(request, hops)
      if (!endpoint.reliable) resend(request, of, Math.max(resendMs, 2 * roundTripMs) + 2 * declaredMs())
    },
    /** Hands an answer to whoever asked; false where nobody waits for it, or it is only provisional. */
    answered(response: ResponseMessage, of: number): boolean {
      const request = open.get(response.id)
      if (!request || response.body.code === 100) return false
      open.delete(response.id)
      request.cancel()
      request.answered(response, of)
      return true
    },
    respond(request: Message, body: Omit<ResponseMessage['body'], 'source'>, cause?: number): void {
      const response: ResponseMessage = {
        id: request.id,
        type: 'response',
        from: url,
        to: request.from,
        body: { source: url, ...body },
      }
      // a value is not remembered: it is given anew
      if (!endpoint.reliable && body.code !== 100 && body.value === undefined) inbox.answered(request, body)
      endpoint.send(response, {}, cause)
    },
    close(): void {
      for (const { cancel } of open.values()) cancel()
      open.clear()
    },
  }
}
