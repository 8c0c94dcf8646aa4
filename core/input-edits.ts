/** Changes as they were sent, as edits that somebody can make again elsewhere. Knows no sessions. */
import { toWire, type Json, type WireChange } from './change.ts'
import { diff } from './difference.ts'
import type { Edit } from './scenario.ts'

/** So many edits one report comes to at most; what is beyond them is set as a whole by nobody and left out. */
export const editsMax = 1_000

/** The edits that make these changes, in order. */
export const editsOf = (changes: readonly WireChange[]): readonly Edit[] =>
  changes.flatMap(editsOfChange).slice(0, editsMax)

function editsOfChange(change: WireChange): readonly Edit[] {
  const path = change[0]
  if (change.length === 4) {
    const [, index, removed, added] = change
    if (typeof added === 'string') return [{ kind: 'splice', path, index, removed, added }]
    return [
      ...Array.from({ length: removed }, (): Edit => ({ kind: 'remove', list: path, index })),
      ...added.map((value, offset): Edit => ({ kind: 'insert', list: path, index: index + offset, value })),
    ]
  }
  const key = path.at(-1)
  if (typeof key === 'number') {
    // an element is replaced by taking it out and putting another in
    const list = path.slice(0, -1)
    const put: readonly Edit[] = change.length === 2 ? [{ kind: 'insert', list, index: key, value: change[1] }] : []
    return [{ kind: 'remove', list, index: key }, ...put]
  }
  if (key === undefined) return []
  return [change.length === 2 ? { kind: 'set', path, value: change[1] } : { kind: 'delete', path }]
}

/** A change that sets all of a list for what was done in it, as what was done. */
export function narrowed(change: WireChange, before: Json | undefined): readonly WireChange[] {
  if (change.length !== 2 || !Array.isArray(before) || !Array.isArray(change[1])) return [change]
  const [path, after] = change
  return diff({ list: before }, { list: after }).map((one) => {
    const [inner, ...rest] = toWire(one)
    return [[...path, ...inner.slice(1)], ...rest] as unknown as WireChange
  })
}
