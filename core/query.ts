/**
 * The filter language as plain data: what can be asked of a row of a session's table, and how it is written. The chart,
 * the table, colour rules and breakpoints ask in it. Parsed by `query-parse`, compiled by `query-match`.
 */

/** What is compared with a text; `*` in it stands for any characters. */
export type TextKey = 'kind' | 'obj' | 'from' | 'to' | 'who' | 'path' | 'rule' | 'effect' | 'text'
/** What is compared with a number: milliseconds, bytes, a version, a code. */
export type NumberKey = 'lat' | 'size' | 'rev' | 'code' | 't'
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='
export type Word =
  | 'lost'
  | 'dup'
  | 'refused'
  | 'conflict'
  | 'fault'
  | 'pending'
  | 'applied'
  | 'answered'
  | 'stale'
  | 'buffered'
  | 'superseded'
  | 'bookmark'
  | 'note'
export type Relation = 'causes' | 'causedby' | 'concurrent'

export type Query =
  | { readonly is: 'all' }
  | { readonly is: 'and' | 'or'; readonly of: readonly Query[] }
  | { readonly is: 'not'; readonly of: Query }
  | { readonly is: 'word'; readonly word: Word }
  /** `differs`: the row has it, and none of what it has is that. */
  | { readonly is: 'text'; readonly key: TextKey; readonly differs: boolean; readonly value: string }
  | { readonly is: 'pattern'; readonly key: TextKey; readonly source: string; readonly ignoresCase: boolean }
  | { readonly is: 'number'; readonly key: NumberKey; readonly comparison: Comparison; readonly value: number }
  /** Both ends belong to it; an end that is left out is infinite. */
  | { readonly is: 'between'; readonly key: NumberKey; readonly from: number; readonly to: number }
  | { readonly is: 'events'; readonly from: number; readonly to: number }
  /** So long before the last event, in milliseconds. */
  | { readonly is: 'last'; readonly durationMs: number }
  | { readonly is: 'related'; readonly how: Relation; readonly event: number }

/** What a value may be made of to stand without quotes. */
const bare = /^[\p{L}\p{N}_/.*:@%+,][\p{L}\p{N}_/.*:@%+,-]*$/u

/** A value as it is written. `..` would be read as a range. */
export const quoted = (value: string): string => (bare.test(value) && !value.includes('..') ? value : inQuotes(value))

/** A text that stands for itself: its stars are no more than stars. */
export const literal = (text: string): string => text.replaceAll(/[\\*]/g, (sign) => `\\${sign}`)

const unitOf: { readonly [K in NumberKey]: string } = { lat: 'ms', size: 'b', rev: '', code: '', t: 'ms' }
const numberText = (value: number, unit: string): string => (Number.isFinite(value) ? `${value}${unit}` : '')

/**
 * A query as it is typed; what it gives is read as the same query.
 * @example printQuery({ is: 'number', key: 'lat', comparison: '>', value: 50 }) // 'lat>50ms'
 */
export function printQuery(query: Query): string {
  return print(query, 0)
}

/** `tightness`: 0 by itself, 1 within and, 2 behind a sign. */
function print(query: Query, tightness: 0 | 1 | 2): string {
  switch (query.is) {
    case 'all':
      return ''
    case 'or':
      return grouped(query.of.map((one) => print(one, 1)).join(' || '), tightness > 0)
    case 'and':
      return grouped(query.of.map((one) => print(one, 1)).join(' '), tightness > 1)
    case 'not':
      return `!${print(query.of, 2)}`
    case 'word':
      return query.word
    case 'text':
      return `${query.key}${query.differs ? '!=' : ':'}${query.key === 'text' ? inQuotes(query.value) : quoted(query.value)}`
    case 'pattern':
      return `${query.key}~"${query.source.replaceAll(/\\[^]|"/g, (part) => (part === '"' ? '\\"' : part))}"${query.ignoresCase ? 'i' : ''}`
    case 'number':
      return `${query.key}${query.comparison}${numberText(query.value, unitOf[query.key])}`
    case 'between': {
      const unit = unitOf[query.key]
      return `${query.key} in ${numberText(query.from, unit)}..${numberText(query.to, unit)}`
    }
    case 'events': {
      const last = Number.isFinite(query.to) ? `#${query.to}` : ''
      return query.from === query.to ? `#${query.from}` : `#${query.from}..${last}`
    }
    case 'last':
      return `last ${query.durationMs}ms`
    case 'related':
      return `${query.how}(#${query.event})`
  }
}

const inQuotes = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
const grouped = (text: string, isNeeded: boolean): string => (isNeeded ? `(${text})` : text)
