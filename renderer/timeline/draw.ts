/** Paints arrows and what is said of them. Given the same placing it paints the same picture. */
import type { Chart } from './chart.ts'
import { drawArrow, labelSize } from './draw-arrow.ts'
import { drawComb } from './draw-comb.ts'
import { drawLabels } from './draw-labels.ts'
import { gutter } from './lanes.ts'
import type { Pen } from './pen.ts'
import type { Placed, PlacedArrow, View } from './place.ts'
import type { Theme } from './theme.ts'
import { momentText, signedText } from './time-text.ts'
import type { Tone } from './tone.ts'

/** Heads nearer than this to one another would be a smear. */
const headGap = 6
const dimmed = 0.28

export function drawArrows(
  pen: Pen,
  theme: Theme,
  chart: Chart,
  view: View,
  placed: readonly Placed[],
  toneOf: (row: number) => Tone,
): void {
  const { context } = pen
  const arrows = placed.filter((item): item is PlacedArrow => item.kind === 'arrow')
  const isLevel = view.axis === 'ordinal'
  const drawAll = (): void => {
    // the last head on each lane
    const heads = new Map<number, number>()
    for (const item of arrows) {
      const tone = toneOf(item.row)
      const hasHead = item.y2 - (heads.get(item.x2) ?? Number.NEGATIVE_INFINITY) >= headGap
      if (hasHead) heads.set(item.x2, item.y2)
      context.globalAlpha = tone === 'dim' ? dimmed : 1
      if (tone === 'hit') drawHit(pen, theme, item)
      const toned = tone === 'cause' ? theme.cause : tone === 'effect' ? theme.effect : undefined
      drawArrow(pen, theme, item, chart.options.lanes.hueOf(authorOf(chart, item)), hasHead, toned)
      if (isLevel && chart.level !== 'hops') drawComb(pen, theme, item)
    }
    context.globalAlpha = 1
  }
  // words hide what is behind them: a slanted line, but not the head of a level one
  if (!isLevel) drawAll()
  drawLabels(pen, theme, view, arrows, toneOf)
  if (!isLevel) return
  drawAll()
  let shown = -1
  for (const item of arrows) {
    const head = chart.columns.head.get(item.row)
    if (chart.level === 'hops' || head !== shown) drawTime(pen, theme, item)
    shown = head
  }
}

/** Everything that follows from a message wears the colour of the one who sent it. */
function authorOf(chart: Chart, { row }: PlacedArrow): string {
  const { columns } = chart
  return columns.addresses.textOf(columns.from.get(row))
}

/** What a filter means stands on a ground of its own. */
function drawHit({ context }: Pen, theme: Theme, { x1, x2, top, height }: PlacedArrow): void {
  context.fillStyle = theme.accent
  context.globalAlpha = 0.14
  context.fillRect(Math.min(x1, x2) - 6, top, Math.abs(x2 - x1) + 12, Math.max(3, height))
  context.globalAlpha = 1
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
