/** Reads the words of the command line. Knows which there are and what they may be, not what is done about them. */
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { linkPresets, type LinkPreset } from '../core/link-presets.ts'
import { seedMax } from '../core/link-order.ts'
import type { Scenario } from '../core/scenario.ts'
import { scenarios } from '../core/scenarios/index.ts'
import { catalogue, entryOf } from './cli-catalogue.ts'

/** A command line that is not understood; its message says what would be. */
export class UsageError extends Error {}

/** What both commands that play something take. */
interface Play {
  readonly scenario: Scenario
  readonly seed: number
  readonly preset: LinkPreset | undefined
  /** The file with the orders for links. */
  readonly conditions: string | undefined
  readonly json: boolean
}

type RunWords = { readonly do: 'run'; readonly model: Model; readonly out: string | undefined } & Play
/** As `run`; its session goes to standard output where no file is named. */
export type RecordWords = Omit<RunWords, 'do'> & { readonly do: 'record' }

export type Command =
  | { readonly do: 'help' }
  | { readonly do: 'list'; readonly json: boolean }
  | RunWords
  | RecordWords
  | ({ readonly do: 'compare'; readonly models: readonly Model[]; readonly seeds: number } & Play)
  /** What was done in a session, in the place of a scenario. */
  | {
      readonly do: 'compare-session'
      readonly session: string
      readonly models: readonly Model[]
      /** Without one that of the session. */
      readonly seed: number | undefined
      readonly seeds: number
      readonly preset: LinkPreset | undefined
      readonly conditions: string | undefined
      readonly json: boolean
    }
  | OrdersCommand

/** Which writes are delivered in every order: those of a session, or of a run. */
export interface OrdersCommand {
  readonly do: 'orders'
  readonly of: { readonly session: string } | ({ readonly session?: undefined } & Omit<Play, 'json'>)
  /** Without one that of the object, or the first of the list. */
  readonly model: Model | undefined
  /** Without any, all that were made at the same time. */
  readonly events: readonly number[]
  readonly overtaken: boolean
  readonly json: boolean
}

/** So many seeds can be asked for at once. */
export const seedsMax = 100_000

type Valued =
  'scenario' | 'session' | 'model' | 'models' | 'seed' | 'seeds' | 'preset' | 'conditions' | 'out' | 'events'
type Options = Partial<Record<Valued, string>> & { readonly json: boolean; readonly overtaken: boolean }
/** So many writes can be named. */
const eventsMax = 64

/** @throws UsageError */
export function parseWords(words: readonly string[]): Command {
  const [command, ...rest] = words
  if (command === undefined || command === 'help' || words.includes('--help') || words.includes('-h'))
    return { do: 'help' }
  if (command !== 'list' && command !== 'run' && command !== 'record' && command !== 'compare' && command !== 'orders')
    throw new UsageError(
      `There is no command ${JSON.stringify(command)}. There are: ${catalogue.map(({ name }) => name).join(', ')}.`,
    )
  const options = optionsOf(command, rest)
  const { json } = options
  if (command === 'list') return { do: command, json }
  if (options.session !== undefined && options.scenario !== undefined)
    throw new UsageError('Give --scenario or --session, not both.')
  if (command === 'orders') return ordersOf(options)
  if (command === 'compare' && options.session !== undefined) return sessionOf(options, options.session)
  const play = playOf(options)
  if (command === 'run' || command === 'record') {
    const model = options.model === undefined ? (models[0] as Model) : named('model', models, options.model)
    const out = command === 'record' && options.out === '-' ? undefined : options.out
    if (command === 'record' && out === undefined && json)
      throw new UsageError('With --json there is no room for the session itself: say --out with a file.')
    return { do: command, model, out, ...play }
  }
  const seeds = seedsOf(options, play.seed)
  return { do: command, models: modelsOf(options), seeds, ...play }
}

