/** A thread of the soak: plays its share of the seeds, as it is asked, and gives what came of them. Knows nothing of who asks. */
import { parentPort } from 'node:worker_threads'
import { models } from '../core/models/index.ts'
import type { Scenario } from '../core/scenario.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { trySeeds, type Failure, type Trials } from '../core/soak.ts'
import { conditionsOf } from './soak-conditions.ts'

/** What is played, by names that are there: every `of`th seed, from the one at `index` on. */
export interface Share {
  /** None: those that are drawn by chance, one after another. */
  readonly scenario: string | undefined
  readonly model: string
  readonly preset: string | undefined
  readonly firstSeed: number
  /** At most so many seeds, of all threads together. */
  readonly runs: number
  /** No run begins later than so long after the start. */
  readonly minutes: number | undefined
  readonly index: number
  readonly of: number
  /** Not 0 where all threads are to end with the run that they are at. */
  readonly stop: Int32Array<SharedArrayBuffer>
}

/** What a thread tells: each failure as it is found, then all that came of its share. */
export type SoakNews =
  { readonly kind: 'failure'; readonly failure: Failure } | { readonly kind: 'end'; readonly trials: Trials }

function* seedsOf({ firstSeed, runs, index, of }: Share): Generator<number> {
  for (let run = index; run < runs; run += of) yield firstSeed + run
}

async function work(share: Share, tell: (news: SoakNews) => void): Promise<void> {
  const { scenario, minutes, stop } = share
  const model = models.find(({ name }) => name === share.model)
  const played = scenarios.filter(({ name, steps }) =>
    scenario === undefined ? typeof steps === 'function' : name === scenario,
  )
  if (played.length === 0 || !model) throw new Error('no such scenario or model')
  const endsAt = minutes === undefined ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000
  const trials = await trySeeds({
    scenario: (seed) => played[seed % played.length] as Scenario,
    model,
    conditions: conditionsOf(share.preset),
    seeds: seedsOf(share),
    isOver: () => performance.now() > endsAt || Atomics.load(stop, 0) !== 0,
    onFailure: (failure) => tell({ kind: 'failure', failure }),
  })
  tell({ kind: 'end', trials })
}

// a thread has no origin; what a run throws ends the thread, and who asked says so
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.on('message', (share: Share) => void work(share, (news) => parentPort?.postMessage(news)))
