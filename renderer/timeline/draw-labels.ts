/** The words on all arrows in sight. Words never stand on words, nor on an arrow that is not theirs. */
import { drawLabel, labelSize, placeLabel, type LabelPlace } from './draw-arrow.ts'
import { alphaOf, type RowFilter } from './filter.ts'
import { gutter } from './lanes.ts'
import type { Pen } from './pen.ts'
import type { PlacedArrow, View } from './place.ts'
import type { Theme } from './theme.ts'

/** With more arrows in sight than this there is no room for a word, and looking for it would take long. */
const arrowsMax = 600

/** A part of the window that is taken. */
interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const boxOfLabel = ({ x, baseline, width }: LabelPlace): Box => ({
  left: x - 2,
  right: x + width + 2,
  top: baseline - labelSize,
  bottom: baseline + 3,
})

const boxOfArrow = ({ x1, x2, y1, y2 }: PlacedArrow): Box => ({
  left: Math.min(x1, x2),
  right: Math.max(x1, x2),
  top: Math.min(y1, y2) - 1,
  bottom: Math.max(y1, y2) + 1,
})

/** On the ordinal axis each arrow has its line to itself; on the wall axis words are left out where they would not fit. */
export function drawLabels(
  pen: Pen,
  theme: Theme,
  view: View,
  arrows: readonly PlacedArrow[],
  filter?: RowFilter,
): void {
  const draw = (item: PlacedArrow, label: LabelPlace): void => {
    pen.context.globalAlpha = alphaOf(filter, item.row)
    drawLabel(pen, theme, item, label)
    pen.context.globalAlpha = 1
  }
  const place = (item: PlacedArrow): LabelPlace => placeLabel(pen, theme, item, gutter, view.width)
  if (view.axis === 'ordinal') {
    for (const item of arrows) draw(item, place(item))
    return
  }
  if (arrows.length > arrowsMax) return
  const boxes = arrows.map(boxOfArrow)
  const taken: Box[] = []
  arrows.forEach((item, index) => {
    const label = place(item)
    const box = boxOfLabel(label)
    if (taken.some((other) => meet(other, box))) return
    // a slanted arrow is not its box: only one that lies almost level hides what is in it
    if (boxes.some((other, at) => at !== index && other.bottom - other.top < 2 * labelSize && meet(other, box))) return
    taken.push(box)
    draw(item, label)
  })
}
