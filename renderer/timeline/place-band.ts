/** Where the bands of a chart lie in its window, on any axis. Draws nothing. */
import type { Address } from '../../core/message.ts'
import type { Band } from './bands.ts'
import type { Chart } from './chart.ts'
import { stretchOf, yOfRow, type View } from './place.ts'

/** Between the lanes of a link that is cut; over all where all links are. */
function linkOf(chart: Chart, who: Address, to: Address | undefined) {
  const { groups } = chart.options.lanes
  const [one, other] = [who, to].map((url) => groups.find(({ member }) => member?.url === url))
  const [first, last] = [one ?? groups[0], other ?? (one && to !== undefined ? undefined : groups.at(-1))]
  if (!first || !last) return undefined
  const [from, until] = [first, last].map(({ left, width }) => left + width / 2).toSorted((a, b) => a - b)
  const [left = 0, right = 0] = [from, until]
  return { left, width: right - left, lifelines: [{ x: Math.round((left + right) / 2) + 0.5 }] }
}

/** A band where it can be seen: from y1 to y2 in the window, on lifelines at so many places. */
export interface PlacedBand {
  readonly kind: Band['kind']
  readonly left: number
  readonly width: number
  readonly lines: readonly number[]
  readonly y1: number
  readonly y2: number
}

/** The bands in sight. One that lasts goes on to the foot of the window; who has no lane of their own has none. */
export function placeBands(chart: Chart, view: View): PlacedBand[] {
  const { heights, options } = chart
  const yOf = (row: number, at: number): number =>
    yOfRow(chart, view, row, at) +
    (view.axis === 'ordinal' ? (heights.get(row) / 2) * stretchOf(view) : 0) -
    view.scroll
  return chart.bands.flatMap(({ who, to, kind, row, at, end }) => {
    const group =
      kind === 'cut' ? linkOf(chart, who, to) : options.lanes.groups.find(({ member }) => member?.url === who)
    const [y1, y2] = [yOf(row, at), end ? yOf(end.row, end.at) : view.height]
    if (!group || y2 < 0 || y1 > view.height) return []
    const { left, width, lifelines } = group
    return { kind, left, width, lines: lifelines.map(({ x }) => x), y1: Math.max(0, y1), y2: Math.min(view.height, y2) }
  })
}
