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

export interface Holdings {
  take(event: SessionEvent): void
  /** The copy that a hyperty has of an object; undefined where it has none. */
  of(object: Address, hyperty: Address): Folding | undefined
  /** All that there is: by object, then by hyperty. */
  readonly all: ReadonlyMap<Address, ReadonlyMap<Address, Folding>>
  /** Deliveries that have begun and not ended. */
  readonly underWay: number
  /** The object that a message is about, by the number of its event; of the last so many. */
  objectOf(n: number): Address | undefined
}

export function createHoldings(): Holdings {
  const all = new Map<Address, Map<Address, Folding>>()
  const open = new Map<number, UnderWay>()
  /** An answer is about what was asked, also when all deliveries of that have ended. */
  const asked = new Map<number, Address>()
  let underWay = 0

  function put(object: Address, hyperty: Address, state: Folding | undefined): void {
    const copies = all.get(object) ?? new Map<Address, Folding>()
    if (state) copies.set(hyperty, state)
    else copies.delete(hyperty)
    if (copies.size > 0) all.set(object, copies)
    else all.delete(object)
  }

  function takeSent(event: SentEvent): void {
    const { message, n, cause, deliveries } = event
    const answered = message.type === 'response' && cause !== undefined ? asked.get(cause) : undefined
    const object = answered ?? aboutObject(message)
    const who = message.body.source
    put(object, who, foldSent(all.get(object)?.get(who), event, who))
    asked.set(n, object)
    // what is answered is answered soon
    if (asked.size > askedMax) asked.delete(asked.keys().next().value as number)
    if (deliveries === 0) return
    open.set(n, { event, object, left: deliveries })
    underWay += deliveries
  }

  function takeEnded(event: SessionEvent & { readonly kind: 'ended' }): void {
    const one = open.get(event.of)
    if (!one) return
    put(one.object, event.to, foldEnded(all.get(one.object)?.get(event.to), one.event, event, event.to))
    underWay--
    if (--one.left === 0) open.delete(event.of)
  }

  function takeFate(who: Address, event: SessionEvent & { readonly kind: 'fault' | 'hyperty' }): void {
    for (const [object, copies] of [...all]) {
      const state = copies.get(who)
      if (state) put(object, who, foldFate(state, event))
    }
  }

  return {
    take(event) {
      if (event.kind === 'sent') takeSent(event)
      else if (event.kind === 'ended') takeEnded(event)
      else if (event.kind === 'state')
        put(event.object, event.who, foldState(all.get(event.object)?.get(event.who), event))
      else if (event.kind === 'hyperty') takeFate(event.url, event)
      else if (event.kind === 'fault' && event.who !== undefined) takeFate(event.who, event)
    },
    of: (object, hyperty) => all.get(object)?.get(hyperty),
    all,
    get underWay() {
      return underWay
    },
    objectOf: (n) => asked.get(n),
  }
}

/** So many messages are remembered with the object that they were about. */
const askedMax = 100_000
