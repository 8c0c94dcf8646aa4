// How much a window may send.
import { expect, test } from 'vitest'
import { createTokenBucket } from '../../main/token-bucket.ts'

test('a burst passes, what is beyond it does not, and tokens come back with time, never more than the burst', () => {
  const bucket = createTokenBucket({ perSecond: 20_000, burst: 5_000 })
  const taken = (at: number, tries: number): number =>
    Array.from({ length: tries }, () => bucket.take(at)).filter(Boolean).length
  expect(taken(0, 6_000)).toBe(5_000)
  expect(taken(100, 6_000)).toBe(2_000)
  expect(taken(10_000, 6_000)).toBe(5_000)
})

test('a clock that goes back gives nothing', () => {
  const bucket = createTokenBucket({ perSecond: 1_000, burst: 1 })
  expect(bucket.take(1_000)).toBe(true)
  expect(bucket.take(0)).toBe(false)
  expect(bucket.take(0.5)).toBe(false)
})
