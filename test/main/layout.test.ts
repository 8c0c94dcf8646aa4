// Where windows stand, on the screens that the design names.
import { expect, test } from 'vitest'
import { hypertySizeMin, layOut, type Rectangle } from '../../main/layout.ts'

const inside = (area: Rectangle, { x, y, width, height }: Rectangle): boolean =>
  x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

test('at 1440 × 900 the inspector has the left 60 %, two hyperties are stacked at its right', () => {
  const { inspector, hyperties } = layOut({ x: 0, y: 0, width: 1440, height: 900 }, 2)
  expect(inspector).toEqual({ x: 0, y: 0, width: 864, height: 900 })
  expect(hyperties).toEqual([
    { x: 864, y: 0, width: 576, height: 450 },
    { x: 864, y: 450, width: 576, height: 450 },
  ])
})

test('at 1280 × 720 the inspector has 768 px, and the hyperties 512 × 360 each', () => {
  const { inspector, hyperties } = layOut({ x: 0, y: 0, width: 1280, height: 720 }, 2)
  expect(inspector.width).toBe(768)
  expect(hyperties.map(({ width, height }) => [width, height])).toEqual([
    [512, 360],
    [512, 360],
  ])
})

test('a work area that does not begin at 0 moves all of them', () => {
  const { inspector, hyperties } = layOut({ x: 1920, y: 27, width: 1440, height: 873 }, 3)
  expect([inspector.x, inspector.y]).toEqual([1920, 27])
  expect(hyperties.at(-1)).toEqual({ x: 1920 + 864, y: 27 + 582, width: 576, height: 291 })
})

test('more than three make a grid; nobody covers another while there is room', () => {
  const { hyperties } = layOut({ x: 0, y: 0, width: 1440, height: 900 }, 6)
  expect(new Set(hyperties.map(({ x }) => x)).size).toBe(2)
  for (const [index, one] of hyperties.entries()) {
    for (const other of hyperties.slice(index + 1)) expect(overlap(one, other)).toBe(false)
  }
})

test('however many there are and however small the screen is, each is on it and large enough to be used', () => {
  for (const area of [
    { x: 0, y: 0, width: 1280, height: 720 },
    { x: 100, y: 50, width: 1024, height: 600 },
    { x: -1920, y: 0, width: 1920, height: 1080 },
  ]) {
    for (const count of [0, 1, 2, 3, 4, 7, 20, 64]) {
      const { hyperties } = layOut(area, count)
      expect(hyperties).toHaveLength(count)
      for (const one of hyperties) {
        expect(inside(area, one)).toBe(true)
        expect(one.width).toBeGreaterThanOrEqual(hypertySizeMin.width)
        expect(one.height).toBeGreaterThanOrEqual(hypertySizeMin.height)
      }
      const places = new Set(hyperties.map(({ x, y }) => `${x} ${y}`))
      expect(places.size).toBe(count)
    }
  }
})
