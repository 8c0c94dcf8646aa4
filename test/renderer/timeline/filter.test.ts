import { describe, expect, it } from 'vitest'
import { createMatching } from '../../../core/matching.ts'
import { parseQuery } from '../../../core/query-parse.ts'
import type { Emphasis } from '../../../renderer/timeline/rows.ts'
import { toneOf } from '../../../renderer/timeline/tone.ts'
import { playPhases } from '../../support/columns.ts'
import { chartOf } from '../../support/chart.ts'

async function filtered(mode: Emphasis) {
  const { world } = await playPhases()
  const chart = chartOf(world.lines)
  const whole = chart.heights.total
  const before = Array.from({ length: chart.columns.count }, (_, row) => chart.heights.get(row))
  const parsed = parseQuery('kind:update')
  if (!parsed.ok) throw new Error(parsed.sentence)
  const matching = createMatching(chart.columns, parsed.query)
  matching.advance(chart.columns.count)
  chart.layAll({ ...chart.options, match: matching.has, emphasis: mode }, 'hops')
  return { chart, whole, before, matching }
}

describe('a filter in the chart', () => {
  it('hides what does not match: it has no height, and nothing is placed of it', async () => {
    const { chart, whole, before, matching } = await filtered('hide')
    for (let row = 0; row < chart.columns.count; row++)
      expect(chart.heights.get(row)).toBe(matching.has(row) ? before[row] : 0)
    expect(chart.heights.total).toBeGreaterThan(0)
    expect(chart.heights.total).toBeLessThan(whole)
    expect(chart.rowsBetween(0, Number.POSITIVE_INFINITY)).toEqual(
      [...matching.rows()].filter((row) => before[row] !== 0),
    )
  })

  it.each(['dim', 'highlight'] as const)('leaves everything where it is, to %s', async (mode) => {
    const { chart, whole, matching } = await filtered(mode)
    expect(chart.heights.total).toBe(whole)
    for (let row = 0; row < chart.columns.count; row++)
      expect(toneOf(row, chart.options, undefined)).toBe(
        mode === 'dim' ? (matching.has(row) ? 'plain' : 'dim') : matching.has(row) ? 'hit' : 'plain',
      )
  })
})
