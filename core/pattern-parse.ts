/** Reads the source of a regular expression into a tree, and says where and why one cannot be read. */
import { MisreadingError, orMisreading, type Misreading } from './misreading.ts'

export type PatternNode =
  | { readonly is: 'set'; readonly has: (code: number) => boolean }
  | { readonly is: 'sequence' | 'either'; readonly of: readonly PatternNode[] }
  | {
      readonly is: 'repeat'
      readonly of: PatternNode
      readonly min: number
      readonly max: number
      /** As few times as will do. */
      readonly isLazy: boolean
    }
  /** What it matches has a name. */
  | { readonly is: 'named'; readonly name: string; readonly of: PatternNode }
  | { readonly is: 'start' | 'end' }

export type ParsedPattern = { readonly ok: true; readonly node: PatternNode } | Misreading

const nestingMax = 32
const repeatMax = 200

type Has = (code: number) => boolean
const codeOf = (char: string): number => char.codePointAt(0) as number
const isIn =
  (low: string, high: string): Has =>
  (code) =>
    code >= codeOf(low) && code <= codeOf(high)
const digit = isIn('0', '9')
const [lower, upper] = [isIn('a', 'z'), isIn('A', 'Z')]
const word: Has = (code) => digit(code) || lower(code) || upper(code) || code === codeOf('_')
const space: Has = (code) => /\s/.test(String.fromCodePoint(code))
const not =
  (has: Has): Has =>
  (code) =>
    !has(code)
const classes: { readonly [letter: string]: Has } = {
  ...{ d: digit, D: not(digit), w: word, W: not(word), s: space, S: not(space) },
}
const controls: { readonly [letter: string]: string } = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', '0': '\0' }
const only = (char: string): Has => {
  const own = codeOf(char)
  return (code) => code === own
}
const lineEnds = new Set([...'\n\r\u2028\u2029'].map(codeOf))

/** As well the other case of a letter. */
const folded =
  (has: Has) =>
  (code: number): boolean => {
    if (has(code)) return true
    const text = String.fromCodePoint(code)
    const [low, high] = [text.toLowerCase(), text.toUpperCase()]
    return has(low.codePointAt(0) ?? code) || has(high.codePointAt(0) ?? code)
  }

/** Reads a source; large and small letters are alike where they are to be, and groups have names where they may. */
export function parsePattern(source: string, ignoresCase: boolean, mayName = false): ParsedPattern {
  const fold = ignoresCase ? folded : (has: Has): Has => has
  return orMisreading(() => ({ ok: true, node: createParser(source, fold, mayName)() }) as const)
}

function createParser(source: string, fold: (has: Has) => Has, mayName: boolean): () => PatternNode {
  let at = 0
  let depth = 0

  const fail = (start: number, sentence: string, end = Math.max(start + 1, at)): never => {
    throw new MisreadingError(start, Math.min(Math.max(end, start), Math.max(source.length, start)), sentence)
  }
  const peek = (): string => {
    const code = source.codePointAt(at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }
  const take = (): string => {
    const char = peek()
    at += char.length
    return char
  }
  const takeIf = (text: string): boolean => {
    if (!source.startsWith(text, at)) return false
    at += text.length
    return true
  }

  function either(): PatternNode {
    const of = [sequence()]
    while (takeIf('|')) of.push(sequence())
    return of.length === 1 ? (of[0] as PatternNode) : { is: 'either', of }
  }

  function sequence(): PatternNode {
    const of: PatternNode[] = []
    while (at < source.length && peek() !== '|' && peek() !== ')') of.push(repeated())
    return of.length === 1 ? (of[0] as PatternNode) : { is: 'sequence', of }
  }

  function repeated(): PatternNode {
    const start = at
    const one = single()
    const times = repeat()
    if (!times) return one
    if (one.is === 'start' || one.is === 'end') fail(start, 'There is nothing here that could be repeated.')
    const isLazy = takeIf('?')
    if ('*+?{'.includes(peek()) && peek() !== '') fail(at, 'What is repeated already cannot be repeated again.', at + 1)
    return { is: 'repeat', of: one, ...times, isLazy }
  }

  function repeat(): { readonly min: number; readonly max: number } | undefined {
    if (takeIf('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (takeIf('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (takeIf('?')) return { min: 0, max: 1 }
    const found = /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at))
    if (!found) return undefined
    const start = at
    at += found[0].length
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY
    if (max < min) fail(start, 'The numbers in { } are out of order.')
    if (min > repeatMax || (max !== Number.POSITIVE_INFINITY && max > repeatMax))
      fail(start, `It may repeat something ${repeatMax} times at most.`)
    return { min, max }
  }

  function single(): PatternNode {
    const start = at
    const char = take()
    if (char === '(') return group(start)
    if (char === '[') return { is: 'set', has: charClass(start) }
    if (char === '.') return { is: 'set', has: (code) => !lineEnds.has(code) }
    if (char === '^') return { is: 'start' }
    if (char === '$') return { is: 'end' }
    if (char === '\\') return { is: 'set', has: escape(start) }
    if (char === '*' || char === '+' || char === '?')
      fail(start, `There is nothing before ${char} that it could repeat.`)
    return { is: 'set', has: fold(only(char)) }
  }

  function group(start: number): PatternNode {
    const name = mayName ? /^\?<([A-Za-z_]\w*)>/.exec(source.slice(at, at + 80)) : null
    if (name) at += name[0].length
    else if (!takeIf('?:') && peek() === '?')
      fail(start, 'Looking ahead or behind, and names of groups, are not known here.', at + 2)
    if (++depth > nestingMax) fail(start, `Groups may lie ${nestingMax} deep at most.`)
    const inner = either()
    depth--
    if (!takeIf(')')) fail(start, 'This group is never closed by ).', start + 1)
    return name ? { is: 'named', name: name[1] ?? '', of: inner } : inner
  }

  function escape(start: number): Has {
    const char = take()
    if (char === '') fail(start, 'A \\ at the end says nothing.')
    const found = classes[char]
    if (found) return found
    const control = controls[char]
    if (control !== undefined) return only(control)
    const hex = /^(?:x([\da-f]{2})|u([\da-f]{4}))/i.exec(source.slice(at - 1))
    if (hex) {
      at += hex[0].length - 1
      return fold(only(String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '0', 16))))
    }
    if (/[\p{L}\p{N}]/u.test(char)) fail(start, `\\${char} is not known here.`)
    return fold(only(char))
  }

  function charClass(start: number): Has {
    const isNegated = takeIf('^')
    const parts: Has[] = []
    while (!takeIf(']')) {
      if (at >= source.length) fail(start, 'This set is never closed by ].', start + 1)
      parts.push(classPart())
    }
    const has: Has = (code) => parts.some((part) => part(code))
    return isNegated ? not(has) : has
  }

  function classPart(): Has {
    const start = at
    const first = take()
    if (first === '\\') return escape(start)
    if (peek() !== '-' || source[at + 1] === ']' || at + 1 >= source.length) return fold(only(first))
    at++
    const last = take()
    if (last === '\\') fail(start, 'The end of a range is a character as it is.')
    if (codeOf(last) < codeOf(first)) fail(start, `The range ${first}-${last} runs backwards.`)
    return fold(isIn(first, last))
  }

  return () => {
    const node = either()
    if (at < source.length) fail(at, 'This ) closes no group.', at + 1)
    return node
  }
}
