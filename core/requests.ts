/**
 * The requests of one Syncer: each is answered, or ends with 408. Knows ids and times, not what is asked.
 */
import type { Endpoint } from './bus.ts'
import type { Clock } from './clock.ts'
import type { SentHops } from './event.ts'
import type { SessionRecorder } from './recorder.ts'
import { busAddress, shortName, type Message, type ResponseMessage } from './message.ts'

/** A request waits so long for its answer, in milliseconds; a declared delay of the links comes on top. */
const answerWithinMs = 10_000
/** Slow motion declares at most so much for each of the two ways. */
const delayMsMax = 10_000
/** So often a request follows an object from reporter to reporter. */
const movesMax = 8

type Unsent<M> = M extends Message ? Omit<M, 'id' | 'from'> : never
type Asked = Unsent<Exclude<Message, ResponseMessage>>
interface Waiting {
  readonly withinMs?: number
  /** Is told that the answer will take its time. */
  readonly wait?: () => void
}
interface Request {
  readonly message: Asked
  readonly waiting: Waiting
  readonly answered: Answered
  readonly cancel: () => void
  /** How often it was sent on to another reporter. */
  readonly moves: number
}
/** Takes an answer; `of` is its sent event, to be ended by the taker, or 0 for the 408 that nobody sent. */
type Answered = (response: ResponseMessage, of: number) => void

export function createRequests({
  endpoint,
  clock,
  recorder,
}: {
  readonly endpoint: Endpoint
  readonly clock: Clock
  readonly recorder: Pick<SessionRecorder, 'ended' | 'now'>
}) {
  const open = new Map<number, Request>()
  let lastId = 0
  const { address: url } = endpoint

  const requests = {
    nextId: (): number => ++lastId,
    send(message: Asked, hops: SentHops, answered: Answered, waiting: Waiting = {}, moves = 0): void {
      const id = ++lastId
      const cancel = clock.after(waiting.withinMs ?? answerWithinMs + 2 * delayMsMax, () => {
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
      open.set(id, { message, waiting, answered, cancel, moves })
      endpoint.send({ ...message, id, from: url } as Message, hops)
    },
    /** Hands an answer to whoever asked; false where nobody waits for it, or it is only provisional. */
    answered(response: ResponseMessage, of: number): boolean {
      const request = open.get(response.id)
      if (!request) return false
      if (response.body.code === 100) {
        request.waiting.wait?.()
        return false
      }
      open.delete(response.id)
      request.cancel()
      const { message, moves, waiting } = request
      // a write goes back to its writer, who knows whether it is the reporter itself by now
      if (response.body.code === 307 && message.type !== 'update' && moves < movesMax) {
        recorder.ended(of, url, { received: recorder.now() }, 'answered')
        requests.send(message, {}, request.answered, waiting, moves + 1)
        return true
      }
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
  return requests
}
