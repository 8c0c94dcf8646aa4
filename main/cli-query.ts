/** `syncscope query`: the rows of a session that match a filter, as a table or as their events. */
import type { Columns } from '../core/columns.ts'
import { createMatching } from '../core/matching.ts'
import { shortText } from '../core/markup.ts'
import { shortName } from '../core/message.ts'
import type { Query } from '../core/query.ts'
import { parseQuery, type ParsedQuery } from '../core/query-parse.ts'
import { UsageError } from './cli-words.ts'
import { complain, print, printJson, withSession } from './cli-input.ts'
import { ownEntry, readWords } from './cli-options.ts'
import { kindOf, plain, whatOf } from './cli-row.ts'
import { toldTableOfFile } from './session-table.ts'

const codes = { some: 0, none: 1 } as const
const jsonVersion = 1

/** Does what the words after `query` say. @throws UsageError */
export async function queryCommand(words: readonly string[]): Promise<number> {
  const { operands, has, valueOf } = readWords(ownEntry('query'), words)
  const [file = '', filter = ''] = operands
  const query = queryOf(filter)
  const sayRows = async (path: string): Promise<number> => {
    const { columns, notice } = await toldTableOfFile(path)
    if (notice !== undefined) complain(notice)
    const rows = matchesOf(columns, query)
    if (has('count')) await printCount(columns, rows, has('json'))
    else if (has('json')) await printEvents(columns, rows)
    else if (rows.length > 0) await printTable(columns, rows)
    return rows.length > 0 ? codes.some : codes.none
  }
  return withSession(file, sayRows, valueOf('mapping'))
}

/** @throws UsageError that shows where the filter is wrong */
export function queryOf(filter: string): Query {
  const parsed = parseQuery(filter)
  if (!parsed.ok) throw new UsageError(mistakeText(filter, parsed))
  return parsed.query
}

function matchesOf(columns: Columns, query: Query): Uint32Array {
  const matching = createMatching(columns, query)
  matching.advance(columns.count)
  return matching.rows()
}

/** So much of a filter is shown on either side of a mistake. */
const shownMax = 60

/** Where a filter is wrong, and what was expected there: a sentence, the filter, and signs below the mistake. */
function mistakeText(filter: string, { start, end, sentence }: ParsedQuery & { readonly ok: false }): string {
  const from = Math.max(0, start - shownMax)
  const shown = filter.slice(from, start + shownMax).replaceAll(/\s/g, ' ')
  const signs = '^'.repeat(Math.max(1, Math.min(end, from + shown.length) - start))
  const where = `The filter is wrong at character ${start + 1}: ${sentence}`
  return `${where}\n\n  ${shown}\n  ${' '.repeat(start - from)}${signs}\n`
}

async function printCount(columns: Columns, rows: Uint32Array, isJson: boolean): Promise<void> {
  const head = { format: 'syncscope-query', version: jsonVersion }
  if (isJson) await printJson({ ...head, matched: rows.length, rows: columns.count })
  else await print(`${rows.length}\n`)
}

/** Each event once, in the order of the session, as it stands there. */
async function printEvents(columns: Columns, rows: Uint32Array): Promise<void> {
  const numbers = new Set<number>()
  for (const row of rows) {
    numbers.add(columns.n.get(columns.head.get(row)))
    const ended = columns.endN.get(row)
    if (ended !== 0) numbers.add(ended)
  }
  for (const n of [...numbers].sort((one, other) => one - other)) {
    const row = columns.rowOf(n)
    if (row === undefined) continue
    const [made, ended] = columns.linesOf(row)
    await print(`${columns.n.get(columns.head.get(row)) === n ? made : ended}\n`)
  }
}

const titles = ['event', 'at ms', 'kind', 'from', 'to', 'object', 'version', 'outcome', 'ms', 'what']
const isNumber = (column: number): boolean =>
  titles[column] === 'version' || /^(event|at ms|ms)$/.test(titles[column] ?? '')
/** A cell is this wide at most; the last column may have more. */
const cellMax = 24
const lastCellMax = 80

async function printTable(columns: Columns, rows: Uint32Array): Promise<void> {
  const names = namesOf(columns)
  const cellsOf = (row: number): readonly string[] =>
    cellTexts(columns, row, names).map((cell, at) =>
      shortText(plain(cell), at < titles.length - 1 ? cellMax : lastCellMax),
    )
  const widths = titles.map((title) => title.length)
  // twice, so that a million rows are never held as text
  for (const row of rows) cellsOf(row).forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)))
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  await print(`${lineOf(titles)}\n`)
  for (const row of rows) await print(`${lineOf(cellsOf(row))}\n`)
}

/** What people call themselves, by address. */
function namesOf(columns: Columns): (url: string) => string {
  const names = new Map<string, string>()
  for (let row = 0; row < columns.count; row++) {
    if (columns.kindOf(row) !== 'hyperty') continue
    const event = columns.eventOf(row)
    if (event?.kind === 'hyperty') names.set(event.url, event.name)
  }
  return (url) => names.get(url) ?? shortName(url)
}

function cellTexts(columns: Columns, row: number, nameOf: (url: string) => string): readonly string[] {
  const head = columns.head.get(row)
  const at = columns.at.get(head)
  const latency = columns.ended.received.get(row) - at
  const url = (id: number): string => columns.addresses.textOf(id)
  const isOpen = columns.kindOf(row) === 'message' && columns.deliveries.get(row) > 0
  return [
    String(columns.n.get(head)),
    at.toFixed(1),
    kindOf(columns, row),
    columns.from.get(row) === 0 ? '' : nameOf(url(columns.from.get(row))),
    columns.to.get(row) === 0 ? '' : nameOf(url(columns.to.get(row))),
    columns.object.get(row) === 0 ? '' : shortName(url(columns.object.get(row))),
    String(columns.versionOf(row) ?? ''),
    columns.effectOf(row) ?? (isOpen ? 'pending' : ''),
    Number.isNaN(latency) ? '' : latency.toFixed(1),
    whatOf(columns, row),
  ]
}
