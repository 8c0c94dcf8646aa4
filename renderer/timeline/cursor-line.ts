/** Where the cursor stands in the window, and the moment it says. Draws nothing. */
import { baseLine, type Chart } from './chart.ts'
import { stretchOf, yOfRow, type View } from './place.ts'
import { momentText } from './time-text.ts'
import { momentOfEvent } from './travel.ts'

export interface CursorLine {
  readonly y: number
  readonly text: string
}

/** Below the row of the event; on an axis of time at its moment. */
export function cursorLine(chart: Chart, view: View, cursor: number | undefined): CursorLine | undefined {
  const { columns, heights } = chart
  const row = cursor === undefined ? undefined : columns.rowOf(cursor)
  if (row === undefined || cursor === undefined) return undefined
  const at = momentOfEvent(columns, cursor)
  const shown = view.level === 'hops' ? row : columns.head.get(row)
  const below = view.axis === 'ordinal' ? Math.min(heights.get(shown), 20 * baseLine) * stretchOf(view) : 0
  return { y: yOfRow(chart, view, shown, at) + below - view.scroll, text: momentText(at) }
}
