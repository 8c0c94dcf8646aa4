/**
 * What one Syncer has taken already, as links may double and senders send again: by sender and number, with the answer that it
 * gave. A message that is known has no effect again; a request that comes again gets the same answer again.
 */
import type { Address, Message, ResponseMessage } from './message.ts'

/** So many messages of one sender are remembered, the last ones, and of so many senders. */
export const rememberedMax = 1_024
export const sendersMax = 10_000

type Answer = Omit<ResponseMessage['body'], 'source'>
interface Taken {
  /** The number of its sent event: the same again is a copy that a link made, another one was sent again. */
  readonly of: number
  answer?: Answer
}

export interface Inbox {
  /** Whether it came before; if not, it is known from now on. */
  isKnown(message: Message, of: number): boolean
  /** What to answer to a known request that was sent again; nothing for a mere copy, and where none was given yet. */
  answerTo(message: Message, of: number): Answer | undefined
  /** Whether a known message was sent again, and is not a copy that a link made. */
  isSentAgain(message: Message, of: number): boolean
  /** Remembers an answer. */
  answered(request: Message, answer: Answer): void
}

/** An answer bears the number that its receiver chose, and may come after a provisional one. */
const keyOf = (message: Message): string | number =>
  message.type === 'response' ? `${message.body.code} ${message.id}` : message.id

/** Whether it must not be taken twice even if its link could be relied on when it came: that may change before the answer is back. */
export const isTakenOnce = ({ type, body }: Message): boolean =>
  type === 'execute' || (type === 'update' && body.version === undefined)

const forgetOldest = (map: Map<unknown, unknown>, most: number): void => {
  if (map.size > most) map.delete(map.keys().next().value)
}

export function createInbox(): Inbox {
  const senders = new Map<Address, Map<string | number, Taken>>()
  const takenOf = (message: Message): Taken | undefined => senders.get(message.from)?.get(keyOf(message))

  return {
    isKnown(message, of) {
      let taken = senders.get(message.from)
      if (!taken) {
        senders.set(message.from, (taken = new Map()))
        forgetOldest(senders, sendersMax)
      }
      const key = keyOf(message)
      if (taken.has(key)) return true
      taken.set(key, { of })
      forgetOldest(taken, rememberedMax)
      return false
    },
    isSentAgain: (message, of) => (takenOf(message)?.of ?? of) !== of,
    answerTo(message, of) {
      const taken = takenOf(message)
      return taken && taken.of !== of ? taken.answer : undefined
    },
    answered(request, answer) {
      const taken = takenOf(request)
      if (taken) taken.answer = answer
    },
  }
}
