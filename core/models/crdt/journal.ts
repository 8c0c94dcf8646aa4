/**
 * What was written and does not show: Yjs settles a race for a key, and drops what is written into something that
 * somebody else has removed, without a word. Here it is written down, bounded; paths are those of the moment.
 */
import { valueAt, type Json, type JsonObject, type Path, type WireChange } from '../../change.ts'
import type { Loser } from '../../model.ts'

/** So many writes that lost, and so many removed places, are remembered. */
export const losersMax = 256

export interface Journal {
  readonly losers: readonly Loser[]
  lose(path: Path, author: string, value: Json | undefined, by: string): void
  /** Something that held others was taken away, or replaced, by somebody. */
  removed(path: Path, by: string): void
  /** Who took away what stood above a path; '' where that is not known any more. */
  removerOf(path: Path): string
  /** Takes over what another replica remembers, where nothing is remembered here. */
  adopt(losers: unknown): void
}

export function createJournal(): Journal {
  let losers: Loser[] = []
  let places: { readonly path: Path; readonly by: string }[] = []
  const isAbove = (above: Path, path: Path): boolean =>
    above.length <= path.length && above.every((key, index) => key === path[index])

  return {
    get losers() {
      return losers.slice(-losersMax)
    },
    lose(path, author, value, by) {
      losers.push({ path, author, ...(value === undefined ? {} : { value }), by })
      if (losers.length >= 2 * losersMax) losers = losers.slice(-losersMax)
    },
    removed(path, by) {
      places.push({ path, by })
      if (places.length >= 2 * losersMax) places = places.slice(-losersMax)
    },
    removerOf: (path) => places.filter((place) => isAbove(place.path, path)).at(-1)?.by ?? '',
    adopt(theirs) {
      if (losers.length === 0 && Array.isArray(theirs)) losers = (theirs as Loser[]).slice(-losersMax)
    },
  }
}

/** The value that a change writes: what was set, or put in; undefined for what only takes away. */
export function writtenBy(change: WireChange): Json | undefined {
  if (change.length === 1) return undefined
  if (change.length === 2) return change[1]
  return change[3].length > 0 ? change[3] : undefined
}

/** True where a change has no place in a value: what it lies in is not there. */
export function hasNoPlace(value: JsonObject, change: WireChange): boolean {
  const path = change[0]
  const within = valueAt(value, change.length === 4 ? path : path.slice(0, -1))
  return typeof within !== 'object' || within === null ? !(change.length === 4 && typeof within === 'string') : false
}
