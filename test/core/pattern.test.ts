import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, sourceMax } from '../../core/pattern.ts'

const test = (source: string, text: string, ignoresCase = false): boolean => {
  const compiled = compilePattern(source, ignoresCase)
  if (!compiled.ok) throw new Error(compiled.sentence)
  return compiled.pattern.test(text)
}

/** Sources that the engine's own expressions know as well. */
const source = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom('a', 'b', 'c', '.', '\\d', '\\w', '\\S', '[ab]', '[^a]', '[a-c1-3]', '\\.', 'B', '1'),
    tie('node').map((inner) => `(${inner})`),
    tie('node').map((inner) => `(?:${inner})`),
  ),
  node: fc.oneof(
    { depthSize: 'small' },
    tie('atom'),
    fc.tuple(tie('atom'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}', '*?')).map((pair) => pair.join('')),
    fc.tuple(tie('node'), tie('node')).map((pair) => pair.join('')),
    fc.tuple(tie('node'), tie('node')).map((pair) => pair.join('|')),
    tie('node').map((inner) => `^${inner}`),
    tie('node').map((inner) => `${inner}$`),
  ),
})).node

describe('patterns', () => {
  it('[FQ9] find what the regular expressions of the language find', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'B', '1', '.', ' '), maxLength: 12 })
    fc.assert(
      fc.property(source, text, fc.boolean(), (pattern, where, ignoresCase) => {
        expect(test(pattern, where, ignoresCase)).toBe(new RegExp(pattern, ignoresCase ? 'iu' : 'u').test(where))
      }),
      { numRuns: 3000 },
    )
  })

  it('[FQ9] take time that grows with the text, however they are written', () => {
    const text = 'a'.repeat(20_000)
    // the language's own expressions would not come back from these
    for (const evil of ['(a*)*b', '(a|a)*b', '(a+)+$b', 'a*a*a*a*a*a*b', '(.*)(.*)(.*)(.*)b'])
      expect(test(evil, text)).toBe(false)
    expect(test('(a*)*b', `${text}b`)).toBe(true)
  })

  it.each([
    ['a(b', 1, 2, 'This group is never closed by ).'],
    ['[ab', 0, 1, 'This set is never closed by ].'],
    ['ab)', 2, 3, 'This ) closes no group.'],
    ['*a', 0, 1, 'There is nothing before * that it could repeat.'],
    ['a**', 2, 3, 'What is repeated already cannot be repeated again.'],
    ['a{3,1}', 1, 6, 'The numbers in { } are out of order.'],
    ['(?=a)', 0, 3, 'Looking ahead or behind, and names of groups, are not known here.'],
    ['(a)\\1', 3, 5, '\\1 is not known here.'],
    ['a\\', 1, 2, 'A \\ at the end says nothing.'],
    ['[b-a]', 1, 4, 'The range b-a runs backwards.'],
    ['((a{200}){200}){200}', 0, 20, 'Written out, its repeats are too many.'],
    ['a'.repeat(sourceMax + 1), sourceMax, sourceMax + 1, `It is longer than ${sourceMax} characters.`],
  ])('[FQ9] of one that cannot be read say where and why: %s', (text, start, end, sentence) => {
    expect(compilePattern(text, false)).toEqual({ ok: false, start, end, sentence })
  })
})
