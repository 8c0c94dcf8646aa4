import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { createIdleFolds } from '../../core/idle-folds.ts'

describe('idle time', () => {
  it('[IF1] is folded to what is left of a gap, and what is no gap keeps its length', () => {
    const folds = createIdleFolds(100)
    for (const at of [0, 50, 150, 10_150, 10_160]) folds.take(at)
    expect([0, 50, 150, 10_150, 10_160].map(folds.placeOf)).toEqual([0, 50, 150, 250, 260])
    expect(folds.placeOf(5150)).toBeCloseTo(200)
    expect(folds.places).toEqual([200])
    expect(folds.length).toBe(260)
  })

  it.each([1, 2, 3])('[IF2] keeps the order of moments, and each is found again at its place (seed %i)', (seed) => {
    const random = createRandom(seed)
    const folds = createIdleFolds(20)
    const moments: number[] = []
    for (let at = -5; moments.length < 500; at += random() < 0.1 ? random() * 5000 : random() * 10) moments.push(at)
    for (const at of moments) folds.take(at)
    let before = -1
    for (const at of moments.slice(1)) {
      const place = folds.placeOf(at)
      expect(place).toBeGreaterThan(before)
      expect(folds.momentOf(place)).toBeCloseTo(at, 6)
      before = place
    }
    expect(folds.length).toBeLessThan((moments.at(-1) ?? 0) / 2)
  })
})
