/**
 * A query as a function of a row of a session's table: closures over its columns, and never code made of text. Strings
 * are judged once for each entry of a dictionary, however many rows have it.
 */
import type { Column } from './column.ts'
import type { Columns } from './columns.ts'
import type { Dictionary } from './dictionary.ts'
import { importedKindOf } from './imported-kind.ts'
import { messageTypes, shortName } from './message.ts'
import { compilePattern } from './pattern.ts'
import { likeness } from './query-likeness.ts'
import type { Comparison, NumberKey, Query, TextKey, Word } from './query.ts'
import type { Note } from './notes.ts'
import { relatedEvents } from './query-related.ts'
import { searchText } from './query-text.ts'
import { effects, rowKinds } from './row.ts'
import { splitPaths } from './row-paths.ts'

export type RowTest = (row: number) => boolean

export interface RowQuery {
  readonly matches: RowTest
  /** What it says of a row changes as others come, so that it is to be compiled anew. */
  readonly isMoving: boolean
  /** It reads the lines of the session, which takes long. */
  readonly readsLines: boolean
}

/** Compiles a query for a table. It stays right for rows that come or end later, unless it is moving. */
export function compileQuery(columns: Columns, query: Query): RowQuery {
  const all = [...partsOf(query)]
  return {
    matches: testOf(columns, query),
    isMoving: all.some(isMoving),
    readsLines: all.some(readsLines),
  }
}

function* partsOf(query: Query): Iterable<Query> {
  yield query
  if (query.is === 'not') yield* partsOf(query.of)
  else if (query.is === 'and' || query.is === 'or') for (const one of query.of) yield* partsOf(one)
}

/** Notes come when their events are long there. */
const isMoving = (query: Query): boolean =>
  query.is === 'last' ||
  query.is === 'related' ||
  (query.is === 'word' && (query.word === 'bookmark' || query.word === 'note'))

const readsLines = (query: Query): boolean => (query.is === 'text' || query.is === 'pattern') && query.key === 'text'

function testOf(columns: Columns, query: Query): RowTest {
  switch (query.is) {
    case 'all':
      return () => true
    case 'not': {
      const test = testOf(columns, query.of)
      return (row) => !test(row)
    }
    case 'and':
    case 'or':
      return chain(columns, query.of, query.is === 'and')
    case 'word':
      return wordTest(columns, query.word)
    case 'text':
      return textTest(columns, query.key, likeness(query.value, query.key === 'path'), query)
    case 'pattern': {
      const compiled = compilePattern(query.source, query.ignoresCase)
      return compiled.ok ? textTest(columns, query.key, compiled.pattern.test, query) : () => false
    }
    case 'number':
      return compare(numberOf(columns, query.key), query.comparison, query.value)
    case 'between': {
      const value = numberOf(columns, query.key)
      return (row) => value(row) >= query.from && value(row) <= query.to
    }
    case 'events':
      return eventTest(columns, query.from, query.to)
    case 'last': {
      const since = columns.lastAt - query.durationMs
      return (row) => columns.at.get(columns.head.get(row)) >= since
    }
    case 'related': {
      const found = relatedEvents(columns, query.how, query.event)
      return (row) => found.has(columns.n.get(columns.head.get(row)))
    }
  }
}

/** What costs least is asked first. */
function chain(columns: Columns, of: readonly Query[], isAnd: boolean): RowTest {
  const isCostly = (query: Query): boolean => [...partsOf(query)].some(readsLines)
  const tests = [...of]
    .sort((one, other) => Number(isCostly(one)) - Number(isCostly(other)))
    .map((one) => testOf(columns, one))
  return (row) => {
    for (let index = 0; index < tests.length; index++) if ((tests[index] as RowTest)(row) !== isAnd) return !isAnd
    return isAnd
  }
}

function wordTest(columns: Columns, word: Word): RowTest {
  switch (word) {
    case 'fault':
      return (row) => columns.kindOf(row) === 'fault'
    case 'conflict':
      return (row) => columns.clash.get(row) === 1 || columns.code.get(row) === 409
    case 'pending':
      return (row) =>
        columns.kindOf(row) === 'message' && columns.deliveries.get(row) > 0 && columns.endN.get(row) === 0
    case 'bookmark':
      return (row) => noteOver(columns, row) !== undefined
    case 'note':
      return (row) => (noteOver(columns, row)?.text ?? '') !== ''
    case 'dup':
      return (row) => columns.effectOf(row) === 'duplicate' || columns.effectOf(row) === 'stale'
    default:
      return (row) => columns.effectOf(row) === word
  }
}

/** What somebody has noted of the event that made a row, or of the one that ended it. */
const noteOver = ({ notes, n, head, endN }: Columns, row: number): Note | undefined =>
  notes.list.length === 0 ? undefined : (notes.over(n.get(head.get(row))) ?? notes.over(endN.get(row)))

