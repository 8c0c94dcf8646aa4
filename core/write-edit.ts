/**
 * Writes an edit of a scenario through a data object, as the script of a hyperty does. What finds no place is not
 * done, and it says so; knows neither windows nor scenarios.
 */
import { applyWire, isContainer, valueAt, type Change, type Json, type Key } from './change.ts'
import type { DataObject } from './data-object.ts'
import type { Edit } from './scenario.ts'

type Data = { [key: Key]: Json }

/** Whether it was written. */
export function writeEdit(object: Pick<DataObject, 'value' | 'data' | 'write'>, wanted: Edit): boolean {
  if (wanted.kind === 'insert' || wanted.kind === 'remove') {
    const list = valueAt(object.value, wanted.list)
    if (!Array.isArray(list)) return false
    const room = wanted.kind === 'insert' ? list.length + 1 : list.length
    if (room === 0) return false
    const index = wanted.index % room
    const target = valueAt(object.data, wanted.list) as Json[]
    if (wanted.kind === 'insert') target.splice(index, 0, wanted.value)
    else target.splice(index, 1)
    return true
  }
  const into = valueAt(object.value, wanted.path.slice(0, -1))
  const key = wanted.path.at(-1)
  if (!isContainer(into) || Array.isArray(into) || typeof key !== 'string') return false
  const data = valueAt(object.data, wanted.path.slice(0, -1)) as Data
  const now = valueAt(into, [key])
  if (wanted.kind === 'splice') {
    if (typeof now !== 'string') return false
    object.write([spliceOf(now, wanted)])
  } else if (wanted.kind === 'set') data[key] = wanted.value
  else if (wanted.kind === 'add') {
    if (typeof now !== 'number') return false
    data[key] = now + wanted.by
  } else {
    if (!(key in into)) return false
    applyWire(object.data, [wanted.path])
  }
  return true
}

/** What is typed into a text as it stands. */
export function spliceOf(text: string, { path, index: wanted, removed, added }: Edit & { kind: 'splice' }): Change {
  const index = Math.min(wanted, text.length)
  return { type: 'splice', path, index, removed: text.slice(index, index + removed), added }
}
