/** A chart without a window, for tests: laid out from lines, with everything shown as on a wide screen. */
import type { Address } from '../../core/message.ts'
import { createChart, type Chart } from '../../renderer/timeline/chart.ts'
import type { Level } from '../../renderer/timeline/level.ts'
import { layLanes } from '../../renderer/timeline/lanes.ts'
import { createRoster } from '../../renderer/timeline/roster.ts'
import { columnsOf } from './columns.ts'

export interface ChartOptions {
  readonly pair?: readonly Address[]
  readonly answers?: boolean
  readonly presence?: boolean
  readonly lastEvent?: number
  readonly width?: number
  readonly level?: Level
}

export function chartOf(lines: Iterable<string>, options: ChartOptions = {}): Chart {
  const {
    pair,
    answers = false,
    presence = false,
    lastEvent = Number.POSITIVE_INFINITY,
    width = 900,
    level = 'hops',
  } = options
  const columns = columnsOf(lines)
  const roster = createRoster()
  for (let row = 0; row < columns.count; row++) roster.look(columns, row)
  const lanes = layLanes(roster.members, level === 'hops' ? pair : [], width)
  const chart = createChart(columns, { lanes, answers, presence, lastEvent, nameOf: roster.nameOf })
  chart.layAll(chart.options, level)
  return chart
}
