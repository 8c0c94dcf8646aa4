/** How a value that was lost is written again: as a change that fits what stands there now. Knows nobody who lost it. */
import { isContainer, valueAt, type Json, type JsonObject, type Path, type WireChange } from './change.ts'

/** What is to be written again: undefined stands for a removal. */
export interface Lost {
  readonly path: Path
  readonly value?: Json
  /** It stood in a list or a text, at the end of its path: it is put in there again, and takes nothing out. */
  readonly isPlace: boolean
}

/** The change that does it; undefined where there is no place for it any more, or nothing to do. */
export function changeToRestore(root: JsonObject, { path, value, isPlace }: Lost): WireChange | undefined {
  const key = path.at(-1)
  const above = path.slice(0, -1)
  if (key === undefined) return undefined
  const container = valueAt(root, above)
  if (typeof key === 'number') {
    if (!isPlace || value === undefined) return undefined
    if (typeof container === 'string')
      return typeof value === 'string' ? [above, Math.min(key, container.length), 0, value] : undefined
    return Array.isArray(container) ? [above, Math.min(key, container.length), 0, [value]] : undefined
  }
  if (!isContainer(container) || Array.isArray(container)) return undefined
  if (value !== undefined) return [path, value]
  return Object.hasOwn(container, key) ? [path] : undefined
}
