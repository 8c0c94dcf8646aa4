import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ComparisonFrame, ComparisonOrder } from '../../core/comparison.ts'
import { models } from '../../core/models/index.ts'
import { createClock } from '../../main/clock.ts'
import { createComparisons, type Comparisons } from '../../main/comparisons.ts'
import { surveySession } from '../../main/session-reading.ts'
import { bundleForNode } from '../../scripts/run-ts.mjs'

const names = models.map(({ name }) => name)
const order: ComparisonOrder = { scenario: 'both-at-once', models: names, preset: 'none', seed: 1 }

/** So many sessions are kept here. */
const filesMax = 3

let workerFile: string
let folder: string
let told: ComparisonFrame[]
let comparisons: Comparisons
let heard: (frame: ComparisonFrame) => void

beforeAll(async () => {
  workerFile = await bundleForNode('main/comparison-worker.ts')
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comparisons-'))
  told = []
  heard = () => undefined
  comparisons = createComparisons({
    clock: createClock(),
    workerFile,
    threads: 2,
    folder: join(folder, 'kept'),
    filesMax,
  })
  comparisons.connect({
    send(text) {
      const frame = JSON.parse(String(text)) as ComparisonFrame
      told.push(frame)
      heard(frame)
    },
    listen: () => undefined,
    close: () => undefined,
  })
})
afterEach(async () => {
  comparisons.close()
  await rm(folder, { recursive: true, force: true })
})

/** Until a frame comes for which this holds. */
const until = (holds: (frame: ComparisonFrame) => boolean): Promise<ComparisonFrame> =>
  new Promise((resolve) => {
    heard = (frame) => {
      if (holds(frame)) resolve(frame)
    }
  })
const ended = (): Promise<ComparisonFrame> => until(({ kind }) => kind === 'ended')

describe('a comparison', () => {
  it('[CW1] what cannot be played is refused with a sentence', () => {
    const reasonOf = (wrong: Partial<ComparisonOrder>): string => {
      const answer = comparisons.run({ ...order, ...wrong })
      return answer.ok ? '' : answer.reason
    }
    expect(reasonOf({ scenario: 'none' })).toContain('no scenario none')
    expect(reasonOf({ models: ['naive', 'nobody'] })).toContain('no model nobody')
    expect(reasonOf({ preset: 'moon' })).toContain('no conditions moon')
    expect(reasonOf({ models: ['naive'] })).toContain('at least 2')
    expect(reasonOf({ models: ['naive', 'naive'] })).toContain('twice')
    expect(reasonOf({ seed: -1 })).toContain('A seed is')
    expect(comparisons.playSeeds(5)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('Nothing was run yet'),
    })
    expect(comparisons.cancel().ok).toBe(false)
    expect(told).toEqual([])
  })

  it('[CW2] the runs of an order are told with their sessions, then how it ended', async () => {
    const end = ended()
    expect(comparisons.run(order).ok).toBe(true)
    expect(await end).toEqual({ kind: 'ended', part: 'runs', how: 'done' })
    expect(told[0]).toEqual({ kind: 'begun', part: 'runs', total: 5 })
    const runs = told.flatMap((frame) => (frame.kind === 'run' ? frame.run : []))
    expect(runs.map(({ model, ending }) => `${model} ${ending}`).toSorted()).toEqual(
      names.map((name) => `${name} ${name === 'naive' ? 'diverged' : 'converged'}`).toSorted(),
    )
    for (const run of runs) {
      // its header, and its events
      expect(run.text.split('\n')[0]).toContain('"models":["' + run.model)
      expect(run.copies.map(({ name }) => name)).toEqual(['Alice', 'Bob'])
    }
  })

  it('[CW2] a new order ends the one before, of which nothing is told any more', async () => {
    const done = ended()
    comparisons.run(order)
    await done
    comparisons.playSeeds(10_000)
    await until(({ kind }) => kind === 'cells')
    told.length = 0
    const end = ended()
    comparisons.run({ ...order, models: ['naive', 'crdt'] })
    await end
    expect(told.map(({ kind }) => kind)).toEqual(['begun', 'run', 'run', 'ended'])
    expect(told.at(-1)).toMatchObject({ part: 'runs', how: 'done' })
  })

  it('[CW2] what is cancelled says so', async () => {
    const done = ended()
    comparisons.run(order)
    await done
    const end = ended()
    comparisons.playSeeds(10_000)
    expect(comparisons.cancel().ok).toBe(true)
    expect(await end).toEqual({ kind: 'ended', part: 'seeds', how: 'cancelled' })
  })

  it('[CW3] each run of many seeds has its cell, told in batches', async () => {
    const done = ended()
    comparisons.run({ ...order, seed: 7 })
    await done
    const end = ended()
    comparisons.playSeeds(30)
    await end
    const cells = told.flatMap((frame) => (frame.kind === 'cells' ? frame.cells : []))
    const wanted = names.flatMap((name) => Array.from({ length: 30 }, (_, index) => `${name} ${7 + index}`))
    expect(cells.map(({ model, seed }) => `${model} ${seed}`).toSorted()).toEqual(wanted.toSorted())
    expect(told.filter(({ kind }) => kind === 'cells').length).toBeLessThan(cells.length)
  })

  it('[CW4] the session of a run that was kept, and of one that was not, is a file that opens', async () => {
    expect(await comparisons.keep({ model: 'naive', seed: 1 })).toMatchObject({ ok: false })
    const done = ended()
    comparisons.run(order)
    await done
    for (const seed of [1, 12]) {
      const kept = await comparisons.keep({ model: 'naive', seed })
      if (!kept.ok) throw new Error(kept.reason)
      const survey = await surveySession(kept.value.path)
      expect([survey.ended, survey.header.seed, survey.gaps]).toEqual([true, seed, []])
    }
    expect(await comparisons.keep({ model: 'nobody', seed: 1 })).toMatchObject({ ok: false })
  })

  it('[CW4] the oldest sessions go first', async () => {
    const done = ended()
    comparisons.run({ ...order, models: ['naive', 'crdt'] })
    await done
    for (let seed = 1; seed <= filesMax + 2; seed++) await comparisons.keep({ model: 'naive', seed })
    const left = await readdir(join(folder, 'kept'))
    expect(left).toHaveLength(filesMax)
    expect(left).toContain(`both-at-once naive seed ${filesMax + 2}.ndjson`)
    expect(left).not.toContain('both-at-once naive seed 1.ndjson')
  })
})
