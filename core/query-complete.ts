/**
 * What may stand where somebody is typing a filter: keys and words with what they mean, and behind a key the values
 * that the session has, with how many rows have each.
 */
import type { Columns } from './columns.ts'
import { shortName } from './message.ts'
import { literal, quoted, type TextKey } from './query.ts'
import { isTextKey, numberKeys, relations, textKeys, words } from './query-words.ts'
import { splitPaths } from './row-paths.ts'

export interface Suggestion {
  /** What is put in the place of what was typed. */
  readonly text: string
  readonly detail: string
  /** How many rows have it, where that is known. */
  readonly count?: number
  /** More is to be typed behind it. */
  readonly isOpen: boolean
}

export interface Completion {
  /** The part of the text that a suggestion replaces. */
  readonly start: number
  readonly end: number
  readonly suggestions: readonly Suggestion[]
}

const suggestionsMax = 40
/** So many rows are counted; of more, those that came last. */
const rowsMax = 200_000

/** What may stand at the caret. */
export function complete(columns: Columns, text: string, caret: number): Completion {
  const before = text.slice(0, caret)
  const keyed = /([a-z]+)(:|!=|=)("(?:[^"\\]|\\[^])*|[^\s()"|&]*)$/i.exec(before)
  const key = keyed?.[1]?.toLowerCase() ?? ''
  if (keyed && isTextKey(key)) {
    const typed = (keyed[3] ?? '').replace(/^"/, '')
    return {
      start: caret - (keyed[3] ?? '').length,
      end: endOf(text, caret),
      suggestions: valuesOf(columns, key, typed),
    }
  }
  const typed = /[\p{L}_]*$/u.exec(before)?.[0] ?? ''
  const start = caret - typed.length
  // within quotes or a number there is nothing to suggest
  const isFree = /(^|[\s(!&|-])$/.test(before.slice(0, start)) && (before.match(/(?<!\\)"/g) ?? []).length % 2 === 0
  return { start, end: endOf(text, caret), suggestions: isFree ? namesFor(typed) : [] }
}

/** What was typed on behind the caret belongs to it. */
const endOf = (text: string, caret: number): number =>
  caret + (/^[^\s()"|&]*"?/.exec(text.slice(caret))?.[0].length ?? 0)

const names: readonly Suggestion[] = [
  ...Object.entries(textKeys).map(([key, detail]) => ({
    text: key === 'text' ? 'text:"' : `${key}:`,
    detail,
    isOpen: true,
  })),
  ...Object.entries(words).map(([word, detail]) => ({ text: word, detail, isOpen: false })),
  ...Object.entries(numberKeys).map(([key, { text }]) => ({
    text: key === 't' ? 't in ' : key === 'lat' || key === 'size' ? `${key}>` : `${key}=`,
    detail: text,
    isOpen: true,
  })),
  ...Object.entries(relations).map(([name, detail]) => ({ text: `${name}(#`, detail, isOpen: true })),
  { text: 'last ', detail: 'so long before the last event: last 5m', isOpen: true },
]

function namesFor(typed: string): readonly Suggestion[] {
  const low = typed.toLowerCase()
  const found = names.filter(({ text }) => text.startsWith(low) && text !== low)
  if (typed === '' || names.some(({ text }) => text === low)) return found
  return [...found, { text: `text:"${typed}"`, detail: 'look for it in all names and values', isOpen: false }]
}

function valuesOf(columns: Columns, key: TextKey, typed: string): readonly Suggestion[] {
  const low = typed.toLowerCase()
  const found = [...countsOf(columns, key)].filter(([value]) => value.toLowerCase().includes(low))
  const isFirst = (value: string): boolean => value.toLowerCase().startsWith(low)
  return found
    .sort(
      ([one, many], [other, more]) =>
        Number(isFirst(other)) - Number(isFirst(one)) || more - many || (one < other ? -1 : 1),
    )
    .slice(0, suggestionsMax)
    .map(([value, count]) => ({ text: quoted(literal(value)), detail: '', count, isOpen: false }))
}

/** The values that rows have under a key, each with how many have it. */
function countsOf(columns: Columns, key: TextKey): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const add = (text: string | undefined, by = 1): void => {
    if (text) counts.set(text, (counts.get(text) ?? 0) + by)
  }
  const first = Math.max(0, columns.count - rowsMax)
  if (key === 'kind' || key === 'effect') {
    for (let row = first; row < columns.count; row++)
      add(key === 'effect' ? columns.effectOf(row) : (columns.typeOf(row) ?? columns.kindOf(row)))
    return counts
  }
  if (key === 'text') return counts
  const { from, to, object, rule, path, addresses, rules, paths } = columns
  const used = { from: [from], to: [to], who: [from, to], obj: [object], rule: [rule], path: [path] }[key]
  const byId = new Map<number, number>()
  for (const column of used) {
    for (let row = first; row < columns.count; row++) {
      const id = column.get(row)
      byId.set(id, (byId.get(id) ?? 0) + 1)
    }
  }
  for (const [id, count] of byId) {
    if (id === 0) continue
    if (key === 'path') for (const one of splitPaths(paths.textOf(id))) add(one, count)
    else add(key === 'rule' ? rules.textOf(id) : shortName(addresses.textOf(id)), count)
  }
  return counts
}
