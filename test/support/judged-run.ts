/** Runs of the simulator as those judge them who read events, and as somebody does who looks into all windows. */
import { createJudgement, type Judgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { sameJson, type JsonObject } from '../../core/change.ts'
import type { Model } from '../../core/model.ts'
import type { Problem } from '../../core/run-check.ts'
import type { Scenario } from '../../core/scenario.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { simulate, type Simulation } from '../../core/simulator.ts'
import { createConvergenceCheck, type Verdict } from '../../core/verdict.ts'

/** A run that comes to more events does not end: that is a fault of it, and not of who judges it. */
const eventsMax = 60_000

/** Those that are drawn by chance: each seed is another run. */
export const drawn: readonly Scenario[] = scenarios.filter(({ steps }) => typeof steps === 'function')

export interface JudgedRun {
  readonly judgement: Judgement
  readonly verdict: Verdict
  /** What the windows hold, compared deeply. */
  readonly wanted: Verdict['state']
  readonly problems: readonly Problem[]
}

/** One run; its frames cross as text where that is asked for by the seed, as in the soak. */
export async function judgedRun(scenario: Scenario, model: Model, seed: number): Promise<JudgedRun> {
  const judgement = createJudgement(checks)
  const convergence = createConvergenceCheck()
  const { problems, hyperties } = await simulate({
    ...{ scenario, model, seed },
    ...(seed % 4 === 0 ? { conditions: { frames: 'text' as const } } : {}),
    witness: {
      event(event) {
        if (event.n > eventsMax) throw new Error('the run does not end')
        judgement.take(event)
        convergence.take(event)
      },
    },
  })
  return { judgement, problems, verdict: convergence.verdict(true), wanted: lookInto(hyperties) }
}

/** Knows no events: all copies of each object that several windows hold as theirs are compared, value by value. */
function lookInto(hyperties: Simulation['hyperties']): Verdict['state'] {
  const copies = new Map<string, JsonObject[]>()
  for (const { state, hyperty } of hyperties.values()) {
    if (state === 'gone') continue
    for (const [url, { info, value }] of hyperty.objects)
      if (info.status === 'active') copies.set(url, [...(copies.get(url) ?? []), value])
  }
  const shared = [...copies.values()].filter(({ length }) => length > 1)
  if (shared.length === 0) return 'unknown'
  const doAgree = ([first, ...others]: readonly JsonObject[]): boolean =>
    others.every((value) => first !== undefined && sameJson(value, first))
  return shared.every(doAgree) ? 'converged' : 'diverged'
}
