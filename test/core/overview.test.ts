import { describe, expect, it } from 'vitest'
import { createColumns } from '../../core/columns.ts'
import { binsMax, createOverview } from '../../core/overview.ts'
import { columnsOf, scribbleSession, utf8 } from '../support/columns.ts'

describe('the overview', () => {
  it('[OV1] counts every message once and what came to nothing, however far its bins were joined', async () => {
    const { world } = await scribbleSession(3, 60)
    const lines = world.lines
    const columns = createColumns(utf8, (row) => overview.touch(row))
    const overview = createOverview(columns)
    for (const line of lines) columns.append(line)
    const bins = Array.from({ length: overview.count }, (_, index) => overview.bin(index))
    const rows = Array.from({ length: columns.count }, (_, row) => row).filter(
      (row) => columns.kindOf(row) === 'message',
    )
    const heads = rows.filter((row) => columns.head.get(row) === row)
    const wrong = rows.filter((row) => ['refused', 'lost'].includes(columns.effectOf(row) ?? ''))
    const sum = (key: 'messages' | 'bad'): number => bins.reduce((all, bin) => all + bin[key], 0)
    expect(sum('messages')).toBe(heads.length)
    expect(sum('bad')).toBe(wrong.length)
    expect(overview.count).toBeLessThanOrEqual(binsMax)
    expect(overview.binMs).toBeGreaterThan(1)
    expect(overview.start + overview.count * overview.binMs).toBeGreaterThanOrEqual(columns.at.get(heads.at(-1) ?? 0))
  })

  it('[OV2] gives latencies within a class of their size, and says how many copies lagged', async () => {
    const { world } = await scribbleSession(4, 60)
    const columns = columnsOf(world.lines)
    const overview = createOverview(columns)
    const last = createColumns(utf8, () => undefined)
    expect(last.count).toBe(0)
    const again = createColumns(utf8, (row) => fed.touch(row))
    const fed = createOverview(again)
    for (const line of world.lines) again.append(line)
    const times: number[] = []
    for (let row = 0; row < again.count; row++) {
      const received = again.ended.received.get(row)
      if (!Number.isNaN(received)) times.push(received - again.at.get(again.head.get(row)))
    }
    const bins = Array.from({ length: fed.count }, (_, index) => fed.bin(index)).filter(
      ({ p50Ms }) => !Number.isNaN(p50Ms),
    )
    expect(bins.length).toBeGreaterThan(5)
    for (const { p50Ms, p95Ms } of bins) {
      expect(p95Ms).toBeGreaterThanOrEqual(p50Ms)
      expect(p50Ms).toBeLessThanOrEqual(Math.max(0.02, ...times) * 1.5)
      expect(p50Ms).toBeGreaterThanOrEqual(0.01)
    }
    expect(Math.max(...bins.map(({ behind }) => behind))).toBeGreaterThan(0)
    expect(overview.count).toBe(0)
  })
})
