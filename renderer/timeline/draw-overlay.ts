/** What lies above the content: what is pointed at, what is chosen, and the moment that all panels show. */
import { drawFlags, type Flag } from './draw-flags.ts'
import type { Pointed } from './picture.ts'
import type { Placed, PlacedArrow, View } from './place.ts'
import { gutter } from './lanes.ts'
import type { Theme } from './theme.ts'

export interface OverlayItems {
  readonly pointed: Pointed | undefined
  readonly chosen: PlacedArrow | undefined
  readonly flags: readonly Flag[]
  /** Where the cursor stands in the window, and what is said of it. */
  readonly cursor: { readonly y: number; readonly text: string } | undefined
}

export function drawOverlay(context: CanvasRenderingContext2D, theme: Theme, view: View, items: OverlayItems): void {
  const { pointed, chosen, cursor, flags } = items
  context.clearRect(0, 0, view.width, view.height)
  if (pointed?.kind === 'arrow' && pointed !== chosen) drawHalo(context, theme, view, pointed, 0.1, 0)
  if (pointed?.kind === 'cell') drawCell(context, theme, view, pointed.y)
  if (chosen) drawHalo(context, theme, view, chosen, 0.16, 3)
  drawFlags(context, theme, flags)
  if (cursor) drawCursor(context, theme, view, cursor)
}

const isLevel = (view: View): boolean => view.axis === 'ordinal'

function drawHalo(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: View,
  item: Placed & { readonly kind: 'arrow' },
  alpha: number,
  bar: number,
): void {
  context.fillStyle = context.strokeStyle = theme.accent
  context.globalAlpha = alpha
  if (isLevel(view)) context.fillRect(0, item.top, view.width, item.height)
  else {
    context.lineWidth = 10
    context.beginPath()
    context.moveTo(item.x1, item.y1)
    context.lineTo(item.x2, item.y2)
    context.stroke()
  }
  context.globalAlpha = 1
  if (bar === 0) return
  if (isLevel(view)) return context.fillRect(0, item.top, bar, Math.max(3, item.height))
  for (const [x, y] of [
    [item.x1, item.y1],
    [item.x2, item.y2],
  ] as const)
    context.fillRect(x - bar, y - bar, 2 * bar, 2 * bar)
}

function drawCell(context: CanvasRenderingContext2D, theme: Theme, view: View, y: number): void {
  context.strokeStyle = theme.accent
  context.lineWidth = 1
  context.strokeRect(0.5, y - 2.5, view.width - 1, 7)
}

const plateHeight = 15

/** A line across, and at the left the moment on a plate. */
function drawCursor(
  context: CanvasRenderingContext2D,
  theme: Theme,
  view: View,
  { y, text }: { readonly y: number; readonly text: string },
): void {
  if (y < -1 || y > view.height + 1) return
  const line = Math.max(1, Math.min(view.height - 1, Math.round(y)))
  context.fillStyle = theme.accent
  context.fillRect(gutter - 10, line - 1, view.width - gutter + 10, 2)
  const top = Math.max(0, Math.min(view.height - plateHeight, line - plateHeight / 2))
  context.fillRect(0, top, gutter - 10, plateHeight)
  context.beginPath()
  context.moveTo(gutter - 10, top)
  context.lineTo(gutter - 4, line)
  context.lineTo(gutter - 10, top + plateHeight)
  context.fill()
  context.font = `10px ${theme.mono}`
  context.fillStyle = theme.accentInk
  context.textAlign = 'right'
  context.fillText(text, gutter - 13, top + 11)
  context.textAlign = 'left'
}
