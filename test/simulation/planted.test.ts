import { describe, expect, it } from 'vitest'
import { protocolFaults, plant, type Planted } from '../support/protocol-faults.ts'

/** A fault is to be found within so many runs. */
const runsMax = 1000

/** The first seed at which something is wrong, and what. */
async function found({ simulate, mix, ownerOnly }: Planted, runs: number): Promise<string | undefined> {
  for (let seed = 1; seed <= runs; seed++) {
    const { problems } = await simulate({ scenario: mix, model: ownerOnly, seed })
    if (problems[0]) return `${seed}: ${problems[0].kind}`
  }
  return undefined
}

describe('planted protocol faults', () => {
  it('there are at least 20, and without one nothing is found', async () => {
    expect(protocolFaults.length).toBeGreaterThanOrEqual(20)
    expect(await found(await plant(), 100)).toBeUndefined()
  })

  it.each(protocolFaults)(`[SI6] found within ${runsMax} runs: $title`, async (fault) => {
    const seen = await found(await plant(fault), runsMax)
    if (process.env['FAULTS']) console.log(fault.title, seen)
    expect(seen).toBeDefined()
  })
})
