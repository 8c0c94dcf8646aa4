/**
 * Plays many seeds under several models in threads, for the heat strip: a cell for each model and seed, with progress,
 * and an end at any time. Each thread has one run at a time; what a run is, is the affair of the worker.
 */
import { Worker } from 'node:worker_threads'
import type { Ending } from '../core/compare.ts'
import type { PlayedRun } from '../core/comparison.ts'
import type { LinkOrder } from '../core/link-order.ts'
import type { Step } from '../core/scenario.ts'
import type { Measure } from '../core/scoreboard.ts'

/** What is played, by names that are there. */
export interface Comparison {
  readonly scenario: string
  /** Where it is none of the list. */
  readonly steps?: readonly Step[] | undefined
  readonly models: readonly string[]
  readonly links: readonly LinkOrder[]
  readonly firstSeed: number
  readonly seeds: number
  /** Each cell brings its whole run: for a few runs only. */
  readonly isKept?: boolean
}

/** One run, for a thread. */
export interface Job {
  readonly scenario: string
  readonly steps?: readonly Step[] | undefined
  readonly model: string
  readonly links: readonly LinkOrder[]
  readonly seed: number
  readonly isKept: boolean
}

/** What came of one run. */
export interface Cell {
  readonly model: string
  readonly seed: number
  readonly ending: Ending
  /** For people. */
  readonly sentence: string
  readonly counts: Readonly<Record<Measure, number>>
  readonly timeToConvergeMs: number | null
  /** Where it was to be kept. */
  readonly run?: PlayedRun
}

export interface Progress {
  readonly done: number
  readonly total: number
}

export interface PoolOptions {
  /** The bundled `comparison-worker`. */
  readonly workerFile: string
  /** So many threads at once, at most `threadsMax`. */
  readonly threads: number
  readonly onCell: (cell: Cell, progress: Progress) => void
}

export interface RunningComparison {
  /** All runs are done; or it was cancelled. Rejects where a thread fails, with what it said. */
  readonly ended: Promise<'done' | 'cancelled'>
  /** No cell is told after this. */
  cancel(): void
}

export const threadsMax = 16
/** So many runs can be asked for at once. */
export const runsMax = 100_000
/** A run that wants more memory ends its thread. */
const memoryMegabytesMax = 1024

/** Starts at once; all threads have ended when it has. @throws Error for more runs than `runsMax` */
export function startComparison(comparison: Comparison, options: PoolOptions): RunningComparison {
  const { workerFile, threads, onCell } = options
  const { scenario, steps, models, links, firstSeed, seeds, isKept = false } = comparison
  const total = seeds * models.length
  if (total > runsMax) throw new Error(`At most ${runsMax} runs can be asked for; these are ${total}.`)
  const workers = new Set<Worker>()
  const { promise, resolve, reject } = deferred<'done' | 'cancelled'>()
  let next = 0
  let done = 0
  let isOver = false

  /** Seed by seed, so that the models can be set side by side from the start. */
  function nextJob(): Job | undefined {
    if (next >= total) return undefined
    const index = next++
    const model = models[index % models.length] as string
    return { scenario, steps, model, links, isKept, seed: firstSeed + Math.floor(index / models.length) }
  }

  /** Nothing is told any more, and the threads are gone when it is said how it ended. */
  function end(settle: () => void): void {
    if (isOver) return
    isOver = true
    void Promise.all([...workers].map((worker) => worker.terminate())).then(settle, reject)
  }

  const fail = (error: Error): void => end(() => reject(error))

  function give(worker: Worker): void {
    const job = nextJob()
    // a thread has no origin
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    if (job) worker.postMessage(job)
  }

  function start(): void {
    const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax } })
    workers.add(worker)
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', (code) => fail(new Error(`A thread ended by itself, with ${code}.`)))
    worker.on('message', (cell: Cell) => {
      if (isOver) return
      onCell(cell, { done: ++done, total })
      if (done === total) end(() => resolve('done'))
      else give(worker)
    })
    give(worker)
  }

  const wanted = Math.max(1, Math.min(threads, threadsMax, total))
  if (total === 0) end(() => resolve('done'))
  else for (let count = 0; count < wanted; count++) start()
  return { ended: promise, cancel: () => end(() => resolve('cancelled')) }
}

/** A promise that is settled from outside; Node 20 has no such function of its own. */
function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((settle, refuse) => {
    resolve = settle
    reject = refuse
  })
  return { promise, resolve, reject }
}
