/** Which places of an object a message is about, as one text that a column can hold the number of. */
import { pathText, type WireChange } from './change.ts'
import type { Message } from './message.ts'

/** Between two paths in one text; a path never holds it, as JSON pointers are one line here. */
const between = '\n'

/** The paths that a message changes or points at, each once; empty where it is about none. */
export function pathsOf(message: Message): string {
  const { body } = message
  const changes: WireChange[] = 'changes' in body && body.changes ? [...body.changes] : []
  if ('updates' in body && body.updates) for (const update of body.updates) changes.push(...update.changes)
  const paths = changes.map(placeOf)
  if (message.type === 'presence' && message.body.place) paths.push(lineOf(message.body.place.path))
  return paths.length < 2 ? (paths[0] ?? '') : [...new Set(paths)].join(between)
}

/** The paths of such a text. */
export const splitPaths = (text: string): readonly string[] => (text === '' ? [] : text.split(between))

const lineOf = (path: WireChange[0]): string => pathText(path).replaceAll(between, ' ')

/** Of elements of a list it is the place at which they are put in or taken out, of a shared text the text. */
const placeOf = (change: WireChange): string =>
  change.length === 4 && typeof change[3] !== 'string' ? lineOf([...change[0], change[1]]) : lineOf(change[0])
