/**
 * Brings what somebody typed while others went on changing the object into step with it: a three-way merge that
 * reports only what was typed. Knows values, no text.
 */
import {
  applyWire,
  ChangeError,
  copyJson,
  isContainer,
  toWire,
  valueAt,
  type Change,
  type Json,
  type JsonObject,
  type Key,
  type Path,
} from './change.ts'
import { diff } from './difference.ts'

/** What is to be written so that the typing takes effect now, and what found no place any more. */
export interface Merge {
  readonly changes: readonly Change[]
  readonly lost: readonly Change[]
}

type ListSplice = { readonly path: Path; readonly index: number; readonly removed: number; readonly added: number }

const isBelow = (path: Path, list: Path): boolean =>
  path.length > list.length && list.every((key, at) => key === path[at])

/** The path after another's splice; undefined where it led into an element that is gone. */
function shiftPath(path: Path, splice: ListSplice): Path | undefined {
  if (!isBelow(path, splice.path)) return path
  const at = splice.path.length
  const index = path[at] as number
  if (index < splice.index) return path
  if (index < splice.index + splice.removed) return undefined
  const shifted: Key[] = [...path]
  shifted[at] = index + splice.added - splice.removed
  return shifted
}

/** A splice beside another's in the same list: what the other added is kept, what it removed is not removed again. */
function shiftSplice(change: Change & { type: 'splice' }, other: ListSplice): Change[] {
  const removed = change.removed as readonly Json[]
  const end = change.index + removed.length
  const otherEnd = other.index + other.removed
  const grown = other.added - other.removed
  if (end <= other.index && !(removed.length === 0 && change.index === other.index && other.removed > 0))
    return [change]
  if (change.index >= otherEnd) return [{ ...change, index: change.index + grown }]
  const left = removed.slice(0, Math.max(0, other.index - change.index))
  const right = removed.slice(Math.max(0, removed.length - (end - otherEnd)))
  const tail: Change[] =
    end > otherEnd ? [{ ...change, index: other.index + other.added, removed: right, added: [] }] : []
  return [...tail, { ...change, index: Math.min(change.index, other.index), removed: left }]
}

function shift(change: Change, splices: readonly ListSplice[]): Change[] {
  let shifted: Change[] = [change]
  for (const splice of splices) {
    shifted = shifted.flatMap((one) => {
      const path = shiftPath(one.path, splice)
      if (!path) return []
      const moved = { ...one, path }
      const same = path.length === splice.path.length && path.every((key, at) => key === splice.path[at])
      return moved.type === 'splice' && same && Array.isArray(moved.removed) ? shiftSplice(moved, splice) : [moved]
    })
  }
  return shifted
}

const fits = (value: JsonObject, path: Path): boolean => {
  const parent = valueAt(value, path.slice(0, -1))
  return isContainer(parent) && Array.isArray(parent) === (typeof path.at(-1) === 'number')
}

/**
 * What was typed between `base` and `draft`, made to fit `current`. Where both changed the same value the typing
 * stands; places in lists are shifted by what others put in or took out.
 * @example mergeDraft({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1, b: 9 }).changes // only /a, from 1 to 2
 */
export function mergeDraft(base: JsonObject, draft: JsonObject, current: JsonObject): Merge {
  const theirs = diff(base, current).flatMap((change): ListSplice[] =>
    change.type === 'splice'
      ? [{ path: change.path, index: change.index, removed: change.removed.length, added: change.added.length }]
      : [],
  )
  const now = copyJson(current)
  const changes: Change[] = []
  const lost: Change[] = []
  for (const typed of diff(base, draft)) {
    const placed = shift(typed, theirs)
    if (placed.length === 0) lost.push(typed)
    for (const change of placed) {
      try {
        if (change.type !== 'splice' && !fits(now, change.path)) throw new ChangeError(change.path, 'is gone')
        const before = valueAt(now, change.path)
        const made = applyWire(now, toWire(change))
        if (made && !(made.type === 'update' && Object.is(before, made.value))) changes.push(made)
      } catch {
        lost.push(typed)
      }
    }
  }
  return { changes, lost }
}
