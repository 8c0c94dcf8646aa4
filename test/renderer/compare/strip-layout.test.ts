import { describe, expect, it } from 'vitest'
import { cornerOf, layStrip, placeAt, stepFrom, type Place } from '../../../renderer/compare/strip-layout.ts'

describe('the cells of a strip', () => {
  it.each([
    [1200, 5, 100],
    [700, 3, 1000],
    [300, 2, 10_000],
  ])('[CW7] each run has a cell of its own, %i pixels wide, of %i models and %i seeds', (width, models, seeds) => {
    const layout = layStrip(width, models, seeds)
    const corners = new Set<string>()
    for (let model = 0; model < models; model++)
      for (let seed = 0; seed < seeds; seed += 7) {
        const { x, y } = cornerOf(layout, { model, seed })
        expect(x + layout.cell).toBeLessThanOrEqual(width)
        expect(y + layout.cell).toBeLessThanOrEqual(layout.height)
        corners.add(`${x} ${y}`)
        expect(placeAt(layout, seeds, x + layout.cell / 2, y + layout.cell / 2)).toEqual({ model, seed })
      }
    expect(corners.size).toBe(models * Math.ceil(seeds / 7))
  })

  it('[CW7] beside the cells there is none', () => {
    const layout = layStrip(700, 2, 150)
    expect(placeAt(layout, 150, -1, 3)).toBeUndefined()
    expect(placeAt(layout, 150, layout.perLine * layout.cell + 1, 3)).toBeUndefined()
    expect(placeAt(layout, 150, 699, layout.blockHeight - 1)).toBeUndefined()
  })

  it('[CW7] every cell is reached by keys, over the ends of lines and of models', () => {
    const size = { models: 3, seeds: 150 }
    const layout = layStrip(700, size.models, size.seeds)
    const reached = new Set<string>()
    const waiting: Place[] = [{ model: 0, seed: 0 }]
    for (let place = waiting.pop(); place; place = waiting.pop()) {
      const key = `${place.model} ${place.seed}`
      if (reached.has(key)) continue
      reached.add(key)
      for (const press of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const)
        waiting.push(stepFrom(layout, size, place, press))
    }
    expect(reached.size).toBe(size.models * size.seeds)
    expect(stepFrom(layout, size, { model: 1, seed: 3 }, 'End')).toEqual({ model: 1, seed: 149 })
    expect(stepFrom(layout, size, { model: 1, seed: 3 }, 'Home')).toEqual({ model: 1, seed: 0 })
  })
})
