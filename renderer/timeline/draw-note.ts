/** What stands between the arrows: the name of a part, a step in words, what happened to a hyperty. */
import { noteHeight, phaseHeight, type Chart } from './chart.ts'
import { labelSize } from './draw-arrow.ts'
import type { Pen } from './pen.ts'
import { gutter, type Lanes } from './lanes.ts'
import type { Placed, View } from './place.ts'
import type { RowContent } from './rows.ts'
import type { Theme } from './theme.ts'

const edge = 10

/** `══ Object creation and shared ══`, as in the seed's chart. */
export function drawPhase(pen: Pen, theme: Theme, width: number, top: number, text: string): void {
  const { context } = pen
  const y = Math.round(top + phaseHeight / 2) + 0.5
  pen.setFont(`600 ${labelSize + 1}px ${theme.font}`)
  const shown = pen.clip(text, width - 2 * edge - 80)
  const room = pen.measure(shown) / 2 + 12
  const middle = Math.round(width / 2)
  context.fillStyle = theme.sunken
  context.fillRect(0, Math.round(top + 6), width, phaseHeight - 12)
  context.strokeStyle = theme.lineStrong
  context.lineWidth = 1
  context.beginPath()
  for (const dy of [-1.5, 1.5]) {
    context.moveTo(edge, y + dy)
    context.lineTo(middle - room, y + dy)
    context.moveTo(middle + room, y + dy)
    context.lineTo(width - edge, y + dy)
  }
  context.stroke()
  context.fillStyle = theme.ink
  context.textAlign = 'center'
  context.fillText(shown, middle, y + 4)
  context.textAlign = 'left'
}

/** A sentence across the lanes. */
export function drawStep(pen: Pen, theme: Theme, width: number, top: number, text: string): void {
  const { context } = pen
  const y = Math.round(top + 3)
  const height = noteHeight - 6
  context.fillStyle = theme.raised
  context.fillRect(gutter, y, width - gutter - edge, height)
  context.fillStyle = theme.lineStrong
  context.fillRect(gutter, y, 2, height)
  pen.setFont(`${labelSize}px ${theme.font}`)
  context.fillStyle = theme.inkSoft
  context.fillText(pen.clip(text, width - gutter - edge - 20), gutter + 10, y + height / 2 + 4)
}

/** A small plate on the lanes of the hyperty that it happened to. */
export function drawMark(
  pen: Pen,
  theme: Theme,
  lanes: Lanes,
  width: number,
  top: number,
  { text, tone, who }: Extract<RowContent, { kind: 'mark' }>,
): void {
  const { context } = pen
  const group = lanes.groups.find(({ member }) => member !== undefined && member.url === who)
  const middle = group && who !== undefined ? group.left + group.width / 2 : (gutter + width) / 2
  const glyph = tone === 'plain' ? '' : tone === 'bad' ? '✕ ' : '! '
  pen.setFont(`${labelSize}px ${theme.font}`)
  const shown = pen.clip(glyph + text, width - gutter - edge)
  const plate = pen.measure(shown) + 16
  const x = Math.round(Math.max(gutter, Math.min(width - edge - plate, middle - plate / 2)))
  const y = Math.round(top + 3)
  const height = noteHeight - 7
  const colour = tone === 'plain' ? theme.inkSoft : tone === 'bad' ? theme.bad : theme.warn
  context.fillStyle = theme.bg
  context.fillRect(x, y, plate, height)
  context.strokeStyle = tone === 'plain' ? theme.line : colour
  context.lineWidth = 1
  context.strokeRect(x + 0.5, y + 0.5, plate - 1, height - 1)
  context.fillStyle = colour
  context.fillText(shown, x + 8, y + height / 2 + 4)
}

export function drawNotes(pen: Pen, theme: Theme, chart: Chart, view: View, placed: readonly Placed[]): void {
  for (const item of placed) {
    if (item.kind !== 'note') continue
    const { content } = item
    // where lines are higher or lower than usual, it stands in the middle of its own
    const top = item.top + (item.height - (content.kind === 'phase' ? phaseHeight : noteHeight)) / 2
    if (content.kind === 'mark') drawMark(pen, theme, chart.options.lanes, view.width, top, content)
    else if (content.kind === 'phase') drawPhase(pen, theme, view.width, top, content.text)
    else drawStep(pen, theme, view.width, top, content.text)
  }
}
