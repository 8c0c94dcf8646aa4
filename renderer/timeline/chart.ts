/**
 * The rows of a chart with their heights and times, kept up as the table grows. Rows that come while the chart is
 * frozen wait outside. Knows rows; knows nothing of what is in sight, nor of pixels across.
 */
import { createCausalOrder } from '../../core/causal-order.ts'
import type { Columns } from '../../core/columns.ts'
import { createIdleFolds, type IdleFolds } from '../../core/idle-folds.ts'
import { endedHops, sentHops } from '../../core/row.ts'
import { createRulers, type RuledAxis, type Ruler } from './axis.ts'
import { createBands, type Band } from './bands.ts'
import { createHeights, type Heights } from './heights.ts'
import { createLaneTable, type LaneTable } from './lane-table.ts'
import type { Level } from './level.ts'
import { contentOf, countBits, hopBits, type RowContent, type RowOptions } from './rows.ts'
import { createSpanBlocks } from './span-blocks.ts'

/** The height of a line in which all heights are counted; a view makes it larger or smaller. */
export const baseLine = 24
/** Heights of what is no message, and the room between two messages. */
export const phaseHeight = 38
export const noteHeight = 26
export const messageGap = 8

export interface Chart {
  readonly columns: Columns
  /** In lines of `baseLine`: of hops where every hop is told, otherwise one line for each message. */
  readonly heights: Heights
  readonly level: Level
  readonly options: RowOptions
  readonly table: LaneTable
  /** From where to where somebody was paused or down, in order. */
  readonly bands: readonly Band[]
  /** Grows whenever a row has changed. */
  readonly version: number
  /** What stands in a row, remembered for a while. */
  content(row: number): RowContent | undefined
  /** Whether anything is told of a row. */
  isShown(row: number): boolean
  /** A row is new or has ended. Returns by how much the chart grew. */
  touch(row: number): number
  /** Is told of each row that was touched, or of the first one when all are laid anew. */
  onTouch(heard: (row: number) => void): void
  /** Lays out all rows anew, up to the last event of the options. */
  layAll(options: RowOptions, level: Level): void
  /** From when to when a row lasts; NaN for one of which nothing is shown. */
  span(row: number): readonly [start: number, end: number]
  /** The rows that lie between two moments, in order, and a few that do not. */
  rowsBetween(start: number, end: number): number[]
  ruler(axis: RuledAxis): Ruler
  /** The folds of idle time, taken in as far as the table goes. */
  folds(): IdleFolds
  /** The rows that lie between two depths of the causal order. */
  rowsAtDepth(start: number, end: number): number[]
}

const contentsMax = 3000
/** Of a message with more deliveries, its first ones say whether it is shown. */
const deliveriesMax = 16

