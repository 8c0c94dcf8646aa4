/**
 * The comparison that the window of comparisons looks at: what of it is played in threads, what its page is told, and where the
 * sessions of its runs are kept once somebody wants to see them. Knows no pages.
 */
import { mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import {
  orderProblem,
  type ComparisonFrame,
  type ComparisonOrder,
  type ComparisonPart,
  type GivenInputs,
  type PlayedRun,
  type RunOfOrder,
  type StripCell,
} from '../core/comparison.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { HostAnswer } from '../core/host.ts'
import { everywhere, linkPresets } from '../core/link-presets.ts'
import { models } from '../core/models/index.ts'
import { scenarios } from '../core/scenarios/index.ts'
import type { Step } from '../core/scenario.ts'
import { SessionError, type SessionHeader } from '../core/session.ts'
import { startComparison, type Cell, type Comparison, type RunningComparison } from './comparison-pool.ts'
import type { TransportEnd } from '../core/transport.ts'
import { savePlayed } from './saving.ts'
import { inputsOfTable, type SessionTable } from './session-table.ts'

export interface Comparisons {
  /** The page is there, and is told of what it asks for. */
  connect(end: TransportEnd): void
  /** Nobody looks any more: what is under way ends. */
  close(): void
  run(order: ComparisonOrder): HostAnswer
  /** Takes the inputs of a session: its name is that of a scenario from then on. */
  give(table: SessionTable, file: string): HostAnswer<GivenInputs>
  playSeeds(count: number): HostAnswer
  cancel(): HostAnswer
  /** Writes the session of a run to a file, playing it once more where it was not kept; gives the path. */
  keep(run: RunOfOrder): Promise<HostAnswer<{ path: string }>>
}

/** Cells are told together, at most so often. */
const tellMs = 100
/** So many sessions that somebody has looked at are kept; the oldest go first. */
export const keptMax = 50

/** A session that is given as text has so many characters at most. */
export const inputsCharactersMax = 64 * 1024 * 1024
/** So many sessions can be compared; the one that was given first goes first. */
const givenMax = 8

const done: HostAnswer = { ok: true, value: null }
const refuse = (reason: string): HostAnswer<never> => ({ ok: false, reason })

export function createComparisons(options: {
  readonly clock: Clock
  /** The bundled `comparison-worker`. */
  readonly workerFile: string
  readonly threads: number
  /** Where sessions are kept, and how many of them. */
  readonly folder: string
  readonly filesMax?: number
}): Comparisons {
  const { clock, workerFile, threads, folder, filesMax = keptMax } = options
  let page: TransportEnd | undefined
  let order: ComparisonOrder | undefined
  let running: RunningComparison | undefined
  const runs = new Map<string, PlayedRun>()
  const given = new Map<string, readonly Step[]>()

  const tell = (frame: ComparisonFrame): void => page?.send(JSON.stringify(frame))

  const comparisonOf = (one: ComparisonOrder): Omit<Comparison, 'seeds'> => ({
    scenario: one.scenario,
    steps: given.get(one.scenario),
    models: one.models,
    links: linkPresets.filter(({ name }) => name === one.preset).map((preset) => everywhere(preset, 0)),
    firstSeed: one.seed,
  })

  /** Plays one part; what was under way before has ended. */
  function start(part: ComparisonPart, comparison: Comparison, onCell: (cell: Cell, count: number) => void): void {
    running?.cancel()
    batch.clear()
    tell({ kind: 'begun', part, total: comparison.seeds * comparison.models.length })
    const own = startComparison(comparison, { workerFile, threads, onCell: (cell, now) => onCell(cell, now.done) })
    running = own
    const end = (how: 'done' | 'cancelled' | 'failed', reason?: string): void => {
      // what something new has ended is not told of any more
      if (running !== own) return
      running = undefined
      batch.flush()
      tell({ kind: 'ended', part, how, ...(reason === undefined ? {} : { reason }) })
    }
    own.ended.then(end, (error: Error) => end('failed', error.message))
  }

  const batch = createBatch(clock, (cells, count) => tell({ kind: 'cells', cells, done: count }))

  async function played({ model, seed }: RunOfOrder, of: ComparisonOrder): Promise<PlayedRun | undefined> {
    const known = runs.get(`${seed} ${model}`)
    if (known) return known
    let run: PlayedRun | undefined
    const comparison = { ...comparisonOf(of), models: [model], firstSeed: seed, seeds: 1, isKept: true }
    await startComparison(comparison, { workerFile, threads: 1, onCell: (cell) => (run = cell.run) }).ended
    return run
  }

  return {
    connect(end) {
      page = end
      end.listen(
        () => undefined,
        () => {
          if (page === end) page = undefined
        },
      )
    },
    close() {
      running?.cancel()
      running = undefined
      page = undefined
      order = undefined
      runs.clear()
      given.clear()
    },
    give(table, file) {
      try {
        const { steps, people, edits, leftOut, seed } = inputsOfTable(table, file)
        const scenario = `session ${file.replaceAll(/[^\p{L}\p{N} ,.-]/gu, '_')}`
        given.delete(scenario)
        given.set(scenario, steps)
        if (given.size > givenMax) given.delete(given.keys().next().value as string)
        const not = leftOut.length === 0 ? '' : ` Not repeated: ${leftOut.join(', ')}.`
        const who = `${people} participant${people === 1 ? '' : 's'}, ${edits} edit${edits === 1 ? '' : 's'}`
        return { ok: true, value: { scenario, text: `What was done in ${file}: ${who}.${not}`, seed } }
      } catch (error) {
        if (error instanceof SessionError) return refuse(error.message)
        throw error
      }
    },
    run(wanted) {
      const problem = problemOf(wanted, given)
      if (problem !== undefined) return refuse(problem)
      order = wanted
      runs.clear()
      start('runs', { ...comparisonOf(wanted), seeds: 1, isKept: true }, ({ run }) => {
        if (!run) return
        runs.set(`${run.seed} ${run.model}`, run)
        tell({ kind: 'run', run })
      })
      return done
    },
    playSeeds(count) {
      if (!order) return refuse('Nothing was run yet. Choose a scenario and models, and run them.')
      start('seeds', { ...comparisonOf(order), seeds: count }, batch.add)
      return done
    },
    cancel() {
      if (!running) return refuse('Nothing is being played.')
      running.cancel()
      return done
    },
    async keep(wanted) {
      if (!order?.models.includes(wanted.model)) return refuse(`${wanted.model} was not run.`)
      const run = await played(wanted, order)
      if (!run) return refuse('That run was not played to its end.')
      const { scenario, preset } = order
      const where = preset === 'none' ? '' : ` ${preset}`
      const path = join(folder, `${scenario} ${run.model}${where} seed ${run.seed}.ndjson`)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await savePlayed(sessionOf(run), ndjson, path)
      await prune(folder, filesMax)
      return { ok: true, value: { path } }
    },
  }
}

function problemOf(order: ComparisonOrder, given: ReadonlyMap<string, unknown>): string | undefined {
  if (!given.has(order.scenario) && !scenarios.some(({ name }) => name === order.scenario))
    return `There is no scenario ${order.scenario}.`
  const other = order.models.find((name) => !models.some((model) => model.name === name))
  if (other !== undefined) return `There is no model ${other}.`
  if (!linkPresets.some(({ name }) => name === order.preset)) return `There are no conditions ${order.preset}.`
  return orderProblem(order)
}

function sessionOf({ text }: PlayedRun): { readonly header: SessionHeader; readonly lines: readonly string[] } {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  return { header: JSON.parse(header) as SessionHeader, lines }
}

/** Gathers cells, and hands them on together. */
function createBatch(clock: Clock, give: (cells: readonly StripCell[], count: number) => void) {
  let cells: StripCell[] = []
  let count = 0
  let isDue = false

  function flush(): void {
    isDue = false
    if (cells.length === 0) return
    give(cells, count)
    cells = []
  }

  return {
    add({ model, seed, ending, sentence }: Cell, now: number): void {
      cells.push({ model, seed, ending, sentence })
      count = now
      if (isDue) return
      isDue = true
      clock.after(tellMs, flush)
    },
    flush,
    clear: () => void (cells = []),
  }
}

/** Removes the oldest sessions beyond so many. */
async function prune(folder: string, filesMax: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson'))
  if (names.length <= filesMax) return
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })))
  const old = dated.sort((a, b) => b.at - a.at).slice(filesMax)
  await Promise.all(old.map(({ name }) => unlink(join(folder, name))))
}
