/**
 * The rows of a chart with their heights and times, kept up as the table grows. Rows that come while the chart is
 * frozen wait outside. Knows rows; knows nothing of what is in sight, nor of pixels across.
 */
import type { Columns } from '../../core/columns.ts'
import { endedHops, sentHops } from '../../core/row.ts'
import { createBands, type Band } from './bands.ts'
import { isHidden } from './filter.ts'
import { createHeights, type Heights } from './heights.ts'
import { contentOf, countBits, hopBits, type RowContent, type RowOptions } from './rows.ts'

/** Heights of what is no message, and the room between two messages. */
export const phaseHeight = 38
export const noteHeight = 26
export const messageGap = 8

export interface Chart {
  readonly columns: Columns
  readonly heights: Heights
  readonly lineHeight: number
  readonly options: RowOptions
  /** From where to where somebody was paused or down, in order. */
  readonly bands: readonly Band[]
  /** What stands in a row, remembered for a while. */
  content(row: number): RowContent | undefined
  /** A row is new or has ended. Returns by how much it grew. */
  touch(row: number): number
  /** Lays out all rows anew, up to the last event of the options. */
  layAll(options: RowOptions, lineHeight: number): void
  /** From when to when a row lasts; NaN for one of which nothing is shown. */
  span(row: number): readonly [start: number, end: number]
  /** The rows that lie between two moments, in order, and a few that do not. */
  rowsBetween(start: number, end: number): number[]
}

const blockRows = 256
const contentsMax = 3000

export function createChart(columns: Columns, first: RowOptions, firstLineHeight: number): Chart {
  const heights = createHeights()
  const bands = createBands()
  const contents = new Map<number, RowContent | undefined>()
  let blocks: { start: number; end: number }[] = []
  let options = first
  let lineHeight = firstLineHeight

  function heightOf(row: number): number {
    if (isHidden(options.filter, row)) return 0
    const kind = columns.kindOf(row)
    if (kind === 'message') {
      const lines = countBits(hopBits(columns, row, options))
      return lines === 0 ? 0 : lines * lineHeight + messageGap
    }
    if (kind === 'note') return contentAt(row)?.kind === 'phase' ? phaseHeight : noteHeight
    return kind === 'hyperty' || kind === 'fault' ? noteHeight : 0
  }

  function contentAt(row: number): RowContent | undefined {
    if (contents.has(row)) return contents.get(row)
    if (contents.size >= contentsMax) contents.clear()
    const content = contentOf(columns, row, options)
    contents.set(row, content)
    return content
  }

  function span(row: number): readonly [number, number] {
    let start = columns.at.get(columns.head.get(row))
    let end = start
    const take = (time: number): void => {
      if (time < start) start = time
      else if (time > end) end = time
    }
    if (columns.kindOf(row) !== 'message') return [start, end]
    if (columns.head.get(row) === row) for (const hop of sentHops) take(columns.sent[hop].get(row))
    for (const hop of endedHops) take(columns.ended[hop].get(row))
    return [start, end]
  }

  function touch(row: number): number {
    if (row > heights.count) throw new Error(`row ${row} came before row ${heights.count}`)
    contents.delete(row)
    const before = row < heights.count ? heights.get(row) : 0
    const height = heightOf(row)
    heights.set(row, height)
    bands.look(columns, row)
    const block = (blocks[Math.floor(row / blockRows)] ??= {
      start: Number.POSITIVE_INFINITY,
      end: Number.NEGATIVE_INFINITY,
    })
    const [start, end] = span(row)
    block.start = Math.min(block.start, start)
    block.end = Math.max(block.end, end)
    return height - before
  }

  return {
    columns,
    heights,
    get lineHeight() {
      return lineHeight
    },
    get options() {
      return options
    },
    get bands() {
      return bands.all
    },
    content: contentAt,
    touch,
    layAll(nextOptions, nextLineHeight) {
      options = nextOptions
      lineHeight = nextLineHeight
      heights.clear()
      contents.clear()
      bands.clear()
      blocks = []
      for (let row = 0; row < columns.count && columns.n.get(row) <= options.lastEvent; row++) touch(row)
    },
    span,
    rowsBetween(start, end) {
      const rows: number[] = []
      blocks.forEach((block, index) => {
        if (block.end < start || block.start > end) return
        const last = Math.min(heights.count, (index + 1) * blockRows)
        for (let row = index * blockRows; row < last; row++) {
          if (heights.get(row) === 0) continue
          const [from, until] = span(row)
          if (until >= start && from <= end) rows.push(row)
        }
      })
      return rows
    },
  }
}
