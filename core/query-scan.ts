/** Goes along a typed filter, piece by piece: names, signs, values, quantities. Knows places, and no grammar. */
import { MisreadingError } from './misreading.ts'
import type { TextKey } from './query.ts'
import { units, type Unit } from './query-words.ts'

export interface QueryScanner {
  readonly at: number
  /** Up to `end`, or up to where it has come. */
  fail(start: number, sentence: string, end?: number): never
  skipSpace(): void
  isAtEnd(): boolean
  sees(sign: string): boolean
  seesName(name: string): boolean
  /** A number follows at once, or that of an event. */
  seesNumber(): boolean
  /** A sign that compares follows. */
  seesOperator(): boolean
  takeSign(sign: string): boolean
  takeName(name: string): boolean
  /** A letter that stands right here. */
  takeFlag(letter: string): boolean
  /** Letters, or nothing. */
  name(): string
  /** Goes to the end of what stands here. */
  nextPart(): void
  /** What stands in quotes here, with them. */
  string(): string
  value(key: TextKey): string
  /** A pattern in quotes, in which a backslash is its own, and where it starts. */
  pattern(key: TextKey): { readonly source: string; readonly start: number }
  quantity(unit: Unit): number
  eventNumber(): number
}

const nameForm = /[\p{L}_]+/uy
const bareForm = /[^\s()"|&]+/uy
const quotedForm = /"((?:[^"\\]|\\[^])*)"/uy
const numberForm = /(\d+(?:\.\d+)?(?:e[+-]?\d+)?)([a-zµ]*)/iuy
const operatorForm = /\s*(?:!=|[:=~<>])/uy
const examples: { readonly [U in Unit]: string } = { duration: '50ms or 2s', bytes: '100 or 1kb', count: '4' }

export function createQueryScanner(text: string): QueryScanner {
  let at = 0

  const fail = (start: number, sentence: string, end = at): never => {
    // a mistake at the end lies behind it, and is one place wide all the same
    throw new MisreadingError(start, Math.max(end, start + 1), sentence)
  }
  const skipSpace = (): void => {
    while (/\s/.test(text[at] ?? '')) at++
  }
  const match = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at
    return form.exec(text)
  }
  const sees = (sign: string): boolean => {
    skipSpace()
    return text.startsWith(sign, at)
  }
  const takeSign = (sign: string): boolean => {
    if (!sees(sign)) return false
    at += sign.length
    return true
  }
  const seesName = (name: string): boolean => {
    skipSpace()
    return match(nameForm)?.[0].toLowerCase() === name
  }
  const take = (found: RegExpExecArray | null): string => {
    at += found?.[0].length ?? 0
    return found?.[0] ?? ''
  }

  function inQuotes(): string | undefined {
    const start = at
    const found = match(quotedForm)
    if (!found) return fail(start, 'These quotes are never closed.', text.length)
    take(found)
    return found[1]
  }

  function value(key: TextKey): string {
    skipSpace()
    const start = at
    if (text[at] === '"') return inQuotes()?.replaceAll(/\\(["\\])/g, '$1') ?? ''
    const found = take(match(bareForm))
    if (found === '') fail(start, `What ${key} is to be is missing here; write ${key}:"" for nothing.`)
    return found
  }

  function pattern(key: TextKey): { readonly source: string; readonly start: number } {
    skipSpace()
    const start = at
    if (text[at] !== '"') {
      take(match(bareForm))
      fail(start, `After ${key}~ comes a regular expression in quotes, such as ${key}~"a.*b"i.`)
    }
    // an escaped quote is a quote; all else is the pattern's own
    return {
      source: inQuotes()?.replaceAll(/\\([^])/g, (pair, sign) => (sign === '"' ? '"' : pair)) ?? '',
      start: start + 1,
    }
  }

  function quantity(unit: Unit): number {
    skipSpace()
    const start = at
    const found = match(numberForm)
    if (!found) {
      take(match(bareForm))
      return fail(start, `A number is expected here, such as ${examples[unit]}.`)
    }
    const factor = units[unit][(found[2] ?? '').toLowerCase()]
    take(found)
    const number = Number(found[1])
    if (factor === undefined && number === 0 && found[2] === '') return 0
    if (factor === undefined) {
      const known = Object.keys(units[unit]).filter((name) => name !== '' && name !== 'µs')
      const wanted =
        known.length > 0
          ? `A unit is expected behind the number: ${known.join(', ')}.`
          : 'A number without a unit is expected.'
      return fail(start, wanted)
    }
    return number * factor
  }

  function eventNumber(): number {
    skipSpace()
    const start = at
    takeSign('#')
    const found = match(/\d+/y)
    take(found)
    const number = Number(found?.[0] ?? 0)
    if (number < 1 || number > 0xffffffff) fail(start, 'The number of an event is expected here, such as #120.')
    return number
  }

  return {
    get at() {
      return at
    },
    fail,
    skipSpace,
    isAtEnd() {
      skipSpace()
      return at >= text.length
    },
    sees,
    seesName,
    seesNumber: () => /[#\d]/.test(text[at] ?? ''),
    seesOperator: () => match(operatorForm) !== null,
    takeSign,
    takeName(name) {
      if (!seesName(name)) return false
      at += name.length
      return true
    },
    takeFlag(letter) {
      if (text[at] !== letter) return false
      at++
      return true
    },
    name: () => take(match(nameForm)),
    nextPart: () => void take(match(bareForm) ?? match(/[^]/y)),
    string: () => `"${inQuotes()}"`,
    value,
    pattern,
    quantity,
    eventNumber,
  }
}
