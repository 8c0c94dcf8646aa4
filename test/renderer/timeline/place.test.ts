import { describe, expect, it } from 'vitest'
import { hit } from '../../../renderer/timeline/hit.ts'
import {
  placeAll,
  totalHeight,
  yOfTime,
  type Placed,
  type PlacedArrow,
  type View,
} from '../../../renderer/timeline/place.ts'
import { playPhases, scribbleSession } from '../../support/columns.ts'
import { chartOf } from '../../support/chart.ts'

const ordinal: View = { axis: 'ordinal', level: 'hops', lineHeight: 24, scroll: 0, width: 900, height: 600, scale: 1 }
const wall: View = { ...ordinal, axis: 'wall', scale: 0.2 }
const isArrow = (item: Placed): item is PlacedArrow => item.kind === 'arrow'

describe('what is in sight', () => {
  it('on the ordinal axis gives each hop a line of its own, at least 20 pixels high', async () => {
    const { world } = await playPhases()
    const chart = chartOf(world.lines)
    const placed = placeAll(chart, { ...ordinal, height: 10_000 })
    expect(placed.filter(isArrow).length).toBeGreaterThan(19)
    let bottom = 0
    for (const item of placed) {
      expect(item.top).toBeGreaterThanOrEqual(bottom)
      expect(item.height).toBeGreaterThanOrEqual(20)
      bottom = item.top + item.height
    }
    expect(bottom).toBeLessThanOrEqual(totalHeight(chart, ordinal))
    for (const { y1, y2 } of placed.filter(isArrow)) expect(y1).toBe(y2)
  })

  it('is the same thing at the same place, however far one has scrolled', async () => {
    const { world } = await scribbleSession(1, 30)
    const chart = chartOf(world.lines)
    const key = (item: Placed): string => `${item.row} ${isArrow(item) ? item.arrow.hop : ''}`
    const all = new Map(placeAll(chart, { ...ordinal, height: 100_000 }).map((item) => [key(item), item.top]))
    for (let scroll = 0; scroll < totalHeight(chart, ordinal); scroll += 333) {
      const placed = placeAll(chart, { ...ordinal, scroll })
      expect(placed.length).toBeLessThan(60)
      for (const item of placed) expect(item.top + scroll).toBe(all.get(key(item)))
    }
  })

  it('on the wall axis slants an arrow by how long it took', async () => {
    const { world } = await playPhases()
    const chart = chartOf(world.lines)
    const view = { ...wall, scale: 50, height: 1_000_000 }
    const slanted = placeAll(chart, view)
      .filter(isArrow)
      .filter(({ arrow }) => arrow.until !== undefined)
    expect(slanted.length).toBeGreaterThan(5)
    for (const { arrow, y1, y2 } of slanted) {
      expect(y1).toBeCloseTo(yOfTime(chart, view, arrow.at))
      expect(y2 - y1).toBeCloseTo(((arrow.until as number) - arrow.at) * 50)
    }
  })

  it('on the wall axis holds everything that lies in the window, and little else', async () => {
    const { world } = await scribbleSession(2, 40)
    const chart = chartOf(world.lines)
    const all = placeAll(chart, { ...wall, height: 1_000_000 }).filter(isArrow)
    for (let scroll = 0; scroll < totalHeight(chart, wall); scroll += 450) {
      const seen = placeAll(chart, { ...wall, scroll }).filter(isArrow)
      const within = all.filter(({ y1, y2 }) => y2 >= scroll && y1 <= scroll + wall.height)
      const names = new Set(seen.map(({ row, arrow }) => `${row} ${arrow.hop}`))
      expect(within.every(({ row, arrow }) => names.has(`${row} ${arrow.hop}`))).toBe(true)
    }
  })
})

describe('a hit', () => {
  it('on the ordinal axis is the arrow whose line it is, and not beside it', async () => {
    const { world } = await playPhases()
    const placed = placeAll(chartOf(world.lines), ordinal)
    for (const item of placed.filter(isArrow)) {
      const middle = (item.x1 + item.x2) / 2
      expect(hit(placed, 'ordinal', middle, item.top + 2)).toBe(item)
      expect(hit(placed, 'ordinal', middle, item.y1)).toBe(item)
      expect(hit(placed, 'ordinal', Math.max(item.x1, item.x2) + 100, item.y1)).toBeUndefined()
    }
  })

  it('on the wall axis is the nearest arrow within five pixels', async () => {
    const { world } = await playPhases()
    const placed = placeAll(chartOf(world.lines), { ...wall, scale: 400, height: 10_000_000 })
    const long = placed.filter(isArrow).filter(({ y1, y2 }) => y2 - y1 > 20)
    expect(long.length).toBeGreaterThan(3)
    for (const item of long) {
      const [x, y] = [(item.x1 + item.x2) / 2, (item.y1 + item.y2) / 2]
      expect(hit([item], 'wall', x, y)).toBe(item)
      expect(hit([item], 'wall', x, y + 40)).toBeUndefined()
      expect(hit([item], 'wall', item.x1 - 10 * Math.sign(item.x2 - item.x1), item.y1)).toBeUndefined()
    }
  })
})
