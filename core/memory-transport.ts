/**
 * A transport within one process: what is said at one end is heard at the other in a turn of its own, after as long as
 * is said when it is made. It carries whatever it is given.
 */
import type { TransportEnd } from './transport.ts'

/** Runs something later: of two that were asked for, the one that was asked for first. */
export type Travel = (arrive: () => void) => void

export interface MemoryTransport {
  readonly ends: readonly [TransportEnd, TransportEnd]
  /** It breaks: what is under way does not arrive, and nobody is told. */
  cut(): void
  readonly isCut: boolean
}

/** A transport from the first end to the second by `there`, and by `back`. */
export function createMemoryTransport({
  there,
  back,
}: {
  readonly there: Travel
  readonly back: Travel
}): MemoryTransport {
  let isCut = false
  let isClosed = false
  const [first, second] = [createSide(), createSide()]

  function endOf(own: Side, other: Side, travel: Travel): TransportEnd {
    const pass = (run: () => void): void => travel(() => (isCut ? undefined : run()))
    return {
      send(what) {
        if (!isClosed) pass(() => other.hear(what))
      },
      listen: own.listen,
      close() {
        if (isClosed) return
        isClosed = true
        own.end()
        pass(other.end)
      },
    }
  }

  return {
    ends: [endOf(first, second, there), endOf(second, first, back)],
    cut() {
      isCut = true
    },
    get isCut() {
      return isCut
    },
  }
}

type Side = ReturnType<typeof createSide>

/** Who listens at an end, and what came before anybody did. */
function createSide() {
  let early: unknown[] = []
  let hears: ((what: unknown) => void) | undefined
  let ends: (() => void) | undefined
  let isOver = false
  return {
    hear(what: unknown): void {
      if (isOver) return
      if (hears) hears(what)
      else early.push(what)
    },
    end(): void {
      if (isOver) return
      isOver = true
      ends?.()
    },
    listen(onData: (what: unknown) => void, onClosed: () => void): void {
      hears = onData
      ends = onClosed
      const due = early
      early = []
      for (const what of due) onData(what)
      if (isOver) onClosed()
    },
  }
}
