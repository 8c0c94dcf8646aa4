/** A thread that plays one scenario under the simulator, and gives its session. What it throws ends it, and is said. */
import { parentPort, workerData } from 'node:worker_threads'
import { checks } from '../core/checks/index.ts'
import { endingOf, play } from '../core/compare.ts'
import { models } from '../core/models/index.ts'
import type { SimulationJob, Simulated } from './simulation.ts'

const { steps, title, model: name, links, seed } = workerData as SimulationJob
const model = models.find((one) => one.name === name)
if (!model) throw new Error(`There is no model ${name}.`)
const scenario = { name: title, text: '', steps }
const { session, score, problems } = await play({ scenario, links, checks }, model, seed, true)
if (!session) throw new Error('The run has left no session.')
const answer: Simulated = {
  header: session.header,
  lines: session.lines,
  ending: endingOf(score),
  sentence: score.verdict.sentence,
  problems: problems.map(({ text }) => text),
}
// a thread has no origin
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(answer)
