/**
 * How much passes between the lanes, for any window of a chart: of each gap between two neighbouring lanes how many
 * messages cross it, and in all how many there are, how many came to nothing, and how many a filter means. Draws nothing.
 */
import { createDensity, type Density } from '../../core/density.ts'
import type { Chart } from './chart.ts'
import { isMereAnswer } from './rows.ts'
import { rowsByDepth } from './row-window.ts'

/** What is in a window; `gaps` from the left. */
export interface LaneCounts {
  readonly gaps: Float64Array
  readonly all: number
  readonly bad: number
  readonly matched: number
}

export interface LaneDensity {
  readonly gaps: number
  /** The rows by their depths, as they were a moment ago. */
  byDepth(): Uint32Array
  /** What lies before a place in the order of the axis, for each channel: the gaps, then all, bad and matched. */
  before(isCausal: boolean, place: number, into: Float64Array): void
}

/** After the gaps stand these, in this order. */
export const extraChannels = ['all', 'bad', 'matched'] as const
/** The most gaps that there are between lanes. */
const gapsMax = 64
/** The order by depths is made anew at most so often, as it takes a while where there are many rows. */
const sortMs = 250

export function createLaneDensity(chart: Chart, now: () => number): LaneDensity {
  const { columns } = chart
  let rows: Uint32Array = new Uint32Array()
  let sortedAt = Number.NEGATIVE_INFINITY
  let sorted = -1
  let gaps = -1
  let plain: Density | undefined
  let causal: Density | undefined

  function add(row: number, into: Float64Array): void {
    const { options, table } = chart
    if (columns.kindOf(row) !== 'message') return
    if (!options.presence && columns.typeOf(row) === 'presence') return
    if (!options.answers && isMereAnswer(columns, row, options)) return
    const isMatch = options.match?.(row) ?? false
    if (options.emphasis === 'hide' && options.match && !isMatch) return
    const [from, to] = [table.of(columns.from.get(row)), table.of(columns.to.get(row))]
    if (from.isHidden || to.isHidden) return
    if (from.place >= 0 && to.place >= 0) {
      const [low, high] = from.place < to.place ? [from.place, to.place] : [to.place, from.place]
      for (let gap = low; gap < high; gap++) (into[gap] as number)++
    }
    ;(into[gaps] as number)++
    const effect = columns.effectOf(row)
    if (effect === 'refused' || effect === 'lost') (into[gaps + 1] as number)++
    if (isMatch) (into[gaps + 2] as number)++
  }

  /** Both are made anew where there are more lanes, or fewer. */
  function fit(): void {
    const next = Math.max(0, Math.min(gapsMax, chart.options.lanes.groups.length - 1))
    if (next === gaps && plain) return
    gaps = next
    const channels = gaps + extraChannels.length
    const count = (): number => chart.heights.count
    plain = createDensity({ channels, count, add })
    causal = createDensity({ channels, count: () => rows.length, add: (place, into) => add(rows[place] ?? 0, into) })
  }

  chart.onTouch((row) => {
    plain?.touch(row)
    if (row === 0) causal?.clear()
  })

  function byDepth(): Uint32Array {
    const isFew = chart.heights.count < 50_000
    if (sorted !== chart.version && (isFew || now() - sortedAt > sortMs)) {
      rows = rowsByDepth(chart)
      sorted = chart.version
      sortedAt = now()
      causal?.clear()
    }
    return rows
  }

  return {
    get gaps() {
      fit()
      return gaps
    },
    byDepth,
    before(isCausal, place, into) {
      fit()
      ;(isCausal ? causal : plain)?.before(place, into)
    },
  }
}
