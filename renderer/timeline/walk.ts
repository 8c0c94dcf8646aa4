/** From one arrow to the next, along the chart or along a lane; for keys, which know no geometry. */
import type { Arrow, Hop } from '../../core/scene.ts'
import type { Chart } from './chart.ts'

/** One arrow of the chart. Rows and hops stay what they are while a session grows. */
export interface Spot {
  readonly row: number
  readonly hop: Hop
}

export const isSpot = (one: Spot | undefined, other: Spot | undefined): boolean =>
  one?.row === other?.row && one?.hop === other?.hop

/** Rows that are looked through for the next arrow of a lane. */
const rowsMax = 20_000

const arrowsAt = (chart: Chart, row: number): readonly Arrow[] => {
  if (chart.columns.kindOf(row) !== 'message' || !chart.isShown(row)) return []
  const content = chart.content(row)
  return content?.kind === 'arrows' ? content.arrows : []
}

export const arrowAt = (chart: Chart, spot: Spot): Arrow | undefined =>
  arrowsAt(chart, spot.row).find(({ hop }) => hop === spot.hop)

/** The next arrow, or the one before. On the lane on which the present one begins, if `onLane`. */
export function stepFrom(chart: Chart, spot: Spot, by: 1 | -1, onLane: boolean): Spot | undefined {
  const { lanes } = chart.options
  const present = arrowAt(chart, spot)
  const x = present && lanes.xOf(present.from)
  const fits = (arrow: Arrow): boolean =>
    !onLane || x === undefined || lanes.xOf(arrow.from) === x || lanes.xOf(arrow.to) === x
  let arrows = arrowsAt(chart, spot.row)
  let index = arrows.findIndex(({ hop }) => hop === spot.hop) + by
  for (let row = spot.row, left = rowsMax; left > 0; left--) {
    for (; index >= 0 && index < arrows.length; index += by) {
      const arrow = arrows[index] as Arrow
      if (fits(arrow)) return { row, hop: arrow.hop }
    }
    row += by
    if (row < 0 || row >= chart.heights.count) return undefined
    arrows = arrowsAt(chart, row)
    index = by === 1 ? 0 : arrows.length - 1
  }
  return undefined
}

/** The first arrow at or after a row, or the last one at or before it. */
export function firstFrom(chart: Chart, from: number, by: 1 | -1): Spot | undefined {
  for (let row = from, left = rowsMax; row >= 0 && row < chart.heights.count && left > 0; row += by, left--) {
    const arrow = arrowsAt(chart, row).at(by === 1 ? 0 : -1)
    if (arrow) return { row, hop: arrow.hop }
  }
  return undefined
}

/** The next hop of the same message, or the one before; on the way to the others it was delivered to as well. */
export function alongFrom(chart: Chart, spot: Spot, by: 1 | -1): Spot | undefined {
  const { head } = chart.columns
  const next = stepFrom(chart, spot, by, false)
  return next && head.get(next.row) === head.get(spot.row) ? next : undefined
}
