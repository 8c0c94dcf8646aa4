/** The columns of the table of events: what stands in each for a row, by what it is sorted, and what a filter asks of it. */
import type { Columns } from '../../core/columns.ts'
import { importedKindOf } from '../../core/imported-kind.ts'
import type { Address } from '../../core/message.ts'
import { shortName } from '../../core/message.ts'
import type { Query } from '../../core/query.ts'
import { splitPaths } from '../../core/row-paths.ts'
import { textTerm } from '../stores/filter-terms.ts'
import { durationText, momentText } from '../timeline/time-text.ts'

export interface TableColumn {
  readonly id: string
  readonly title: string
  /** In pixels; the last column takes what is left. */
  readonly width: number
  readonly isNumber: boolean
  /** What is shown, and what is copied as CSV. */
  text(columns: Columns, row: number, nameOf: (url: Address) => string): string
  /** What it is sorted by. NaN and the empty text come last. */
  key(columns: Columns, row: number): number | string
  /** The filter for rows that have the same here; undefined where it has nothing. */
  term(columns: Columns, row: number): Query | undefined
}

const addressAt = (columns: Columns, id: number): string => columns.addresses.textOf(id)
const headOf = (columns: Columns, row: number): number => columns.head.get(row)
const latencyOf = (columns: Columns, row: number): number =>
  columns.ended.received.get(row) - columns.at.get(headOf(columns, row))
const kindOf = (columns: Columns, row: number): string =>
  importedKindOf(columns, row) ?? columns.typeOf(row) ?? columns.kindOf(row)
const pathsAt = (columns: Columns, row: number): readonly string[] =>
  splitPaths(columns.paths.textOf(columns.path.get(row)))

function addressColumn(
  id: 'from' | 'to' | 'object',
  title: string,
  width: number,
  key: 'from' | 'to' | 'obj',
): TableColumn {
  const textAt = (columns: Columns, row: number): string => addressAt(columns, columns[id].get(row))
  return {
    ...{ id: key, title, width, isNumber: false },
    text: (columns, row, nameOf) => {
      const address = textAt(columns, row)
      return address === '' ? '' : id === 'object' ? shortName(address) : nameOf(address)
    },
    key: (columns, row) => shortName(textAt(columns, row)),
    term: (columns, row) => (columns[id].get(row) === 0 ? undefined : textTerm(key, shortName(textAt(columns, row)))),
  }
}

const numberTerm = (key: 'lat' | 'size' | 'rev' | 'code', value: number): Query | undefined =>
  Number.isNaN(value) ? undefined : { is: 'number', key, comparison: '=', value }

/** Whether somebody has bookmarked or noted it. */
export const isNoted = (columns: Columns, row: number): boolean => noteAt(columns, row) !== ''

/** What somebody has written of it; of a bookmark that it is one. */
function noteAt(columns: Columns, row: number): string {
  if (columns.notes.list.length === 0) return ''
  const note = columns.notes.over(columns.n.get(headOf(columns, row))) ?? columns.notes.over(columns.endN.get(row))
  return note === undefined ? '' : note.text.replaceAll('\n', ' ') || 'Bookmark'
}

/** What became of it, in the words of the filter. */
function outcomeOf(columns: Columns, row: number): string {
  const effect = columns.effectOf(row)
  if (effect) return effect
  return columns.kindOf(row) === 'message' && columns.deliveries.get(row) > 0 ? 'pending' : ''
}

