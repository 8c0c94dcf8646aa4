/** Which rows are in sight, as places in the order in which an axis has them: found by halving, however many there are. */
import type { Chart } from './chart.ts'
import { stretchOf, wallMargin, type View } from './place.ts'

/** From one place to just before another, of an order of rows. */
export interface RowWindow {
  readonly first: number
  readonly end: number
  readonly count: number
}

/** The rows in the order of an axis: as they are, but for the causal order by their depths. */
export interface RowOrder {
  readonly count: number
  rowAt(place: number): number
  /** The first place whose row lies at or below a distance from the top of the chart. */
  placeAt(y: number): number
}

/** The first of `count` places for which something holds that holds for all after it. */
export function firstWhere(count: number, holds: (place: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

export function rowOrderOf(chart: Chart, view: View, byDepth: () => Uint32Array): RowOrder {
  const { heights, columns } = chart
  const { axis } = view
  const count = heights.count
  if (axis === 'ordinal') {
    const stretch = stretchOf(view)
    const total = heights.total
    return {
      count,
      rowAt: (place) => place,
      placeAt: (y) => (y <= 0 ? 0 : y / stretch >= total ? count : heights.at(y / stretch)),
    }
  }
  const ruler = chart.ruler(axis)
  const placeAt = (y: number): number => (y - wallMargin) / view.scale
  if (axis === 'causal') {
    const rows = byDepth()
    return {
      count: rows.length,
      rowAt: (place) => rows[place] ?? 0,
      placeAt: (y) => {
        const depth = placeAt(y)
        return firstWhere(rows.length, (place) => ruler.startOf(rows[place] as number) >= depth)
      },
    }
  }
  return {
    count,
    rowAt: (place) => place,
    placeAt: (y) => {
      const at = ruler.momentOf?.(placeAt(y)) ?? 0
      return firstWhere(count, (row) => columns.at.get(row) >= at)
    },
  }
}

export function windowOf(order: RowOrder, view: View): RowWindow {
  const first = order.placeAt(view.scroll)
  const end = Math.max(first, order.placeAt(view.scroll + view.height))
  return { first, end, count: end - first }
}

/** All rows by the depth at which they began, those of one depth in their own order. */
export function rowsByDepth(chart: Chart): Uint32Array {
  const ruler = chart.ruler('causal')
  const { count } = chart.heights
  const starts = new Uint32Array(ruler.length + 2)
  for (let row = 0; row < count; row++) (starts[ruler.startOf(row) + 1] as number)++
  for (let depth = 1; depth < starts.length; depth++) (starts[depth] as number) += starts[depth - 1] as number
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) rows[(starts[ruler.startOf(row)] as number)++] = row
  return rows
}
