/** A thread that plays one run after another, as it is asked, and says what came of each. Knows nothing of who asks. */
import './freeze.ts'
import { parentPort } from 'node:worker_threads'
import { checks } from '../core/checks/index.ts'
import { endingOf, play, type Run } from '../core/compare.ts'
import type { PlayedRun } from '../core/comparison.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { measures, type Measure } from '../core/scoreboard.ts'
import type { Cell, Job } from './comparison-pool.ts'

function cellOf({ model, seed, score }: Run): Cell {
  const counts = Object.fromEntries(measures.map(({ key }) => [key, score[key].count])) as Record<Measure, number>
  const timeToConvergeMs = score.converged?.afterMs ?? null
  return { model, seed, ending: endingOf(score), sentence: score.verdict.sentence, counts, timeToConvergeMs }
}

function playedOf({ model, seed, score, session, copies = [], problems }: Run): PlayedRun {
  const text = session ? `${JSON.stringify(session.header)}\n${session.lines.join('')}` : ''
  const [problem] = problems
  return {
    ...{ model, seed, ending: endingOf(score), score, copies, text },
    ...(problem ? { problem: problem.text } : {}),
  }
}

/** A name that is not there is a mistake of ours: who asks has looked them up. */
function mustFind<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}

async function answer({ scenario: name, steps, model, seed, links, isKept }: Job): Promise<Cell> {
  const scenario = steps ? { name, text: '', steps } : mustFind(scenarios, name)
  const experiment = { scenario, links, checks }
  const run = await play(experiment, mustFind(models, model), seed, isKept)
  return isKept ? { ...cellOf(run), run: playedOf(run) } : cellOf(run)
}

// a thread has no origin; what a run throws ends the thread, and the pool says so
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.on('message', (job: Job) => void answer(job).then((cell) => parentPort?.postMessage(cell)))
