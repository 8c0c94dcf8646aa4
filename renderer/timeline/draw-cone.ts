/**
 * What the selected event has to do with each row, beside the moments at the left: a bar for causes, two thin ones for
 * effects, and nothing for what neither knew of it nor it of them. So it is seen without colours.
 */
import { relationOfRow, type Cone } from '../../core/cone.ts'
import type { Chart } from './chart.ts'
import { gutter } from './lanes.ts'
import type { Pen } from './pen.ts'
import { yOfRow, type Placed, type View } from './place.ts'
import type { Theme } from './theme.ts'

const left = gutter - 7

export function drawCone(
  { context }: Pen,
  theme: Theme,
  chart: Chart,
  view: View,
  cone: Cone,
  placed: readonly Placed[],
): void {
  const bar = (relation: string, y: number, height: number): void => {
    if (relation === 'cause') {
      context.fillStyle = theme.cause
      context.fillRect(left, y, 4, height)
    } else if (relation === 'effect') {
      context.fillStyle = theme.effect
      context.fillRect(left, y, 1.5, height)
      context.fillRect(left + 3, y, 1.5, height)
    }
  }
  for (const item of placed) {
    if (item.kind !== 'arrow') continue
    bar(relationOfRow(chart.columns, cone, item.row), item.top + 1, Math.max(2, item.height - 2))
  }
  if (placed.length > 0) return
  // where rows are too many to be told apart: what lies before, and what after
  const row = chart.columns.rowOf(cone.n)
  const y = row === undefined ? 0 : yOfRow(chart, view, chart.columns.head.get(row)) - view.scroll
  bar('cause', 0, Math.max(0, Math.min(view.height, y)))
  bar('effect', Math.max(0, y), Math.max(0, view.height - Math.max(0, y)))
}
