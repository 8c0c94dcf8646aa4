/**
 * Paints a run as a small chart: a lane for each participant, time down, a stroke for each delivery. How it ended is the form
 * of its head; what carries changes is strong, all else faint.
 */
import type { Member } from '../timeline/lanes.ts'
import type { Pen } from '../timeline/pen.ts'
import { hueOf, type Theme } from '../timeline/theme.ts'
import type { ShownRun, Stroke } from './shown-run.ts'
import type { TimeAxis } from './time-axis.ts'

export interface RunView {
  readonly width: number
  readonly height: number
  readonly axis: TimeAxis
}

/** The room for names at the top, and below what is last. */
export const topRoom = 20
const bottomRoom = 8
const headLength = 6
const lostShare = 0.7

export const yOf = ({ height, axis }: RunView, at: number): number =>
  topRoom + axis.place(at) * Math.max(1, height - topRoom - bottomRoom)

export const momentAtY = ({ height, axis }: RunView, y: number): number =>
  axis.momentAt((y - topRoom) / Math.max(1, height - topRoom - bottomRoom))

export const xOf = ({ width }: RunView, lane: number, lanes: number): number =>
  ((lane + 0.5) * width) / Math.max(1, lanes)

export function drawRun(pen: Pen, theme: Theme, view: RunView, { members, strokes, phases }: ShownRun): void {
  const { context } = pen
  context.fillStyle = theme.bg
  context.fillRect(0, 0, view.width, view.height)
  context.lineWidth = 1
  for (const share of view.axis.folds) drawFold(context, theme, view, share)
  context.strokeStyle = theme.lineStrong
  for (const { at } of phases) {
    context.globalAlpha = 0.35
    drawLevel(context, Math.round(yOf(view, at)) - 3.5, view.width)
    context.globalAlpha = 1
  }
  members.forEach((member, lane) => drawLane(pen, theme, view, member, lane, members.length))
  for (const stroke of strokes) if (!stroke.isChange) drawStroke(context, theme, view, stroke, members.length)
  for (const stroke of strokes) if (stroke.isChange) drawStroke(context, theme, view, stroke, members.length)
}

function drawLevel(context: CanvasRenderingContext2D, y: number, width: number): void {
  context.beginPath()
  context.moveTo(0, y)
  context.lineTo(width, y)
  context.stroke()
}

/** A gap in which nothing happens is not as long as it looks. */
function drawFold(context: CanvasRenderingContext2D, theme: Theme, view: RunView, share: number): void {
  const y = Math.round(topRoom + share * (view.height - topRoom - bottomRoom)) + 0.5
  context.strokeStyle = theme.line
  context.setLineDash([1, 4])
  drawLevel(context, y, view.width)
  context.setLineDash([])
}

function drawLane(pen: Pen, theme: Theme, view: RunView, member: Member, lane: number, lanes: number): void {
  const { context } = pen
  const x = Math.round(xOf(view, lane, lanes)) + 0.5
  context.strokeStyle = theme.line
  context.beginPath()
  context.moveTo(x, topRoom - 4)
  context.lineTo(x, view.height)
  context.stroke()
  pen.setFont(`11px ${theme.font}`)
  context.textAlign = 'center'
  context.fillStyle = theme.inkSoft
  context.fillText(pen.clip(member.name, view.width / lanes - 4), x, 11)
  context.textAlign = 'left'
}

function drawStroke(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: RunView,
  stroke: Stroke,
  lanes: number,
): void {
  const isBad = stroke.end === 'refused' || stroke.end === 'lost'
  const x1 = xOf(view, stroke.from, lanes)
  const y1 = yOf(view, stroke.at)
  const colour = isBad ? theme.bad : stroke.isChange ? hueOf(theme, stroke.from) : theme.lineStrong
  context.strokeStyle = context.fillStyle = colour
  context.lineWidth = stroke.isChange ? 1.75 : 1
  if (stroke.isChange) drawDot(context, x1, y1)
  if (stroke.to === undefined) return
  const x2 = xOf(view, stroke.to, lanes)
  const y2 = yOf(view, stroke.until ?? stroke.at)
  const share = stroke.end === 'lost' ? lostShare : stroke.end === 'in flight' ? 0.5 : 1
  const [endX, endY] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share]
  context.globalAlpha = stroke.isChange || isBad ? 1 : 0.45
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(endX, endY)
  context.stroke()
  drawHead(context, theme, stroke, endX, endY, Math.atan2(y2 - y1, x2 - x1))
  context.globalAlpha = 1
}

function drawDot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.arc(x, y, 3, 0, 2 * Math.PI)
  context.fill()
}

function drawHead(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { end, isChange }: Stroke,
  x: number,
  y: number,
  angle: number,
): void {
  if (end === 'in flight' || (end === 'done' && !isChange)) return
  context.save()
  context.translate(x, y)
  context.rotate(angle)
  context.beginPath()
  if (end === 'lost') {
    context.lineWidth = 2
    context.moveTo(-4, -4)
    context.lineTo(4, 4)
    context.moveTo(4, -4)
    context.lineTo(-4, 4)
    context.stroke()
  } else {
    context.moveTo(0, 0)
    context.lineTo(-headLength, -headLength / 2)
    context.lineTo(-headLength, headLength / 2)
    context.closePath()
    // hollow: it came, and has no effect
    if (end !== 'done') context.fillStyle = theme.bg
    context.fill()
    if (end !== 'done') context.stroke()
  }
  context.restore()
}

/** The moment at which all charts look, and the stroke that is chosen in this one. */
export function drawCursor(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: RunView,
  moment: number | undefined,
  chosen: { readonly stroke: Stroke; readonly lanes: number } | undefined,
): void {
  context.clearRect(0, 0, view.width, view.height)
  context.strokeStyle = theme.accent
  context.lineWidth = 1
  if (moment !== undefined) drawLevel(context, Math.round(yOf(view, moment)) + 0.5, view.width)
  if (!chosen) return
  const { stroke, lanes } = chosen
  context.globalAlpha = 0.35
  context.lineWidth = 8
  context.beginPath()
  const x = xOf(view, stroke.from, lanes)
  context.moveTo(x, yOf(view, stroke.at))
  context.lineTo(stroke.to === undefined ? x + 1 : xOf(view, stroke.to, lanes), yOf(view, stroke.until ?? stroke.at))
  context.stroke()
  context.globalAlpha = 1
}
