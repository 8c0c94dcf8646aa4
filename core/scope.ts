/**
 * Parts of a session as sessions of their own: a message with all that followed from it, or the beginning. What is left
 * out is a gap, so that nobody takes a part for the whole.
 */
import type { SessionEvent } from './event.ts'
import type { SessionSource } from './format.ts'
import type { SessionPart } from './session.ts'

/** The events that `keep` keeps, asked in order; hyperties that come and go are kept in any case, for their names. */
export function keepOnly(source: SessionSource, keep: () => (event: SessionEvent) => boolean): SessionSource {
  async function* read(): AsyncGenerator<SessionPart> {
    const isKept = keep()
    let left = 0
    let lastEvent = 0
    const gap = (): SessionPart => ({ kind: 'gap', afterEvent: lastEvent, lines: left, reason: 'it is left out' })
    for await (const part of source.read()) {
      if (part.kind === 'footer') continue
      if (part.kind === 'event' && part.event.kind !== 'hyperty' && !isKept(part.event)) {
        left++
        continue
      }
      if (left > 0) yield gap()
      left = 0
      if (part.kind === 'event') lastEvent = part.event.n
      yield part
    }
    if (left > 0) yield gap()
  }
  return { ...source, read }
}

/** A message, by the number of its sent event, with its deliveries and all that followed from it. */
export const withConsequences = (source: SessionSource, n: number): SessionSource =>
  keepOnly(source, () => {
    const kept = new Set<number>()
    return (event) => {
      if (event.kind === 'ended') return kept.has(event.of)
      const isKept = event.n === n || (event.kind === 'sent' && event.cause !== undefined && kept.has(event.cause))
      if (isKept) kept.add(event.n)
      return isKept
    }
  })

/** The first so many events. */
export function beginningOf(source: SessionSource, events: number): SessionSource {
  async function* read(): AsyncGenerator<SessionPart> {
    let count = 0
    for await (const part of source.read()) {
      if (part.kind === 'event' && ++count > events) return
      yield part
    }
  }
  return { ...source, read }
}
