/**
 * The time of a session with its idle gaps folded: where nothing happens for long, only so much of it is left. Moments
 * keep their order. Reads the times of events, in order, and nothing else of them.
 */

export interface IdleFolds {
  /** How much time is left of the session. */
  readonly length: number
  /** Where gaps are folded, as places, from the first one on. */
  readonly places: readonly number[]
  /** A further moment of the session; one before the last counts as the last. */
  take(at: number): void
  placeOf(at: number): number
  momentOf(place: number): number
}

interface Knot {
  /** The end of a gap, as a moment and as a place. */
  readonly at: number
  readonly place: number
}

/** More folds than so many are not made: a session with as many gaps has no idle time to speak of. */
export const foldsMax = 200_000

/** @param leftMs what is left of a gap that is longer */
export function createIdleFolds(leftMs = 100): IdleFolds {
  const knots: Knot[] = []
  const places: number[] = []
  let last: number | undefined

  /** Which knot is the last one at or before a value. */
  function indexBefore(key: keyof Knot, value: number): number {
    let low = 0
    let high = knots.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((knots[middle] as Knot)[key] <= value) low = middle
      else high = middle - 1
    }
    return low
  }

  function placeOf(at: number): number {
    const index = indexBefore('at', at)
    const [knot, next] = [knots[index], knots[index + 1]]
    if (!knot) return 0
    const place = knot.place + (at - knot.at)
    if (!next) return place
    // within a gap what is left of it is passed evenly
    const begin = next.place - leftMs
    if (place <= begin) return place
    const from = knot.at + (begin - knot.place)
    return begin + ((at - from) / (next.at - from)) * leftMs
  }

  return {
    get length() {
      return last === undefined ? 0 : placeOf(last)
    },
    places,
    take(at) {
      if (!Number.isFinite(at)) return
      if (last === undefined) knots.push({ at, place: 0 })
      else if (at - last > leftMs && knots.length < foldsMax) {
        const place = placeOf(last) + leftMs
        places.push(place - leftMs / 2)
        knots.push({ at, place })
      }
      last = Math.max(last ?? at, at)
    },
    placeOf,
    momentOf(place) {
      const index = indexBefore('place', place)
      const [knot, next] = [knots[index], knots[index + 1]]
      if (!knot) return 0
      const at = knot.at + (place - knot.place)
      if (!next) return at
      const begin = next.place - leftMs
      if (place <= begin) return at
      const from = knot.at + (begin - knot.place)
      return from + ((place - begin) / leftMs) * (next.at - from)
    },
  }
}
