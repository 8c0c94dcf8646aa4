/**
 * How well a text fits what somebody types to find it: the letters in their order, best at the beginnings of words and
 * side by side. Knows no command.
 */

export interface Match {
  /** The higher, the better. */
  readonly score: number
  /** Which letters of the text it was found by. */
  readonly places: readonly number[]
}

const points = { letter: 1, together: 4, wordStart: 6, textStart: 4, gap: -0.2 } as const
const isWordStart = (text: string, place: number): boolean => place === 0 || /[\s./:(,-]/.test(text[place - 1] ?? '')

/** How the text fits; undefined where it does not. Each word that was typed must be found; nothing fits everything. */
export function matchText(typed: string, text: string): Match | undefined {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const lower = text.toLowerCase()
  const found = words.map((word) => matchWord(word, lower))
  if (found.some((one) => one === undefined)) return undefined
  const all = found as Match[]
  return {
    score: all.reduce((sum, { score }) => sum + score, 0) - text.length * 0.01,
    places: [...new Set(all.flatMap(({ places }) => places))].toSorted((one, other) => one - other),
  }
}

/** The best of what can begin at each place where its first letter stands. */
function matchWord(word: string, text: string): Match | undefined {
  let best: Match | undefined
  for (let start = text.indexOf(word[0] ?? ''); start >= 0; start = text.indexOf(word[0] ?? '', start + 1)) {
    const found = matchFrom(word, text, start)
    if (found && (best === undefined || found.score > best.score)) best = found
  }
  return best
}

function matchFrom(word: string, text: string, start: number): Match | undefined {
  const places: number[] = []
  let score = start === 0 ? points.textStart : 0
  let place = start
  for (const letter of word) {
    const before = places.at(-1)
    const next = text[place] === letter ? place : wordStartOf(text, letter, place)
    if (next < 0) return undefined
    if (isWordStart(text, next)) score += points.wordStart
    else if (before === next - 1) score += points.together
    score += points.letter + (before === undefined ? 0 : points.gap * (next - before - 1))
    places.push(next)
    place = next + 1
  }
  return { score, places }
}

/** Where the next word begins with a letter: letters strewn over the middles of words are nothing that anybody means. */
function wordStartOf(text: string, letter: string, from: number): number {
  for (let place = text.indexOf(letter, from); place >= 0; place = text.indexOf(letter, place + 1))
    if (isWordStart(text, place)) return place
  return -1
}
