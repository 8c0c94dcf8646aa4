/**
 * All copies of all objects of a session, folded while it is read: what each window shows after each event. The same
 * folding as that of replay, without a table. Bounded by the copies that there are.
 */
import { createDictionary } from './dictionary.ts'
import { createColumn, uint32 } from './column.ts'
import type { EndedEvent, SentEvent, SessionEvent } from './event.ts'
import { foldEnded, foldFate, foldSent, shownBy, type Folding } from './folding.ts'
import { aboutObject, type Address } from './message.ts'

/** A copy that an event has touched, and what it shows now; nothing where there is none any more. */
export interface TouchedCopy {
  readonly object: Address
  readonly hyperty: Address
  readonly state: Folding | undefined
}

export interface CopyFolds {
  take(event: SessionEvent): readonly TouchedCopy[]
}

export function createCopyFolds(): CopyFolds {
  /** By hyperty, then by object. */
  const copies = new Map<Address, Map<Address, Folding>>()
  const open = new Map<number, { readonly sent: SentEvent; readonly object: Address; left: number }>()
  const objects = createDictionary()
  /** About which object a message was, by its number: an answer is about what was asked. */
  const about = createColumn(uint32)

  function put(hyperty: Address, object: Address, state: Folding | undefined): TouchedCopy {
    let own = copies.get(hyperty)
    if (!own) copies.set(hyperty, (own = new Map()))
    if (state) own.set(object, state)
    else own.delete(object)
    return { object, hyperty, state: state && shownBy(state) }
  }

  function takeSent(event: SentEvent): readonly TouchedCopy[] {
    const { n, message, cause, deliveries } = event
    const asked = message.type === 'response' && cause !== undefined ? objects.textOf(about.get(cause)) : ''
    const object = asked || aboutObject(message)
    about.set(n, objects.idOf(object))
    if (deliveries > 0) open.set(n, { sent: event, object, left: deliveries })
    const hyperty = message.body.source
    const before = copies.get(hyperty)?.get(object)
    const state = foldSent(before, event, hyperty)
    return state || before ? [put(hyperty, object, state)] : []
  }

  function takeEnded(event: EndedEvent): readonly TouchedCopy[] {
    const entry = open.get(event.of)
    if (!entry) return []
    if (--entry.left <= 0) open.delete(event.of)
    const { object, sent } = entry
    const before = copies.get(event.to)?.get(object)
    const state = foldEnded(before, sent, event, event.to)
    return state || before ? [put(event.to, object, state)] : []
  }

  return {
    take(event) {
      if (event.kind === 'sent') return takeSent(event)
      if (event.kind === 'ended') return takeEnded(event)
      if (event.kind !== 'fault' && event.kind !== 'hyperty') return []
      const hyperty = event.kind === 'hyperty' ? event.url : event.who
      const own = hyperty === undefined ? undefined : copies.get(hyperty)
      if (hyperty === undefined || !own) return []
      return [...own].map(([object, state]) => put(hyperty, object, foldFate(state, event)))
    },
  }
}
