/**
 * What is never to be written into a session: values at paths, and words that look like a pattern. Rules are plain
 * data; what they hide becomes blank, of the same type and length. Knows nothing of files.
 */
import type { Path } from './change.ts'
import type { SessionEvent } from './event.ts'
import type { Leaf, ValueMap } from './event-values.ts'
import { blankOut } from './placeholder.ts'
import { createRewriter } from './rewriting.ts'

/** `path` in the manner of a JSON Pointer, `*` for any one key, `**` for any number of them; `text` for a word, `*` for anything, `#` for a digit. */
export interface Redaction {
  readonly kind: 'path' | 'text'
  readonly pattern: string
}

export const redactionsMax = 50
export const patternCharactersMax = 200
const starsMax = 8

/** A rule that cannot be taken; says what is wrong with it. */
export class RedactionError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RedactionError'
  }
}

/** Reads one rule as somebody types it: what begins with a slash is a path. @throws RedactionError */
export function parseRedaction(text: string): Redaction {
  const pattern = text.trim()
  if (pattern === '') throw new RedactionError('Write a path, as in /people/*/phone, or a word, as in *@*.')
  if (pattern.length > patternCharactersMax)
    throw new RedactionError(`A rule has at most ${patternCharactersMax} characters.`)
  if ((pattern.match(/\*+/g) ?? []).length > starsMax) throw new RedactionError(`A rule has at most ${starsMax} stars.`)
  if (pattern.startsWith('/')) return { kind: 'path', pattern }
  if (/\s/.test(pattern))
    throw new RedactionError(`${pattern}: a word has no blanks in it. Write a rule for each word, or a path.`)
  if (/^[*#]*$/.test(pattern) && !pattern.includes('#'))
    throw new RedactionError(`${pattern} would hide every word. For that, write the path /**.`)
  return { kind: 'text', pattern }
}

/** Reads rules, one a line; empty lines are passed by. @throws RedactionError */
export function parseRedactions(text: string): readonly Redaction[] {
  const rules = text.split('\n').filter((line) => line.trim() !== '')
  if (rules.length > redactionsMax) throw new RedactionError(`At most ${redactionsMax} rules can be given.`)
  return rules.map(parseRedaction)
}

/** As the header of a session names it. @example redactionText({ kind: 'path', pattern: '/a/*' }) // 'path /a/*' */
export const redactionText = ({ kind, pattern }: Redaction): string => `${kind} ${pattern}`

const keysOf = (pattern: string): readonly string[] =>
  pattern
    .slice(1)
    .split('/')
    .filter((key) => key !== '')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** Whether a pattern stands for a place, or for something that it lies in. */
function covers(keys: readonly string[], path: Path, from = 0, at = 0): boolean {
  if (from === keys.length) return true
  const key = keys[from] as string
  if (key === '**') {
    for (let next = at; next <= path.length; next++) if (covers(keys, path, from + 1, next)) return true
    return false
  }
  if (at === path.length) return false
  const step = path[at] as string | number
  // elements move in their list: a number stands for any of them
  const isMet = key === '*' || (typeof step === 'number' ? /^\d+$/.test(key) : key === step)
  return isMet && covers(keys, path, from + 1, at + 1)
}

/** Whether a word is like a pattern, all of it. Looks at each character a bounded number of times. */
function isLike(word: string, pattern: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let resumed = 0
  while (at < word.length) {
    const wanted = pattern[place]
    if (wanted === '*') {
      star = place++
      resumed = at
    } else if (wanted !== undefined && (wanted === '#' ? /\d/.test(word[at] as string) : wanted === word[at])) {
      place++
      at++
    } else if (star >= 0) {
      place = star + 1
      at = ++resumed
    } else return false
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}

/** What rules make of the values of events. */
function redactionMap(rules: readonly Redaction[]): ValueMap {
  const paths = rules.filter(({ kind }) => kind === 'path').map(({ pattern }) => keysOf(pattern))
  const patterns = rules.filter(({ kind }) => kind === 'text').map(({ pattern }) => pattern)
  const words = (text: string): string =>
    patterns.length === 0
      ? text
      : text.replaceAll(/\S+/g, (word) => (patterns.some((one) => isLike(word, one)) ? blankOut(word) : word))
  return {
    leaf(value: Leaf, path: Path): Leaf {
      if (paths.some((keys) => covers(keys, path))) return blankOut(value)
      return typeof value === 'string' ? words(value) : value
    },
    words,
    remark: words,
  }
}

/** Makes of each line that a recorder gives, in order, the line that may be written; both with their newline. */
export function createRedactor(rules: readonly Redaction[], salt: string): (line: string) => string {
  if (rules.length === 0) return (line) => line
  const rewrite = createRewriter(redactionMap(rules), salt)
  return (line) => `${JSON.stringify(rewrite(JSON.parse(line) as SessionEvent))}\n`
}
