/** What a filter does to the chart: rows that do not match are hidden or pale, or those that match stand out. */
import type { Pen } from './pen.ts'
import type { Placed, View } from './place.ts'
import type { Theme } from './theme.ts'

export type FilterMode = 'hide' | 'dim' | 'highlight'

export interface RowFilter {
  readonly mode: FilterMode
  has(row: number): boolean
}

const paleAlpha = 0.22
/** The mark of a match, at the right edge. */
const markWidth = 4

export const isHidden = (filter: RowFilter | undefined, row: number): boolean =>
  filter?.mode === 'hide' && !filter.has(row)

/** How strongly a row is drawn. */
export const alphaOf = (filter: RowFilter | undefined, row: number): number =>
  filter?.mode === 'dim' && !filter.has(row) ? paleAlpha : 1

/** Marks what matches, beneath all else: by a band, and by a bar at the edge for those who see no colour. */
export function drawMatches(
  { context }: Pen,
  theme: Theme,
  view: View,
  placed: readonly Placed[],
  filter: RowFilter | undefined,
): void {
  if (filter?.mode !== 'highlight') return
  context.fillStyle = context.strokeStyle = theme.warn
  for (const item of placed) {
    if (!filter.has(item.row)) continue
    context.globalAlpha = 0.16
    if (view.axis === 'ordinal' || item.kind === 'note') context.fillRect(0, item.top, view.width, item.height)
    else {
      context.lineWidth = 9
      context.beginPath()
      context.moveTo(item.x1, item.y1)
      context.lineTo(item.x2, item.y2)
      context.stroke()
    }
    context.globalAlpha = 1
    context.fillRect(view.width - 16 - markWidth, item.top, markWidth, Math.max(2, item.height))
  }
}
