/** Which rows the table shows and in what order, and what is copied of them. Knows no element. */
import type { Columns } from '../../core/columns.ts'
import type { Matching } from '../../core/matching.ts'
import type { Address } from '../../core/message.ts'
import type { TableColumn } from './table-columns.ts'

export interface Sorting {
  readonly column: TableColumn
  readonly isDown: boolean
}

/** So many rows are copied at most. */
export const copiedMax = 100_000

/** The rows that match, or all of them, in the order of the session or sorted; equal ones stay in that order. */
export function orderRows(columns: Columns, matching: Matching | undefined, sorting: Sorting | undefined): Uint32Array {
  const rows = matching ? matching.rows() : Uint32Array.from({ length: columns.count }, (_, row) => row)
  if (!sorting) return rows
  const { column, isDown } = sorting
  const sign = isDown ? -1 : 1
  if (column.isNumber) {
    const keys = new Float64Array(columns.count)
    for (const row of rows) keys[row] = column.key(columns, row) as number
    return rows.sort((one, other) => compareNumbers(keys[one] as number, keys[other] as number, sign) || one - other)
  }
  const keys: string[] = []
  for (const row of rows) keys[row] = column.key(columns, row) as string
  return rows.sort((one, other) => compareTexts(keys[one] as string, keys[other] as string, sign) || one - other)
}

/** What is not there comes last, whichever way it is sorted. */
function compareNumbers(one: number, other: number, sign: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  return (one - other) * sign
}

function compareTexts(one: string, other: string, sign: number): number {
  if (one === other) return 0
  if (one === '' || other === '') return one === '' ? 1 : -1
  return (one < other ? -1 : 1) * sign
}

/** A place in sorted rows by binary search is not to be had: the row is looked for. -1 where it is not among them. */
export const placeOf = (rows: Uint32Array, row: number | undefined): number =>
  row === undefined ? -1 : rows.indexOf(row)

/** What a spreadsheet would take for a formula is shown as a text. */
const cellText = (text: string): string => {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV with a line of titles, as RFC 4180 writes it. */
export function toCsv(
  columns: Columns,
  rows: Uint32Array,
  shown: readonly TableColumn[],
  nameOf: (url: Address) => string,
): string {
  const lines = [shown.map(({ title }) => cellText(title)).join(',')]
  for (const row of rows.subarray(0, copiedMax))
    lines.push(shown.map((column) => cellText(column.text(columns, row, nameOf))).join(','))
  return `${lines.join('\r\n')}\r\n`
}

/** Rows as JSON: the events themselves, each with what ended it. */
export function toJson(columns: Columns, rows: Uint32Array): string {
  const events = [...rows.subarray(0, copiedMax)].map((row) => {
    const [made, ended] = columns.linesOf(row).map((line) => line.trimEnd()) as [string, string]
    return ended === '' ? made : `${made.slice(0, -1)},"ended":${ended}}`
  })
  return `[\n${events.join(',\n')}\n]\n`
}
