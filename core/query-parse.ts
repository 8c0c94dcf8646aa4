/**
 * Reads what is typed in the filter language. What cannot be read is an answer and no exception: from where to where it
 * is wrong, and one sentence that says what was expected. Terms side by side must all hold, as with `&&`.
 */
import { orMisreading, type Misreading } from './misreading.ts'
import { compilePattern } from './pattern.ts'
import type { Comparison, NumberKey, Query, TextKey } from './query.ts'
import { createQueryScanner, type QueryScanner } from './query-scan.ts'
import { isNumberKey, isRelation, isTextKey, isWord, likeliest, numberKeys } from './query-words.ts'

export type ParsedQuery = { readonly ok: true; readonly query: Query } | Misreading

/** A filter is this long at most, and has so many groups within each other. */
export const queryMax = 4_000
const nestingMax = 64

const comparisons: readonly Comparison[] = ['!=', '>=', '<=', '>', '<', '=']

/**
 * Reads a filter; nothing typed is everything.
 * @example parseQuery('kind:update lat>50ms') // { ok: true, query: { is: 'and', of: [...] } }
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > queryMax)
    return { ok: false, start: queryMax, end: text.length, sentence: `A filter has ${queryMax} characters at most.` }
  return orMisreading(() => ({ ok: true, query: createParser(createQueryScanner(text))() }) as const)
}

function createParser(scan: QueryScanner): () => Query {
  let depth = 0

  function either(): Query {
    return joined(
      'or',
      () => all(),
      () => scan.takeSign('||') || scan.takeSign('|') || scan.takeName('or'),
    )
  }

  function all(): Query {
    const isNext = (): boolean => {
      if (scan.takeSign('&&') || scan.takeSign('&') || scan.takeName('and')) return true
      return !scan.isAtEnd() && !scan.sees(')') && !scan.sees('|') && !scan.seesName('or')
    }
    return joined('and', signed, isNext)
  }

  /** A chain of one kind; what is of that kind itself is a part of it. */
  function joined(is: 'and' | 'or', part: () => Query, isNext: () => boolean): Query {
    const of: Query[] = []
    do {
      const one = part()
      if (one.is === is) of.push(...one.of)
      else of.push(one)
    } while (isNext())
    return of.length === 1 ? (of[0] as Query) : { is, of }
  }

  function signed(): Query {
    const start = scan.at
    if (!scan.takeSign('!') && !scan.takeSign('-') && !scan.takeName('not')) return single()
    if (scan.isAtEnd() || scan.sees(')')) scan.fail(start, 'What is not to match is missing here, such as !lost.')
    if (++depth > nestingMax) scan.fail(start, `Groups may lie ${nestingMax} deep at most.`)
    const of = signed()
    depth--
    return { is: 'not', of }
  }

  function single(): Query {
    scan.skipSpace()
    const start = scan.at
    if (scan.takeSign('(')) return group(start)
    if (scan.sees('#')) return events()
    if (scan.isAtEnd()) scan.fail(start, 'Something to look for is missing here, such as kind:update.')
    if (scan.sees('"')) scan.fail(start, `A text is looked for with text: before it: text:${scan.string()}.`)
    const name = scan.name()
    if (name === '') {
      scan.nextPart()
      return scan.fail(
        start,
        'A term begins with a name, a #number or a parenthesis, such as kind:update, #120, (a || b).',
      )
    }
    return named(name.toLowerCase(), start)
  }

  function group(start: number): Query {
    if (scan.takeSign(')')) scan.fail(start, 'Between the parentheses something is missing.')
    if (++depth > nestingMax) scan.fail(start, `Groups may lie ${nestingMax} deep at most.`)
    const inner = either()
    depth--
    if (!scan.takeSign(')')) scan.fail(start, 'This parenthesis is never closed by ).', start + 1)
    return inner
  }

  function named(name: string, start: number): Query {
    if (isRelation(name) && scan.takeSign('(')) {
      const event = scan.eventNumber()
      if (!scan.takeSign(')')) scan.fail(start, `${name}(#120) ends with ).`)
      return { is: 'related', how: name, event }
    }
    if (name === 'last') return { is: 'last', durationMs: scan.quantity('duration') }
    if (isNumberKey(name)) return numeric(name, start)
    if (isTextKey(name) && scan.seesOperator()) return textual(name, start)
    if (isWord(name) && !scan.seesOperator()) return { is: 'word', word: name }
    return unknown(name, start)
  }

  function unknown(name: string, start: number): never {
    const end = scan.at
    if (isRelation(name)) scan.fail(start, `${name} needs an event: ${name}(#120).`, end)
    if (isTextKey(name))
      scan.fail(start, `What ${name} is to be is missing, such as ${name}:${name === 'path' ? '/title' : 'x'}.`, end)
    if (isWord(name)) scan.fail(start, `${name} stands alone, with nothing behind it.`, end)
    const like = likeliest(name)
    const hint = like ? ` Is it ${like}?` : ` To look for it in all texts, write text:"${name}".`
    return scan.fail(start, `${name} is no word of a filter.${hint}`, end)
  }

  function numeric(key: NumberKey, start: number): Query {
    const { unit } = numberKeys[key]
    if (scan.takeName('in')) {
      scan.skipSpace()
      return range(key, scan.at)
    }
    const comparison = comparisons.find((sign) => scan.takeSign(sign)) ?? (scan.takeSign(':') ? '=' : undefined)
    if (!comparison)
      return scan.fail(
        start,
        `After ${key} comes a comparison, such as ${key}>${unit === 'duration' ? '50ms' : '4'}, or ${key} in a..b.`,
      )
    return { is: 'number', key, comparison, value: scan.quantity(unit) }
  }

  function range(key: NumberKey, start: number): Query {
    const { unit } = numberKeys[key]
    const from = scan.sees('..') ? Number.NEGATIVE_INFINITY : scan.quantity(unit)
    if (!scan.takeSign('..')) scan.fail(start, 'A range has two dots between its ends, such as 10s..14s.')
    const to = scan.seesNumber() ? scan.quantity(unit) : Number.POSITIVE_INFINITY
    if (from > to) scan.fail(start, 'The range runs backwards: its end comes before its start.')
    return { is: 'between', key, from, to }
  }

  function events(): Query {
    const start = scan.at
    const from = scan.eventNumber()
    if (!scan.takeSign('..')) return { is: 'events', from, to: from }
    const to = scan.seesNumber() ? scan.eventNumber() : Number.POSITIVE_INFINITY
    if (from > to) scan.fail(start, 'The range runs backwards: its end comes before its start.')
    return { is: 'events', from, to }
  }

  function textual(key: TextKey, start: number): Query {
    if (scan.takeSign('~')) return pattern(key)
    if (scan.takeSign('!=')) return { is: 'text', key, differs: true, value: scan.value(key) }
    if (scan.takeSign(':') || scan.takeSign('=')) return { is: 'text', key, differs: false, value: scan.value(key) }
    return scan.fail(start, `${key} is a text: compare it with :, != or ~.`)
  }

  function pattern(key: TextKey): Query {
    const { source, start } = scan.pattern(key)
    const ignoresCase = scan.takeFlag('i')
    const compiled = compilePattern(source, ignoresCase)
    if (!compiled.ok)
      return scan.fail(start + compiled.start, compiled.sentence, start + Math.max(compiled.end, compiled.start + 1))
    return { is: 'pattern', key, source, ignoresCase }
  }

  return () => {
    if (scan.isAtEnd()) return { is: 'all' }
    const query = either()
    if (!scan.isAtEnd()) scan.fail(scan.at, 'This ) closes no parenthesis.', scan.at + 1)
    return query
  }
}
