/**
 * A gate in front of one Syncer: while it is shut nothing gets in, neither frames nor messages nor what its clock has
 * due, and so nothing comes out either. What waits gets in, in order, when the gate is opened.
 */
import type { Clock } from './clock.ts'

/** So much may wait; then the gate opens by itself, as nothing may be lost by a pause. */
export const waitingMax = 100_000

export interface Gate {
  readonly isShut: boolean
  /** Runs now, or when the gate is opened. */
  enter(run: () => unknown): void
  shut(): void
  open(): void
  /** The clock of whoever stands behind the gate. */
  readonly clock: Clock
}

/** @param opened is told that the gate is open, before what waited gets in */
export function createGate(clock: Clock, opened: () => void): Gate {
  let waiting: (() => unknown)[] = []
  let isOpening = false

  function open(): void {
    if (!gate.isShut || isOpening) return
    isOpening = true
    opened()
    // what comes while these get in comes after them
    for (let next = 0; next < waiting.length; next++) (waiting[next] as () => unknown)()
    waiting = []
    gate.isShut = false
    isOpening = false
  }

  function enter(run: () => unknown): void {
    if (!gate.isShut) return void run()
    waiting.push(run)
    if (waiting.length >= waitingMax && !isOpening) open()
    return undefined
  }

  const gate = {
    isShut: false,
    enter,
    shut: (): void => void (gate.isShut = true),
    open,
    clock: {
      now: (): number => clock.now(),
      after(delayMs: number, run: () => void) {
        let isWanted = true
        const cancel = clock.after(delayMs, () => enter(() => isWanted && run()))
        return () => {
          isWanted = false
          cancel()
        }
      },
    },
  }
  return gate
}
