/** Between two lanes a band as thick as the number of leaves in which their copies differ then. */
import type { Chart } from './chart.ts'
import type { Pen } from './pen.ts'
import type { View } from './place.ts'
import type { Ribbon } from './ribbon.ts'
import type { RowOrder } from './row-window.ts'
import type { Theme } from './theme.ts'

const stepHeight = 6
const thickMax = 56

/** A piece of the band in the window, and what it tells. */
export interface RibbonPiece {
  readonly y: number
  readonly height: number
  readonly middle: number
  readonly thick: number
  readonly n: number
  readonly leaves: number
}

export const thickOf = (leaves: number): number => (leaves === 0 ? 0 : Math.min(thickMax, 4 + 4 * leaves))

export function ribbonPieces(ribbon: Ribbon, chart: Chart, view: View, order: RowOrder): RibbonPiece[] {
  const { lanes } = chart.options
  const { one, other } = ribbon.pair
  const [left, right] = [one, other].map((hyperty) => lanes.xOf({ hyperty, part: 'syncer' }))
  const middle = ((left ?? 0) + (right ?? 0)) / 2
  const pieces: RibbonPiece[] = []
  if (order.count === 0) return pieces
  ribbon.begin()
  for (let y = 0; y < view.height; y += stepHeight) {
    const place = order.placeAt(view.scroll + y)
    if (place >= order.count) break
    const row = order.rowAt(place)
    // a delivery that has ended is what changed a copy
    const n = Math.max(chart.columns.n.get(row), chart.columns.endN.get(row))
    const leaves = ribbon.leavesAfter(n)
    if (leaves) pieces.push({ y, height: stepHeight, middle, thick: thickOf(leaves), n, leaves })
  }
  return pieces
}

export function drawRibbon({ context }: Pen, theme: Theme, pieces: readonly RibbonPiece[]): void {
  context.fillStyle = context.strokeStyle = theme.bad
  context.globalAlpha = 0.22
  context.beginPath()
  for (const { y, height, middle, thick } of pieces) context.rect(middle - thick / 2, y, thick, height)
  context.fill()
  context.globalAlpha = 0.8
  context.lineWidth = 1
  context.beginPath()
  for (const { y, height, middle, thick } of pieces) {
    for (const x of [middle - thick / 2, middle + thick / 2]) {
      context.moveTo(x, y)
      context.lineTo(x, y + height)
    }
  }
  context.stroke()
  context.globalAlpha = 1
}

export const pieceAt = (pieces: readonly RibbonPiece[], x: number, y: number): RibbonPiece | undefined =>
  pieces.find((one) => y >= one.y && y < one.y + one.height && Math.abs(x - one.middle) <= one.thick / 2 + 2)
