/** What lies under everything: lifelines, the bands of those who were paused or down, and the lines of time with their moments. */
import type { Chart } from './chart.ts'
import { labelSize } from './draw-arrow.ts'
import { drawBands } from './draw-band.ts'
import { gutter } from './lanes.ts'
import type { Pen } from './pen.ts'
import { timeOfY, wallMargin, yOfTime, type View } from './place.ts'
import type { RowOrder } from './row-window.ts'
import type { Theme } from './theme.ts'
import { durationText, momentText } from './time-text.ts'

const ticks = [1, 2, 5]
export const tickGap = 70

/** A round distance of time that is about `tickGap` pixels. */
export function tickOf(scale: number): number {
  const least = tickGap / scale
  const power = 10 ** Math.floor(Math.log10(least))
  return power * (ticks.find((tick) => tick * power >= least) ?? 10)
}

export function drawGround(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const { context } = pen
  context.fillStyle = theme.bg
  context.fillRect(0, 0, view.width, view.height)
  drawLifelines(pen, theme, chart, view)
  drawBands(pen, theme, chart, view)
  if (view.level === 'density') return
  if (view.axis === 'wall') drawTimeAxis(pen, theme, chart, view)
  if (view.axis === 'folded') drawFolds(pen, theme, chart, view)
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

function drawTimeAxis(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const step = tickOf(view.scale)
  const last = timeOfY(chart, view, view.scroll + view.height)
  for (let at = Math.ceil(timeOfY(chart, view, view.scroll) / step) * step; at <= last; at += step) {
    const y = Math.round(yOfTime(chart, view, at) - view.scroll) + 0.5
    drawTick(pen, theme, view, y, step < 1 ? durationText(at) : momentText(at))
  }
}

function drawTick(pen: Pen, theme: Theme, view: View, y: number, text: string): void {
  const { context } = pen
  context.strokeStyle = theme.line
  context.lineWidth = 1
  context.globalAlpha = 0.6
  context.beginPath()
  context.moveTo(gutter - 8, y)
  context.lineTo(view.width, y)
  context.stroke()
  context.globalAlpha = 1
  drawMoment(pen, theme, y, text)
}

function drawMoment(pen: Pen, theme: Theme, y: number, text: string): void {
  const { context } = pen
  pen.setFont(`${labelSize - 1}px ${theme.mono}`)
  context.textAlign = 'right'
  context.fillStyle = theme.inkSoft
  context.fillText(text, gutter - 12, y + 3)
  context.textAlign = 'left'
}

/** A fold is a zigzag across, with how long was left out; the moment after it stands at the left. */
function drawFolds(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const { context } = pen
  const { places, placeOf, momentOf } = chart.folds()
  let taken = Number.NEGATIVE_INFINITY
  context.strokeStyle = theme.lineStrong
  context.lineWidth = 1
  for (const place of visible(places, view)) {
    const y = Math.round(wallMargin + place * view.scale - view.scroll)
    if (y - taken < tickGap / 2) continue
    taken = y
    context.globalAlpha = 0.5
    context.beginPath()
    for (let x = gutter - 8; x <= view.width; x += 8) context.lineTo(x, y + ((x / 8) % 2 < 1 ? -2 : 2))
    context.stroke()
    context.globalAlpha = 1
    const half = 50
    const skipped = momentOf(place + half) - momentOf(place - half)
    drawMoment(pen, theme, y, skipped > 0 && placeOf(0) !== undefined ? `⋯ ${durationText(skipped)}` : '⋯')
  }
}

/** Those of a rising list that are in the window. */
function* visible(places: readonly number[], view: View): Generator<number> {
  const from = (view.scroll - wallMargin) / view.scale
  const until = (view.scroll + view.height - wallMargin) / view.scale
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] as number) < from) low = middle + 1
    else high = middle
  }
  for (let index = low; index < places.length && (places[index] as number) <= until; index++)
    yield places[index] as number
}

/** Moments at the left, where no row says its own. */
export function drawTimes(pen: Pen, theme: Theme, chart: Chart, view: View, order: RowOrder): void {
  if (view.level !== 'density' && view.axis === 'wall') return
  if (order.count === 0) return
  for (let y = tickGap / 2; y < view.height; y += tickGap) {
    const place = order.placeAt(view.scroll + y)
    if (place >= order.count) break
    const row = order.rowAt(place)
    const { columns } = chart
    const text = view.axis === 'causal' ? `#${columns.n.get(columns.head.get(row))}` : momentText(columns.at.get(row))
    pen.context.fillStyle = theme.line
    pen.context.fillRect(gutter - 8, y, 4, 1)
    drawMoment(pen, theme, y, text)
  }
}
