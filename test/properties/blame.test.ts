import { describe, expect, it } from 'vitest'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { blameRun, newTrial } from '../support/blame-run.ts'

const first = Number(process.env['BLAME_FROM'] ?? 1)
/** All of them by name: `BLAME_SEEDS=1000 npx vitest run test/properties/blame.test.ts` */
const seeds = Number(process.env['BLAME_SEEDS'] ?? 40)

describe('blame', () => {
  it.each(models)(
    `[BL1] tells the writer of every value in every copy, under $name, on ${seeds} random runs`,
    { timeout: 600_000 },
    async (model) => {
      const trial = newTrial()
      for (let seed = first; seed < first + seeds && trial.wrong.length < 5; seed++)
        await blameRun(trial, { scenario: mix, model, seed })
      if (process.env['BLAME_SEEDS']) console.log(model.name, { ...trial })
      expect(trial.wrong).toEqual([])
      expect(trial.leaves).toBeGreaterThan(seeds * 5)
      // where crdt takes a whole copy in, the record does not always say whose each part is
      expect(trial.unknown).toBeLessThan(trial.leaves / 50)
    },
  )

  it.each(models)('[BL1] tells it in every scenario, under $name', { timeout: 600_000 }, async (model) => {
    const [written, drawn] = [newTrial(), newTrial()]
    for (const scenario of scenarios) {
      // what is drawn at random crashes with what was never recorded
      const trial = typeof scenario.steps === 'function' ? drawn : written
      for (let seed = 1; seed <= 3; seed++) await blameRun(trial, { scenario, model, seed })
    }
    expect([...written.wrong, ...drawn.wrong]).toEqual([])
    expect(written.unknown).toBe(0)
    expect(drawn.unknown).toBeLessThan(drawn.leaves / 4)
  })
})
