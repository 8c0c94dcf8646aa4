/**
 * The density of what is in sight: for every line of two pixels how many messages cross each gap between lanes. Exact for
 * any window and axis; what was counted of a line is not kept. Draws nothing.
 */
import type { LaneDensity } from './lane-density.ts'
import type { View } from './place.ts'
import type { RowOrder } from './row-window.ts'

/** So high a cell is, in pixels. */
export const cellHeight = 2

export interface DensityLine {
  readonly y: number
  /** Its rows, as places in the order of the axis. */
  readonly first: number
  readonly end: number
  /** Messages across each gap, then all, bad and matched. */
  readonly counts: Float64Array
}

export interface DensityCells {
  readonly gaps: number
  readonly lines: readonly DensityLine[]
  /** The most messages of a cell. */
  readonly most: number
}

export function densityCells(density: LaneDensity, order: RowOrder, view: View): DensityCells {
  const { gaps } = density
  const isCausal = view.axis === 'causal'
  const channels = gaps + 3
  let before = new Float64Array(channels)
  let after = new Float64Array(channels)
  const lines: DensityLine[] = []
  let most = 0
  let first = order.placeAt(view.scroll)
  density.before(isCausal, first, before)
  for (let y = 0; y < view.height; y += cellHeight) {
    const end = Math.max(first, order.placeAt(view.scroll + y + cellHeight))
    if (end === first) continue
    density.before(isCausal, end, after)
    const counts = after.map((value, channel) => value - (before[channel] as number))
    for (let gap = 0; gap < gaps; gap++) most = Math.max(most, counts[gap] as number)
    lines.push({ y, first, end, counts })
    first = end
    ;[before, after] = [after, before]
  }
  return { gaps, lines, most }
}
