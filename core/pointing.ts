/**
 * How a hyperty says where it is in a shared text: once nothing of what it wrote there is on its way any more, so that
 * those who hear it hold the text that is meant. Knows no editors.
 */
import type { Cancel } from './clock.ts'
import type { DataObject } from './data-object.ts'
import type { Address } from './message.ts'
import type { HypertyFrame, TextPlace } from './port.ts'

/** How often it is looked whether something is still on its way, and for how long it is waited for. */
export const lookEveryMs = 50
export const waitMaxMs = 2_000

/** A hyperty says where it is; nowhere where no place is given. */
export function createPointing(options: {
  readonly objectAt: (url: Address) => DataObject | undefined
  readonly now: () => number
  readonly after: (delayMs: number, run: () => void) => Cancel
  readonly send: (frame: HypertyFrame) => void
}): (url: Address, place?: TextPlace) => void {
  const { objectAt, now, after, send } = options
  const waiting = new Map<Address, { place: TextPlace | undefined; readonly since: number }>()

  function trySend(url: Address): boolean {
    const wanted = waiting.get(url)
    const object = objectAt(url)
    if (!wanted || !object) return waiting.delete(url) || true
    const { place, since } = wanted
    if (place && object.pending > 0 && now() - since < waitMaxMs) return false
    waiting.delete(url)
    send({ kind: 'presence', url, ...(place ? { place } : {}) })
    return true
  }

  const look = (url: Address): void => void (trySend(url) || after(lookEveryMs, () => look(url)))

  return (url, place) => {
    const wanted = waiting.get(url)
    if (wanted) {
      wanted.place = place
      return
    }
    waiting.set(url, { place, since: now() })
    look(url)
  }
}
