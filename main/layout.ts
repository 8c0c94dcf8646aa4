/** Where windows stand: the inspector at the left, the hyperties tiled at its right. Numbers only. */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly inspector: Rectangle
  readonly hyperties: readonly Rectangle[]
}

/** The share of the width that the inspector takes. */
const inspectorShare = 0.6
/** Up to so many hyperties stand in one column. */
const columnMax = 3
/** Below this a hyperty window is of no use; more of them overlap then, each with its header in sight. */
export const hypertySizeMin = { width: 280, height: 240 } as const

/** Places for the inspector and `count` hyperty windows in the work area of a display. */
export function layOut(area: Rectangle, count: number): Layout {
  const width = Math.round(area.width * inspectorShare)
  const inspector = { x: area.x, y: area.y, width, height: area.height }
  const right = { x: area.x + width, y: area.y, width: area.width - width, height: area.height }
  const columns = count > columnMax ? Math.max(1, Math.min(2, Math.floor(right.width / hypertySizeMin.width))) : 1
  const rows = Math.max(1, Math.ceil(count / columns))
  const hyperties = Array.from({ length: count }, (_, index) =>
    cell(right, columns, rows, index % columns, Math.floor(index / columns)),
  )
  return { inspector, hyperties }
}

function cell(area: Rectangle, columns: number, rows: number, column: number, row: number): Rectangle {
  const [x, width] = part(area.x, area.width, columns, column, hypertySizeMin.width)
  const [y, height] = part(area.y, area.height, rows, row, hypertySizeMin.height)
  return { x, y, width, height }
}

/** One of `count` equal parts of a length; parts that would be shorter than `min` overlap evenly instead. */
function part(start: number, length: number, count: number, index: number, min: number): readonly [number, number] {
  const size = Math.min(length, Math.max(min, Math.floor(length / count)))
  const isLast = index === count - 1
  const step = count > 1 ? (length - size) / (count - 1) : 0
  if (size * count > length) return [Math.round(start + index * step), size]
  // what does not divide evenly goes to the last one
  return [start + index * size, isLast ? length - index * size : size]
}
