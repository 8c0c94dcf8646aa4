/**
 * Writes the events of a session again with other values in them, so that what is proven by them stays proven: where a
 * window's hash is that of what replay shows, it becomes that of what replay shows of the new events.
 */
import type { SessionEvent, StateEvent } from './event.ts'
import { mapEvent, type ValueMap } from './event-values.ts'
import { shownBy, type Folding } from './folding.ts'
import { hashJson } from './hash.ts'
import { createHoldings } from './holdings.ts'

/** So many hashes are remembered with what they became. */
const hashesMax = 100_000

/** Events in the order of their session; gives each as it is to be written. `salt` is nobody's business. */
export function createRewriter(map: ValueMap, salt: string): (event: SessionEvent) => SessionEvent {
  const before = createHoldings()
  const after = createHoldings()
  /** By object and hash, both ways: equal ones stay equal, and others do not become so. */
  const made = new Map<string, string>()
  const origins = new Map<string, string>()

  const hashOf = (state: Folding | undefined): string | undefined => state && hashJson(shownBy(state).value)

  function rewritten({ object, who, hash }: StateEvent): string {
    const key = `${hash} ${object}`
    const known = made.get(key)
    if (known !== undefined) return known
    const isShown = hashOf(before.of(object, who)) === hash
    const shown = isShown ? hashOf(after.of(object, who)) : undefined
    const isFree = shown !== undefined && (origins.get(`${shown} ${object}`) ?? hash) === hash
    const next = isFree ? shown : hashJson([salt, hash])
    made.set(key, next)
    origins.set(`${next} ${object}`, hash)
    for (const one of [made, origins]) if (one.size > hashesMax) one.delete(one.keys().next().value as string)
    return next
  }

  return (event) => {
    before.take(event)
    const next = mapEvent(event, map)
    after.take(next)
    return next.kind === 'state' ? { ...next, hash: rewritten(event as StateEvent) } : next
  }
}
