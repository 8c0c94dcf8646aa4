/** Paints the cells of a strip: how each run ended is its form as much as its colour. */
import type { Ending } from '../../core/compare.ts'
import type { Theme } from '../timeline/theme.ts'
import { cornerOf, type Place, type StripLayout } from './strip-layout.ts'

export function drawStrip(
  context: CanvasRenderingContext2D,
  theme: Theme,
  layout: StripLayout,
  size: { readonly models: number; readonly seeds: number; readonly width: number },
  endingAt: (place: Place) => Ending | undefined,
): void {
  context.fillStyle = theme.bg
  context.fillRect(0, 0, size.width, layout.height)
  for (let model = 0; model < size.models; model++)
    for (let seed = 0; seed < size.seeds; seed++) {
      const { x, y } = cornerOf(layout, { model, seed })
      drawCell(context, theme, { x, y, size: layout.cell - 1 }, endingAt({ model, seed }))
    }
}

interface Square {
  readonly x: number
  readonly y: number
  readonly size: number
}

/** Converged: a quiet dot. Diverged: a filled square with a cross. Cannot tell: an empty square with a stroke. */
export function drawCell(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { x, y, size }: Square,
  ending: Ending | undefined,
): void {
  const inset = Math.max(1, size * 0.2)
  if (ending === 'converged') {
    context.fillStyle = theme.good
    // so small, nobody tells a dot from a square, and thousands of them are painted at once
    if (size < 8) return context.fillRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset)
    context.beginPath()
    context.arc(x + size / 2, y + size / 2, Math.max(1.5, size * 0.28), 0, 2 * Math.PI)
    context.fill()
  } else if (ending === 'diverged') {
    context.fillStyle = theme.bad
    context.fillRect(x, y, size, size)
    context.strokeStyle = theme.bg
    context.lineWidth = Math.max(1, size / 8)
    context.beginPath()
    context.moveTo(x + inset, y + inset)
    context.lineTo(x + size - inset, y + size - inset)
    context.moveTo(x + size - inset, y + inset)
    context.lineTo(x + inset, y + size - inset)
    context.stroke()
  } else {
    context.strokeStyle = ending === 'unknown' ? theme.warn : theme.line
    context.lineWidth = 1
    context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1)
    if (ending !== 'unknown') return
    context.beginPath()
    context.moveTo(x + inset, y + size - inset)
    context.lineTo(x + size - inset, y + inset)
    context.stroke()
  }
}

/** Where somebody is. */
export function drawStripCursor(
  context: CanvasRenderingContext2D,
  theme: Theme,
  layout: StripLayout,
  width: number,
  place: Place | undefined,
): void {
  context.clearRect(0, 0, width, layout.height)
  if (!place) return
  const { x, y } = cornerOf(layout, place)
  context.strokeStyle = theme.ink
  context.lineWidth = 2
  context.strokeRect(x - 1, y - 1, layout.cell + 1, layout.cell + 1)
}
