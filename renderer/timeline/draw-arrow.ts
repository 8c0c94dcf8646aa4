/**
 * One arrow: its line, its head by outcome, its words. What an outcome means is shown by the form of the head and by
 * a word, never by the colour alone.
 */
import type { Outcome } from '../../core/scene.ts'
import type { Pen } from './pen.ts'
import type { PlacedArrow } from './place.ts'
import { hueOf, type Theme } from './theme.ts'
import { signedText } from './time-text.ts'

const headLength = 8
const headWidth = 4
const crossSize = 4
/** Where on its way a lost message is crossed out. */
const lostPlace = 0.72
/** Between the words and the time it took. */
const tookGap = 6
export const labelSize = 11

const words: { readonly [O in Outcome]: string } = {
  done: '',
  refused: ' — refused',
  lost: ' — lost',
  'in-flight': ' — on its way',
  duplicate: ' — known already',
}

const colourOf = (item: PlacedArrow, theme: Theme, hue: number): string => {
  const { outcome, style } = item.arrow
  if (outcome === 'refused' || outcome === 'lost') return theme.bad
  return style === 'dotted' ? theme.lineStrong : hueOf(theme, hue)
}

/** The line and the head; where heads would lie on one another, one that was done goes without. */
export function drawArrow(
  pen: Pen,
  theme: Theme,
  item: PlacedArrow,
  hue: number,
  hasHead: boolean,
  toned = colourOf(item, theme, hue),
): void {
  const { context } = pen
  const { x1, y1, x2, y2, arrow } = item
  const { outcome } = arrow
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const end = outcome === 'lost' ? lostPlace : 1
  const [endX, endY] = [x1 + (x2 - x1) * end, y1 + (y2 - y1) * end]
  const isHeadless = outcome === 'lost' || (outcome === 'done' && !hasHead)
  const gap = outcome === 'in-flight' ? 4 : isHeadless ? 0 : headLength - 1
  context.strokeStyle = context.fillStyle = toned
  context.lineWidth = 1.5
  context.setLineDash(arrow.style === 'dotted' ? [2, 3] : [])
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(endX - gap * Math.cos(angle), endY - gap * Math.sin(angle))
  context.stroke()
  context.setLineDash([])
  if (!hasHead && outcome === 'done') return
  context.save()
  context.translate(endX, endY)
  context.rotate(angle)
  heads[outcome](context, theme)
  context.restore()
}

function triangle(context: CanvasRenderingContext2D, tip: number): void {
  context.beginPath()
  context.moveTo(tip, 0)
  context.lineTo(tip - headLength, -headWidth)
  context.lineTo(tip - headLength, headWidth)
  context.closePath()
}

const heads: { readonly [O in Outcome]: (context: CanvasRenderingContext2D, theme: Theme) => void } = {
  done(context) {
    triangle(context, 0)
    context.fill()
  },
  duplicate(context) {
    triangle(context, 0)
    context.fill()
    triangle(context, -headLength + 1)
    context.fill()
  },
  refused(context, theme) {
    triangle(context, 0)
    context.fillStyle = theme.bg
    context.fill()
    context.stroke()
    // what it ran into
    context.beginPath()
    context.moveTo(2, -headWidth)
    context.lineTo(2, headWidth)
    context.stroke()
  },
  lost(context) {
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(-crossSize, -crossSize)
    context.lineTo(crossSize, crossSize)
    context.moveTo(crossSize, -crossSize)
    context.lineTo(-crossSize, crossSize)
    context.stroke()
  },
  'in-flight'(context, theme) {
    context.beginPath()
    context.arc(-3, 0, 3, 0, 2 * Math.PI)
    context.fillStyle = theme.bg
    context.fill()
    context.stroke()
  },
}

/** What stands on an arrow, and how long it took. */
export const labelOf = ({ arrow, label }: PlacedArrow): { readonly text: string; readonly took: string } =>
  label ?? {
    text: arrow.label + words[arrow.outcome],
    took: arrow.until === undefined ? '' : signedText(arrow.until - arrow.at),
  }

/** Where the words of an arrow stand, cut to what there is room for. */
export interface LabelPlace {
  readonly text: string
  readonly took: string
  readonly x: number
  readonly baseline: number
  readonly width: number
}

/** The words of an arrow stand above its middle, kept between `left` and `right`. */
export function placeLabel(pen: Pen, theme: Theme, item: PlacedArrow, left: number, right: number): LabelPlace {
  const { text, took } = labelOf(item)
  pen.setFont(`${labelSize}px ${theme.font}`)
  const rest = took ? pen.measure(took) + tookGap : 0
  const shown = pen.clip(text, right - left - rest - 8)
  const width = pen.measure(shown) + rest
  const middle = (item.x1 + item.x2) / 2
  const x = Math.round(Math.max(left + 4, Math.min(right - width - 4, middle - width / 2)))
  return { text: shown, took, x, width, baseline: Math.round((item.y1 + item.y2) / 2) - 6 }
}

/** Writes the words, and hides what is behind them. */
export function drawLabel(pen: Pen, theme: Theme, { arrow }: PlacedArrow, place: LabelPlace): void {
  const { context } = pen
  const { text, took, x, baseline, width } = place
  const isBad = arrow.outcome === 'refused' || arrow.outcome === 'lost'
  context.fillStyle = theme.bg
  context.fillRect(x - 3, baseline - labelSize + 1, width + 6, labelSize + 2)
  context.fillStyle = isBad ? theme.bad : arrow.style === 'dotted' ? theme.inkSoft : theme.ink
  context.textAlign = 'left'
  context.fillText(text, x, baseline)
  if (!took) return
  context.fillStyle = theme.inkSoft
  context.fillText(took, x + width - pen.measure(took), baseline)
}
