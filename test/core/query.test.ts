import { describe, expect, it } from 'vitest'
import type { Columns } from '../../core/columns.ts'
import { createMatching } from '../../core/matching.ts'
import { complete } from '../../core/query-complete.ts'
import { parseQuery } from '../../core/query-parse.ts'
import { columnsOf, playPhases } from '../support/columns.ts'

function numbersOf(columns: Columns, text: string): number[] {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.sentence}`)
  const matching = createMatching(columns, parsed.query)
  matching.advance(columns.count)
  return [...matching.rows()].map((row) => columns.n.get(columns.head.get(row)))
}

const event = (n: number, more: object): string => JSON.stringify({ n, at: n * 10, ...more })
const sent = (n: number, from: string, body: object, more: object = {}): string =>
  event(n, {
    kind: 'sent',
    message: {
      id: n,
      type: 'update',
      from: `hyperty://local/${from}`,
      to: 'comm://local/todo/changes',
      body: { source: `hyperty://local/${from}`, version: n, ...body },
    },
    hops: {},
    deliveries: 1,
    ...more,
  })
const ended = (n: number, of: number, to: string, effect: string, more: object = {}): string =>
  event(n, { kind: 'ended', of, to: `hyperty://local/${to}`, hops: { received: n * 10 }, effect, ...more })

const small = (): Columns =>
  columnsOf([
    sent(1, 'alice', {
      changes: [
        [['items', 0, 'done'], true],
        [['title'], 'Buy milk'],
      ],
    }),
    ended(2, 1, 'bob', 'applied'),
    sent(3, 'bob', { changes: [[['items'], 2, 0, ['Eggs']]] }, { cause: 1 }),
    event(4, { kind: 'ended', of: 3, to: 'hyperty://local/alice', hops: {}, effect: 'lost' }),
    sent(5, 'carol', { changes: [[['other'], 1]] }),
    event(6, { kind: 'note', text: 'a "quoted" word', style: 'step' }),
  ])

describe('a filter', () => {
  it.each([
    ['', [1, 3, 5, 6]],
    ['kind:update', [1, 3, 5]],
    ['kind:note || from:carol', [5, 6]],
    ['kind:update from:alice to:BOB', [1]],
    ['kind:update && !(from:alice | from:bob)', [5]],
    ['-kind:update', [6]],
    ['not lost and kind:update', [1, 5]],
    ['lost', [3]],
    ['pending', [5]],
    ['obj:to*', [1, 3, 5]],
    ['who:bob', [1, 3]],
    ['path:/items/*', [1, 3]],
    ['path:/items', [1, 3]],
    ['path:/items/*/done', [1]],
    ['path:done', [1]],
    ['path:/title', [1]],
    ['lat>5ms', [1]],
    ['lat in 0..10ms', [1]],
    ['rev=3', [3]],
    ['rev in 3..', [3, 5]],
    ['size>=1kb', []],
    ['t in 20ms..50ms', [3, 5]],
    ['t>=0.05s', [5, 6]],
    ['#3', [3]],
    ['#2', [1]],
    ['#2..#3', [1, 3]],
    ['last 10ms', [5, 6]],
    ['text:"milk"', [1]],
    ['text:MILK', [1]],
    ['text:done', [1]],
    ['text:version', []],
    ['text:"\\"quoted\\""', [6]],
    ['text~"[Ee]gg"', [3]],
    ['text~"EGG"i', [3]],
    ['from~"^[ab]"', [1, 3]],
    ['causes(#3)', [1]],
    ['causedby(#1)', [3]],
    ['concurrent(#3)', [5]],
  ])('[FQ4] %s', (text, expected) => {
    expect(numbersOf(small(), text)).toEqual(expected)
  })

  it('[FQ5] != means that it is there, and all of it differs', () => {
    const columns = small()
    expect(numbersOf(columns, 'path!=/title')).toEqual([3, 5])
    expect(numbersOf(columns, '!path:/title')).toEqual([3, 5, 6])
    expect(numbersOf(columns, 'who!=bob')).toEqual([5])
    expect(numbersOf(columns, 'rev!=3')).toEqual([1, 5])
    expect(numbersOf(columns, 'lat!=3ms')).toEqual([1])
  })

  it.each([
    ['knd:update', 0, 3, 'knd is no word of a filter. Is it kind?'],
    ['milk', 0, 4, 'milk is no word of a filter. To look for it in all texts, write text:"milk".'],
    ['kind:', 5, 6, 'What kind is to be is missing here; write kind:"" for nothing.'],
    ['kind', 0, 4, 'What kind is to be is missing, such as kind:x.'],
    ['lost &&', 7, 8, 'Something to look for is missing here, such as kind:update.'],
    ['(lost', 0, 1, 'This parenthesis is never closed by ).'],
    ['lost)', 4, 5, 'This ) closes no parenthesis.'],
    ['()', 0, 2, 'Between the parentheses something is missing.'],
    ['lat>50', 4, 6, 'A unit is expected behind the number: us, ms, s, m, min, h.'],
    ['lat>fast', 4, 8, 'A number is expected here, such as 50ms or 2s.'],
    ['lat', 0, 3, 'After lat comes a comparison, such as lat>50ms, or lat in a..b.'],
    ['t in 5s..1s', 5, 11, 'The range runs backwards: its end comes before its start.'],
    ['t in 5s', 5, 7, 'A range has two dots between its ends, such as 10s..14s.'],
    ['#x', 0, 1, 'The number of an event is expected here, such as #120.'],
    ['text:"abc', 5, 9, 'These quotes are never closed.'],
    ['from~ab', 5, 7, 'After from~ comes a regular expression in quotes, such as from~"a.*b"i.'],
    ['text~"a(b"', 7, 8, 'This group is never closed by ).'],
    ['causes', 0, 6, 'causes needs an event: causes(#120).'],
    ['lost:x', 0, 4, 'lost stands alone, with nothing behind it.'],
    ['from>a', 0, 4, 'from is a text: compare it with :, != or ~.'],
    ['!', 0, 1, 'What is not to match is missing here, such as !lost.'],
    ['"abc"', 0, 5, 'A text is looked for with text: before it: text:"abc".'],
    ['%', 0, 1, 'A term begins with a name, a #number or a parenthesis, such as kind:update, #120, (a || b).'],
  ])('[FQ2] %s is wrong from %i to %i', (text, start, end, sentence) => {
    expect(parseQuery(text)).toEqual({ ok: false, start, end, sentence })
  })

  it('[FQ6] a star behind a backslash is a star, and one in another place stands for any characters', () => {
    const columns = columnsOf([sent(1, 'a*b', { changes: [] }), sent(2, 'aab', { changes: [] })])
    expect(numbersOf(columns, 'from:a*b')).toEqual([1, 2])
    expect(numbersOf(columns, 'from:"a\\*b"')).toEqual([1])
  })

  it('[FQ7] goes on from match to match, either way', () => {
    const columns = small()
    const parsed = parseQuery('kind:update')
    if (!parsed.ok) throw new Error(parsed.sentence)
    const matching = createMatching(columns, parsed.query)
    while (matching.advance(1) > 0);
    expect([matching.next(-1, 1), matching.next(0, 1), matching.next(2, 1)]).toEqual([0, 1, undefined])
    expect([matching.next(4, -1), matching.next(1, -1), matching.next(0, -1)]).toEqual([2, 0, undefined])
    expect([0, 1, 4].map((row) => matching.countBefore(row))).toEqual([0, 1, 3])
  })
})

