/** `syncscope soak`: fresh seeds in threads, for so many runs or minutes; what fails is said with the fewest steps, as a test. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { seedMax } from '../core/link-order.ts'
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { noCounts, rareStates, type RareCounts } from '../core/rare-states.ts'
import type { Failure, Trials } from '../core/soak.ts'
import { complain, print, printJson } from './cli-input.ts'
import { ownEntry, readWords, wrongUse, type Words } from './cli-options.ts'
import { wholeOf } from './cli-words.ts'
import type { Share, SoakNews } from './soak-worker.ts'

const codes = { nothing: 0, failed: 1 } as const
const jsonVersion = 1
/** Without `--runs` and `--minutes`. */
const usualMinutes = 10
/** A week. */
const minutesMax = 10_080
const runsMax = 1_000_000_000
const threadsMax = 16
/** A rare state that so many runs do not reach is a gap. */
const gapRuns = 10_000

type Task = Omit<Share, 'index' | 'of' | 'stop'>

interface Soaked extends Trials {
  readonly seconds: number
}

/** Does what the words after `soak` say. @throws UsageError */
export async function soakCommand(words: readonly string[]): Promise<number> {
  const read = readWords(ownEntry('soak'), words)
  const task = taskOf(read, (Date.now() % 1_000_000_000) + 1)
  const threads = Math.min(availableParallelism(), threadsMax, task.runs)
  const isJson = read.has('json')
  const { stop, over } = heedCtrlC()
  if (!isJson) await print(`${headOf(task)}, ${threads} ${threads === 1 ? 'thread' : 'threads'}\n`)
  const say = async (failure: Failure): Promise<void> => {
    if (!isJson) await print(`${failureText(task, failure)}\n`)
  }
  const soaked = await soak(task, threads, stop, say).finally(over)
  if (isJson) await printJson(jsonOf(task, soaked))
  else await print(textOf(task, soaked))
  return soaked.failures.length > 0 ? codes.failed : codes.nothing
}

function taskOf({ valueOf }: Words, freshSeed: number): Task {
  const [runs, minutes, seed] = [valueOf('runs'), valueOf('minutes'), valueOf('seed')]
  if (runs !== undefined && minutes !== undefined)
    throw wrongUse(ownEntry('soak'), 'Give --runs or --minutes, not both.')
  const firstSeed = seed === undefined ? freshSeed : wholeOf('seed', seed, 0, seedMax)
  const seeds = seedMax - firstSeed + 1
  const wanted = runs === undefined ? Math.min(runsMax, seeds) : wholeOf('runs', runs, 1, runsMax)
  if (wanted > seeds) throw wrongUse(ownEntry('soak'), `The last of the seeds is beyond ${seedMax}.`)
  return {
    scenario: valueOf('scenario'),
    model: valueOf('model') ?? (models[0] as Model).name,
    preset: valueOf('preset'),
    firstSeed,
    runs: wanted,
    minutes: runs === undefined ? minutesOf(minutes ?? String(usualMinutes)) : undefined,
  }
}

/** A part of a minute will do. */
function minutesOf(word: string): number {
  const value = Number(word)
  if (/^\d+(\.\d+)?$/.test(word) && value > 0 && value <= minutesMax) return value
  throw wrongUse(ownEntry('soak'), `--minutes is a number above 0, ${minutesMax} at most, not ${JSON.stringify(word)}.`)
}

/** Until `over` the first Ctrl+C asks all threads to end with the runs that are under way; a second one ends all at once. */
function heedCtrlC(): { readonly stop: Share['stop']; over(): void } {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const end = (): void => {
    Atomics.store(stop, 0, 1)
    complain('Ending with the runs that are under way. Ctrl+C again ends at once.')
  }
  process.once('SIGINT', end)
  return { stop, over: () => void process.removeListener('SIGINT', end) }
}

async function soak(task: Task, of: number, stop: Share['stop'], onFailure: OnFailure): Promise<Soaked> {
  const startedAt = performance.now()
  const shares = Array.from({ length: of }, (_, index) => inThread({ ...task, index, of, stop }, onFailure))
  const parts = await Promise.all(shares)
  const counts = noCounts()
  for (const part of parts) for (const state of rareStates) counts[state] += part.counts[state]
  return {
    counts,
    runs: parts.reduce((sum, part) => sum + part.runs, 0),
    events: parts.reduce((sum, part) => sum + part.events, 0),
    failures: parts.flatMap((part) => part.failures).sort((a, b) => a.seed - b.seed),
    seconds: (performance.now() - startedAt) / 1000,
  }
}

type OnFailure = (failure: Failure) => Promise<void>

async function inThread(share: Share, onFailure: OnFailure): Promise<Trials> {
  const worker = new Worker(new URL('soak-worker.mjs', import.meta.url))
  try {
    return await new Promise<Trials>((resolve, reject) => {
      let said: Promise<void> = Promise.resolve()
      worker.on('message', (news: SoakNews) => {
        if (news.kind === 'failure') said = said.then(() => onFailure(news.failure))
        else said.then(() => resolve(news.trials), reject)
      })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`a thread ended by itself, with ${code}`)))
      // a thread has no origin
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(share)
    })
  } finally {
    await worker.terminate()
  }
}

const headOf = ({ scenario, model, preset, firstSeed }: Task): string =>
  `scenario ${scenario ?? 'each in turn'}, model ${model}, links ${preset ?? 'none'}, seeds from ${firstSeed}`

const missed = (counts: RareCounts): readonly string[] => rareStates.filter((state) => counts[state] === 0)

function textOf(task: Task, { runs, events, counts, failures, seconds }: Soaked): string {
  const states = rareStates.map((state) => `${String(counts[state]).padStart(9)}  ${state}`)
  const never = missed(counts)
  const gaps = never.length > 0 ? [`never reached${runs >= gapRuns ? ', a gap' : ''}: ${never.join('; ')}`] : []
  const rate = Math.round((runs / seconds) * 60)
  const end = `${runs} runs in ${seconds.toFixed(1)} s, ${rate} a minute, ${events} events, ${failures.length} failed; seeds from ${task.firstSeed}`
  return `${[...states, ...gaps, end].join('\n')}\n`
}

function failureText({ preset }: Task, { scenario, model, seed, problem, test }: Failure): string {
  const links = preset === undefined ? '' : ` --preset ${preset}`
  return [
    `\n✗ scenario ${scenario}, model ${model}, seed ${seed}: ${problem.kind}\n  ${problem.text}`,
    `  again: npx syncscope shrink --scenario ${scenario} --model ${model} --seed ${seed}${links}`,
    `\n${test}`,
  ].join('\n')
}

const jsonOf = (task: Task, { runs, events, counts, failures, seconds }: Soaked): object => ({
  format: 'syncscope-soak',
  version: jsonVersion,
  scenario: task.scenario ?? null,
  model: task.model,
  preset: task.preset ?? null,
  firstSeed: task.firstSeed,
  runs,
  events,
  seconds,
  failures,
  reached: counts,
  neverReached: missed(counts),
})
