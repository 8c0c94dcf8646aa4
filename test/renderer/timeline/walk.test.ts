import { describe, expect, it } from 'vitest'
import type { Chart } from '../../../renderer/timeline/chart.ts'
import { arrowAt, firstFrom, stepFrom, type Spot } from '../../../renderer/timeline/walk.ts'
import { playPhases } from '../../support/columns.ts'
import { chartOf } from '../../support/chart.ts'

function walk(chart: Chart, by: 1 | -1, onLane = false, start?: Spot): Spot[] {
  const spots: Spot[] = []
  let spot = start ?? firstFrom(chart, by === 1 ? 0 : chart.heights.count - 1, by)
  while (spot) {
    spots.push(spot)
    spot = stepFrom(chart, spot, by, onLane)
  }
  return spots
}

describe('walking from arrow to arrow', () => {
  it('reaches every arrow once, in order, and the same ones on the way back', async () => {
    const { world } = await playPhases()
    const chart = chartOf(world.lines)
    const down = walk(chart, 1)
    const shown = Array.from({ length: chart.columns.count }, (_, row) => chart.content(row)).flatMap((content) =>
      content?.kind === 'arrows' ? content.arrows : [],
    )
    expect(down.map((spot) => arrowAt(chart, spot))).toEqual(shown)
    expect(walk(chart, -1).reverse()).toEqual(down)
  })

  it('along a lane meets only arrows that begin or end on the lane of the one before', async () => {
    const { world } = await playPhases()
    const chart = chartOf(world.lines)
    const start = walk(chart, 1)[0] as Spot
    const { lanes } = chart.options
    let lane = lanes.xOf(arrowAt(chart, start)?.from ?? { hyperty: '', part: 'object' })
    const spots = walk(chart, 1, true, start)
    expect(spots.length).toBeGreaterThan(4)
    for (const spot of spots) {
      const arrow = arrowAt(chart, spot)
      expect(arrow && [lanes.xOf(arrow.from), lanes.xOf(arrow.to)]).toContain(lane)
      lane = arrow ? lanes.xOf(arrow.from) : lane
    }
  })

  it('finds nothing where there is nothing', () => {
    const chart = chartOf(['{"n":1,"at":1,"kind":"note","text":"only this"}'])
    expect(firstFrom(chart, 0, 1)).toBeUndefined()
    expect(stepFrom(chart, { row: 0, hop: 'sent' }, 1, false)).toBeUndefined()
  })
})
