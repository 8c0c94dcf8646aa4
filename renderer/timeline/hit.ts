/** What lies under a point, by geometry alone. */
import type { Axis } from './axis.ts'
import type { Placed, PlacedArrow } from './place.ts'

/** So near to an arrow one has to be, in pixels. */
export const reach = 5
/** On the ordinal axis an arrow has its line to itself, so that its words and a little more may be pointed at. */
const margin = 60

/** The arrow or note under a point; of several arrows the nearest one. */
export function hit(placed: readonly Placed[], axis: Axis, x: number, y: number): Placed | undefined {
  const note = placed.find((item) => item.kind === 'note' && y >= item.top && y < item.top + item.height)
  const arrows = placed.filter((item): item is PlacedArrow => item.kind === 'arrow')
  if (axis === 'ordinal')
    return (
      note ??
      nearestOf(
        arrows.filter((item) => isOnLine(item, x, y)),
        x,
      )
    )
  let nearest: PlacedArrow | undefined
  let best = reach
  for (const item of arrows) {
    const distance = distanceTo(item, x, y)
    if (distance > best) continue
    best = distance
    nearest = item
  }
  return nearest ?? note
}

const isOnLine = ({ x1, x2, top, height }: PlacedArrow, x: number, y: number): boolean =>
  y >= top && y < top + height && x >= Math.min(x1, x2) - margin && x <= Math.max(x1, x2) + margin

/** Of several deliveries on one line the one whose end is nearest. */
const nearestOf = (arrows: readonly PlacedArrow[], x: number): PlacedArrow | undefined =>
  arrows.toSorted((one, other) => Math.abs(one.x2 - x) - Math.abs(other.x2 - x))[0]

export interface Segment {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

export function distanceTo({ x1, y1, x2, y2 }: Segment, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x - (x1 + along * dx), y - (y1 + along * dy))
}
