/** What of the changes that wait goes into one report: as many as its bounds allow. */
import type { FrameError } from './bounds.ts'
import { toWire, type Change, type WireChange } from './change.ts'
import { refusalOf } from './codec.ts'

/** Most changes in one report; more wait for the next. */
const reportChangesMax = 4096

export interface Packed {
  readonly changes: readonly Change[]
  readonly wires: readonly WireChange[]
  /** Why they cannot go at all: one change that is too much by itself. */
  readonly refusal: FrameError | undefined
}

/** The first of the changes that wait, as one report. */
export function pack(unsent: readonly Change[]): Packed {
  let count = Math.min(unsent.length, reportChangesMax)
  let wires = (count === unsent.length ? unsent : unsent.slice(0, count)).map(toWire)
  let refusal = refusalOf(wires)
  // one of them is too much, or all of them together
  while (refusal && count > 1) {
    count = Math.ceil(count / 2)
    wires = wires.slice(0, count)
    refusal = refusalOf(wires)
  }
  return { changes: count === unsent.length ? unsent : unsent.slice(0, count), wires, refusal }
}
