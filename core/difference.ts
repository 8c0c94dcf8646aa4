/**
 * The changes that lead from one JSON value to another, as few and as small as is cheap to find.
 * Knows nothing of editors or of the wire.
 */
import {
  isContainer,
  isInPair,
  sameJson,
  type Change,
  type Json,
  type JsonObject,
  type Path,
  type Splice,
} from './change.ts'

/**
 * A small list of changes that turns `before` into `after` when applied in order.
 * An insert into a list of 10,000 is one splice; a text is replaced whole, one that `isText` marks is spliced.
 * Both roots must be objects.
 * @example diff({ a: 1 }, { a: 2 }) // [{ type: 'update', path: ['a'], value: 2, oldValue: 1 }]
 */
export function diff(before: JsonObject, after: JsonObject, isText: IsText = noText): Change[] {
  const changes: Change[] = []
  diffObject(before, after, [], { changes, isText })
  return changes
}

/** Whether a path is that of a shared text. */
export type IsText = (path: Path) => boolean
const noText: IsText = () => false
interface Found {
  readonly changes: Change[]
  readonly isText: IsText
}

/**
 * The smallest splice that turns a text into another one; it never cuts a pair of surrogates.
 * @example diffText(['t'], 'ab', 'axb') // { type: 'splice', path: ['t'], index: 1, removed: '', added: 'x' }
 */
export function diffText(path: Path, before: string, after: string): Splice {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++
  if (isInPair(before, head) || isInPair(after, head)) head--
  let tail = 0
  const ends = most - head
  while (tail < ends && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail))
    tail++
  if (isInPair(before, before.length - tail) || isInPair(after, after.length - tail)) tail--
  const removed = before.slice(head, before.length - tail)
  return { type: 'splice', path, index: head, removed, added: after.slice(head, after.length - tail) }
}

function diffValue(before: Json, after: Json, path: Path, found: Found): void {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    if (Array.isArray(before)) diffList(before, after as readonly Json[], path, found)
    else diffObject(before as JsonObject, after as JsonObject, path, found)
  } else if (typeof before === 'string' && typeof after === 'string' && before !== after && found.isText(path)) {
    found.changes.push(diffText(path, before, after))
  } else if (!Object.is(before, after)) {
    found.changes.push({ type: 'update', path, value: after, oldValue: before })
  }
}

function diffObject(before: JsonObject, after: JsonObject, path: Path, found: Found): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key))
      found.changes.push({ type: 'delete', path: [...path, key], oldValue: before[key] as Json })
  }
  for (const key of Object.keys(after)) {
    const value = after[key] as Json
    if (Object.hasOwn(before, key)) diffValue(before[key] as Json, value, [...path, key], found)
    else found.changes.push({ type: 'add', path: [...path, key], value })
  }
}

function diffList(before: readonly Json[], after: readonly Json[], path: Path, found: Found): void {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && sameJson(before[head], after[head])) head++
  let tail = 0
  while (tail < most - head && sameJson(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++
  const removed = before.slice(head, before.length - tail)
  const added = after.slice(head, after.length - tail)
  if (removed.length === added.length) {
    removed.forEach((item, index) => diffValue(item, added[index] as Json, [...path, head + index], found))
  } else {
    found.changes.push({ type: 'splice', path, index: head, removed, added })
  }
}
