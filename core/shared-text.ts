/**
 * Texts that an object marks as shared: they stand at paths of names, and what is written to one travels as a splice,
 * so that several can type in it at once. Knows no editors and no wire.
 */
import { toWire, type Change, type Path } from './change.ts'
import { diffText, type IsText } from './difference.ts'

/** Whether a path is one of those marked. */
export const isTextAt =
  (texts: readonly Path[] | undefined): IsText =>
  (path) =>
    texts !== undefined &&
    texts.some((text) => text.length === path.length && text.every((key, index) => key === path[index]))

/**
 * A change as it travels: one that replaces a shared text is the splice that somebody made of it, or the smallest
 * there is. `asked` is what was written, where it is known.
 */
export function asTyped(change: Change, isText: IsText, asked: Change | undefined): Change {
  if (change.type !== 'update' || typeof change.value !== 'string' || typeof change.oldValue !== 'string') return change
  if (!isText(change.path)) return change
  if (asked?.type !== 'splice') return diffText(change.path, change.oldValue, change.value)
  const [path, index, count, added] = toWire(asked) as readonly [Path, number, number, string]
  return { type: 'splice', path, index, removed: change.oldValue.slice(index, index + count), added }
}
