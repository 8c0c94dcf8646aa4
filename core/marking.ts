/**
 * How the reporter of an object says which of its texts are shared character by character, and how those who follow
 * hear of it. A mark changes no value: it says how what is written there travels from then on.
 */
import { pathText, valueAt, type Path } from './change.ts'
import type { Desk, Held, Reply } from './desk.ts'
import type { EventMessage } from './message.ts'

type News = Omit<EventMessage['body'], 'source' | 'epoch'>

const isSame = (one: Path, other: Path): boolean => pathText(one) === pathText(other)
const areSame = (one: readonly Path[], other: readonly Path[]): boolean =>
  one.length === other.length && one.every((path, index) => isSame(path, other[index] as Path))

/** The reporter marks these texts of its object, and no others. */
export function markTexts(
  desk: Desk,
  say: (held: Held, news: News) => void,
  held: Held,
  texts: readonly Path[],
  answer: Reply,
): void {
  const wrong = texts.find(
    (path) => typeof valueAt(held.value, path) !== 'string' && !held.texts.some((known) => isSame(known, path)),
  )
  if (wrong) return answer(400, `There is no text at ${pathText(wrong)} of ${held.name}.`)
  if (!areSame(texts, held.texts)) {
    held.texts = texts
    say(held, { news: 'texts', texts })
    desk.passInfo(held)
  }
  return answer(200)
}

/** Which texts are shared now, as the reporter said with something else; true where that is news. */
export function hearTexts(held: Held, texts: readonly Path[] = []): boolean {
  if (areSame(texts, held.texts)) return false
  held.texts = texts
  return true
}
