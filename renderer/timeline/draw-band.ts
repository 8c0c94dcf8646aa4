/**
 * A pause is a shaded lane with the double bar of a pause for a lifeline; who is down or off line has a broken one; a cut link has a line of
 * long dashes between its ends.
 */
import type { Chart } from './chart.ts'
import type { Pen } from './pen.ts'
import { placeBands } from './place-band.ts'
import type { View } from './place.ts'
import type { Theme } from './theme.ts'

const barGap = 2
const dash = [3, 5]
const cutDash = [10, 4]

export function drawBands(pen: Pen, theme: Theme, chart: Chart, view: View): void {
  const { context } = pen
  for (const { kind, left, width, lines, y1, y2 } of placeBands(chart, view)) {
    context.fillStyle = context.strokeStyle = kind === 'paused' || kind === 'offline' ? theme.warn : theme.bad
    context.globalAlpha = 0.1
    context.fillRect(left, y1, width, y2 - y1)
    context.globalAlpha = 1
    context.lineWidth = 1
    for (const x of lines) {
      context.fillStyle = theme.bg
      context.fillRect(x - 1, y1, 2, y2 - y1)
    }
    context.setLineDash(kind === 'paused' ? [] : kind === 'cut' ? cutDash : dash)
    context.beginPath()
    for (const x of lines.flatMap((one) => (kind === 'paused' ? [one - barGap, one + barGap] : [one]))) {
      context.moveTo(x, y1)
      context.lineTo(x, y2)
    }
    context.stroke()
    context.setLineDash([])
  }
}
