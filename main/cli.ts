/**
 * The command line: reads words, plays, says what came of it. A thin layer over core, in plain Node, with no display; what
 * it says as JSON stays as it is within a version.
 */
import { readFile } from 'node:fs/promises'
import { checks } from '../core/checks/index.ts'
import { compare, endingOf, play, type Ending, type Experiment, type Run } from '../core/compare.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import { LinkOrderError, parseLinkOrders, type LinkOrder } from '../core/link-order.ts'
import { everywhere, linkPresets } from '../core/link-presets.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { measures } from '../core/scoreboard.ts'
import { comparisonText, help, listText, runText } from './cli-text.ts'
import { withSession } from './cli-input.ts'
import { ordersCommand, withInputs } from './cli-orders.ts'
import { recordRun } from './cli-record.ts'
import { exportCommand, type Draw } from './cli-export.ts'
import { commandHelp } from './cli-completion.ts'
import { moreCommands } from './cli-more.ts'
import { parseWords, UsageError, type Command } from './cli-words.ts'
import { savePlayed } from './saving.ts'

/** Exit codes; those over 2 are of BSD's sysexits.h. */
const codes = { converged: 0, diverged: 1, unknown: 2, wrongUse: 64, notWritten: 74 } as const
const jsonVersion = 1

/** Does what the words say; gives the exit code. `draw` starts Electron, which this does not know how to find. */
export async function main(words: readonly string[], draw: Draw): Promise<number> {
  try {
    const isAsked = words.includes('--help') || words.includes('-h')
    if (words[0] === 'export' && !isAsked) return await exportCommand(words.slice(1), draw)
    const helpText = commandHelp(words[0] === 'help' ? words[1] : isAsked ? words[0] : undefined)
    if (helpText !== undefined) return say(helpText)
    const more = isAsked ? undefined : moreCommands.get(words[0] ?? '')
    if (more) return await more(words.slice(1))
    return await carryOut(parseWords(words))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\nSee: npx syncscope --help`)
    return codes.wrongUse
  }
}

async function carryOut(command: Command): Promise<number> {
  if (command.do === 'help') return say(help)
  if (command.do === 'list') return say(command.json ? jsonText(list()) : listText())
  if (command.do === 'orders') return ordersCommand(command, () => linksOf(command.of as Conditioned))
  if (command.do === 'compare-session')
    return withSession(command.session, async (path) => carryOut(await withInputs(command, path)))
  if (command.do === 'record') return recordRun(command, await linksOf(command))
  const { scenario, json } = command
  const links = await linksOf(command)
  const experiment: Experiment = { scenario, checks, links }
  if (command.do === 'compare') {
    const runs: Run[] = []
    const seeds = Array.from({ length: command.seeds }, (_, index) => command.seed + index)
    for await (const run of compare(experiment, command.models, seeds)) runs.push(run)
    say(json ? jsonText(comparisonOf(command, links, runs)) : comparisonText(scenario.name, runs))
    complain(runs)
    return codes[worst(runs.map(({ score }) => endingOf(score)))]
  }
  const run = await play(experiment, command.model, command.seed, command.out !== undefined)
  if (command.out !== undefined && !(await isKept(run, command.out))) return codes.notWritten
  say(json ? jsonText(runOf(command, links, run)) : runText(scenario.name, run))
  complain([run])
  return codes[endingOf(run.score)]
}

type Played = Command & { readonly do: 'run' | 'compare' }
type Conditioned = Pick<Played, 'conditions' | 'preset'>

async function linksOf({ conditions, preset }: Conditioned): Promise<readonly LinkOrder[]> {
  if (conditions !== undefined && preset) throw new UsageError('Give --preset or --conditions, not both.')
  if (preset) return [everywhere(preset, 0)]
  if (conditions === undefined) return []
  const text = await readFile(conditions, 'utf8').catch((error: Error) => {
    throw new UsageError(`${conditions} cannot be read: ${error.message}`)
  })
  try {
    return parseLinkOrders(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${conditions} is not JSON: ${error.message}`)
    if (error instanceof LinkOrderError) throw new UsageError(`${conditions}: ${error.message}`)
    throw error
  }
}

async function isKept({ session }: Run, path: string): Promise<boolean> {
  try {
    if (session) await savePlayed(session, ndjson, path)
    return true
  } catch (error) {
    console.error(`${path} cannot be written: ${(error as Error).message}`)
    return false
  }
}

/** What was thrown in a run is a defect of ours, and no matter of the model. */
function complain(runs: readonly Run[]): void {
  const failed = runs.find(({ problems }) => problems.length > 0)
  if (failed) console.error(`Under ${failed.model}, seed ${failed.seed}: ${failed.problems[0]?.text ?? ''}`)
}

function worst(endings: readonly Ending[]): Ending {
  if (endings.includes('diverged')) return 'diverged'
  return endings.includes('unknown') ? 'unknown' : 'converged'
}

function say(text: string): number {
  process.stdout.write(text)
  return codes.converged
}

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

const namesOf = (all: readonly { readonly name: string; readonly text: string }[]): object[] =>
  all.map(({ name, text }) => ({ name, text }))

const list = (): object => ({
  format: 'syncscope-list',
  version: jsonVersion,
  scenarios: namesOf(scenarios),
  models: namesOf(models),
  presets: namesOf(linkPresets),
})

const countsOf = ({ model, seed, score, events }: Run): object => ({
  model,
  seed,
  verdict: endingOf(score),
  sentence: score.verdict.sentence,
  ...Object.fromEntries(measures.map(({ key }) => [key, score[key].count])),
  convergedAtMs: score.converged?.atMs ?? null,
  timeToConvergeMs: score.converged?.afterMs ?? null,
  events,
  isPartial: score.isPartial,
})

const runOf = ({ scenario }: Played, links: readonly LinkOrder[], run: Run): object => ({
  format: 'syncscope-run',
  version: jsonVersion,
  scenario: scenario.name,
  links,
  ...countsOf(run),
  checks: run.score.checks,
  proofs: {
    ...Object.fromEntries(measures.map(({ key }) => [key, run.score[key].proofs])),
    timeToConvergeMs: run.score.converged ? [run.score.converged.events] : [],
  },
})

const comparisonOf = ({ scenario }: Played, links: readonly LinkOrder[], runs: readonly Run[]): object => ({
  format: 'syncscope-comparison',
  version: jsonVersion,
  scenario: scenario.name,
  links,
  runs: runs.map(countsOf),
})
