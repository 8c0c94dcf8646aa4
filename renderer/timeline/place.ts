/**
 * What is in sight, and where: arrows, notes and marks with their places in the window. On the ordinal axis each
 * hop has a line of its own; on the wall axis y is time, and an arrow slants by how long it took. Draws nothing.
 */
import type { Arrow } from '../../core/scene.ts'
import { messageGap, noteHeight, phaseHeight, type Chart } from './chart.ts'
import type { RowContent } from './rows.ts'

export type Axis = 'ordinal' | 'wall'

/** What part of the chart is looked at. */
export interface View {
  readonly axis: Axis
  /** The distance from the top of the chart to that of the window. */
  readonly scroll: number
  readonly width: number
  readonly height: number
  /** Pixels a millisecond, on the wall axis. */
  readonly scale: number
}

/** An arrow in sight. `y1`, `y2`: where it begins and ends; `before`: the moment of the hop before it, if any. */
export interface PlacedArrow {
  readonly kind: 'arrow'
  readonly row: number
  readonly arrow: Arrow
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** The line that it has to itself, on the ordinal axis. */
  readonly top: number
  readonly height: number
  readonly before: number | undefined
}

/** A note or a mark in sight. */
export interface PlacedNote {
  readonly kind: 'note'
  readonly row: number
  readonly content: Exclude<RowContent, { kind: 'arrows' }>
  readonly top: number
  readonly height: number
}

export type Placed = PlacedArrow | PlacedNote

/** Above the first moment and below the last one. */
export const wallMargin = 24
/** How far down its line an arrow lies; its words stand above it. */
const arrowPlace = 0.76

export const totalHeight = (chart: Chart, view: View): number => {
  if (view.axis === 'ordinal') return chart.heights.total + messageGap
  const { columns } = chart
  return columns.count === 0 ? 0 : yOfTime(chart, view, columns.lastAt) + wallMargin
}

/** The first moment of the chart. */
const startOf = (chart: Chart): number => (chart.columns.count === 0 ? 0 : Math.min(0, chart.columns.at.get(0)))

/** From the top of the chart, on the wall axis. */
export const yOfTime = (chart: Chart, view: View, at: number): number => wallMargin + (at - startOf(chart)) * view.scale

export const timeOfY = (chart: Chart, view: View, y: number): number => startOf(chart) + (y - wallMargin) / view.scale

/** All that is in sight, from top to bottom; on the wall axis sorted by where arrows begin. */
export function placeAll(chart: Chart, view: View): Placed[] {
  return view.axis === 'ordinal' ? placeOrdinal(chart, view) : placeWall(chart, view)
}

function placeOrdinal(chart: Chart, view: View): Placed[] {
  const { heights } = chart
  const placed: Placed[] = []
  if (heights.count === 0) return placed
  let row = heights.at(view.scroll)
  let top = heights.above(row) - view.scroll
  for (; row < heights.count && top < view.height; row++) {
    const height = heights.get(row)
    if (height > 0) placeRow(chart, row, top, placed)
    top += height
  }
  return placed
}

function placeRow(chart: Chart, row: number, top: number, placed: Placed[]): void {
  const content = chart.content(row)
  if (!content) return
  if (content.kind !== 'arrows') {
    placed.push({ kind: 'note', row, content, top, height: content.kind === 'phase' ? phaseHeight : noteHeight })
    return
  }
  const { lanes } = chart.options
  const height = chart.lineHeight
  content.arrows.forEach((arrow, index) => {
    const lineTop = top + messageGap / 2 + index * height
    const y = Math.round(lineTop + height * arrowPlace) + 0.5
    const [x1, x2] = [lanes.xOf(arrow.from), lanes.xOf(arrow.to)]
    placed.push({
      kind: 'arrow',
      row,
      arrow,
      x1,
      y1: y,
      x2,
      y2: y,
      top: lineTop,
      height,
      before: content.arrows[index - 1]?.at,
    })
  })
}

function placeWall(chart: Chart, view: View): Placed[] {
  const placed: Placed[] = []
  const yOf = (at: number): number => yOfTime(chart, view, at) - view.scroll
  // words stand above their arrow, so a little more than the window is looked at
  const first = timeOfY(chart, view, view.scroll - phaseHeight)
  const last = timeOfY(chart, view, view.scroll + view.height + noteHeight)
  const painted = new Set<string>()
  for (const row of chart.rowsBetween(first, last)) {
    if (isPainted(chart, row, yOf, painted)) continue
    const content = chart.content(row)
    if (!content) continue
    if (content.kind === 'arrows') placeSlanted(chart, row, content.arrows, yOf, placed)
    else {
      const height = content.kind === 'phase' ? phaseHeight : noteHeight
      placed.push({ kind: 'note', row, content, top: yOf(content.at) - height / 2, height })
    }
  }
  const topOf = (item: Placed): number => (item.kind === 'arrow' ? item.y1 : item.top)
  return placed.sort((one, other) => topOf(one) - topOf(other))
}

/**
 * True for a row that would paint the very pixels that another one paints: of the same kind, with the same end, from
 * and to the same hyperties, on the same line. So that a window never holds more than it has lines for.
 */
function isPainted(chart: Chart, row: number, yOf: (at: number) => number, painted: Set<string>): boolean {
  const { columns } = chart
  if (columns.kindOf(row) !== 'message') return false
  const [start, end] = chart.span(row)
  const y = Math.round(yOf(start))
  if (Math.round(yOf(end)) - y > 1) return false
  const key = `${y} ${columns.typeOf(row)} ${columns.effectOf(row)} ${columns.from.get(row)} ${columns.to.get(row)}`
  if (painted.has(key)) return true
  painted.add(key)
  return false
}

function placeSlanted(
  chart: Chart,
  row: number,
  arrows: readonly Arrow[],
  yOf: (at: number) => number,
  placed: Placed[],
): void {
  const { lanes } = chart.options
  arrows.forEach((arrow, index) => {
    const [y1, y2] = [yOf(arrow.at), yOf(arrow.until ?? arrow.at)]
    const [x1, x2] = [lanes.xOf(arrow.from), lanes.xOf(arrow.to)]
    placed.push({
      kind: 'arrow',
      row,
      arrow,
      x1,
      y1,
      x2,
      y2,
      top: Math.min(y1, y2),
      height: Math.abs(y2 - y1),
      before: arrows[index - 1]?.at,
    })
  })
}
