import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { blockPlaces, createDensity } from '../../core/density.ts'

/** A list of numbers, of each channel one, and its density. */
function listOf(seed: number, places: number, channels = 3) {
  const random = createRandom(seed)
  const make = (): number[] => Array.from({ length: channels }, () => Math.floor(random() * 3))
  const list = Array.from({ length: places }, make)
  let looks = 0
  const density = createDensity({
    channels,
    count: () => list.length,
    add(place, into) {
      looks++
      list[place]?.forEach((value, channel) => ((into[channel] as number) += value))
    },
  })
  const slow = (from: number, until: number): number[] =>
    Array.from({ length: channels }, (_, channel) =>
      list.slice(from, until).reduce((sum, values) => sum + (values[channel] ?? 0), 0),
    )
  const between = (from: number, until: number): number[] => {
    const into = new Float64Array(channels)
    density.between(from, until, into)
    return [...into]
  }
  return { random, make, list, density, slow, between, looks: () => looks }
}

describe('density', () => {
  it.each([0, 1, 63, 64, 65, 1000, 5000])('[DN1] is exact for any window of a list of %i', (places) => {
    const { random, slow, between } = listOf(places + 1, places)
    for (let round = 0; round < 60; round++) {
      const [from = 0, until = 0] = [random(), random()]
        .map((one) => Math.floor(one * (places + 1)))
        .sort((a, b) => a - b)
      expect(between(from, until)).toEqual(slow(from, until))
    }
    expect(between(0, places + 500)).toEqual(slow(0, places))
  })

  it('[DN1] is exact after places have changed and more have come', () => {
    const { random, make, list, density, slow, between } = listOf(7, 900)
    for (let round = 0; round < 120; round++) {
      const place = Math.floor(random() * list.length)
      list[place] = make()
      density.touch(place)
      list.push(make())
      density.touch(list.length - 1)
      const from = Math.floor(random() * list.length)
      expect(between(from, list.length)).toEqual(slow(from, list.length))
    }
    density.clear()
    expect(between(10, 900)).toEqual(slow(10, 900))
  })

  it('[DN2] looks at less than a block for each end of a window, however long the list is', () => {
    const { between, looks } = listOf(3, 50_000)
    between(0, 50_000)
    const before = looks()
    for (let from = 0; from < 700; from++) between(from * 71, (from + 1) * 71)
    expect(looks() - before).toBeLessThan(700 * 2 * blockPlaces)
  })
})
