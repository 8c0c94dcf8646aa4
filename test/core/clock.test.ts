import { describe, expect, it } from 'vitest'
import { createRandom, createVirtualClock, type Cancel } from '../../core/clock.ts'

describe('a virtual clock', () => {
  it('runs what is due in the order of its moments, and of asking where they are the same', () => {
    const clock = createVirtualClock()
    const random = createRandom(3)
    const expected: { at: number; order: number }[] = []
    const seen: { at: number; order: number }[] = []
    const cancels: Cancel[] = []
    for (let order = 0; order < 2000; order++) {
      const at = Math.floor(random() * 50)
      cancels.push(clock.after(at, () => seen.push({ at: clock.now(), order })))
      expected.push({ at, order })
    }
    const gone = new Set<number>()
    for (let count = 0; count < 1500; count++) gone.add(Math.floor(random() * 2000))
    for (const index of gone) cancels[index]?.()
    expect(clock.run()).toBe(2000 - gone.size)
    const left = expected.filter(({ order }) => !gone.has(order))
    expect(seen).toEqual(left.toSorted((a, b) => a.at - b.at || a.order - b.order))
  })

  it('moves on to what it was told, and runs what is asked for on the way', () => {
    const clock = createVirtualClock(10)
    const seen: number[] = []
    clock.after(5, () => clock.after(0, () => seen.push(clock.now())))
    clock.after(50, () => seen.push(clock.now()))
    clock.advance(20)
    expect([seen, clock.now()]).toEqual([[15], 30])
    expect([clock.step(59), clock.now(), clock.step(60), clock.step()]).toEqual([false, 30, true, false])
  })

  it('takes back a call once, and none that was run', () => {
    const clock = createVirtualClock()
    let runs = 0
    const cancel = clock.after(1, () => runs++)
    clock.run()
    cancel()
    const other = clock.after(1, () => runs++)
    other()
    other()
    expect([clock.run(), runs]).toEqual([0, 1])
  })
})
