import { describe, expect, it } from 'vitest'
import { hypertyUrl } from '../../../core/message.ts'
import { bandsMax } from '../../../renderer/timeline/bands.ts'
import { placeBands } from '../../../renderer/timeline/place-band.ts'
import type { View } from '../../../renderer/timeline/place.ts'
import { chartOf } from '../../support/chart.ts'
import { headerLine } from '../../support/source.ts'

const [alice, bob] = [hypertyUrl('alice'), hypertyUrl('bob')]
const joined = [alice, bob].map((url, index) => ({
  kind: 'hyperty',
  url,
  name: url.slice(-5),
  state: 'joined',
  at: index,
}))
const fault = (at: number, what: string, who: string) => ({ kind: 'fault', fault: what, who, at })
const linesOf = (events: readonly object[]): string[] => [
  headerLine,
  ...[...joined, ...events].map((event, index) => `${JSON.stringify({ n: index + 1, ...event })}\n`),
]
const view: View = { axis: 'ordinal', level: 'hops', lineHeight: 24, scroll: 0, width: 900, height: 400, scale: 1 }

describe('bands', () => {
  it('lie from a pause to where it ends, and from a crash to the return, each on its own lane', () => {
    const chart = chartOf(
      linesOf([fault(10, 'pause', bob), fault(20, 'down', alice), fault(30, 'resume', bob), fault(40, 'up', alice)]),
    )
    expect(chart.bands).toEqual([
      { who: bob, kind: 'paused', row: 2, at: 10, end: { row: 4, at: 30 } },
      { who: alice, kind: 'down', row: 3, at: 20, end: { row: 5, at: 40 } },
    ])
    const [paused, down] = placeBands(chart, view)
    const { heights, options } = chart
    expect(paused?.y1).toBe(heights.above(2) + heights.get(2) / 2)
    expect(paused?.y2).toBe(heights.above(4) + heights.get(4) / 2)
    expect(paused?.lines).toContain(options.lanes.xOf({ hyperty: bob, part: 'syncer' }))
    expect(down?.lines).toContain(options.lanes.xOf({ hyperty: alice, part: 'syncer' }))
    expect(paused?.lines.some((x) => down?.lines.includes(x))).toBe(false)
  })

  it('last to the foot of the window until they end; who leaves ends them', () => {
    const lasting = chartOf(linesOf([fault(10, 'pause', bob)]))
    expect(placeBands(lasting, view)).toMatchObject([{ kind: 'paused', y2: view.height }])
    const gone = chartOf(
      linesOf([fault(10, 'pause', bob), { kind: 'hyperty', url: bob, name: 'bob', state: 'left', at: 50 }]),
    )
    expect(gone.bands).toMatchObject([{ end: { row: 3, at: 50 } }])
    expect(placeBands(gone, { ...view, scroll: 5_000 })).toEqual([])
  })

  it('stand where their moments are on the wall axis, and are bounded in number', () => {
    const wall = chartOf(linesOf([fault(100, 'pause', bob), fault(300, 'resume', bob)]))
    const [band] = placeBands(wall, { ...view, axis: 'wall' })
    expect((band?.y2 ?? 0) - (band?.y1 ?? 0)).toBeCloseTo(200, 6)
    const pauses = Array.from({ length: bandsMax + 1 }, (_, at) => [fault(at, 'pause', bob), fault(at, 'resume', bob)])
    const many = chartOf(linesOf(pauses.flat()))
    expect(many.bands).toHaveLength(bandsMax)
    expect(many.bands[0]?.at).toBe(1)
  })
})
