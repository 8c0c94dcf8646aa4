import { describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { endingOf, play, type Run } from '../../core/compare.ts'
import { inputsOf, InputsError } from '../../core/inputs.ts'
import { everywhere, linkPresets } from '../../core/link-presets.ts'
import type { Model } from '../../core/model.ts'
import { objectUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import { opening, writes } from '../../core/opening.ts'
import type { Scenario, Step } from '../../core/scenario.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { columnsOf } from '../support/columns.ts'

const kept = (scenario: Scenario, model: Model, seed: number, preset = 'none'): Promise<Run> => {
  const links = linkPresets.filter(({ name }) => name === preset && name !== 'none').map((one) => everywhere(one, 0))
  return play({ scenario, checks, links, size: { hyperties: 3, edits: 12 } }, model, seed, true)
}

const inputsOfRun = ({ session }: Run) => {
  if (!session) throw new Error('nothing was kept')
  return inputsOf(columnsOf(session.lines), session.header)
}

const finals = ({ copies = [] }: Run): Record<string, unknown> =>
  Object.fromEntries(copies.map(({ who, object, value }) => [`${who} ${object}`, value]))

/** Those whose script is the same for every seed; the others draw crashes and lives that a session does not tell in full. */
const scripted = scenarios.filter(({ steps }) => typeof steps !== 'function')

/** The least time between writes of different people: what is nearer than a window's clock is known has no order. */
function nearestMs({ steps }: { readonly steps: readonly Step[] }): number {
  const writes = steps.filter((step) => step.do === 'edit')
  return Math.min(
    ...writes.slice(1).map(({ at, who }, index) => {
      const before = writes[index]
      return before && before.who !== who ? at - before.at : Number.POSITIVE_INFINITY
    }),
  )
}

describe('the inputs of a session', () => {
  it.each(models)(
    '[IN1] played again under the same model end with the same values: $name',
    { timeout: 120_000 },
    async (model) => {
      expect(scripted.length).toBeGreaterThan(6)
      let skipped = 0
      for (const scenario of scripted) {
        for (let seed = 1; seed <= 2; seed++) {
          const run = await kept(scenario, model, seed)
          const inputs = inputsOfRun(run)
          if (model.name === 'last-writer-wins' && nearestMs(inputs) < 0.5) {
            skipped++
            continue
          }
          const again = await kept({ name: 'again', text: '', steps: inputs.steps }, model, inputs.seed ?? 0)
          expect(finals(again), `${scenario.name}, seed ${seed}`).toEqual(finals(run))
          expect(endingOf(again.score)).toBe(endingOf(run.score))
          expect(again.problems).toEqual([])
        }
      }
      expect(skipped).toBeLessThan(scripted.length)
    },
  )

  it('[IN2] are all edits, by whom and when, with the conditions and faults', { timeout: 120_000 }, async () => {
    for (const scenario of scenarios) {
      for (const model of models) {
        const run = await kept(scenario, model, 1, 'lossy')
        const { edits, steps, people, seed, model: named } = inputsOfRun(run)
        expect(edits, `${scenario.name} ${model.name}`).toBe(run.score.edits.count)
        expect([people > 1, seed, named]).toEqual([true, 1, model.name])
        expect(steps.filter((step) => step.do === 'link')[0]).toMatchObject({
          at: 0,
          order: { time: { kind: 'standing' } },
        })
        expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((one, other) => one - other))
      }
    }
    const partition = await kept(scenarios.find(({ name }) => name === 'partition') as Scenario, ownModel('rebase'), 1)
    const online = inputsOfRun(partition).steps.flatMap((step) =>
      step.do === 'ask' && step.action.do === 'online' ? [`${step.who} ${step.action.online}`] : [],
    )
    expect(online.length).toBeGreaterThan(1)
  })

  it('[IN3] go under every other model, where a list is changed as it was and not set as a whole', async () => {
    const scenario = scenarios.find(({ name }) => name === 'two-writers') as Scenario
    const { steps } = inputsOfRun(await kept(scenario, ownModel('last-writer-wins'), 1))
    const kinds = new Set(steps.flatMap((step) => (step.do === 'edit' ? step.edit.kind : [])))
    expect([...kinds].sort()).not.toContain('set')
    for (const model of models) {
      const { problems, score } = await kept({ name: 'again', text: '', steps }, model, 1)
      expect([problems, score.edits.count > 0]).toEqual([[], true])
    }
  })

  it('[IN4] where nothing was written there are none, and that is said; what is not repeated is named', async () => {
    const nobody: Scenario = { name: 'x', text: '', steps: [{ at: 0, who: 'Alice', do: 'join' }] }
    const run = await kept(nobody, ownModel('naive'), 1)
    expect(() => inputsOfRun(run)).toThrow(InputsError)
    const url = objectUrl('todo')
    const rule = { allow: false, who: 'everyone', may: 'write', path: ['a'] } as const
    const steps: readonly Step[] = [
      ...opening({ people: ['Alice', 'Bob'], name: 'todo', value: {} }),
      writes(1000, 'Alice', url, { kind: 'set', path: ['a'], value: 1 }),
      { at: 1100, who: 'Alice', do: 'ask', action: { do: 'rule-set', url, rule } },
    ]
    const ruled: Scenario = { name: 'ruled', text: '', steps }
    expect(inputsOfRun(await kept(ruled, ownModel('crdt'), 1)).leftOut).toEqual(['rules of an object (1)'])
  })
})

function ownModel(name: string): Model {
  return models.find((model) => model.name === name) as Model
}
