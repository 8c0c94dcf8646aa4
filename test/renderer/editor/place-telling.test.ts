/** When it is told where the user is in a text. */
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../core/clock.ts'
import { createPlaceTelling, settleMs } from '../../../renderer/editor/place-telling.ts'

function telling() {
  const clock = createVirtualClock()
  const told: (number | undefined)[] = []
  const after = (delayMs: number, run: () => void) => clock.after(delayMs, run)
  return { clock, told, place: createPlaceTelling<number>({ after, tell: (place) => told.push(place) }) }
}

test('a move of the user is told at once, leaving once', () => {
  const { told, place } = telling()
  place.left()
  place.moved(1)
  place.moved(2)
  place.left()
  place.left()
  expect(told).toEqual([1, 2, undefined])
})

test('what others move is told once when it has been quiet, and only of who was there', () => {
  const { clock, told, place } = telling()
  place.carried(9)
  clock.run(clock.now() + 2 * settleMs)
  place.moved(1)
  for (const at of [2, 3, 4]) {
    place.carried(at)
    clock.run(clock.now() + settleMs / 2)
  }
  expect(told).toEqual([1])
  clock.run(clock.now() + settleMs)
  expect(told).toEqual([1, 4])
  place.carried(5)
  place.left()
  clock.run(clock.now() + 2 * settleMs)
  expect(told).toEqual([1, 4, undefined])
})
