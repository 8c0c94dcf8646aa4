/**
 * The part of a Syncer that tells others where its hyperty is in the shared texts of an object, and its hyperty where
 * they are: messages that leave nothing behind, of which only the last one counts. Changes nothing and numbers nothing.
 */
import { lifeOf, type Desk, type Held } from './desk.ts'
import type { EndedHops } from './event.ts'
import type { Address, Message } from './message.ts'
import type { HypertyFrame, TextPlace } from './port.ts'

/** So long after one message the next one goes at the earliest, of each object: ten a second. */
export const presenceEveryMs = 100

type PresenceMessage = Message & { readonly type: 'presence' }

interface Telling {
  lastAt: number
  /** What waits to be told; its place is absent where the hyperty is in no text. */
  next: { readonly place: TextPlace | undefined } | undefined
  isThere: boolean
}

export type Presence = ReturnType<typeof createPresence>

export function createPresence(desk: Desk) {
  const { url, clock, endpoint, objects, port, recorder, requests } = desk
  const telling = new Map<Address, Telling>()
  /** The number of the last message of each hyperty about an object: what was overtaken counts no more. */
  const lastIds = new Map<Address, Map<Address, number>>()
  let isOver = false
  desk.onDrop((held) => {
    telling.delete(held.url)
    lastIds.delete(held.url)
  })

  const mayTell = (held: Held | undefined): held is Held =>
    held !== undefined &&
    held.status === 'active' &&
    endpoint.online &&
    (held.role === 'observer' || held.followers.size > 0)

  function tell(object: Address, own: Telling): void {
    const { next } = own
    const held = objects.get(object)
    own.next = undefined
    if (isOver || !next || !mayTell(held)) return
    // that it is in no text is told once, and to nobody who was never told that it was
    if (!next.place && !own.isThere) return
    own.isThere = next.place !== undefined
    own.lastAt = clock.now()
    const { place } = next
    const body = { source: url, ...lifeOf(held), ...(place ? { place } : {}) }
    endpoint.send({ id: requests.nextId(), type: 'presence', from: url, to: held.topic, body })
  }

  return {
    /** The hyperty is somewhere else. */
    say({ url: object, place }: HypertyFrame & { kind: 'presence' }): void {
      if (!objects.has(object)) return
      let own = telling.get(object)
      if (!own) telling.set(object, (own = { lastAt: Number.NEGATIVE_INFINITY, next: undefined, isThere: false }))
      const waits = own.next !== undefined
      own.next = { place }
      if (waits) return
      const leftMs = own.lastAt + presenceEveryMs - clock.now()
      if (leftMs <= 0) return tell(object, own)
      const known = own
      clock.after(leftMs, () => tell(object, known))
    },
    /** Somebody else is somewhere else. */
    take(held: Held, message: PresenceMessage, of: number, hops: EndedHops): void {
      const { source, place } = message.body
      if (held.status !== 'active') return recorder.ended(of, url, hops, 'stale')
      let ids = lastIds.get(held.url)
      if (!ids) lastIds.set(held.url, (ids = new Map()))
      if (message.id <= (ids.get(source) ?? -1)) return recorder.ended(of, url, hops, 'stale')
      ids.set(source, message.id)
      port.tell({ kind: 'presence', url: held.url, who: source, ...(place ? { place } : {}) })
      return recorder.ended(of, url, { ...hops, passed: recorder.now() }, 'applied')
    },
    close(): void {
      isOver = true
      telling.clear()
    },
  }
}
