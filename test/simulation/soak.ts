/**
 * npm run soak: fresh seeds on all cores, for so many minutes or runs. Says scenario, model and seed of what fails, with
 * the fewest steps as a test, and which rare states were reached; ends with 1 where something failed.
 */
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { everywhere, linkPresets } from '../../core/link-presets.ts'
import { models } from '../../core/models/index.ts'
import { noCounts, rareStates } from '../../core/rare-states.ts'
import type { Scenario } from '../../core/scenario.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { trySeeds, type Failure, type Trials } from './trials.ts'

interface Task {
  readonly minutes: number
  readonly runs: number
  readonly seed: number
  readonly model: string
  /** None: those that are drawn by chance, one after another. */
  readonly scenario: string | undefined
  readonly conditions: string | undefined
}
/** What a worker is given: every `of`th seed, from its own on. */
interface Share extends Task {
  readonly index: number
  readonly of: number
}

const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ')

const usage = `usage: npm run soak -- [--minutes M] [--runs N] [--seed S] [--model NAME] [--scenario NAME] [--conditions PRESET]
  --minutes   how long, 10 by default; --runs how many runs instead
  --seed      the first seed; fresh ones by default
  --model     ${names(models)}
  --scenario  ${names(scenarios)}; by default those that are drawn by chance, one after another
  --conditions  of every link, from the start: ${names(linkPresets)}`

class UsageError extends Error {}

function numberOf(name: string, text: string | undefined, isWhole: boolean): number {
  const value = Number(text)
  const isFit = text !== undefined && text !== '' && Number.isFinite(value) && value > 0
  if (!isFit || (isWhole && !Number.isSafeInteger(value)))
    throw new UsageError(`${name} takes a ${isWhole ? 'whole ' : ''}number above 0, not ${text ?? 'nothing'}`)
  return value
}

function nameIn(list: readonly { readonly name: string }[], name: string, text: string | undefined): string {
  if (!list.some((kind) => kind.name === text)) throw new UsageError(`${name} is one of: ${names(list)}`)
  return text as string
}

/** The task that words of a command line ask for. @throws UsageError */
function taskOf(words: readonly string[], freshSeed: number): Task {
  const task: { -readonly [K in keyof Task]: Task[K] } = {
    minutes: 0,
    runs: 0,
    seed: freshSeed,
    model: models[0]?.name ?? '',
    scenario: undefined,
    conditions: undefined,
  }
  for (let index = 0; index < words.length; index += 2) {
    const [name, text] = [words[index] as string, words[index + 1]]
    if (name === '--minutes') task.minutes = numberOf(name, text, false)
    else if (name === '--runs') task.runs = numberOf(name, text, true)
    else if (name === '--seed') task.seed = numberOf(name, text, true)
    else if (name === '--model') task.model = nameIn(models, name, text)
    else if (name === '--scenario') task.scenario = nameIn(scenarios, name, text)
    else if (name === '--conditions') task.conditions = nameIn(linkPresets, name, text)
    else throw new UsageError(`there is no ${name}`)
  }
  if (task.minutes > 0 && task.runs > 0) throw new UsageError('--minutes or --runs, not both')
  return task.runs === 0 && task.minutes === 0 ? { ...task, minutes: 10 } : task
}

function* seedsOf({ seed, runs, index, of }: Share): Generator<number> {
  const last = runs === 0 ? Number.POSITIVE_INFINITY : runs
  for (let run = index; run < last; run += of) yield seed + run
}

async function work(share: Share): Promise<Trials> {
  const model = models.find(({ name }) => name === share.model)
  const played = scenarios.filter(({ name, steps }) =>
    share.scenario === undefined ? typeof steps === 'function' : name === share.scenario,
  )
  if (played.length === 0 || !model) throw new Error('no such scenario or model')
  const preset = linkPresets.find(({ name }) => name === share.conditions)
  const conditions = preset ? { links: [everywhere(preset, share.seed)] } : {}
  const endsAt = share.minutes > 0 ? performance.now() + share.minutes * 60_000 : Number.POSITIVE_INFINITY
  const scenarioOf = (seed: number) => played[seed % played.length] as Scenario
  return trySeeds({
    scenario: scenarioOf,
    model,
    conditions,
    seeds: seedsOf(share),
    isOver: () => performance.now() > endsAt,
  })
}

function inWorker(share: Share): Promise<Trials> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)))
  })
}

function say(task: Task, { scenario, seed, problem, test }: Failure): void {
  console.log(`\n✗ scenario ${scenario}, model ${task.model}, seed ${seed}: ${problem.kind}\n  ${problem.text}`)
  console.log(`\n${test}`)
}

/** A rare state that so many runs do not reach is a gap. */
const gapRuns = 10_000

async function main(words: readonly string[]): Promise<number> {
  const task = taskOf(words, (Date.now() % 1_000_000_000) + 1)
  const of = availableParallelism()
  const what = `scenario ${task.scenario ?? 'each in turn'}, model ${task.model}, links ${task.conditions ?? 'none'}`
  console.log(`${what}, seeds from ${task.seed}, ${of} workers`)
  const startedAt = performance.now()
  const parts = await Promise.all(Array.from({ length: of }, (_, index) => inWorker({ ...task, index, of })))
  const seconds = (performance.now() - startedAt) / 1000
  const counts = noCounts()
  for (const part of parts) for (const state of rareStates) counts[state] += part.counts[state]
  const runs = parts.reduce((sum, part) => sum + part.runs, 0)
  const events = parts.reduce((sum, part) => sum + part.events, 0)
  const failures = parts.flatMap((part) => part.failures).toSorted((a, b) => a.seed - b.seed)
  for (const failure of failures) say(task, failure)
  for (const state of rareStates) console.log(`${String(counts[state]).padStart(9)}  ${state}`)
  const gaps = rareStates.filter((state) => counts[state] === 0)
  if (gaps.length > 0) console.log(`never reached${runs >= gapRuns ? ', a gap' : ''}: ${gaps.join('; ')}`)
  const rate = Math.round((runs / seconds) * 60)
  console.log(
    `${runs} runs in ${seconds.toFixed(1)} s, ${rate} a minute, ${events} events, ${failures.length} failed; seeds from ${task.seed}`,
  )
  return failures.length > 0 ? 1 : 0
}

if (isMainThread) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n${usage}`)
    process.exitCode = 2
  }
} else {
  const trials = await work(workerData as Share)
  // a port of Node, which has no origin
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(trials)
}