describe('completion', () => {
  const textsAt = (columns: Columns, text: string): string[] =>
    complete(columns, text, text.length).suggestions.map((one) => one.text)

  it('[FQ8] offers keys and words by how they begin, and to look for anything else as a text', () => {
    const columns = small()
    expect(textsAt(columns, 'k')).toEqual(['kind:', 'text:"k"'])
    expect(textsAt(columns, 'lost c')).toEqual([
      'conflict',
      'code=',
      'causes(#',
      'causedby(#',
      'concurrent(#',
      'text:"c"',
    ])
    expect(textsAt(columns, '(!re')).toEqual(['refused', 'rev=', 'text:"re"'])
    expect(textsAt(columns, 'text:"a b')).toEqual([])
    expect(textsAt(columns, 'lat>5')).toEqual([])
  })

  it('[FQ8] offers the values that the session has, with how many rows have each', () => {
    const columns = small()
    expect(complete(columns, 'lost || kind:', 13)).toMatchObject({
      start: 13,
      end: 13,
      suggestions: [
        { text: 'update', count: 3 },
        { text: 'note', count: 1 },
      ],
    })
    expect(textsAt(columns, 'path:/it')).toEqual(['/items/0/done', '/items/2'])
    expect(textsAt(columns, 'who!=A')).toEqual(['alice', 'carol'])
    // what stands behind the caret is a part of what is replaced
    expect(complete(columns, 'from:alice lost', 7)).toMatchObject({ start: 5, end: 10 })
  })

  it('[FQ8] offers only what can be read, and finds with it so many rows', async () => {
    const { world } = await playPhases()
    const columns = columnsOf(world.lines)
    for (const key of ['kind', 'obj', 'from', 'to', 'path', 'rule', 'effect']) {
      const { suggestions } = complete(columns, `${key}:`, key.length + 1)
      expect(suggestions.length).toBeGreaterThan(0)
      for (const { text, count } of suggestions) {
        const found = numbersOf(columns, `${key}:${text}`).length
        // what lies below a path is found with it
        if (key === 'path') expect(found).toBeGreaterThanOrEqual(count as number)
        else expect(found).toBe(count)
      }
    }
  })
})
