/** What changes say, in words for people: what was set, removed, put in or taken out, and where. */
import { pathText, type Json, type WireChange } from './change.ts'

const charactersMax = 40

/** A value as JSON, cut to what can be read in a sentence. */
export function valueText(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text
}

/** One change in words, without its subject: `set /title to "Milk"`. */
export function changeText(change: WireChange): string {
  const where = pathText(change[0])
  if (change.length === 1) return `removed ${where}`
  if (change.length === 2) return `set ${where} to ${valueText(change[1])}`
  const [, index, removed, added] = change
  if (removed === 0)
    return `put ${added.length === 1 ? valueText(added[0] as Json) : `${added.length} elements`} into ${where} at ${index}`
  if (added.length === 0) return `took ${removed} out of ${where} at ${index}`
  return `replaced ${removed} of ${where} at ${index}`
}

/** Several changes in words: the first of them, and how many more. */
export function changesText(changes: readonly WireChange[]): string {
  const first = changes[0]
  if (!first) return 'changed nothing'
  return changes.length === 1
    ? changeText(first)
    : `${changeText(first)} and made ${changes.length - 1} more change${changes.length === 2 ? '' : 's'}`
}
