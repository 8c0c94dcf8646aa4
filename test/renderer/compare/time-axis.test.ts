import { describe, expect, it } from 'vitest'
import { createTimeAxis, foldMsOf } from '../../../renderer/compare/time-axis.ts'

const moments = [3041, 1000, 1041, 1000, 3000, 3082]

describe('the common axis of time', () => {
  it('[CW5] folds what is idle, and keeps the order and the proportions of the rest', () => {
    const axis = createTimeAxis(moments, 60)
    const places = [1000, 1041, 3000, 3041, 3082].map(axis.place)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect([places[0], places[4]]).toEqual([0, 1])
    // 41 + 60 + 41 + 41 ms are shown
    expect((places[1] ?? 0) * 183).toBeCloseTo(41)
    expect(((places[2] ?? 0) - (places[1] ?? 0)) * 183).toBeCloseTo(60)
    expect(axis.folds).toHaveLength(1)
    expect(axis.starts).toEqual([1000, 3000])
  })

  it('[CW5] a place leads back to its moment, and what lies outside is at the end', () => {
    const axis = createTimeAxis(moments, 60)
    for (const at of [1000, 1020, 1041, 2000, 3000, 3060, 3082]) expect(axis.momentAt(axis.place(at))).toBeCloseTo(at)
    expect([axis.place(0), axis.place(9999), axis.momentAt(-1), axis.momentAt(2)]).toEqual([0, 1, 1000, 3082])
  })

  it('[CW5] without moments, and with one, there is a place all the same', () => {
    expect(createTimeAxis([], 20).place(5)).toBe(0)
    expect(createTimeAxis([7], 20).place(7)).toBe(0)
    expect(createTimeAxis([7], 20).momentAt(0.5)).toBe(7)
  })

  it('[CW5] nearly no message takes longer than a gap that is not folded', () => {
    const durations = Array.from({ length: 100 }, (_, index) => index)
    expect(durations.filter((took) => took > foldMsOf(durations))).toEqual([])
    expect(foldMsOf([])).toBe(20)
  })
})
