/**
 * Up to some ten thousands of messages as bare lines, each from where it was sent to where it arrived: what is in sight,
 * sorted by how it is painted, without what would fall on painted pixels. Reads columns only; draws nothing.
 */
import type { Chart } from './chart.ts'
import { distanceTo, type Segment } from './hit.ts'
import { gutter } from './lanes.ts'
import { rowsInSight, stretchOf, wallMargin, type View } from './place.ts'
import type { Tone } from './tone.ts'

/** How a line is painted; of done ones `hue` says whose they are. */
export interface StrokeStyle {
  readonly hue: number
  readonly kind: 'done' | 'answer' | 'bad' | 'open' | 'note'
  readonly tone: Tone
}

/** Lines of one style: x1, y1, x2, y2 of each, one after the other, and their rows. */
export interface StrokeBatch {
  readonly style: StrokeStyle
  readonly ends: number[]
  readonly rows: number[]
}

export interface Strokes {
  readonly batches: readonly StrokeBatch[]
  /** How many lines there are. */
  readonly count: number
}

const kinds = ['done', 'answer', 'bad', 'open', 'note'] as const
const tones: readonly Tone[] = ['plain', 'dim', 'hit', 'cause', 'effect']

function kindOf(chart: Chart, row: number): StrokeStyle['kind'] {
  const { columns, options } = chart
  if (columns.kindOf(row) !== 'message') return 'note'
  const end = columns.endN.get(row)
  if (end === 0 || end > options.lastEvent) return 'open'
  const effect = columns.effectOf(row)
  if (effect === 'refused' || effect === 'lost') return 'bad'
  return columns.typeOf(row) === 'response' ? 'answer' : 'done'
}

export function strokesOf(chart: Chart, view: View, toneOf: (row: number) => Tone): Strokes {
  const batches = new Map<number, StrokeBatch>()
  const painted = new Set<number>()
  let count = 0

  function add(row: number, y1: number, y2: number): void {
    const { columns, table } = chart
    const kind = kindOf(chart, row)
    const isNote = kind === 'note'
    const [from, to] = [table.of(columns.from.get(row)), table.of(columns.to.get(row))]
    const tone = toneOf(row)
    const hue = from.hue % 6
    const style = ((hue + 1) * kinds.length + kinds.indexOf(kind)) * tones.length + tones.indexOf(tone)
    const [top, bottom] = [Math.round(y1), Math.round(y2)]
    const places = isNote ? 0 : (from.place + 1) * 64 + to.place + 1
    const key =
      ((top + 8192) * 16_384 + Math.min(16_383, Math.max(0, bottom + 8192))) * 1_048_576 + places * 256 + style
    if (painted.has(key)) return
    painted.add(key)
    let batch = batches.get(style)
    if (!batch) batches.set(style, (batch = { style: { hue, kind, tone }, ends: [], rows: [] }))
    batch.ends.push(isNote ? gutter : from.x, y1, isNote ? view.width : to.x, y2)
    batch.rows.push(row)
    count++
  }

  if (view.axis === 'ordinal') level(chart, view, add)
  else slanted(chart, view, add)
  return { batches: [...batches.values()], count }
}

type Add = (row: number, y1: number, y2: number) => void

/** Each message on a line of its own; its further rows on that of the first. */
function level(chart: Chart, view: View, add: Add): void {
  const { heights, columns } = chart
  const stretch = stretchOf(view)
  if (heights.count === 0) return
  let row = heights.at(view.scroll / stretch)
  let top = heights.above(row) * stretch - view.scroll
  let height = 0
  for (; row < heights.count && top <= view.height; row++) {
    const own = heights.get(row) * stretch
    if (own > 0) height = own
    const isFurther = columns.kindOf(row) === 'message' && columns.head.get(row) !== row
    const y = isFurther ? top - height / 2 : top + own / 2
    if ((own > 0 || isFurther) && chart.isShown(row)) add(row, y, y)
    top += own
  }
}

function slanted(chart: Chart, view: View, add: Add): void {
  if (view.axis === 'ordinal') return
  const ruler = chart.ruler(view.axis)
  const yOf = (place: number): number => wallMargin + place * view.scale - view.scroll
  for (const row of rowsInSight(chart, view)) add(row, yOf(ruler.startOf(row)), yOf(ruler.endOf(row)))
}

/** The row whose line is nearest to a point, within some pixels. */
export function strokeAt({ batches }: Strokes, x: number, y: number, within: number): number | undefined {
  let nearest: number | undefined
  let best = within
  for (const { ends, rows, style } of batches) {
    if (style.kind === 'note') continue
    for (let index = 0; index < rows.length; index++) {
      const segment: Segment = {
        x1: ends[4 * index] as number,
        y1: ends[4 * index + 1] as number,
        x2: ends[4 * index + 2] as number,
        y2: ends[4 * index + 3] as number,
      }
      if (Math.min(segment.y1, segment.y2) - y > best || y - Math.max(segment.y1, segment.y2) > best) continue
      const distance = distanceTo(segment, x, y)
      if (distance > best) continue
      best = distance
      nearest = rows[index]
    }
  }
  return nearest
}
