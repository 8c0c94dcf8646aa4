/** JSON Patch (RFC 6902): the operations between two values, each with a test of what it replaces. Knows no session. */
import { copyJson, pathText, type Change, type Json, type JsonObject, type Path } from './change.ts'
import { diff } from './difference.ts'

export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }

/** A path as a JSON Pointer (RFC 6901); the root is the empty text. */
const pointer = (path: Path): string => (path.length === 0 ? '' : pathText(path))

/**
 * What leads from one value to another; nothing stands for no value at all, and is null in the document.
 * @example patchBetween({ a: 1 }, { a: 2 }) // [{ op: 'test', path: '/a', value: 1 }, { op: 'replace', path: '/a', value: 2 }]
 */
export function patchBetween(before: JsonObject | undefined, after: JsonObject | undefined): Operation[] {
  if (before === undefined) return after === undefined ? [] : [{ op: 'add', path: '', value: copyJson(after) }]
  if (after === undefined)
    return [
      { op: 'test', path: '', value: before },
      { op: 'replace', path: '', value: null },
    ]
  return diff(before, after).flatMap(operationsOf)
}

function operationsOf(change: Change): Operation[] {
  const path = pointer(change.path)
  switch (change.type) {
    case 'add':
      return [{ op: 'add', path, value: change.value }]
    case 'update':
      return [
        { op: 'test', path, value: change.oldValue },
        { op: 'replace', path, value: change.value },
      ]
    case 'delete':
      return [
        { op: 'test', path, value: change.oldValue },
        { op: 'remove', path },
      ]
    case 'splice':
      return [
        ...[...change.removed].flatMap((value): Operation[] => [
          { op: 'test', path: `${path}/${change.index}`, value },
          { op: 'remove', path: `${path}/${change.index}` },
        ]),
        ...[...change.added].map((value, at): Operation => ({
          op: 'add',
          path: `${path}/${change.index + at}`,
          value,
        })),
      ]
  }
}
