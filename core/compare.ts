/**
 * Plays one scenario under several models, on the same conditions and seeds, and scores each run by what it left. One run at
 * a time, so that whoever asks can stop in between; knows no threads and no files.
 */
import { copyJson, type JsonObject } from './change.ts'
import type { Check } from './check.ts'
import { seedMax, type LinkOrder } from './link-order.ts'
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import type { Problem } from './run-check.ts'
import type { Scenario, Size } from './scenario.ts'
import { createScoreboard, type Score } from './scoreboard.ts'
import type { SessionHeader } from './session.ts'
import type { SimulatedHyperty } from './simulated-hyperty.ts'
import { simulate } from './simulator.ts'

export interface Experiment {
  readonly scenario: Scenario
  readonly size?: Size
  /** What is ordered of the links, from the start; their luck grows from the seed of the run, too. */
  readonly links?: readonly LinkOrder[]
  /** Those that a score counts as anomalies. */
  readonly checks: readonly Check[]
}

/** What a window held in the end. */
export interface FinalCopy {
  readonly who: Address
  readonly name: string
  readonly object: Address
  readonly value: JsonObject
}

/** One run: a model and a seed, and what came of them. */
export interface Run {
  readonly model: string
  readonly seed: number
  readonly score: Score
  /** What was thrown; nothing where all is well. */
  readonly problems: readonly Problem[]
  readonly events: number
  /** The lines of the session, with their newlines, where they were asked for. */
  readonly session?: { readonly header: SessionHeader; readonly lines: readonly string[] }
  /** What each window held in the end, where the session was asked for. */
  readonly copies?: readonly FinalCopy[]
}

/** Plays one run. `isKept`: its session is given, too. */
export async function play(experiment: Experiment, model: Model, seed: number, isKept = false): Promise<Run> {
  const { scenario, size, links = [], checks } = experiment
  const scoreboard = createScoreboard(checks)
  const { header, lines, problems, events, hyperties } = await simulate({
    ...{ scenario, model, seed, record: isKept, judge: false },
    conditions: { links: links.map((order) => ({ ...order, seed: (order.seed + seed) % (seedMax + 1) })) },
    ...(size ? { size } : {}),
    witness: { event: (event, at) => scoreboard.take(event, at) },
  })
  const score = scoreboard.score(true)
  const session = isKept ? { session: { header, lines }, copies: copiesOf(hyperties.values()) } : {}
  return { model: model.name, seed, score, problems, events, ...session }
}

const copiesOf = (hyperties: Iterable<SimulatedHyperty>): readonly FinalCopy[] =>
  [...hyperties]
    .filter(({ state }) => state !== 'gone')
    .flatMap(({ url: who, name, hyperty }) =>
      [...hyperty.objects].map(([object, { value }]) => ({ who, name, object, value: copyJson(value) })),
    )

/** All runs, seed by seed, so that after each seed all models can be set side by side. */
export async function* compare(
  experiment: Experiment,
  models: readonly Model[],
  seeds: Iterable<number>,
  isKept = false,
): AsyncGenerator<Run> {
  for (const seed of seeds) for (const model of models) yield await play(experiment, model, seed, isKept)
}

/** The words for how a run ended. In flight, after quiet, proves nothing. */
export type Ending = 'converged' | 'diverged' | 'unknown'

export const endingOf = ({ verdict }: Score): Ending => (verdict.state === 'in flight' ? 'unknown' : verdict.state)
