/**
 * The requests of one Syncer: each is answered, or ends with 408. Knows ids and times, not what is asked.
 */
import type { Endpoint } from './bus.ts'
import type { Clock } from './clock.ts'
import type { SentHops } from './event.ts'
import { busAddress, shortName, type Message, type ResponseMessage } from './message.ts'

/** A request waits so long for its answer, in milliseconds; a declared delay of the links comes on top. */
const answerWithinMs = 10_000
/** Slow motion declares at most so much for each of the two ways. */
const delayMsMax = 10_000

type Unsent<M> = M extends Message ? Omit<M, 'id' | 'from'> : never
/** Takes an answer; `of` is its sent event, to be ended by the taker, or 0 for the 408 that nobody sent. */
type Answered = (response: ResponseMessage, of: number) => void

export function createRequests({ endpoint, clock }: { readonly endpoint: Endpoint; readonly clock: Clock }) {
  const open = new Map<number, { answered: Answered; cancel: () => void }>()
  let lastId = 0
  const { address: url } = endpoint

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
      open.set(id, { answered, cancel })
      endpoint.send({ ...message, id, from: url } as Message, hops)
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
      endpoint.send(response, {}, cause)
    },
    close(): void {
      for (const { cancel } of open.values()) cancel()
      open.clear()
    },
  }
}