export function createChart(columns: Columns, first: RowOptions): Chart {
  const heights = createHeights()
  const bands = createBands()
  const folds = createIdleFolds()
  const order = createCausalOrder(columns)
  const rulers = createRulers(columns, folds, order)
  const contents = new Map<number, RowContent | undefined>()
  const blocks = createSpanBlocks(span)
  const depths = createSpanBlocks((row) => [order.startOf(row), order.endOf(row) || order.startOf(row)])
  let folded = 0
  let deepened = 0
  let options = first
  let level: Level = 'hops'
  let version = 0
  let table = createLaneTable(columns.addresses, first.lanes)
  let heard: (row: number) => void = () => undefined

  /** Whether a filter takes it out. */
  const isOut = (row: number): boolean => options.emphasis === 'hide' && options.match?.(row) === false

  const isShown = (row: number): boolean => {
    const kind = columns.kindOf(row)
    if (isOut(row)) return false
    if (kind === 'message') return hopBits(columns, row, options, table) !== 0
    if (kind === 'note') return !columns.notes.isAside(row)
    return kind === 'hyperty' || kind === 'fault'
  }

  /** Whether a row that was laid out tells anything. */
  const isTold = (row: number): boolean =>
    row < heights.count && (level === 'hops' ? heights.get(row) > 0 : isShown(row))

  function heightOf(row: number): number {
    if (isOut(row)) return 0
    const kind = columns.kindOf(row)
    if (kind === 'message') return level === 'hops' ? hopsHeight(row) : reportHeight(row)
    if (kind === 'note' && columns.notes.isAside(row)) return 0
    if (kind === 'note') return contentAt(row)?.kind === 'phase' ? phaseHeight : noteHeight
    return kind === 'hyperty' || kind === 'fault' ? noteHeight : 0
  }

  function hopsHeight(row: number): number {
    const lines = isShown(row) ? countBits(hopBits(columns, row, options, table)) : 0
    return lines === 0 ? 0 : lines * baseLine + messageGap
  }

  /** One line for a message, in its first row. */
  function reportHeight(row: number): number {
    if (columns.head.get(row) !== row) return 0
    for (let one = row; one < row + deliveriesMax && one < columns.count && columns.head.get(one) === row; one++)
      if (isShown(one)) return baseLine
    return 0
  }

  function contentAt(row: number): RowContent | undefined {
    if (contents.has(row)) return contents.get(row)
    if (contents.size >= contentsMax) contents.clear()
    const content = contentOf(columns, row, options, table)
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

  function setHeight(row: number): number {
    contents.delete(row)
    const before = row < heights.count ? heights.get(row) : 0
    const height = heightOf(row)
    heights.set(row, height)
    bands.look(columns, row)
    blocks.touch(row)
    return height - before
  }

  function touch(row: number): number {
    if (row > heights.count) throw new Error(`row ${row} came before row ${heights.count}`)
    version++
    let grown = setHeight(row)
    const head = columns.head.get(row)
    if (level !== 'hops' && head !== row && head < heights.count) grown += setHeight(head)
    heard(row)
    return grown
  }

  /** Reads on in the table, event by event: the one that is asked for only. */
  function ruler(axis: RuledAxis): Ruler {
    if (axis === 'causal') order.look()
    if (axis === 'folded') {
      for (; folded < columns.lastEvent; folded++) {
        const row = columns.rowOf(folded + 1)
        if (row === undefined) continue
        const isEnd = columns.endN.get(row) === folded + 1
        folds.take(isEnd ? columns.ended.received.get(row) : columns.at.get(columns.head.get(row)))
      }
    }
    return rulers[axis]
  }

  return {
    columns,
    heights,
    get level() {
      return level
    },
    get options() {
      return options
    },
    get table() {
      return table
    },
    get bands() {
      return bands.all
    },
    get version() {
      return version
    },
    content: contentAt,
    isShown,
    touch,
    onTouch: (next) => (heard = next),
    layAll(nextOptions, nextLevel) {
      options = nextOptions
      level = nextLevel === 'density' ? 'changes' : nextLevel
      table = createLaneTable(columns.addresses, options.lanes)
      version++
      heights.clear()
      contents.clear()
      bands.clear()
      blocks.clear()
      for (let row = 0; row < columns.count && columns.n.get(row) <= options.lastEvent; row++) setHeight(row)
      heard(0)
    },
    span,
    rowsBetween: (start, end) => blocks.between(start, end).filter(isTold),
    ruler,
    folds() {
      ruler('folded')
      return folds
    },
    rowsAtDepth(start, end) {
      const { lastEvent } = columns
      order.look()
      for (; deepened < lastEvent; deepened++) {
        const row = columns.rowOf(deepened + 1)
        if (row === undefined) continue
        // rows that one message has made share its number
        const { n, head } = columns
        for (let one = row; one === row || (n.get(one) === n.get(row) && head.get(one) === row); one++)
          depths.touch(one)
      }
      return depths.between(start, end).filter(isTold)
    },
  }
}
