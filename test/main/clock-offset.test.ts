// The clock of a window, measured over its port.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClockOffset } from '../../main/clock-offset.ts'

test('before anything has been exchanged the guess is taken, and no uncertainty is claimed', () => {
  const offset = createClockOffset(1_000)
  expect(offset.toOurs(1_500)).toBe(500)
  expect(offset.uncertaintyMs).toBeUndefined()
})

test('the true offset lies within the uncertainty, whatever the ways took, and no effect comes before its cause', () => {
  const ways = fc.array(fc.tuple(fc.double({ min: 0.001, max: 50, noNaN: true }), fc.boolean()), {
    minLength: 2,
    maxLength: 30,
  })
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), ways, (ahead, exchanges) => {
      const offset = createClockOffset()
      const seen: { sent: number; arrived: number; toUs: boolean }[] = []
      let ours = 0
      for (const [way, toUs] of [...exchanges, [1, true] as const, [1, false] as const]) {
        const sent = ours
        ours += way
        if (toUs) offset.received(sent + ahead, ours)
        else offset.delivered(sent, ours + ahead)
        seen.push({ sent, arrived: ours, toUs })
        ours += 10
      }
      expect(Math.abs(offset.toOurs(ahead))).toBeLessThanOrEqual((offset.uncertaintyMs as number) + 1e-6)
      // by how much an effect seems to come before its cause
      const early = seen.map(({ sent, arrived, toUs }) =>
        toUs ? offset.toOurs(sent + ahead) - arrived : sent - offset.toOurs(arrived + ahead),
      )
      expect(Math.max(...early)).toBeLessThanOrEqual(1e-6)
    }),
  )
})

test('a clock that is set while we run is measured anew', () => {
  const offset = createClockOffset()
  const exchange = (ours: number, ahead: number): void => {
    offset.delivered(ours, ours + 1 + ahead)
    offset.received(ours + 1 + ahead, ours + 2)
  }
  exchange(0, 100)
  expect(offset.toOurs(200)).toBeCloseTo(100, 0)
  exchange(50, 5_100)
  exchange(60, 5_100)
  expect(offset.toOurs(5_200)).toBeCloseTo(100, 0)
  exchange(70, -900)
  exchange(80, -900)
  expect(offset.toOurs(-800)).toBeCloseTo(100, 0)
})
