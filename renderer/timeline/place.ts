/**
 * What is in sight, and where: arrows, notes and marks with their places in the window. On the ordinal axis each
 * hop, or each change, has a line of its own; on the others y is time or order, and an arrow slants by it. Draws nothing.
 */
import type { Arrow } from '../../core/scene.ts'
import type { Axis } from './axis.ts'
import { baseLine, messageGap, noteHeight, phaseHeight, type Chart } from './chart.ts'
import type { Level } from './level.ts'
import { reportLabel } from './report-label.ts'
import type { RowContent } from './rows.ts'

/** What part of the chart is looked at. */
export interface View {
  readonly axis: Axis
  readonly level: Level
  /** The distance from the top of the chart to that of the window. */
  readonly scroll: number
  readonly width: number
  readonly height: number
  /** Pixels a line, on the ordinal axis. */
  readonly lineHeight: number
  /** Pixels a millisecond or a step, on the others. */
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
  /** What is said of it instead of its own words; an empty text for nothing. */
  readonly label?: { readonly text: string; readonly took: string }
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

/** Pixels for each of the units in which rows are as high as they are. */
export const stretchOf = (view: View): number => view.lineHeight / baseLine

export const totalHeight = (chart: Chart, view: View): number => {
  if (view.axis === 'ordinal') return chart.heights.total * stretchOf(view) + messageGap
  return chart.columns.count === 0 ? 0 : chart.ruler(view.axis).length * view.scale + 2 * wallMargin
}

/** Where a row begins, from the top of the chart: a line of it, or the moment at which something of it happened. */
export function yOfRow(chart: Chart, view: View, row: number, at?: number): number {
  const { axis, scale } = view
  if (axis === 'ordinal') return chart.heights.above(row) * stretchOf(view)
  const ruler = chart.ruler(axis)
  return wallMargin + (at === undefined || !ruler.placeOf ? ruler.startOf(row) : ruler.placeOf(at)) * scale
}

/** From the top of the chart, on an axis of time. */
export const yOfTime = (chart: Chart, view: View, at: number): number =>
  view.axis === 'ordinal' ? 0 : wallMargin + (chart.ruler(view.axis).placeOf?.(at) ?? 0) * view.scale

export const timeOfY = (chart: Chart, view: View, y: number): number =>
  view.axis === 'ordinal' ? 0 : (chart.ruler(view.axis).momentOf?.((y - wallMargin) / view.scale) ?? 0)

/** All that is in sight, from top to bottom; on an axis of time sorted by where arrows begin. */
export function placeAll(chart: Chart, view: View): Placed[] {
  return view.axis === 'ordinal' ? placeOrdinal(chart, view) : placeRuled(chart, view)
}

function placeOrdinal(chart: Chart, view: View): Placed[] {
  const { heights } = chart
  const stretch = stretchOf(view)
  const placed: Placed[] = []
  if (heights.count === 0) return placed
  let row = heights.at(view.scroll / stretch)
  let top = heights.above(row) * stretch - view.scroll
  for (; row < heights.count && top < view.height; row++) {
    const height = heights.get(row) * stretch
    if (height > 0) {
      if (chart.level === 'hops') placeRow(chart, view, row, top, placed)
      else placeReport(chart, view, row, top, placed)
    }
    top += height
  }
  return placed
}

const isNote = (content: RowContent): content is PlacedNote['content'] => content.kind !== 'arrows'

function placeRow(chart: Chart, view: View, row: number, top: number, placed: Placed[]): void {
  const content = chart.content(row)
  if (!content) return
  const stretch = stretchOf(view)
  if (isNote(content)) {
    const height = (content.kind === 'phase' ? phaseHeight : noteHeight) * stretch
    placed.push({ kind: 'note', row, content, top, height })
    return
  }
  content.arrows.forEach((arrow, index) => {
    const lineTop = top + (messageGap / 2) * stretch + index * view.lineHeight
    placed.push(levelArrow(chart, view, { row, arrow, lineTop, before: content.arrows[index - 1]?.at }))
  })
}

/** All deliveries of a message on one line. */
function placeReport(chart: Chart, view: View, head: number, top: number, placed: Placed[]): void {
  const { columns } = chart
  if (columns.kindOf(head) !== 'message') return placeRow(chart, view, head, top, placed)
  const first = placed.length
  for (let row = head; row < columns.count && columns.head.get(row) === head; row++) {
    const content = chart.isShown(row) ? chart.content(row) : undefined
    const arrow = content?.kind === 'arrows' ? content.arrows.find(({ hop }) => hop === 'sent') : undefined
    if (!arrow) continue
    const item = levelArrow(chart, view, { row, arrow, lineTop: top, before: undefined })
    placed.push({ ...item, label: { text: '', took: '' } })
  }
  const all = placed.slice(first).filter((item) => item.kind === 'arrow')
  const [one] = all
  const sent = chart.columns.sentOf(head)
  if (one && sent) placed[first] = { ...one, label: reportLabel(sent, all, chart.options.nameOf) }
}

function levelArrow(
  chart: Chart,
  view: View,
  { row, arrow, lineTop, before }: Pick<PlacedArrow, 'row' | 'arrow' | 'before'> & { readonly lineTop: number },
): PlacedArrow {
  const { lanes } = chart.options
  const height = view.lineHeight
  const y = Math.round(lineTop + height * arrowPlace) + 0.5
  const [x1, x2] = [lanes.xOf(arrow.from), lanes.xOf(arrow.to)]
  return { kind: 'arrow', row, arrow, x1, y1: y, x2, y2: y, top: lineTop, height, before }
}

/** The rows of which something may be in sight, on an axis that has a ruler. */
export function rowsInSight(chart: Chart, view: View): number[] {
  if (view.axis === 'ordinal') return []
  const ruler = chart.ruler(view.axis)
  // words stand above their arrow, so a little more than the window is looked at
  const [top, bottom] = [view.scroll - phaseHeight, view.scroll + view.height + noteHeight]
  const { momentOf } = ruler
  const placeAt = (y: number): number => (y - wallMargin) / view.scale
  if (momentOf) return chart.rowsBetween(momentOf(placeAt(top)), momentOf(placeAt(bottom)))
  return chart.rowsAtDepth(placeAt(top), placeAt(bottom))
}

function placeRuled(chart: Chart, view: View): Placed[] {
  const placed: Placed[] = []
  const painted = new Set<string>()
  for (const row of rowsInSight(chart, view)) {
    if (isPainted(chart, view, row, painted)) continue
    const content = chart.content(row)
    if (!content) continue
    if (isNote(content)) {
      const height = content.kind === 'phase' ? phaseHeight : noteHeight
      const y = yOfRow(chart, view, row, content.at) - view.scroll
      placed.push({ kind: 'note', row, content, top: y - height / 2, height })
    } else placeSlanted(chart, view, row, content.arrows, placed)
  }
  const topOf = (item: Placed): number => (item.kind === 'arrow' ? item.y1 : item.top)
  return placed.sort((one, other) => topOf(one) - topOf(other))
}

/**
 * True for a row that would paint the very pixels that another one paints: of the same kind, with the same end, from
 * and to the same hyperties, on the same line. So that a window never holds more than it has lines for.
 */
function isPainted(chart: Chart, view: View, row: number, painted: Set<string>): boolean {
  const { columns } = chart
  if (columns.kindOf(row) !== 'message' || view.axis === 'causal') return false
  const [start, end] = chart.span(row)
  const yOf = (at: number): number => Math.round(yOfTime(chart, view, at) - view.scroll)
  const y = yOf(start)
  if (yOf(end) - y > 1) return false
  const key = `${y} ${columns.typeOf(row)} ${columns.effectOf(row)} ${columns.from.get(row)} ${columns.to.get(row)}`
  if (painted.has(key)) return true
  painted.add(key)
  return false
}

function placeSlanted(chart: Chart, view: View, row: number, arrows: readonly Arrow[], placed: Placed[]): void {
  const { lanes } = chart.options
  arrows.forEach((arrow, index) => {
    const [y1, y2] = slantOf(chart, view, row, arrow)
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

function slantOf(chart: Chart, view: View, row: number, arrow: Arrow): readonly [number, number] {
  if (view.axis !== 'causal') {
    const yOf = (at: number): number => yOfTime(chart, view, at) - view.scroll
    return [yOf(arrow.at), yOf(arrow.until ?? arrow.at)]
  }
  const ruler = chart.ruler('causal')
  const yOf = (depth: number): number => wallMargin + depth * view.scale - view.scroll
  return [yOf(ruler.startOf(row)), yOf(ruler.endOf(row))]
}
