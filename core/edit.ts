/**
 * What is remembered of an edit while others may meet it: who wrote it, where it took effect, which edits its author
 * had not seen. Knows the places that it wrote to, and no values.
 */
import type { Path, WireChange } from './change.ts'
import type { Address } from './message.ts'

/** A place that an edit wrote to; `removed` elements at `index` where it changed the elements of a list or a text. */
interface Place {
  readonly path: Path
  readonly index: number
  readonly removed: number
  readonly isSplice: boolean
}

/** Where and when an edit took effect: the number of the event that says so, and the moment in the window. */
interface Taken {
  readonly n: number
  readonly at: number
}

export interface Edit {
  /** The event by which it was sent first. */
  readonly n: number
  readonly object: Address
  readonly author: Address
  /** It asks the reporter, who may turn it back. The others are what they are once they are written. */
  readonly isAsked: boolean
  readonly places: readonly Place[]
  /** Edits of others, by their `n`, that its author had not seen when it was written; by number, as it must keep none of them. */
  readonly unseen: ReadonlySet<number>
  readonly taken: Map<Address, Taken>
  /** Whom it did not reach, and by which event. */
  readonly missing: Map<Address, number>
  /** Deliveries that have not ended. */
  open: number
  /** It counts: nobody can turn it back any more. */
  isSettled: boolean
  /** Refused or turned back: it has no effect anywhere. */
  isOut: boolean
  /** Somebody who had seen it wrote something else there; or somebody who had not. */
  isReplaced: boolean
  isOverwritten: boolean
  /** The number that its object's reporter gave it, if any. */
  version: number | undefined
}

/** So many places of an edit are remembered. */
export const placesMax = 64

export const placesOf = (changes: readonly WireChange[]): readonly Place[] =>
  changes
    .slice(0, placesMax)
    .map((change) =>
      change.length === 4
        ? { path: change[0], index: change[1], removed: change[2], isSplice: true }
        : { path: change[0], index: 0, removed: 0, isSplice: false },
    )

/** Whether the author of `later` knew `earlier` when it was written; one's own edits one knows from when they are made. */
export const knew = (later: Edit, earlier: Edit): boolean => earlier.n < later.n && !later.unseen.has(earlier.n)

/** Whether it was numbered first: then it never replaces the other one, late as it may come to a copy that has that already. */
export const isBefore = ({ version }: Edit, other: Edit): boolean =>
  version !== undefined && other.version !== undefined && version < other.version

/** Whether nothing is left of what `earlier` wrote at some place, once `later` has been made. */
export const replaces = (later: Edit, earlier: Edit): boolean =>
  later.places.some((one) => earlier.places.some((other) => covers(one, other)))

function covers(one: Place, other: Place): boolean {
  if (one.path.length > other.path.length || !one.path.every((key, at) => key === other.path[at])) return false
  if (!one.isSplice) return true
  // of a list that lost elements, what stood inside of them; a place among the elements themselves is moved, not written
  const key = other.path[one.path.length]
  return typeof key === 'number' && key >= one.index && key < one.index + one.removed
}
