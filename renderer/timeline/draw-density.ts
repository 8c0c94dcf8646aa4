/**
 * A density as shades between the lanes, the more the stronger, and at the right a thin ribbon as wide as the share of what
 * was refused or lost. One path for each shade.
 */
/* oxlint-disable unicorn/no-array-fill-with-reference-type -- a canvas is no array */
import type { Chart } from './chart.ts'
import { cellHeight, type DensityCells } from './density-cells.ts'
import type { Pen } from './pen.ts'
import type { View } from './place.ts'
import type { Theme } from './theme.ts'

const shades = 12
const weakest = 0.1
const strongest = 0.85
/** Where the ribbon stands from the right edge, beside the scrollbar, and how wide it is where all is bad. */
export const ribbonInset = 34
const ribbonWidth = 18
/** What is there at all is seen. */
const ribbonLeast = 2

/** The middle of each group of lanes. */
export const laneMiddles = (chart: Chart): number[] =>
  chart.options.lanes.groups.map(({ left, width }) => left + width / 2)

export function drawDensity(pen: Pen, theme: Theme, chart: Chart, view: View, cells: DensityCells): void {
  const { context } = pen
  const middles = laneMiddles(chart)
  const isFiltered = chart.options.match !== undefined && chart.options.emphasis !== 'hide'
  const paths = Array.from({ length: shades }, () => new Path2D())
  const matched = new Path2D()
  const bad = new Path2D()
  const right = view.width - ribbonInset
  for (const { y, counts } of cells.lines) {
    const [all = 0, wrong = 0, hits = 0] = counts.subarray(cells.gaps)
    for (let gap = 0; gap < cells.gaps; gap++) {
      const count = counts[gap] as number
      if (count === 0) continue
      const strength = Math.sqrt(count / cells.most)
      const left = middles[gap] as number
      const width = (middles[gap + 1] as number) - left
      paths[Math.min(shades - 1, Math.floor(strength * shades))]?.rect(left + 1, y, width - 2, cellHeight)
    }
    if (wrong > 0) bad.rect(right, y, Math.max(ribbonLeast, (wrong / all) * ribbonWidth), cellHeight)
    if (isFiltered && hits > 0) matched.rect(right - 6, y, 4, cellHeight)
  }
  context.fillStyle = isFiltered && chart.options.emphasis === 'dim' ? theme.inkFaint : theme.accent
  paths.forEach((path, shade) => {
    context.globalAlpha = weakest + ((strongest - weakest) * shade) / (shades - 1)
    context.fill(path)
  })
  context.globalAlpha = 1
  context.fillStyle = theme.line
  context.fillRect(right - 1, 0, 1, view.height)
  context.fillStyle = theme.bad
  context.fill(bad)
  context.fillStyle = theme.ink
  context.fill(matched)
}
