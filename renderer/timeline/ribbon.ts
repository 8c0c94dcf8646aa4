/**
 * How far two copies of an object lie apart, moment by moment: told as leaves that differ. Worked out for what is in sight,
 * for some milliseconds of a frame, and remembered. Knows no colours.
 */
import type { Columns } from '../../core/columns.ts'
import { differingLeaves } from '../../core/leaf-difference.ts'
import type { Address } from '../../core/message.ts'
import type { Replay } from '../../core/replay.ts'

export interface RibbonPair {
  readonly object: Address
  readonly one: Address
  readonly other: Address
}

export interface Ribbon {
  readonly pair: RibbonPair
  /** Leaves that differ after an event; undefined where it is not known yet, and there is no time left in this frame. */
  leavesAfter(n: number): number | undefined
  /** A frame begins. */
  begin(): void
  /** Whether something was left for another frame. */
  readonly isPending: boolean
}

/** What a frame may take for it. */
const budgetMs = 5
const rememberedMax = 20_000

export function createRibbon(columns: Columns, replay: Replay, pair: RibbonPair, now: () => number): Ribbon {
  const known = new Map<number, number>()
  let end = 0
  let isPending = false
  return {
    pair,
    get isPending() {
      return isPending
    },
    begin() {
      end = now() + budgetMs
      isPending = false
    },
    leavesAfter(n) {
      const found = known.get(n)
      if (found !== undefined) return found
      if (now() > end) {
        isPending = true
        return undefined
      }
      const [here, there] = [pair.one, pair.other].map((who) => replay.after(pair.object, who, n)?.value)
      // who does not have it yet is not apart from it
      const leaves = here === undefined || there === undefined ? 0 : differingLeaves(here, there)
      // what is still growing may be told otherwise in a moment
      if (n < columns.lastEvent && known.size < rememberedMax) known.set(n, leaves)
      return leaves
    },
  }
}
