/**
 * Makes changes in a data object that are no local writes: observers are told of them, and no report is made of them.
 * Knows nothing of who made them, nor of what is pending.
 */
import { applyWire, ChangeError, toWire, type Change, type JsonObject, type WireChange } from './change.ts'
import { undoing } from './pending.ts'
import type { Tracked } from './tracking.ts'

export function createMaking(tracked: Tracked<JsonObject>) {
  /** Makes a change that is no local write: observers are told, no report is made of it. */
  function make(wire: WireChange): Change | undefined {
    if (!tracked.observed()) return applyWire(tracked.raw as JsonObject, wire)
    return tracked.applying(() => applyWire(tracked.data as JsonObject, wire))
  }

  function makeAll(wires: readonly WireChange[], done: Change[]): readonly WireChange[] {
    for (const wire of wires) {
      const made = make(wire)
      if (made) done.push(made)
    }
    return wires
  }

  const undo = (changes: readonly Change[], done: Change[]): void => void makeAll(undoing(changes), done)

  /** Makes pending changes again on what is there now; one that finds no place any more is dropped. */
  const redo = (changes: readonly Change[], done: Change[]): Change[] => remake(changes.map(toWire), done)

  function remake(wires: readonly WireChange[], done: Change[], misfits?: WireChange[]): Change[] {
    const kept: Change[] = []
    for (const wire of wires) {
      try {
        const made = make(wire)
        if (!made) continue
        kept.push(made)
        done.push(made)
      } catch (error) {
        if (!(error instanceof ChangeError)) throw error
        misfits?.push(wire)
      }
    }
    return kept
  }

  return { makeAll, undo, redo, remake }
}
