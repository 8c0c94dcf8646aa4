/**
 * From when to when the copies of an object last said different things of themselves, by the events that say so. Reads the
 * table and changes nothing in it.
 */
import type { Columns } from './columns.ts'
import { createCopyCount } from './copy-count.ts'

export interface Disagreements {
  /** Takes in what is new in the table. */
  look(): void
  /** The next event, or the one before, at which copies began to differ or agreed again. */
  next(n: number, by: 1 | -1): number | undefined
}

/** So many are remembered; later ones are not found. */
export const turnsMax = 500_000

export function createDisagreements(columns: Columns): Disagreements {
  const copies = createCopyCount<number>()
  const differing = new Set<number>()
  const turns: number[] = []
  let looked = 0

  function take(row: number): void {
    const kind = columns.kindOf(row)
    const who = columns.from.get(row)
    if (kind === 'hyperty') copies.forget(who)
    if (kind !== 'state') return
    const event = columns.eventOf(row)
    if (event?.kind !== 'state') return
    const object = columns.object.get(row)
    const count = copies.say(object, who, event.hash)
    if (count === undefined) return
    const doDiffer = count > 0
    if (doDiffer === differing.has(object)) return
    if (doDiffer) differing.add(object)
    else differing.delete(object)
    if (turns.length < turnsMax) turns.push(event.n)
  }

  return {
    look() {
      for (; looked < columns.count; looked++) take(looked)
    },
    next(n, by) {
      let low = 0
      let high = turns.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((turns[middle] as number) < n) low = middle + 1
        else high = middle
      }
      if (by === -1) return turns[low - 1]
      return turns[low] === n ? turns[low + 1] : turns[low]
    },
  }
}
