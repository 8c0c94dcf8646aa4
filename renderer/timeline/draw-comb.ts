/** The teeth of a report's comb: at each who was sent to a dot, the lower the longer it took. */
import type { Pen } from './pen.ts'
import type { PlacedArrow } from './place.ts'
import type { Theme } from './theme.ts'

const dotRadius = 2
/** What takes less hangs at the line; what takes longer than the second hangs as low as there is room. */
const [shortMs, longMs] = [0.1, 2_000]

/** How low a latency hangs, from 0 to 1: by its order of magnitude. */
export function dropOf(latencyMs: number): number {
  const share = Math.log(Math.max(shortMs, latencyMs) / shortMs) / Math.log(longMs / shortMs)
  return Math.max(0, Math.min(1, share))
}

export function drawComb({ context }: Pen, theme: Theme, item: PlacedArrow): void {
  const { arrow, x1, x2, y1, top, height } = item
  context.fillStyle = context.strokeStyle = theme.inkSoft
  context.lineWidth = 1
  context.beginPath()
  context.arc(x1, y1, dotRadius + 0.5, 0, 2 * Math.PI)
  context.fill()
  if (arrow.until === undefined) return
  const room = top + height - y1 - dotRadius - 1
  const y = y1 + dropOf(arrow.until - arrow.at) * Math.max(0, room)
  if (y - y1 < 1) return
  context.beginPath()
  context.moveTo(x2, y1)
  context.lineTo(x2, y)
  context.stroke()
  context.beginPath()
  context.arc(x2, y, dotRadius, 0, 2 * Math.PI)
  context.fill()
}
