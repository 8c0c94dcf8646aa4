// Faults planted in the core, in what it records and in how it works: each is found, and for what it is.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createJudgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { compileSession, coreFaults, spreadFaults, spreadModels } from '../support/core-faults.ts'

/** So many seeds a fault may take to show itself. */
const seedsMax = 1000
const place = await mkdtemp(join(tmpdir(), 'core-faults-'))
afterAll(() => rm(place, { recursive: true, force: true }))

async function namesFound(
  edits: (typeof coreFaults)[number]['edits'],
  wanted: string | undefined,
  seeds: number,
  model = 'owner-only',
) {
  const busySession = await compileSession(join(place, String(folders++)), edits)
  const found = new Map<string, number>()
  for (let seed = 1; seed <= seeds; seed++) {
    const { world } = await busySession(seed, { model })
    const judgement = createJudgement(checks)
    for (const event of world.events) judgement.take(event)
    for (const { check } of judgement.findings) found.set(check, found.get(check) ?? seed)
    if (wanted !== undefined && found.has(wanted)) break
  }
  return found
}
let folders = 0

describe('a fault in the core', () => {
  it('is found only where there is one', async () => {
    expect([...(await namesFound([], undefined, 20))]).toEqual([])
  })

  it.each(coreFaults)('[CK2] is found as $anomaly: $title', { timeout: 60_000 }, async ({ anomaly, edits }) => {
    const found = await namesFound(edits, anomaly, seedsMax)
    expect([...found.keys()]).toContain(anomaly)
  })

  it.each(spreadModels)('is found only where there is one: %s', async (model) => {
    expect([...(await namesFound([], undefined, 20, model))]).toEqual([])
  })

  const planted = spreadFaults.flatMap((fault) => spreadModels.map((model) => ({ ...fault, model })))
  it.each(planted)(
    '[CK14] is found as $anomaly under $model: $title',
    { timeout: 120_000 },
    async ({ anomaly, edits, model }) => {
      expect([...(await namesFound(edits, anomaly, seedsMax, model)).keys()]).toContain(anomaly)
    },
  )
})
