import { beforeAll, describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { endingOf, play } from '../../core/compare.ts'
import { everywhere, linkPresets } from '../../core/link-presets.ts'
import { models } from '../../core/models/index.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { runsMax, startComparison, type Cell, type Comparison, type Progress } from '../../main/comparison-pool.ts'
import { bundleForNode } from '../../scripts/run-ts.mjs'

let workerFile: string
beforeAll(async () => {
  workerFile = await bundleForNode('main/comparison-worker.ts')
})

const names = models.map(({ name }) => name)
const comparison: Comparison = { scenario: 'both-at-once', models: names, links: [], firstSeed: 1, seeds: 6 }

interface Told {
  readonly cells: Cell[]
  readonly progress: Progress[]
  readonly ended: Promise<'done' | 'cancelled'>
  cancel(): void
}

function start(asked: Partial<Comparison>, onCell: (told: Told) => void = () => undefined, threads = 2): Told {
  const [cells, progress]: [Cell[], Progress[]] = [[], []]
  const running = startComparison(
    { ...comparison, ...asked },
    {
      workerFile,
      threads,
      onCell(cell, now) {
        cells.push(cell)
        progress.push(now)
        onCell(told)
      },
    },
  )
  const told: Told = { cells, progress, ...running }
  return told
}

const keyOf = ({ model, seed }: { readonly model: string; readonly seed: number }): string => `${seed} ${model}`

describe('many seeds in threads', () => {
  it('[CP1] each model and seed has one cell, with what a run of it comes to by itself', async () => {
    const [lossy] = linkPresets.filter(({ name }) => name === 'lossy').map((preset) => everywhere(preset, 0))
    const links = lossy ? [lossy] : []
    const told = start({ links })
    expect(await told.ended).toBe('done')
    const wanted = [1, 2, 3, 4, 5, 6].flatMap((seed) => names.map((model) => keyOf({ model, seed })))
    expect(told.cells.map(keyOf).toSorted()).toEqual(wanted.toSorted())
    for (const model of models) {
      const { score } = await play({ scenario: bothAtOnce, checks, links }, model, 4)
      const cell = told.cells.find(({ seed, model: name }) => seed === 4 && name === model.name)
      expect(cell).toMatchObject({ ending: endingOf(score), sentence: score.verdict.sentence })
      expect(cell?.counts).toMatchObject({ bytes: score.bytes.count, lostEdits: score.lostEdits.count })
      expect(cell?.timeToConvergeMs).toBe(score.converged?.afterMs ?? null)
    }
  })

  it('[CP1] the same with one thread as with many', async () => {
    const [one, many] = [start({}, undefined, 1), start({}, undefined, 4)]
    await Promise.all([one.ended, many.ended])
    const byKey = (cells: readonly Cell[]): unknown => Object.fromEntries(cells.map((cell) => [keyOf(cell), cell]))
    expect(byKey(many.cells)).toEqual(byKey(one.cells))
  })

  it('[CP2] it says how far it is', async () => {
    const { ended, progress } = start({ firstSeed: 10, seeds: 3 })
    await ended
    const total = 3 * names.length
    expect(progress).toEqual(Array.from({ length: total }, (_, index) => ({ done: index + 1, total })))
  })

  it('[CP2] cancelled, it ends at once, and nothing is told any more', async () => {
    const told = start({ seeds: 10_000 }, ({ cells, cancel }) => {
      if (cells.length === 3) cancel()
    })
    expect(await told.ended).toBe('cancelled')
    expect(told.cells).toHaveLength(3)
    told.cancel()
    expect(await told.ended).toBe('cancelled')
  })

  it('[CP4] a run that is kept comes with its session, and what each window held in the end', async () => {
    const told = start({ seeds: 1, isKept: true })
    await told.ended
    for (const { run, model, ending } of told.cells) {
      expect(run).toMatchObject({ model, seed: 1, ending })
      expect(run?.text.trimEnd().split('\n').length).toBeGreaterThan(30)
      expect(run?.copies.map(({ name }) => name)).toEqual(['Alice', 'Bob'])
    }
    const naive = told.cells.find(({ model }) => model === 'naive')
    expect(naive?.run?.copies.map(({ value }) => value['title'])).toEqual(['Groceries, by Bob', 'Groceries, by Alice'])
  })

  it('[CP3] a thread that fails ends it, with what it said', async () => {
    await expect(start({ models: ['nobody'] }).ended).rejects.toThrow('There is no nobody.')
  })

  it('[CP3] more runs than can be asked for are refused; none are done at once', async () => {
    expect(() => start({ seeds: runsMax + 1 })).toThrow(`At most ${runsMax} runs`)
    const { ended, cells } = start({ seeds: 0 })
    expect([await ended, cells]).toEqual(['done', []])
  })
})
