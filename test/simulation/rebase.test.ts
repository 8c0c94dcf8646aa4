import { describe, expect, it } from 'vitest'
import { rebase } from '../../core/models/rebase.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { plantRebase, rebaseFaults, type PlantedRebase } from '../support/rebase-faults.ts'
import { trySeeds } from '../../core/soak.ts'

/** A fault is to be found within so many runs. */
const runsMax = 300
/** `SEEDS=10000 npx vitest run test/simulation/rebase.test.ts` makes it long. */
const seedsCount = Number(process.env['SEEDS'] ?? 100)

/** The first seed at which something is wrong, and what. */
async function found(
  { simulate, mix: scenario, rebase: model }: PlantedRebase,
  runs: number,
): Promise<string | undefined> {
  for (let seed = 1; seed <= runs; seed++) {
    const { problems } = await simulate({ scenario, model, seed })
    if (problems[0]) return `${seed}: ${problems[0].kind}`
  }
  return undefined
}

describe('rebase, simulated', () => {
  it(`[MO46] all replicas are the same after quiet, and no write does other than was meant, on ${seedsCount} seeds`, async () => {
    const seeds = Array.from({ length: seedsCount }, (_, index) => index + 1)
    const { runs, failures } = await trySeeds({ scenario: mix, model: rebase, seeds })
    expect(failures.map(({ seed, problem, test }) => `${seed} ${problem.text}\n${test}`)).toEqual([])
    expect(runs).toBe(seedsCount)
  }, 3_600_000)

  it('[MO47] without a fault nothing is found', async () => {
    expect(await found(await plantRebase(), 30)).toBeUndefined()
  })

  it.each(rebaseFaults)(`[MO47] found within ${runsMax} runs: $title`, async (fault) => {
    const seen = await found(await plantRebase(fault), runsMax)
    if (process.env['FAULTS']) console.log(fault.title, seen)
    expect(seen).toBeDefined()
  })
})
