/**
 * When it is told where the user is in a text: as the cursor is moved, once more when others have moved it and it has
 * been quiet, and when the text is left. Knows no editors; what is told is handed in.
 */

/** A cursor that others have moved is told of when they have been quiet for so long. */
export const settleMs = 1_000

export interface PlaceTelling<P> {
  /** The user has moved the cursor, or written. */
  moved(place: P): void
  /** What others wrote has moved it. */
  carried(place: P): void
  /** The user is in this text no more. */
  left(): void
}

export function createPlaceTelling<P>(options: {
  readonly after: (delayMs: number, run: () => void) => () => void
  /** Without a place: in no text. */
  readonly tell: (place: P | undefined) => void
}): PlaceTelling<P> {
  const { after, tell } = options
  let isThere = false
  let cancel: (() => void) | undefined

  function stop(): void {
    cancel?.()
    cancel = undefined
  }

  return {
    moved(place) {
      stop()
      isThere = true
      tell(place)
    },
    carried(place) {
      if (!isThere) return
      stop()
      cancel = after(settleMs, () => tell(place))
    },
    left() {
      stop()
      if (isThere) tell(undefined)
      isThere = false
    },
  }
}
