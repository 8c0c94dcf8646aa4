/**
 * What a comparison window asks for and is told: a scenario under several models on one seed, with the sessions, and then many
 * seeds of it, a cell for each run. Plain data; what comes from outside is parsed here, with bounds.
 */
import type { Ending, FinalCopy } from './compare.ts'
import { seedMax } from './link-order.ts'
import type { Score } from './scoreboard.ts'

/** What is to be played, by names. */
export interface ComparisonOrder {
  readonly scenario: string
  readonly models: readonly string[]
  /** Of conditions of links. */
  readonly preset: string
  readonly seed: number
}

/** The inputs of a recorded session, ready to be played in the place of a scenario. */
export interface GivenInputs {
  /** What an order calls it. */
  readonly scenario: string
  /** What was done in it, and what of that is not repeated; for people. */
  readonly text: string
  /** Where it was simulated. */
  readonly seed: number | null
}

/** One run, and where its session is to be looked at. */
export interface RunOfOrder {
  readonly model: string
  readonly seed: number
  /** The event to show. */
  readonly event?: number
}

/** One run with all that was seen of it. */
export interface PlayedRun {
  readonly model: string
  readonly seed: number
  readonly ending: Ending
  readonly score: Score
  /** What each window held in the end. */
  readonly copies: readonly FinalCopy[]
  /** The session as text: its header, and its events. */
  readonly text: string
  /** What was thrown, in a sentence; that is a defect of ours. */
  readonly problem?: string
}

/** How one run of many ended. */
export interface StripCell {
  readonly model: string
  readonly seed: number
  readonly ending: Ending
  /** For people. */
  readonly sentence: string
}

/** What is under way: the runs of one seed, or those of many. */
export type ComparisonPart = 'runs' | 'seeds'

/** Main → comparison window. */
export type ComparisonFrame =
  | { readonly kind: 'begun'; readonly part: ComparisonPart; readonly total: number }
  | { readonly kind: 'run'; readonly run: PlayedRun }
  | { readonly kind: 'cells'; readonly cells: readonly StripCell[]; readonly done: number }
  /** `reason`: why it failed, for people. */
  | {
      readonly kind: 'ended'
      readonly part: ComparisonPart
      readonly how: 'done' | 'cancelled' | 'failed'
      readonly reason?: string
    }

export const modelsMin = 2
export const modelsMax = 5
export const stripSeedsMax = 10_000
/** The seeds of a strip begin with the one that was asked for, and stay below the bound of seeds. */
export const firstSeedMax = seedMax - stripSeedsMax

/** What is wrong with an order, for people; nothing where it can be played. */
export function orderProblem({ models, seed }: Pick<ComparisonOrder, 'models' | 'seed'>): string | undefined {
  if (models.length < modelsMin) return `Choose at least ${modelsMin} models to compare.`
  if (models.length > modelsMax) return `At most ${modelsMax} models stand side by side.`
  if (new Set(models).size !== models.length) return 'A model stands there twice.'
  if (!Number.isInteger(seed) || seed < 0 || seed > firstSeedMax)
    return `A seed is a whole number from 0 to ${firstSeedMax}.`
  return undefined
}
