import { describe, expect, it } from 'vitest'
import { createWindowClocks } from '../../core/window-clock.ts'

const who = 'hyperty://local/alice'

function clocksOf(...told: readonly (readonly [at: number, uncertaintyMs?: number])[]) {
  const clocks = createWindowClocks()
  told.forEach(([at, uncertaintyMs], index) =>
    clocks.take({ n: index + 1, at, kind: 'clock', who, ...(uncertaintyMs === undefined ? {} : { uncertaintyMs }) }),
  )
  return clocks
}

describe('the clock of a window', () => {
  it('is known as it was told last', () => {
    const clocks = clocksOf([10, 2], [20, 0.5])
    expect(clocks.uncertaintyMs(who, 12, 15)).toBe(2)
    expect(clocks.uncertaintyMs(who, 25, 26)).toBe(0.5)
    expect(clocks.uncertaintyMs('hyperty://local/bob', 25, 26)).toBeUndefined()
  })

  it('is known no better than at any moment at which it may have been converted', () => {
    expect(clocksOf([10, 2], [20, 0.5]).uncertaintyMs(who, 15, 25)).toBe(2)
    expect(clocksOf([10, 0.5], [20, 2]).uncertaintyMs(who, 15, 25)).toBe(2)
  })

  it('is not known before it was told, nor after it was taken back', () => {
    const clocks = clocksOf([10, 2], [20], [30, 1])
    expect(clocks.uncertaintyMs(who, 5, 8)).toBeUndefined()
    expect(clocks.uncertaintyMs(who, 5, 15)).toBeUndefined()
    expect(clocks.uncertaintyMs(who, 15, 25)).toBeUndefined()
    expect(clocks.uncertaintyMs(who, 22, 35)).toBeUndefined()
    expect(clocks.uncertaintyMs(who, 31, 35)).toBe(1)
  })
})