const playOf = (options: Options): Play => ({
  scenario: named('scenario', scenarios, options.scenario),
  seed: wholeOf('seed', options.seed ?? '1', 0, seedMax),
  preset: presetOf(options),
  conditions: options.conditions,
  json: options.json,
})

const presetOf = ({ preset }: Options): LinkPreset | undefined =>
  preset === undefined ? undefined : named('preset', linkPresets, preset)

function modelsOf({ models: names }: Options): readonly Model[] {
  const chosen = names === undefined ? models : names.split(',').map((name) => named('model', models, name))
  const twice = chosen.find((model, index) => chosen.indexOf(model) < index)
  if (twice) throw new UsageError(`--models names ${twice.name} twice.`)
  return chosen
}

function seedsOf(options: Options, first: number): number {
  const seeds = wholeOf('seeds', options.seeds ?? '1', 1, seedsMax)
  if (first + seeds - 1 > seedMax) throw new UsageError(`The last of the seeds is beyond ${seedMax}.`)
  return seeds
}

function sessionOf(options: Options, session: string): Command {
  const seed = options.seed === undefined ? undefined : wholeOf('seed', options.seed, 0, seedMax)
  const { conditions, json } = options
  const seeds = seedsOf(options, seed ?? 0)
  return {
    do: 'compare-session',
    session,
    models: modelsOf(options),
    seed,
    seeds,
    preset: presetOf(options),
    conditions,
    json,
  }
}

function ordersOf(options: Options): OrdersCommand {
  const { session, overtaken, json } = options
  const model = options.model === undefined ? undefined : named('model', models, options.model)
  const events = (options.events?.split(',') ?? []).map((one) => wholeOf('events', one, 1, Number.MAX_SAFE_INTEGER))
  if (events.length > eventsMax) throw new UsageError(`--events names ${eventsMax} events at most.`)
  const other = (['seed', 'preset', 'conditions'] as const).find((name) => options[name] !== undefined)
  if (session !== undefined && other) throw new UsageError(`--${other} says how a scenario is played; a session was.`)
  const of = session === undefined ? playOf(options) : { session }
  return { do: 'orders', of, model, events, overtaken, json }
}

/** What stands behind the options that the catalogue has for a command. */
function optionsOf(command: string, words: readonly string[]): Options {
  const options: { -readonly [K in Valued]?: string } = {}
  const known = entryOf(command)?.options ?? []
  const names = known.filter(({ takes }) => takes !== undefined).map(({ name }) => name as Valued)
  let [json, overtaken] = [false, false]
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    const [, name, , given] = /^--([a-z]+)(=(.*))?$/s.exec(word) ?? []
    if (name === 'json' && given === undefined) {
      json = true
      continue
    }
    if (name === 'overtaken' && given === undefined && command === 'orders') {
      overtaken = true
      continue
    }
    const option = names.find((one) => one === name)
    const may = known.map((one) => `--${one.name}`).join(', ')
    if (!option) throw new UsageError(`${command} has no ${JSON.stringify(word)}. It has: ${may}.`)
    if (options[option] !== undefined) throw new UsageError(`--${option} is given twice.`)
    const value = given ?? words[++index]
    if (value === undefined || value === '' || value.startsWith('--'))
      throw new UsageError(`--${option} needs something after it.`)
    options[option] = value
  }
  return { ...options, json, overtaken }
}

function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string | undefined): T {
  const names = all.map((one) => one.name).join(', ')
  if (name === undefined) throw new UsageError(`Which ${what}? Say --${what} with one of: ${names}.`)
  const found = all.find((one) => one.name === name)
  if (!found) throw new UsageError(`There is no ${what} ${JSON.stringify(name)}. There are: ${names}.`)
  return found
}

/** A whole number behind an option. @throws UsageError */
export function wholeOf(what: string, word: string, least: number, most: number): number {
  const value = Number(word)
  if (/^\d+$/.test(word) && value >= least && value <= most) return value
  throw new UsageError(`--${what} is a whole number from ${least} to ${most}, not ${JSON.stringify(word)}.`)
}
