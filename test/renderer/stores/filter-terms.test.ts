import { describe, expect, it } from 'vitest'
import { createMatching } from '../../../core/matching.ts'
import { printQuery, type Query } from '../../../core/query.ts'
import { parseQuery } from '../../../core/query-parse.ts'
import { changeOf, mentions, termsOf, withTerm } from '../../../renderer/stores/filter-terms.ts'
import { columnsOf, scribbleSession } from '../../support/columns.ts'

const read = (text: string): Query => {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.sentence)
  return parsed.query
}

describe('terms of a filter', () => {
  it('all that a row gives match the row, read from what is printed', async () => {
    const { world } = await scribbleSession(9, 20)
    const columns = columnsOf(world.lines)
    for (let row = 0; row < columns.count; row++) {
      for (const term of [...termsOf(columns, row), changeOf(columns, row)]) {
        const matching = createMatching(columns, read(printQuery(term)))
        matching.advance(columns.count)
        expect([printQuery(term), matching.has(row)]).toEqual([printQuery(term), true])
      }
    }
  })

  it.each([
    ['', 'lost', false, 'lost'],
    ['kind:update', 'lost', false, 'kind:update lost'],
    ['kind:update', 'lost', true, 'kind:update !lost'],
    ['kind:update !lost', 'lost', false, 'kind:update lost'],
    ['lost', 'lost', true, '!lost'],
    ['lost dup', 'lost', false, 'dup lost'],
    ['lost || dup', 'from:bob', false, '(lost || dup) from:bob'],
  ])('%s and %s, left out: %s, is %s', (text, term, isLeftOut, expected) => {
    expect(printQuery(withTerm(read(text), read(term), isLeftOut))).toBe(expected)
  })

  it('a kind is asked for by its name, and not by leaving it out', () => {
    expect(mentions(read('from:bob (kind:Response || lost)'), 'response')).toBe(true)
    for (const text of ['!kind:response', 'kind!=response', 'kind:*', 'lost'])
      expect(mentions(read(text), 'response')).toBe(false)
  })
})
