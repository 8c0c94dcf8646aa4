/**
 * What runs down the chart: one row after another, or time, or time without its idle gaps, or how deep each thing lies in
 * what led to it. A ruler says for the last three where a row begins and ends, in its own units. Knows no pixels.
 */
import type { CausalOrder } from '../../core/causal-order.ts'
import type { Columns } from '../../core/columns.ts'
import type { IdleFolds } from '../../core/idle-folds.ts'

export const axes = ['ordinal', 'wall', 'folded', 'causal'] as const
export type Axis = (typeof axes)[number]
export type RuledAxis = Exclude<Axis, 'ordinal'>

export const axisNames: { readonly [A in Axis]: string } = {
  ordinal: 'Hop by hop',
  wall: 'Wall time',
  folded: 'Idle folded',
  causal: 'Causal order',
}

export interface Ruler {
  /** Where the session ends. */
  readonly length: number
  /** Where a row begins and ends. */
  startOf(row: number): number
  endOf(row: number): number
  /** Where a moment lies; the causal order knows rows only. */
  placeOf?(at: number): number
  momentOf?(place: number): number
}

/** A moment at which what a row tells has arrived, or NaN. */
export const arrivalOf = (columns: Columns, row: number): number => columns.ended.received.get(row)

const startOf = (columns: Columns): number => (columns.count === 0 ? 0 : Math.min(0, columns.at.get(0)))

/** By the columns' own times. A delivery that has not arrived ends where it began. */
export function createRulers(columns: Columns, folds: IdleFolds, order: CausalOrder): Record<RuledAxis, Ruler> {
  const sentAt = (row: number): number => columns.at.get(columns.head.get(row))
  const doneAt = (row: number): number => {
    const at = arrivalOf(columns, row)
    return Number.isNaN(at) ? sentAt(row) : at
  }
  return {
    wall: {
      get length() {
        return columns.count === 0 ? 0 : columns.lastAt - startOf(columns)
      },
      startOf: (row) => sentAt(row) - startOf(columns),
      endOf: (row) => doneAt(row) - startOf(columns),
      placeOf: (at) => at - startOf(columns),
      momentOf: (place) => place + startOf(columns),
    },
    folded: {
      get length() {
        return folds.length
      },
      startOf: (row) => folds.placeOf(sentAt(row)),
      endOf: (row) => folds.placeOf(doneAt(row)),
      placeOf: folds.placeOf,
      momentOf: folds.momentOf,
    },
    causal: {
      get length() {
        return order.depth
      },
      startOf: (row) => order.startOf(row),
      endOf: (row) => order.endOf(row) || order.startOf(row),
    },
  }
}