export const tableColumns: readonly TableColumn[] = [
  {
    ...{ id: 'n', title: '#', width: 64, isNumber: true },
    text: (columns, row) => String(columns.n.get(headOf(columns, row))),
    key: (columns, row) => columns.n.get(headOf(columns, row)),
    term: (columns, row) => ({
      is: 'events',
      from: columns.n.get(headOf(columns, row)),
      to: columns.n.get(headOf(columns, row)),
    }),
  },
  {
    ...{ id: 't', title: 'Time', width: 88, isNumber: true },
    text: (columns, row) => momentText(columns.at.get(headOf(columns, row))),
    key: (columns, row) => columns.at.get(headOf(columns, row)),
    term: (columns, row) => ({ is: 'number', key: 't', comparison: '>=', value: columns.at.get(headOf(columns, row)) }),
  },
  {
    ...{ id: 'kind', title: 'Kind', width: 88, isNumber: false },
    text: kindOf,
    key: kindOf,
    term: (columns, row) => textTerm('kind', kindOf(columns, row)),
  },
  addressColumn('from', 'From', 84, 'from'),
  addressColumn('to', 'To', 84, 'to'),
  addressColumn('object', 'Object', 96, 'obj'),
  {
    ...{ id: 'rev', title: 'Version', width: 60, isNumber: true },
    text: (columns, row) => String(columns.versionOf(row) ?? ''),
    key: (columns, row) => columns.versionOf(row) ?? Number.NaN,
    term: (columns, row) => numberTerm('rev', columns.versionOf(row) ?? Number.NaN),
  },
  {
    ...{ id: 'effect', title: 'Outcome', width: 88, isNumber: false },
    text: outcomeOf,
    key: outcomeOf,
    term: (columns, row) => {
      const outcome = outcomeOf(columns, row)
      return outcome === ''
        ? undefined
        : outcome === 'pending'
          ? { is: 'word', word: 'pending' }
          : textTerm('effect', outcome)
    },
  },
  {
    ...{ id: 'lat', title: 'Latency', width: 76, isNumber: true },
    text: (columns, row) => (Number.isNaN(latencyOf(columns, row)) ? '' : durationText(latencyOf(columns, row))),
    key: latencyOf,
    term: (columns, row) => {
      const value = latencyOf(columns, row)
      return Number.isNaN(value) ? undefined : { is: 'number', key: 'lat', comparison: '>=', value }
    },
  },
  {
    ...{ id: 'size', title: 'Bytes', width: 60, isNumber: true },
    text: (columns, row) => String(columns.bytes.get(headOf(columns, row)) || ''),
    key: (columns, row) => columns.bytes.get(headOf(columns, row)) || Number.NaN,
    term: (columns, row) => numberTerm('size', columns.bytes.get(headOf(columns, row)) || Number.NaN),
  },
  {
    ...{ id: 'code', title: 'Code', width: 52, isNumber: true },
    text: (columns, row) => String(columns.code.get(row) || ''),
    key: (columns, row) => columns.code.get(row) || Number.NaN,
    term: (columns, row) => numberTerm('code', columns.code.get(row) || Number.NaN),
  },
  {
    ...{ id: 'rule', title: 'Rule', width: 130, isNumber: false },
    text: (columns, row) => columns.rules.textOf(columns.rule.get(row)),
    key: (columns, row) => columns.rules.textOf(columns.rule.get(row)),
    term: (columns, row) =>
      columns.rule.get(row) === 0 ? undefined : textTerm('rule', columns.rules.textOf(columns.rule.get(row))),
  },
  {
    ...{ id: 'path', title: 'Paths', width: 180, isNumber: false },
    text: (columns, row) => pathsAt(columns, row).join(' '),
    key: (columns, row) => pathsAt(columns, row)[0] ?? '',
    term: (columns, row) => {
      const path = pathsAt(columns, row)[0]
      return path === undefined ? undefined : textTerm('path', path)
    },
  },
  {
    ...{ id: 'note', title: 'Note', width: 160, isNumber: false },
    text: noteAt,
    key: noteAt,
    term: (columns, row) => (noteAt(columns, row) === '' ? undefined : { is: 'word', word: 'bookmark' }),
  },
]

/** Those that are shown where nobody has chosen. */
export const usualColumns: readonly string[] = ['n', 't', 'kind', 'from', 'to', 'obj', 'rev', 'effect', 'lat', 'path']
