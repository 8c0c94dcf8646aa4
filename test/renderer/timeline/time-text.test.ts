import { describe, expect, it } from 'vitest'
import { tickOf } from '../../../renderer/timeline/draw-ground.ts'
import { durationText, momentText, signedText, stampText } from '../../../renderer/timeline/time-text.ts'

describe('times in words', () => {
  it.each([
    [0, '0.00 ms'],
    [0.2134, '0.21 ms'],
    [0.9999, '1.0 ms'],
    [9.96, '10 ms'],
    [41.2, '41 ms'],
    [999.7, '1.00 s'],
    [2500, '2.50 s'],
    [59_960, '1 min 0 s'],
    [12_340, '12.3 s'],
    [83_456, '1 min 23 s'],
  ])('a duration of %d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text))

  it.each([
    [0, '0:00.000'],
    [83_456.7, '1:23.457'],
    [3_723_004, '1:02:03.004'],
    [59_999.9, '1:00.000'],
  ])('the moment %d is %s', (at, text) => expect(momentText(at)).toBe(text))

  it.each([
    [12.345, undefined, '12.345 ms'],
    [12.345, 0.08, '12.345 ms ± 0.08'],
    [83_456.7, 0.0812, '83,456.700 ms ± 0.082'],
    [1_083_456.712, 0.005, '1,083,456.712 ms ± 0.005'],
    [-0.25, 1.24, '-0.250 ms ± 1.3'],
    [0, 118, '0.000 ms ± 120'],
  ])('the stamp %d, known within %s, is %s', (at, uncertaintyMs, text) =>
    expect(stampText(at, uncertaintyMs)).toBe(text),
  )

  it('a duration says which way it goes', () => {
    expect([signedText(0.21), signedText(-41)]).toEqual(['+0.21 ms', '−41 ms'])
  })

  it.each([0.0005, 0.03, 0.1, 1, 7, 400, 4000])(
    'marks of time at a scale of %d stand 70 to 350 pixels apart',
    (scale) => {
      const pixels = tickOf(scale) * scale
      expect(pixels).toBeGreaterThanOrEqual(69.999)
      expect(pixels).toBeLessThanOrEqual(350)
    },
  )
})
