import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHeights } from '../../../renderer/timeline/heights.ts'

describe('heights of rows', () => {
  it('agree with plain sums, whatever is set in whatever order', () => {
    const height = fc.integer({ min: 0, max: 60 })
    const step = fc.record({ place: fc.nat(2999), height })
    fc.assert(
      fc.property(
        fc.array(height, { minLength: 1, maxLength: 3000 }),
        fc.array(step, { maxLength: 50 }),
        (start, steps) => {
          const heights = createHeights()
          const plain = [...start]
          start.forEach((value, row) => heights.set(row, value))
          for (const { place, height: value } of steps) {
            const row = place % plain.length
            plain[row] = value
            heights.set(row, value)
          }
          let sum = 0
          plain.forEach((value, row) => {
            expect(heights.above(row)).toBe(sum)
            // the row that covers its own first pixel, unless it is empty
            if (value > 0) expect([heights.at(sum), heights.at(sum + value - 1)]).toEqual([row, row])
            sum += value
          })
          expect(heights.total).toBe(sum)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('stay within the rows there are', () => {
    const heights = createHeights()
    expect([heights.at(0), heights.at(99), heights.total]).toEqual([0, 0, 0])
    heights.set(0, 10)
    expect([heights.at(-5), heights.at(10), heights.at(1000)]).toEqual([0, 0, 0])
    expect(() => heights.set(2, 10)).toThrow(/beyond/)
    heights.clear()
    expect(heights.total).toBe(0)
    heights.set(0, 7)
    expect(heights.above(1)).toBe(7)
  })
})
