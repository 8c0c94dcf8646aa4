/**
 * The changes that lead from one JSON value to another, as few and as small as is cheap to find.
 * Knows nothing of editors or of the wire.
 */
import { isContainer, sameJson, type Change, type Json, type JsonObject, type Path } from './change.ts'

/**
 * A small list of changes that turns `before` into `after` when applied in order.
 * An insert into a list of 10,000 is one splice; a text is replaced whole. Both roots must be objects.
 * @example diff({ a: 1 }, { a: 2 }) // [{ type: 'update', path: ['a'], value: 2, oldValue: 1 }]
 */
export function diff(before: JsonObject, after: JsonObject): Change[] {
  const changes: Change[] = []
  diffObject(before, after, [], changes)
  return changes
}

function diffValue(before: Json, after: Json, path: Path, changes: Change[]): void {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    if (Array.isArray(before)) diffList(before, after as readonly Json[], path, changes)
    else diffObject(before as JsonObject, after as JsonObject, path, changes)
  } else if (!Object.is(before, after)) {
    changes.push({ type: 'update', path, value: after, oldValue: before })
  }
}

function diffObject(before: JsonObject, after: JsonObject, path: Path, changes: Change[]): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key))
      changes.push({ type: 'delete', path: [...path, key], oldValue: before[key] as Json })
  }
  for (const key of Object.keys(after)) {
    const value = after[key] as Json
    if (Object.hasOwn(before, key)) diffValue(before[key] as Json, value, [...path, key], changes)
    else changes.push({ type: 'add', path: [...path, key], value })
  }
}

function diffList(before: readonly Json[], after: readonly Json[], path: Path, changes: Change[]): void {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && sameJson(before[head], after[head])) head++
  let tail = 0
  while (tail < most - head && sameJson(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++
  const removed = before.slice(head, before.length - tail)
  const added = after.slice(head, after.length - tail)
  if (removed.length === added.length) {
    removed.forEach((item, index) => diffValue(item, added[index] as Json, [...path, head + index], changes))
  } else {
    changes.push({ type: 'splice', path, index: head, removed, added })
  }
}
