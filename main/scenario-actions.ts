/**
 * What pages can have done with scenarios: those that somebody has written are kept, checked and thrown away, and all of
 * them are played in the windows or simulated. A script is never run here.
 */
import { mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { parseChoice, type Choice, type ScenarioPick } from '../core/experiment.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { CheckedScenario, Host, HostAnswer } from '../core/host.ts'
import { everywhere, linkPresets } from '../core/link-presets.ts'
import { editsOf, peopleOf, whyNotLive } from '../core/live-scenario.ts'
import { models } from '../core/models/index.ts'
import { stepsOf, type Step } from '../core/scenario.ts'
import { parseScenario, ScenarioError } from '../core/scenario-guard.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { isConfirmed } from './asking.ts'
import type { HostActions } from './host.ts'
import { nameProblem, type OwnScenarios } from './own-scenarios.ts'
import type { Player } from './player.ts'
import { savePlayed } from './saving.ts'
import type { ScriptSandbox } from './script-sandbox.ts'
import { simulateInThread, type SimulationJob } from './simulation.ts'
import type { Windows } from './windows.ts'

const done: HostAnswer = { ok: true, value: null }
const refuse = (reason: string): HostAnswer<never> => ({ ok: false, reason })
const cancelled: HostAnswer<never> = { ok: false, reason: 'Cancelled.', cancelled: true }

/** The part of the host that is about scenarios. */
export type ScenarioActions = Pick<HostActions, Extract<keyof Host, `${string}Scenario${string}`>>

/** Simulated sessions that are kept; the oldest go first. */
export const simulatedMax = 50

export interface ScenarioActionOptions {
  readonly windows: Windows
  readonly player: Player
  readonly own: OwnScenarios
  readonly sandbox: ScriptSandbox
  /** Where simulated sessions are kept. */
  readonly folder: string
  readonly workerFile: URL
}

interface Chosen {
  readonly choice: Choice
  readonly steps: readonly Step[]
}

export function createScenarioActions(options: ScenarioActionOptions): ScenarioActions {
  const { windows, player, own, sandbox, folder, workerFile } = options
  /** What the window for scenarios is to show next. */
  let wanted: string | undefined

  /** Runs a script, and reads what it gave. @throws ScenarioError, ScriptError */
  async function runScript(text: string, seed: number): Promise<ReturnType<typeof parseScenario>> {
    const said = await sandbox.run(text, seed)
    if (!said.ok) throw new ScriptError(said.reason, said.line, said.column)
    return parseScenario(said.scenario)
  }

  async function stepsFor({ from, name }: ScenarioPick, seed: number): Promise<readonly Step[]> {
    if (from === 'own') return (await runScript(await own.read(name), seed)).steps
    const scenario = scenarios.find((one) => one.name === name)
    if (!scenario) throw new Error(`There is no scenario ${name}.`)
    return stepsOf(scenario, seed)
  }

  async function chosen(given: Choice): Promise<Chosen> {
    const choice = parseChoice(given)
    if (!models.some(({ name }) => name === choice.model)) throw new Error(`There is no model ${choice.model}.`)
    return { choice, steps: await stepsFor(choice.scenario, choice.seed) }
  }

  const orderOf = ({ preset, seed }: Choice) => {
    const found = linkPresets.find(({ name }) => name === preset)
    if (!found) throw new Error(`There are no conditions called ${preset}.`)
    return found.name === 'none' ? undefined : everywhere(found, seed)
  }

  /** Plays in a thread, keeps the session and shows it. */
  async function show(job: SimulationJob, name: string): ReturnType<ScenarioActions['simulateScenario']> {
    const { header, lines, ending, sentence, problems } = await simulateInThread(workerFile, job)
    const path = await pathFor(`${name}, ${job.model}, seed ${job.seed}`)
    await savePlayed({ header, lines }, ndjson, path)
    windows.openViewer(path)
    const [problem] = problems
    return { ok: true, value: { path, ending, sentence: problem === undefined ? sentence : `It failed: ${problem}` } }
  }

  async function pathFor(base: string): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const files = (await readdir(folder)).filter((file) => file.endsWith('.ndjson'))
    const dated = await Promise.all(
      files.map(async (file) => ({ path: join(folder, file), at: (await stat(join(folder, file))).mtimeMs })),
    )
    const old = dated.sort((one, other) => other.at - one.at).slice(simulatedMax - 1)
    for (const { path } of old) await unlink(path)
    for (let count = 1; ; count++) {
      const file = `${base}${count === 1 ? '' : ` (${count})`}.ndjson`
      if (!files.includes(file)) return join(folder, file)
    }
  }

  return {
    async listScenarios() {
      return { ok: true, value: await own.list() }
    },
    async readScenario(_, name) {
      return { ok: true, value: await own.read(name) }
    },
    async saveScenario(_, name, text) {
      const problem = nameProblem(name)
      if (problem !== undefined) return refuse(problem)
      await own.save(name, text)
      return done
    },
    async renameScenario(_, from, to) {
      await own.rename(from, to)
      return done
    },
    async deleteScenario(asker, name) {
      const isMeant = await isConfirmed(asker.window, {
        title: 'Delete a scenario',
        message: `Delete the scenario ${name}?`,
        detail: 'Its text cannot be brought back. Sessions that were played with it stay.',
        button: 'Delete',
      })
      if (!isMeant) return cancelled
      await own.remove(name)
      return done
    },
    async editScenario(_, name) {
      wanted = name
      windows.showScenarios()
      return done
    },
    async wantedScenario() {
      const value = wanted ?? null
      wanted = undefined
      return { ok: true, value }
    },
    async checkScenario(_, text, seed) {
      try {
        const { text: teaches, steps } = await runScript(text, seed)
        const live = whyNotLive(steps)
        const counts = { steps: steps.length, people: peopleOf(steps).length, edits: editsOf(steps) }
        return { ok: true, value: { ok: true, teaches, ...counts, ...(live === undefined ? {} : { live }) } }
      } catch (error) {
        return { ok: true, value: problemOf(error) }
      }
    },
    async playScenario(_, given) {
      if (player.playing) return refuse('A scenario is being played already. Stop it first.')
      const { choice, steps } = await chosen(given)
      const problem = whyNotLive(steps)
      if (problem !== undefined) return refuse(problem)
      const link = orderOf(choice)
      const { model, speed } = choice
      await player.play({ title: choice.scenario.name, steps, model, speed, ...(link ? { link } : {}) })
      return done
    },
    async simulateScenario(_, given) {
      const { choice, steps } = await chosen(given)
      const link = orderOf(choice)
      const { model, seed } = choice
      const job = { title: choice.scenario.name, steps, model, links: link ? [link] : [], seed }
      return show(job, choice.scenario.name)
    },
    async simulateScenarioSteps(_, { title, model, steps: given }) {
      if (!models.some(({ name }) => name === model)) return refuse(`There is no model ${model}.`)
      const { steps } = parseScenario({ steps: given })
      return show({ title, steps, model, links: [], seed: 1 }, title.replaceAll(/[^\p{L}\p{N} ,.-]/gu, '_'))
    },
  }
}

/** What a script threw, or what else became of it. */
class ScriptError extends Error {
  readonly line: number | undefined
  readonly column: number | undefined
  constructor(reason: string, line?: number, column?: number) {
    super(reason)
    this.name = 'ScriptError'
    this.line = line
    this.column = column
  }
}

function problemOf(error: unknown): CheckedScenario {
  const reason = (error as Error).message
  if (error instanceof ScenarioError)
    return { ok: false, reason, ...(error.step === undefined ? {} : { step: error.step }) }
  if (!(error instanceof ScriptError)) throw error
  const { line, column } = error
  return { ok: false, reason, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
}
