/** Paints what is in sight: lifelines, arrows, notes, times. Given the same placing it paints the same picture. */
import type { Chart } from './chart.ts'
import { drawArrow, labelSize } from './draw-arrow.ts'
import { drawBands } from './draw-band.ts'
import { drawLabels } from './draw-labels.ts'
import { alphaOf, drawMatches } from './filter.ts'
import { drawMark, drawPhase, drawStep } from './draw-note.ts'
import type { Pen } from './pen.ts'
import { gutter } from './lanes.ts'
import { timeOfY, yOfTime, type Placed, type PlacedArrow, type View } from './place.ts'
import type { Theme } from './theme.ts'
import { durationText, momentText, signedText } from './time-text.ts'

/** Heads nearer than this to one another would be a smear. */
const headGap = 6

export function drawContent(pen: Pen, theme: Theme, chart: Chart, view: View, placed: readonly Placed[]): void {
  const { context } = pen
  context.fillStyle = theme.bg
  context.fillRect(0, 0, view.width, view.height)
  drawLifelines(pen, theme, chart, view)
  drawBands(pen, theme, chart, view)
  if (view.axis === 'wall') drawTimeAxis(pen, theme, chart, view)
  const { filter } = chart.options
  drawMatches(pen, theme, view, placed, filter)
  for (const item of placed) {
    if (item.kind !== 'note') continue
    context.globalAlpha = alphaOf(filter, item.row)
    drawNote(pen, theme, chart, view, item)
  }
  const arrows = placed.filter((item): item is PlacedArrow => item.kind === 'arrow')
  const drawArrows = (): void => {
    // the last head on each lane
    const heads = new Map<number, number>()
    for (const item of arrows) {
      const hasHead = item.y2 - (heads.get(item.x2) ?? Number.NEGATIVE_INFINITY) >= headGap
      if (hasHead) heads.set(item.x2, item.y2)
      context.globalAlpha = alphaOf(filter, item.row)
      drawArrow(pen, theme, item, chart.options.lanes.hueOf(authorOf(chart, item)), hasHead)
    }
    context.globalAlpha = 1
  }
  // words hide what is behind them: a slanted line, but not the head of a level one
  context.globalAlpha = 1
  if (view.axis === 'wall') drawArrows()
  drawLabels(pen, theme, view, arrows, filter)
  if (view.axis === 'ordinal') drawArrows()
  if (view.axis === 'ordinal') for (const item of arrows) drawTime(pen, theme, item)
}

/** Everything that follows from a message wears the colour of the one who sent it. */
function authorOf(chart: Chart, { row }: PlacedArrow): string {
  const { columns } = chart
  return columns.addresses.textOf(columns.from.get(row))
}

function drawLifelines(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const { context } = pen
  context.lineWidth = 1
  context.strokeStyle = theme.line
  context.beginPath()
  for (const { x } of chart.options.lanes.groups.flatMap((group) => group.lifelines)) {
    context.moveTo(x, 0)
    context.lineTo(x, view.height)
  }
  context.stroke()
}

function drawNote(pen: Pen, theme: Theme, chart: Chart, view: View, item: Placed & { kind: 'note' }): void {
  const { content } = item
  if (content.kind === 'mark') drawMark(pen, theme, chart.options.lanes, view.width, item.top, content)
  else if (content.kind === 'phase') drawPhase(pen, theme, view.width, item.top, content.text)
  else drawStep(pen, theme, view.width, item.top, content.text)
}

/** At the left of its first hop when a message began, at the others how long after the hop before they began. */
function drawTime(pen: Pen, theme: Theme, item: PlacedArrow): void {
  const { context } = pen
  pen.setFont(`${labelSize - 1}px ${theme.mono}`)
  context.textAlign = 'right'
  context.fillStyle = item.before === undefined ? theme.inkSoft : theme.inkFaint
  const text = item.before === undefined ? momentText(item.arrow.at) : signedText(item.arrow.at - item.before)
  context.fillText(text, gutter - 12, item.y1 + 3)
  context.textAlign = 'left'
}

const ticks = [1, 2, 5]
const tickGap = 70

/** A round distance of time that is about `tickGap` pixels. */
export function tickOf(scale: number): number {
  const least = tickGap / scale
  const power = 10 ** Math.floor(Math.log10(least))
  return power * (ticks.find((tick) => tick * power >= least) ?? 10)
}

function drawTimeAxis(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const { context } = pen
  const step = tickOf(view.scale)
  pen.setFont(`${labelSize - 1}px ${theme.mono}`)
  context.textAlign = 'right'
  const last = timeOfY(chart, view, view.scroll + view.height)
  for (let at = Math.ceil(timeOfY(chart, view, view.scroll) / step) * step; at <= last; at += step) {
    const y = Math.round(yOfTime(chart, view, at) - view.scroll) + 0.5
    context.strokeStyle = theme.line
    context.beginPath()
    context.moveTo(gutter - 8, y)
    context.lineTo(view.width, y)
    context.globalAlpha = 0.6
    context.stroke()
    context.globalAlpha = 1
    context.fillStyle = theme.inkSoft
    context.fillText(step < 1 ? durationText(at) : momentText(at), gutter - 12, y + 3)
  }
  context.textAlign = 'left'
}

/** What lies above the content: the line that is pointed at, and the one that is chosen. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: View,
  hovered: Placed | undefined,
  chosen: PlacedArrow | undefined,
): void {
  context.clearRect(0, 0, view.width, view.height)
  if (hovered?.kind === 'arrow' && hovered !== chosen) drawHalo(context, theme, view, hovered, 0.1, 0)
  if (chosen) drawHalo(context, theme, view, chosen, 0.16, 3)
}

function drawHalo(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: View,
  item: PlacedArrow,
  alpha: number,
  bar: number,
): void {
  context.fillStyle = context.strokeStyle = theme.accent
  context.globalAlpha = alpha
  if (view.axis === 'ordinal') context.fillRect(0, item.top, view.width, item.height)
  else {
    context.lineWidth = 10
    context.beginPath()
    context.moveTo(item.x1, item.y1)
    context.lineTo(item.x2, item.y2)
    context.stroke()
  }
  context.globalAlpha = 1
  if (bar === 0) return
  if (view.axis === 'ordinal') context.fillRect(0, item.top, bar, item.height)
  else
    for (const [x, y] of [
      [item.x1, item.y1],
      [item.x2, item.y2],
    ] as const)
      context.fillRect(x - bar, y - bar, 2 * bar, 2 * bar)
}
