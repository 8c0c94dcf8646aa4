import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, copyJson, type JsonObject } from '../../core/change.ts'
import { mergeDraft } from '../../core/draft.ts'

function merged(base: JsonObject, draft: JsonObject, current: JsonObject): JsonObject {
  const value = copyJson(current)
  apply(value, mergeDraft(base, draft, current).changes)
  return value
}

describe('a draft', () => {
  it('[DR1] is reported as what was typed, and nothing of what others changed meanwhile', () => {
    const base = { a: 1, b: 1 }
    const merge = mergeDraft(base, { a: 2, b: 1 }, { a: 1, b: 9 })
    expect(merge.changes).toEqual([{ type: 'update', path: ['a'], value: 2, oldValue: 1 }])
    expect(merged(base, { a: 2, b: 1 }, { a: 1, b: 9 })).toEqual({ a: 2, b: 9 })
  })

  it('[DR2] where both changed one value the typing stands', () => {
    expect(mergeDraft({ a: 1 }, { a: 2 }, { a: 3 }).changes).toEqual([
      { type: 'update', path: ['a'], value: 2, oldValue: 3 },
    ])
    expect(mergeDraft({ a: 1 }, { a: 2 }, { a: 2 }).changes).toEqual([])
  })

  it('[DR3] places in lists are shifted by what others put in or took out', () => {
    const list = (...items: string[]): JsonObject => ({ list: items })
    expect(merged(list('a', 'b', 'c'), list('a', 'b', 'X', 'c'), list('0', 'a', 'b', 'c'))).toEqual(
      list('0', 'a', 'b', 'X', 'c'),
    )
    expect(merged(list('a', 'b', 'c'), list('a', 'c'), list('N', 'a', 'b', 'c'))).toEqual(list('N', 'a', 'c'))
    expect(merged(list('a', 'b', 'c', 'd'), list('a', 'd'), list('a', 'b', 'N', 'c', 'd'))).toEqual(list('a', 'N', 'd'))
    expect(merged(list('a', 'b', 'c'), list('a', 'b', 'c', 'end'), list('c'))).toEqual(list('c', 'end'))
    expect(
      merged({ list: [{ v: 1 }, { v: 2 }] }, { list: [{ v: 1 }, { v: 9 }] }, { list: [{ v: 0 }, { v: 1 }, { v: 2 }] }),
    ).toEqual({
      list: [{ v: 0 }, { v: 1 }, { v: 9 }],
    })
  })

  it('[DR4] what has no place any more is named as lost, and the rest is merged', () => {
    const merge = mergeDraft({ gone: { x: 1 }, b: 1 }, { gone: { x: 2 }, b: 2 }, { b: 1 })
    expect(merge.lost).toMatchObject([{ path: ['gone', 'x'] }])
    expect(merge.changes).toMatchObject([{ path: ['b'], value: 2 }])
  })

  it('[DR5] with nothing typed nothing is reported, and with nothing changed elsewhere all of it is', () => {
    const item = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }))
    const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), item) as fc.Arbitrary<JsonObject>
    fc.assert(
      fc.property(object, object, (base, other) => {
        expect(mergeDraft(base, base, other).changes).toEqual([])
        expect(merged(base, other, base)).toEqual({ ...other })
      }),
    )
  })
})
