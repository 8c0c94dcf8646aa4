/**
 * Whether a name or a value in the events of a row is what somebody looks for. Reads the lines of the session; a line
 * that cannot have it is not parsed.
 */
import type { Columns } from './columns.ts'
import type { Query } from './query.ts'

type TextQuery = Extract<Query, { is: 'text' | 'pattern' }>

/** Below these all keys are somebody's own; elsewhere they are ours, and are not looked at. */
const valueKeys = new Set(['value', 'values', 'changes', 'made', 'state', 'added', 'oldValue'])
/** So much of one text is looked at by a pattern. */
const patternTextMax = 10_000

/** A text is looked for as a part, without stars, large and small letters alike; a pattern anywhere in one text. */
export function searchText(
  columns: Columns,
  query: TextQuery,
  fits: (text: string) => boolean,
): (row: number) => boolean {
  const wanted = query.is === 'text' ? query.value.toLowerCase() : ''
  const test: (text: string) => boolean =
    query.is === 'text' ? (text) => text.toLowerCase().includes(wanted) : (text) => fits(text.slice(0, patternTextMax))
  const inLine = JSON.stringify(wanted).slice(1, -1)
  const mayHave = (line: string): boolean =>
    line !== '' && (query.is === 'pattern' || line.toLowerCase().includes(inLine) || line.includes('\\u'))
  return (row) => {
    const [made, ended] = columns.linesOf(row)
    return (mayHave(made) && hasText(made, test)) || (mayHave(ended) && hasText(ended, test))
  }
}

function hasText(line: string, test: (text: string) => boolean): boolean {
  const look = (value: unknown, isOwn: boolean): boolean => {
    if (typeof value === 'string') return test(value)
    if (typeof value === 'number' || typeof value === 'boolean') return test(String(value))
    if (Array.isArray(value)) return value.some((one) => look(one, isOwn))
    if (typeof value !== 'object' || value === null) return false
    return Object.entries(value).some(([key, one]) => (isOwn && test(key)) || look(one, isOwn || valueKeys.has(key)))
  }
  // numbers and times of events are found in other ways
  const {
    n: _,
    at: _at,
    hops: _hops,
    of: _of,
    cause: _cause,
    ...event
  } = JSON.parse(line) as { [key: string]: unknown }
  return look(event, false)
}
