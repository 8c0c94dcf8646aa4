/** Bare lines, one path for each style; a cross stands at the end of what was lost or refused where there is room. */
import type { Pen } from './pen.ts'
import type { StrokeBatch, Strokes, StrokeStyle } from './strokes.ts'
import { hueOf, type Theme } from './theme.ts'

/** With more lines than so many none is dashed, and no cross is drawn. */
const detailMax = 2_000
const crossSize = 3

export function drawStrokes(pen: Pen, theme: Theme, { batches, count }: Strokes, hasHeads: boolean): void {
  const { context } = pen
  const order = (batch: StrokeBatch): number => (batch.style.tone === 'dim' ? 0 : batch.style.kind === 'bad' ? 2 : 1)
  for (const batch of batches.toSorted((one, other) => order(one) - order(other))) {
    const { style, ends } = batch
    context.strokeStyle = colourOf(theme, style)
    context.globalAlpha = style.tone === 'dim' ? 0.22 : style.kind === 'note' ? 0.7 : 1
    context.lineWidth = style.tone === 'hit' ? 2 : 1
    context.setLineDash(count <= detailMax && style.kind === 'answer' ? [2, 3] : [])
    context.beginPath()
    for (let index = 0; index < ends.length; index += 4) {
      const y1 = Math.round(ends[index + 1] as number) + 0.5
      const y2 = Math.round(ends[index + 3] as number) + 0.5
      context.moveTo(ends[index] as number, y1)
      context.lineTo(ends[index + 2] as number, y2)
    }
    context.stroke()
    context.setLineDash([])
    if (hasHeads && style.kind !== 'note' && style.kind !== 'bad') heads(context, ends)
    if (style.kind === 'bad' && count <= detailMax) crosses(context, ends)
  }
  context.globalAlpha = 1
}

const headLength = 5
const headWidth = 2.5

/** A small triangle at each end. */
function heads(context: CanvasRenderingContext2D, ends: readonly number[]): void {
  context.fillStyle = context.strokeStyle
  context.beginPath()
  for (let index = 0; index < ends.length; index += 4) {
    const [x1 = 0, y1 = 0, x2 = 0, end = 0] = ends.slice(index, index + 4)
    const y2 = Math.round(end) + 0.5
    const length = Math.hypot(x2 - x1, y2 - y1) || 1
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length]
    const [x, y] = [x2 - dx * headLength, y2 - dy * headLength]
    context.moveTo(x2, y2)
    context.lineTo(x - dy * headWidth, y + dx * headWidth)
    context.lineTo(x + dy * headWidth, y - dx * headWidth)
    context.closePath()
  }
  context.fill()
}

function crosses(context: CanvasRenderingContext2D, ends: readonly number[]): void {
  context.beginPath()
  for (let index = 0; index < ends.length; index += 4) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ends.slice(index, index + 4)
    const [x, y] = [x1 + (x2 - x1) * 0.72, y1 + (y2 - y1) * 0.72]
    context.moveTo(x - crossSize, y - crossSize)
    context.lineTo(x + crossSize, y + crossSize)
    context.moveTo(x + crossSize, y - crossSize)
    context.lineTo(x - crossSize, y + crossSize)
  }
  context.stroke()
}

function colourOf(theme: Theme, { hue, kind, tone }: StrokeStyle): string {
  if (tone === 'cause') return theme.cause
  if (tone === 'effect') return theme.effect
  if (tone === 'hit') return theme.accent
  if (kind === 'bad') return theme.bad
  if (kind === 'answer' || kind === 'note') return theme.lineStrong
  return hueOf(theme, hue)
}
