/**
 * Runs of a scenario with many seeds, one after another: judged, counted, and shrunk where they fail. Knows no threads
 * and no clock: who asks says when it is over, and lets others have their turn.
 */
import type { Model } from './model.ts'
import { createRareStates, noCounts, rareStates, type RareState } from './rare-states.ts'
import type { Problem } from './run-check.ts'
import type { Scenario, Size, Step } from './scenario.ts'
import { shrink, testText } from './shrink.ts'
import { simulate, type Conditions } from './simulator.ts'

export interface Failure {
  readonly scenario: string
  readonly model: string
  readonly seed: number
  readonly problem: Problem
  /** The fewest steps that fail in the same way. */
  readonly steps: readonly Step[]
  /** A test of them. */
  readonly test: string
}

export interface Trials {
  readonly runs: number
  readonly events: number
  readonly counts: Readonly<Record<RareState, number>>
  readonly failures: readonly Failure[]
}

export interface TrialOptions {
  /** One for all seeds, or for each its own. */
  readonly scenario: Scenario | ((seed: number) => Scenario)
  readonly model: Model
  readonly size?: Size
  readonly conditions?: Partial<Conditions>
  /** The seeds, in order; it ends when they do, or when `isOver` says so. */
  readonly seeds: Iterable<number>
  readonly isOver?: () => boolean
  /** Is told of each failure as it is found. */
  readonly onFailure?: (failure: Failure) => void
  /** So many failures are enough. */
  readonly failuresMax?: number
  /** Others have their turn, now and then. */
  readonly rest?: () => Promise<void>
}

/** A quarter of the runs have frames that cross as text, which costs more and is nearer to windows; links have the run's luck. */
const conditionsOf = (seed: number, conditions: Partial<Conditions> = {}): Partial<Conditions> => ({
  ...conditions,
  ...(conditions.links ? { links: conditions.links.map((order) => ({ ...order, seed })) } : {}),
  ...(seed % 4 === 0 ? { frames: 'text' } : {}),
})

export async function trySeeds(options: TrialOptions): Promise<Trials> {
  const { model, size, seeds, rest, isOver = () => false, failuresMax = 3 } = options
  const counts = noCounts()
  const failures: Failure[] = []
  let runs = 0
  let events = 0
  for (const seed of seeds) {
    if (isOver() || failures.length >= failuresMax) break
    const conditions = conditionsOf(seed, options.conditions)
    const witness = createRareStates()
    const scenario = typeof options.scenario === 'function' ? options.scenario(seed) : options.scenario
    const run = await simulate({ scenario, model, seed, conditions, witness, ...(size ? { size } : {}) })
    runs++
    events += run.events
    for (const state of rareStates) counts[state] += witness.counts[state]
    const [problem] = run.problems
    if (problem) {
      const failure = await shrunk({ scenario, model, seed, conditions }, run.steps, problem)
      failures.push(failure)
      options.onFailure?.(failure)
    }
    if (rest && runs % 100 === 0) await rest()
  }
  return { runs, events, counts, failures }
}

type Run = Pick<Parameters<typeof simulate>[0], 'scenario' | 'model' | 'seed'> & {
  readonly conditions: Partial<Conditions>
}

/** Makes a failure small: the same kind of problem, with the fewest steps. */
export async function shrunk(
  run: Run,
  steps: readonly Step[],
  problem: Problem,
  play: typeof simulate = simulate,
): Promise<Failure> {
  const { scenario, model, seed, conditions } = run
  const problemOf = async (fewer: readonly Step[]): Promise<Problem | undefined> => {
    const { problems } = await play({ ...run, scenario: { ...scenario, steps: fewer } })
    return problems.find(({ kind }) => kind === problem.kind)
  }
  const fewest = await shrink(steps, async (fewer) => (await problemOf(fewer)) !== undefined)
  const last = (await problemOf(fewest)) ?? problem
  const test = testText({ scenario: scenario.name, model: model.name, seed, problem: last, conditions }, fewest)
  return { scenario: scenario.name, model: model.name, seed, problem: last, steps: fewest, test }
}
