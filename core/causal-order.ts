/**
 * How deep each event of a table lies in what led to it: one more than the deepest of what came before it at the same
 * hyperty and, for a delivery, than the sending of its message. Events of one depth had nothing to do with each other.
 * Reads the table and changes nothing in it.
 */
import type { Columns } from './columns.ts'
import { createColumn, uint32 } from './column.ts'
import { busAddress } from './message.ts'

export interface CausalOrder {
  /** The greatest depth so far; depths begin at 1. */
  readonly depth: number
  /** Takes in what is new in the table; all else reads what was taken in. */
  look(): void
  /** The depth at which a row began: its message was sent, or what it tells happened. */
  startOf(row: number): number
  /** The depth at which its delivery ended; 0 while it is under way. */
  endOf(row: number): number
}

export function createCausalOrder(columns: Columns): CausalOrder {
  const starts = createColumn(uint32)
  const ends = createColumn(uint32)
  /** By the id of a hyperty: how deep the last thing lies that happened there. */
  const depths = new Map<number, number>()
  let looked = 0
  let deepest = 0

  function stepAt(who: number, after: number): number {
    const depth = Math.max(depths.get(who) ?? 0, after) + 1
    depths.set(who, depth)
    deepest = Math.max(deepest, depth)
    return depth
  }

  const isBus = (who: number): boolean => columns.addresses.textOf(who) === busAddress
  /** The bus is nobody's: what it says lies right before whom it tells. */
  const busDepth = (row: number): number => Math.max(1, depths.get(columns.to.get(row)) ?? 0)

  /** The rows that an event has made: those of a message share its depth. */
  function begin(first: number, n: number): void {
    const who = columns.from.get(first)
    const kind = columns.kindOf(first)
    // a note, and an order that is about nobody, come after all that was there
    const isOfAll = kind === 'note' || who === 0
    const depth = isOfAll ? (deepest += 1) : isBus(who) ? busDepth(first) : stepAt(who, 0)
    for (let row = first; row < columns.count && columns.n.get(row) === n; row++) starts.set(row, depth)
  }

  function end(at: number): void {
    const head = columns.head.get(at)
    if (starts.get(at) === 0) starts.set(at, starts.get(head))
    ends.set(at, stepAt(columns.to.get(at), starts.get(head)))
  }

  return {
    get depth() {
      return deepest
    },
    look() {
      for (; looked < columns.lastEvent; looked++) {
        const n = looked + 1
        const at = columns.rowOf(n)
        if (at === undefined) continue
        if (columns.endN.get(at) === n) end(at)
        else begin(at, n)
      }
    },
    startOf: (at) => starts.get(at),
    endOf: (at) => ends.get(at),
  }
}
