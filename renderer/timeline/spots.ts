/** Arrows as events, and as places in the window: for what is chosen by hand. Draws nothing. */
import type { Columns } from '../../core/columns.ts'
import type { Chart } from './chart.ts'
import type { Picture } from './picture.ts'
import type { PlacedArrow, View } from './place.ts'
import { firstFrom, isSpot, type Spot } from './walk.ts'

const lateHops: readonly string[] = ['made', 'rewatched', 'passed', 'reobserved', 'told']

/** The event of a hop: the delivery's end on its receiver's side, or the sending. */
export function eventOf(columns: Columns, spot: Spot | undefined): number | undefined {
  if (!spot) return undefined
  const end = columns.endN.get(spot.row)
  return lateHops.includes(spot.hop) && end > 0 ? end : columns.n.get(columns.head.get(spot.row))
}

/** Where an arrow lies now. */
export const placeOf = ({ placed }: Picture, spot: Spot | undefined): PlacedArrow | undefined =>
  spot &&
  placed.find(
    (item): item is PlacedArrow => item.kind === 'arrow' && isSpot({ row: item.row, hop: item.arrow.hop }, spot),
  )

/** The first arrow in sight, or the last one. */
export function spotInSight(picture: Picture, chart: Chart, view: View, by: 1 | -1): Spot | undefined {
  const seen = picture.placed.filter(
    (item): item is PlacedArrow => item.kind === 'arrow' && item.y1 >= 0 && item.y1 < view.height,
  )
  const item = seen.at(by === 1 ? 0 : -1)
  if (item) return { row: item.row, hop: item.arrow.hop }
  return firstFrom(chart, picture.rowAt(view, by === 1 ? 0 : view.height), by)
}
