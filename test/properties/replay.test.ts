// Replay beside what windows said themselves: in runs of everything that can happen, under every model.
import { describe, expect, it } from 'vitest'
import type { StateEvent, SessionEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { models } from '../../core/models/index.ts'
import { createReplay } from '../../core/replay.ts'
import { crashes } from '../../core/scenarios/crashes.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { passing } from '../../core/scenarios/passing.ts'
import { rough } from '../../core/scenarios/rough.ts'
import { simulate } from '../../core/simulator.ts'
import { columnsOf } from '../support/columns.ts'

/** So many seeds in all; more by name: `REPLAY_SEEDS=1000 npx vitest run test/properties/replay.test.ts`. */
const seeds = Number(process.env['REPLAY_SEEDS'] ?? 100)
const from = Number(process.env['REPLAY_FROM'] ?? 1)
const runs = [mix, passing, crashes, rough]

describe('replay', () => {
  it.each(models)('[RP1] shows what windows said they held, under $name', { timeout: 3_600_000 }, async (model) => {
    let compared = 0
    let inexact = 0
    const wrong: string[] = []
    for (let seed = from; seed < from + Math.ceil(seeds / models.length); seed++) {
      const scenario = runs[seed % runs.length] as (typeof runs)[number]
      const run = await simulate({ scenario, model, seed, record: true, judge: false })
      const replay = createReplay(columnsOf(run.lines))
      for (const line of run.lines) {
        const event = JSON.parse(line) as SessionEvent
        if (event.kind !== 'state') continue
        const { n, who, object, hash, version }: StateEvent = event
        const shown = replay.after(object, who, n)
        compared++
        // a crash may have cost what was not stored yet, which it says
        if (shown?.exact === false) inexact++
        else if (!shown || hashJson(shown.value) !== hash)
          wrong.push(`${scenario.name} ${seed}: ${n} ${who} ${object} at ${version}: ${shown?.version} ${shown?.exact}`)
      }
    }
    expect(wrong, `of ${compared}`).toEqual([])
    expect(compared).toBeGreaterThan(seeds)
    expect(inexact).toBeLessThan(compared / 10)
  })
})
