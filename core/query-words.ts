/** The words of the filter language, each with one sentence for people. */
import type { NumberKey, Relation, TextKey, Word } from './query.ts'

export type Unit = 'duration' | 'bytes' | 'count'

export const textKeys: { readonly [K in TextKey]: string } = {
  kind: 'what was sent, or what happened: update, response, fault, note',
  obj: 'the object that it is about',
  from: 'who sent it, or to whom it happened',
  to: 'who was to get it',
  who: 'who sent it or was to get it',
  path: 'a place in the object, and all below it',
  rule: 'the rule that allowed or refused it',
  effect: 'how the delivery ended',
  text: 'any name or value in it',
}

export const numberKeys: { readonly [K in NumberKey]: { readonly unit: Unit; readonly text: string } } = {
  lat: { unit: 'duration', text: 'how long it took from the bus to the receiver' },
  size: { unit: 'bytes', text: 'how long its line in the session is' },
  rev: { unit: 'count', text: "the object's version" },
  code: { unit: 'count', text: 'the code of the answer or the decision' },
  t: { unit: 'duration', text: 'when it happened, from the start' },
}

export const words: { readonly [W in Word]: string } = {
  lost: 'lost on the link, or with its window',
  dup: 'came a second time, or had been seen before',
  refused: 'denied by access or by the model',
  conflict: 'met a write that its author had not seen',
  fault: 'a condition of a link, or what befell a participant',
  pending: 'still on its way',
  applied: 'took effect',
  answered: 'was answered',
  stale: 'had been seen before',
  buffered: 'was kept back, and covered by a later snapshot',
  superseded: 'was taken, and nothing of it shows',
  bookmark: 'bookmarked or noted by somebody',
  note: 'somebody has written a note on it',
}

export const relations: { readonly [R in Relation]: string } = {
  causes: 'what an event followed from',
  causedby: 'what followed from an event',
  concurrent: 'what could not have known of an event, nor it of that',
}

/** How units are written, in milliseconds, bytes and pieces. */
export const units: { readonly [U in Unit]: { readonly [name: string]: number } } = {
  duration: { us: 0.001, µs: 0.001, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 },
  bytes: { '': 1, b: 1, kb: 1_000, mb: 1_000_000 },
  count: { '': 1 },
}

export const isTextKey = (name: string): name is TextKey => Object.hasOwn(textKeys, name)
export const isNumberKey = (name: string): name is NumberKey => Object.hasOwn(numberKeys, name)
export const isWord = (name: string): name is Word => Object.hasOwn(words, name)
export const isRelation = (name: string): name is Relation => Object.hasOwn(relations, name)

/** The known name that is most like what was typed; undefined where none is. */
export function likeliest(typed: string): string | undefined {
  const names = [textKeys, numberKeys, words, relations].flatMap((table) => Object.keys(table))
  const near = names.filter((name) => distance(name, typed) <= (typed.length > 3 ? 2 : 1))
  return near.sort((one, other) => distance(one, typed) - distance(other, typed))[0]
}

/** In how many letters two words differ. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let line = 1; line <= one.length; line++) {
    const next = [line]
    for (let at = 1; at <= other.length; at++) {
      const same = (row[at - 1] as number) + (one[line - 1] === other[at - 1] ? 0 : 1)
      next.push(Math.min(same, (row[at] as number) + 1, (next[at - 1] as number) + 1))
    }
    row = next
  }
  return row[other.length] as number
}
