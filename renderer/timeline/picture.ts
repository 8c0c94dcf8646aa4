/**
 * What the window shows at this moment, by level: arrows with words, bare lines, or a density; painted, and asked what lies
 * under a point. Knows the chart and the view; chooses neither.
 */
import { relationOfRow, type Cone } from '../../core/cone.ts'
import type { Chart } from './chart.ts'
import { densityCells, type DensityCells, type DensityLine } from './density-cells.ts'
import { drawArrows } from './draw.ts'
import { drawGround, drawTimes } from './draw-ground.ts'
import { drawCone } from './draw-cone.ts'
import { drawDensity, laneMiddles } from './draw-density.ts'
import { drawNotes } from './draw-note.ts'
import { drawRibbon, pieceAt, ribbonPieces, type RibbonPiece } from './draw-ribbon.ts'
import { drawStrokes } from './draw-strokes.ts'
import { hit, reach } from './hit.ts'
import { gutter } from './lanes.ts'
import { createLaneDensity } from './lane-density.ts'
import { readableHeight } from './level.ts'
import type { Pen } from './pen.ts'
import { placeAll, type Placed, type View } from './place.ts'
import type { Ribbon } from './ribbon.ts'
import { rowOrderOf, windowOf, type RowOrder, type RowWindow } from './row-window.ts'
import { strokeAt, strokesOf, type Strokes } from './strokes.ts'
import type { Theme } from './theme.ts'
import { toneOf, type Tone } from './tone.ts'

/** A cell of a density: the messages that cross a gap within two pixels. */
export interface PlacedCell {
  readonly kind: 'cell'
  readonly row: number
  /** Its rows, from the first to just before the end. */
  readonly rows: readonly [first: number, end: number]
  readonly y: number
  readonly gap: number
  readonly counts: { readonly across: number; readonly all: number; readonly bad: number }
}

/** What can be pointed at. */
/** A place at which two copies differ. */
export interface PlacedGap extends RibbonPiece {
  readonly kind: 'gap'
  readonly row: number
}

export type Pointed = Placed | PlacedCell | PlacedGap

export interface Picture {
  readonly placed: readonly Placed[]
  /** How many rows are in sight. */
  window(view: View): RowWindow
  paint(pen: Pen, theme: Theme, view: View): void
  /** What lies at a place in the window. */
  at(x: number, y: number): Pointed | undefined
  /** Whether there is more to be worked out in a further frame. */
  readonly isPending: boolean
  setRibbon(ribbon: Ribbon | undefined): void
  setCone(cone: Cone | undefined): void
  /** The row at a height of the window, as far as one can be told. */
  rowAt(view: View, y: number): number
}

/** With more rows in sight than so many there are no words, so that lines do. */
const arrowsMax = 400
const headGap = 6

export function createPicture(chart: Chart, now: () => number): Picture {
  const density = createLaneDensity(chart, now)
  let cone: Cone | undefined
  let placed: readonly Placed[] = []
  let strokes: Strokes | undefined
  let cells: DensityCells | undefined
  let order: RowOrder | undefined
  let ribbon: Ribbon | undefined
  let pieces: readonly RibbonPiece[] = []
  let shownView: View | undefined

  const tone = (row: number): Tone =>
    toneOf(row, chart.options, cone && ((one) => relationOfRow(chart.columns, cone as Cone, one)))
  const orderOf = (view: View): RowOrder => rowOrderOf(chart, view, density.byDepth)

  /** Whether arrows have their words. */
  const isRead = (view: View): boolean =>
    view.level === 'hops' ||
    (view.axis === 'ordinal' ? view.lineHeight >= readableHeight : windowOf(orderOf(view), view).count <= arrowsMax)

  function look(view: View): void {
    shownView = view
    order = orderOf(view)
    placed = []
    strokes = cells = undefined
    if (view.level === 'density') cells = densityCells(density, order, view)
    else if (isRead(view)) placed = placeAll(chart, view)
    else strokes = strokesOf(chart, view, tone)
  }

  function cellAt(x: number, y: number): PlacedCell | undefined {
    if (!cells || !order || x < gutter) return undefined
    const line = cells.lines.findLast((one) => one.y <= y && y - one.y < readableHeight)
    if (!line) return undefined
    const middles = laneMiddles(chart)
    const gap = Math.max(0, Math.min(cells.gaps - 1, middles.findIndex((middle) => x < middle) - 1))
    return cellOf(order, line, x >= (middles.at(-1) ?? 0) ? cells.gaps - 1 : gap, cells.gaps)
  }

  function spotAt(x: number, y: number): Placed | undefined {
    const row = strokes && strokeAt(strokes, x, y, reach)
    if (row === undefined || !shownView) return undefined
    const content = chart.content(row)
    const arrow = content?.kind === 'arrows' ? content.arrows.find(({ hop }) => hop === 'sent') : undefined
    const [from, to] = [chart.table.of(chart.columns.from.get(row)), chart.table.of(chart.columns.to.get(row))]
    return (
      arrow && {
        kind: 'arrow',
        row,
        arrow,
        x1: from.x,
        y1: y,
        x2: to.x,
        y2: y,
        top: y - 2,
        height: 5,
        before: undefined,
      }
    )
  }

  return {
    get placed() {
      return placed
    },
    window: (view) => windowOf(orderOf(view), view),
    paint(pen, theme, view) {
      look(view)
      drawGround(pen, theme, chart, view)
      pieces = ribbon && order ? ribbonPieces(ribbon, chart, view, order) : []
      drawRibbon(pen, theme, pieces)
      if (cells) drawDensity(pen, theme, chart, view, cells)
      else if (strokes) drawStrokes(pen, theme, strokes, hasHeads(view, strokes.count))
      else {
        drawNotes(pen, theme, chart, view, placed)
        drawArrows(pen, theme, chart, view, placed, tone)
      }
      if (cone) drawCone(pen, theme, chart, view, cone, placed)
      if (order && (cells || strokes)) drawTimes(pen, theme, chart, view, order)
    },
    get isPending() {
      return ribbon?.isPending ?? false
    },
    at(x, y) {
      const gap = pieceAt(pieces, x, y)
      const found = strokes ? spotAt(x, y) : shownView && hit(placed, shownView.axis, x, y)
      // an arrow that crosses the band is meant where its own line is
      if (gap && !(found?.kind === 'arrow' && Math.abs(found.y1 - y) < 4 && found.y1 === found.y2))
        return { ...gap, kind: 'gap', row: chart.columns.rowOf(gap.n) ?? 0 }
      return cells ? cellAt(x, y) : found
    },
    setRibbon: (next) => (ribbon = next),
    setCone: (next) => (cone = next),
    rowAt(view, y) {
      const rows = orderOf(view)
      return rows.rowAt(Math.max(0, Math.min(rows.count - 1, rows.placeAt(view.scroll + y))))
    },
  }
}

/** Heads only where they do not lie on one another. */
const hasHeads = (view: View, count: number): boolean =>
  view.axis === 'ordinal' ? view.lineHeight >= headGap : count * headGap <= view.height * 4

function cellOf(order: RowOrder, { y, first, end, counts }: DensityLine, gap: number, gaps: number): PlacedCell {
  const [all = 0, bad = 0] = counts.subarray(gaps)
  return {
    kind: 'cell',
    row: order.rowAt(first),
    rows: [order.rowAt(first), order.rowAt(Math.max(first, end - 1)) + 1],
    y,
    gap,
    counts: { across: counts[gap] ?? 0, all, bad },
  }
}
