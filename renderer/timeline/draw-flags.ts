/**
 * Flags in the gutter where somebody has bookmarked or noted an event, with a bar down to the last one of a range. A note
 * has a filled flag, a bookmark an empty one, so that no colour has to tell them apart.
 */
import type { Chart } from './chart.ts'
import { cursorLine } from './cursor-line.ts'
import { yOfRow, type View } from './place.ts'
import type { Theme } from './theme.ts'

export interface Flag {
  readonly y: number
  /** Where its range ends; `y` where it is about one event. */
  readonly end: number
  readonly isNote: boolean
}

/** So many are drawn; where there are more in a window they lie on one another. */
const flagsMax = 500

/** The flags in sight, from top to bottom. */
export function flagsOf(chart: Chart, view: View): readonly Flag[] {
  const { columns } = chart
  const yOf = (event: number): number | undefined => {
    const row = columns.rowOf(event)
    if (row === undefined) return undefined
    return yOfRow(chart, view, view.level === 'hops' ? row : columns.head.get(row), columns.at.get(row)) - view.scroll
  }
  const flags: Flag[] = []
  for (const { of, until, text } of columns.notes.list) {
    const y = yOf(of)
    const end = until > of ? (cursorLine(chart, view, until)?.y ?? y) : y
    if (y === undefined || end === undefined || end < 0 || y > view.height) continue
    flags.push({ y, end, isNote: text !== '' })
    if (flags.length >= flagsMax) break
  }
  return flags
}

const [left, height, width] = [3.5, 12, 9] as const

export function drawFlags(context: CanvasRenderingContext2D, theme: Theme, flags: readonly Flag[]): void {
  context.lineWidth = 1.5
  for (const { y, end, isNote } of flags) {
    const top = Math.round(y) + 3.5
    context.strokeStyle = context.fillStyle = theme.accent
    context.beginPath()
    context.moveTo(left, Math.max(top + height, end > y ? end - 2 : 0))
    context.lineTo(left, top)
    context.lineTo(left + width, top + 3)
    context.lineTo(left, top + 6)
    if (!isNote) context.fillStyle = theme.bg
    context.fill()
    context.stroke()
  }
}
