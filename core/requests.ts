/**
 * The requests of one Syncer: each is answered, or ends with 408. Knows ids and times, not what is asked.
 */
import type { Endpoint } from './endpoint.ts'
import type { Clock } from './clock.ts'
import type { SentHops } from './event.ts'
import type { SessionRecorder } from './recorder.ts'
import type { Inbox } from './inbox.ts'
import { busAddress, objectOf, shortName, type Address, type Message, type ResponseMessage } from './message.ts'

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
  /** What was refused already must not be sent again: it may be allowed by then. */
  readonly isOnce?: boolean
  /** Whether nobody needs the answer any more: it does not follow an object to its next reporter then. */
  readonly isMoot?: () => boolean
}
interface Request {
  readonly message: Asked
  readonly waiting: Waiting
  readonly answered: Answered
  readonly cancel: () => void
  readonly sentAt: number
  /** How often it was sent on to another reporter. */
  readonly moves: number
  /** As it was sent, and the number of its event. */
  readonly sent: Message
  of: number
  isResent: boolean
}
/** Where links may lose it, a request is sent again after so long, then after twice as long, and so on; in milliseconds. */
export const resendMs = 1_000

/** Takes an answer; `of` is its sent event, to be ended by the taker, or 0 where nobody sent it and it is in no record. */
type Answered = (response: ResponseMessage, of: number) => void

export function createRequests(options: {
  readonly endpoint: Endpoint
  readonly clock: Clock
  readonly recorder: Pick<SessionRecorder, 'sent' | 'ended' | 'now'>
  readonly inbox: Inbox
  /** The delay that is declared for every link. */
  readonly declaredMs: () => number
  readonly firstId: number
}) {
  const { endpoint, clock, recorder, inbox, declaredMs } = options
  const open = new Map<number, Request>()
  /** How long the last answer took. */
  let roundTripMs = 0
  // whoever crashed and is back must not use a number again that others know
  let lastId = options.firstId
  const { address: url } = endpoint

  /** Sends it again and again, under its number, as long as nobody answers; the receiver takes it once. */
  function resend({ sent }: Request, afterMs: number): void {
    clock.after(afterMs, () => {
      const request = open.get(sent.id)
      if (!request) return
      // it would come to this hyperty itself, which knows nothing of what the former owner did with it; its number is
      // known by now, though the link may have changed with its first sending
      if (!endpoint.reports(objectOf(sent.to))) endpoint.send(sent, {}, request.of)
      resend(request, 2 * afterMs)
    })
  }

  function resendWhereNeeded(request: Request): void {
    if (request.isResent || request.waiting.isOnce || endpoint.isReliable()) return
    request.isResent = true
    resend(request, Math.max(resendMs, 2 * roundTripMs) + 2 * declaredMs())
  }

  /** Nobody has answered: what was asked ends here; of a write the record says so, for nothing else tells what became of it. */
  function end(id: number, body: ResponseMessage['body']): void {
    const request = open.get(id)
    if (!request) return
    open.delete(id)
    const response: ResponseMessage = { id, type: 'response', from: busAddress, to: url, body }
    const { type } = request.message
    const isWrite = type === 'update' || type === 'execute'
    request.answered(response, isWrite ? recorder.sent(response, {}, 1, request.of) : 0)
  }

  const requests = {
    nextId: (): number => ++lastId,
    send(message: Asked, hops: SentHops, answered: Answered, waiting: Waiting = {}, moves = 0): void {
      const id = ++lastId
      const cancel = clock.after(waiting.withinMs ?? answerWithinMs + 2 * delayMsMax, () => {
        const reason = `${shortName(message.to)} did not answer.`
        end(id, { source: busAddress, code: 408, reason, rule: 'no-answer', by: url })
      })
      const sent = { ...message, id, from: url } as Message
      const request: Request = {
        ...{ message, waiting, answered, cancel, moves },
        ...{ sentAt: clock.now(), sent, of: 0, isResent: false },
      }
      open.set(id, request)
      request.of = endpoint.send(sent, hops)
      resendWhereNeeded(request)
    },
    /** A link has changed: what waits for an answer may never have got there. */
    onLinks(): void {
      for (const request of open.values()) resendWhereNeeded(request)
    },
    /** The reporter of an object has gone, and nobody else knows what was asked of it: all that waits for it gets one answer. */
    giveBack(object: Address, body: Omit<ResponseMessage['body'], 'source'>): void {
      for (const [id, { sent, cancel }] of [...open]) {
        if (objectOf(sent.to) !== object) continue
        cancel()
        end(id, { source: busAddress, ...body })
      }
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
      roundTripMs = clock.now() - request.sentAt
      const { message, moves, waiting } = request
      // a write goes back to its writer, who knows whether it is the reporter itself by now
      const goesOn = message.type !== 'update' && moves < movesMax && !waiting.isMoot?.()
      if (response.body.code === 307 && goesOn) {
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
      // a value is not remembered: it is given anew
      if (body.code !== 100 && body.value === undefined && !body.vector) inbox.answered(request, body)
      endpoint.send(response, {}, cause)
    },
    close(): void {
      for (const { cancel } of open.values()) cancel()
      open.clear()
    },
  }
  return requests
}
