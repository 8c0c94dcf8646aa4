/** Filters for tests: any that can be said, made of words that sessions of tests have in them. */
import fc from 'fast-check'
import type { NumberKey, Query, TextKey } from '../../core/query.ts'
import { relations, textKeys, words } from '../../core/query-words.ts'

const keysOf = <K extends string>(table: { readonly [key in K]: unknown }): K[] => Object.keys(table) as K[]

const values = [
  'alice',
  'Bob',
  'to*',
  '*',
  'update',
  'response',
  'message',
  'note',
  '/title',
  '/list/*',
  'key1',
  '/',
  'applied',
]
const oddValues = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('a"b', 'a\\*b', 'a..b', 'x y', '', '-a', '=1'))
const sources = ['a', '^bob$', '[a-c]+', 'key\\d', 'text \\d+', '"q"', '\\\\', 'b.b|li']
const numbers = {
  lat: [0, 0.5, 1, 20],
  size: [0, 200, 400],
  rev: [1, 4, 9],
  code: [200, 403, 409],
  t: [0, 10, 400, 2000],
}

function leaf(value: fc.Arbitrary<string>): fc.Arbitrary<Query> {
  const textKey = fc.constantFrom(...keysOf<TextKey>(textKeys))
  const number = fc
    .constantFrom(...keysOf<NumberKey>(numbers))
    .chain((key) => fc.record({ key: fc.constant(key), value: fc.constantFrom(...numbers[key]) }))
  const event = fc.integer({ min: 1, max: 80 })
  return fc.oneof(
    fc.constantFrom(...keysOf(words)).map((word): Query => ({ is: 'word', word })),
    fc.record({ is: fc.constant('text' as const), key: textKey, differs: fc.boolean(), value }),
    fc.record({
      is: fc.constant('pattern' as const),
      key: textKey,
      source: fc.constantFrom(...sources),
      ignoresCase: fc.boolean(),
    }),
    fc
      .tuple(number, fc.constantFrom('=', '!=', '<', '<=', '>', '>=' as const))
      .map(([one, comparison]): Query => ({ is: 'number', ...one, comparison: comparison as '=' })),
    fc.tuple(number, fc.nat(100), fc.boolean()).map(([{ key, value: from }, more, isOpen]): Query => ({
      is: 'between',
      key,
      from,
      to: isOpen ? Number.POSITIVE_INFINITY : from + more,
    })),
    fc.tuple(event, fc.nat(40), fc.boolean()).map(([from, more, isOpen]): Query => ({
      is: 'events',
      from,
      to: isOpen ? Number.POSITIVE_INFINITY : from + more,
    })),
    fc.integer({ min: 0, max: 3000 }).map((durationMs): Query => ({ is: 'last', durationMs })),
    fc.record({ is: fc.constant('related' as const), how: fc.constantFrom(...keysOf(relations)), event }),
  )
}

/** What is written side by side is one chain, so that a chain has no chain of its kind in it. */
function chained(is: 'and' | 'or', of: readonly Query[]): Query {
  return { is, of: of.flatMap((one) => (one.is === is ? one.of : [one])) }
}

const grown = (value: fc.Arbitrary<string>): fc.Arbitrary<Query> =>
  fc.letrec<{ query: Query }>((tie) => ({
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf(value),
      fc
        .tuple(fc.constantFrom('and', 'or' as const), fc.array(tie('query'), { minLength: 2, maxLength: 3 }))
        .map(([is, of]) => chained(is as 'and', of)),
      tie('query').map((of): Query => ({ is: 'not', of })),
    ),
  })).query

/** Any that can be said. */
export const anyQuery = grown(fc.oneof(fc.constantFrom(...values), oddValues))
/** Those that say something about the sessions of tests. */
export const likelyQuery = grown(fc.constantFrom(...values))