type TextQuery = Extract<Query, { is: 'text' | 'pattern' }>

function textTest(columns: Columns, key: TextKey, fits: (text: string) => boolean, query: TextQuery): RowTest {
  const differs = query.is === 'text' && query.differs
  const { addresses } = columns
  const isAddress = (text: string): boolean => fits(shortName(text)) || fits(text)
  const byAddress = (column: Column): RowTest => memoised(addresses, column, isAddress, differs)
  switch (key) {
    case 'from':
      return byAddress(columns.from)
    case 'to':
      return byAddress(columns.to)
    case 'obj':
      return byAddress(columns.object)
    case 'who':
      return anyOf(byAddress(columns.from), byAddress(columns.to), columns, differs)
    case 'rule':
      return memoised(columns.rules, columns.rule, fits, differs)
    case 'path':
      return memoised(columns.paths, columns.path, (paths) => splitPaths(paths).some(fits), differs)
    case 'effect':
      return effectTest(columns, fits, differs)
    case 'kind':
      return kindTest(columns, fits, differs)
    case 'text': {
      const test = searchText(columns, query, fits)
      return differs ? (row) => !test(row) : test
    }
  }
}

/** Judges each entry of a dictionary once. Id 0 is nothing, of which nothing is said. */
function memoised(dictionary: Dictionary, column: Column, fits: (text: string) => boolean, differs: boolean): RowTest {
  let known = new Uint8Array(Math.max(256, dictionary.count * 2))
  const wanted = differs ? 1 : 2
  return (row) => {
    const id = column.get(row)
    if (id === 0) return false
    if (id >= known.length) {
      const more = new Uint8Array(id * 2)
      more.set(known)
      known = more
    }
    const before = known[id] as number
    return (before === 0 ? (known[id] = fits(dictionary.textOf(id)) ? 2 : 1) : before) === wanted
  }
}

/** Of two fields one is that; where they are to differ, one is there and neither is that. */
function anyOf(one: RowTest, other: RowTest, columns: Columns, differs: boolean): RowTest {
  if (!differs) return (row) => one(row) || other(row)
  const { from, to } = columns
  return (row) => {
    const [hasFrom, hasTo] = [from.get(row) !== 0, to.get(row) !== 0]
    return (hasFrom || hasTo) && (!hasFrom || one(row)) && (!hasTo || other(row))
  }
}

/** How a delivery ended; of one that has not nothing is said. */
function effectTest({ codes }: Columns, fits: (text: string) => boolean, differs: boolean): RowTest {
  const isFit = [false, ...effects.map((effect) => fits(effect) !== differs)]
  return (row) => isFit[codes.effect.get(row)] as boolean
}

/** A message is a message, and one of its type. */
function kindTest(columns: Columns, fits: (text: string) => boolean, differs: boolean): RowTest {
  const isMessage = fits('message')
  const byType = messageTypes.map((type) => isMessage || fits(type))
  const byKind = rowKinds.map((kind) => fits(kind))
  const { codes } = columns
  return (row) => {
    const kind = codes.kind.get(row)
    const isFit = kind === 0 ? byType[codes.type.get(row)] : byKind[kind]
    // what was imported goes by the word of its log, too
    return (isFit || fits(importedKindOf(columns, row) ?? '')) !== differs
  }
}

/** The number of a row under a key; NaN where it has none, which is neither like nor unlike any. */
function numberOf(columns: Columns, key: NumberKey): (row: number) => number {
  const { at, head, code } = columns
  switch (key) {
    case 't':
      return (row) => at.get(head.get(row))
    case 'lat': {
      const { received } = columns.ended
      return (row) => received.get(row) - at.get(head.get(row))
    }
    case 'size':
      return (row) => columns.bytes.get(head.get(row)) || Number.NaN
    case 'rev':
      return (row) => columns.versionOf(row) ?? Number.NaN
    case 'code':
      return (row) => code.get(row) || Number.NaN
  }
}

function compare(value: (row: number) => number, comparison: Comparison, wanted: number): RowTest {
  switch (comparison) {
    case '=':
      return (row) => value(row) === wanted
    case '!=':
      return (row) => {
        const found = value(row)
        return found !== wanted && !Number.isNaN(found)
      }
    case '<':
      return (row) => value(row) < wanted
    case '<=':
      return (row) => value(row) <= wanted
    case '>':
      return (row) => value(row) > wanted
    case '>=':
      return (row) => value(row) >= wanted
  }
}

/** A row stands for the event that made it and for the one that ended it. */
function eventTest({ n, head, endN }: Columns, from: number, to: number): RowTest {
  return (row) => {
    const made = n.get(head.get(row))
    if (made >= from && made <= to) return true
    const ended = endN.get(row)
    return ended >= from && ended <= to
  }
}
