import { describe, expect, it } from 'vitest'
import type { Json } from '../../core/change.ts'
import { differingLeaves } from '../../core/leaf-difference.ts'

const cases: readonly (readonly [Json | undefined, Json | undefined, number])[] = [
  [{ a: 1, b: 2 }, { a: 1, b: 2 }, 0],
  [{ a: 1, b: 2 }, { a: 1, c: [3, 4] }, 3],
  [{ list: [1, 2, 3] }, { list: [1, 9] }, 2],
  [{ a: { b: 1, c: 2 } }, { a: 5 }, 2],
  [{ a: [] }, { a: {} }, 1],
  [undefined, { a: 1, b: 2 }, 2],
  [null, 0, 1],
]

describe('leaves that differ', () => {
  it.each(cases)('[RB1] of %j and %j are counted, whichever comes first: %i', (one, other, count) => {
    expect(differingLeaves(one, other)).toBe(count)
    expect(differingLeaves(other, one)).toBe(count)
  })
})
