/**
 * What every window holds of every object, folded event by event as a session is read: the same that replay shows at
 * its last event, for those who read a session once and keep no table of it.
 */
import type { SentEvent, SessionEvent } from './event.ts'
import { foldEnded, foldFate, foldSent, foldState, type Folding } from './folding.ts'
import { aboutObject, type Address } from './message.ts'

/** A message of which deliveries have not ended. */
interface UnderWay {
  readonly event: SentEvent
  readonly object: Address
  left: number
}

/** A copy that an event may have changed. */
export interface Touched {
  readonly object: Address
  readonly hyperty: Address
}

export interface Holdings {
  /** Gives the copies that the event may have changed. */
  take(event: SessionEvent): readonly Touched[]
  /** The copy that a hyperty has of an object; undefined where it has none. */
  of(object: Address, hyperty: Address): Folding | undefined
  /** All that there is: by object, then by hyperty. */
  readonly all: ReadonlyMap<Address, ReadonlyMap<Address, Folding>>
  /** The object that a message is about, by the number of its event; of the last so many. */
  objectOf(n: number): Address | undefined
}

export function createHoldings(): Holdings {
  const all = new Map<Address, Map<Address, Folding>>()
  const open = new Map<number, UnderWay>()
  /** An answer is about what was asked, also when all deliveries of that have ended. */
  const asked = new Map<number, Address>()

  function put(object: Address, hyperty: Address, state: Folding | undefined): readonly Touched[] {
    const copies = all.get(object) ?? new Map<Address, Folding>()
    if (state) copies.set(hyperty, state)
    else copies.delete(hyperty)
    if (copies.size > 0) all.set(object, copies)
    else all.delete(object)
    return [{ object, hyperty }]
  }

  function takeSent(event: SentEvent): readonly Touched[] {
    const { message, n, cause, deliveries } = event
    const answered = message.type === 'response' && cause !== undefined ? asked.get(cause) : undefined
    const object = answered ?? aboutObject(message)
    const who = message.body.source
    asked.set(n, object)
    // what is answered is answered soon
    if (asked.size > askedMax) asked.delete(asked.keys().next().value as number)
    if (deliveries > 0) open.set(n, { event, object, left: deliveries })
    return put(object, who, foldSent(all.get(object)?.get(who), event, who))
  }

  function takeEnded(event: SessionEvent & { readonly kind: 'ended' }): readonly Touched[] {
    const one = open.get(event.of)
    if (!one) return []
    if (--one.left === 0) open.delete(event.of)
    return put(one.object, event.to, foldEnded(all.get(one.object)?.get(event.to), one.event, event, event.to))
  }

  function takeFate(who: Address, event: SessionEvent & { readonly kind: 'fault' | 'hyperty' }): readonly Touched[] {
    return [...all].flatMap(([object, copies]) => {
      const state = copies.get(who)
      return state ? put(object, who, foldFate(state, event)) : []
    })
  }

  return {
    take(event) {
      switch (event.kind) {
        case 'sent':
          return takeSent(event)
        case 'ended':
          return takeEnded(event)
        case 'state':
          return put(event.object, event.who, foldState(all.get(event.object)?.get(event.who), event))
        case 'hyperty':
          return takeFate(event.url, event)
        case 'fault':
          return event.who === undefined ? [] : takeFate(event.who, event)
        default:
          return []
      }
    },
    of: (object, hyperty) => all.get(object)?.get(hyperty),
    all,
    objectOf: (n) => asked.get(n),
  }
}

/** So many messages are remembered with the object that they were about. */
const askedMax = 100_000
