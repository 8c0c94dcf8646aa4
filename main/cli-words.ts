/** Reads the words of the command line. Knows which there are and what they may be, not what is done about them. */
import type { Model } from '../core/model.ts'
import { models } from '../core/models/index.ts'
import { linkPresets, type LinkPreset } from '../core/link-presets.ts'
import { seedMax } from '../core/link-order.ts'
import type { Scenario } from '../core/scenario.ts'
import { scenarios } from '../core/scenarios/index.ts'

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

export type Command =
  | { readonly do: 'help' }
  | { readonly do: 'list'; readonly json: boolean }
  | ({ readonly do: 'run'; readonly model: Model; readonly out: string | undefined } & Play)
  | ({ readonly do: 'compare'; readonly models: readonly Model[]; readonly seeds: number } & Play)

/** So many seeds can be asked for at once. */
export const seedsMax = 100_000

const valued = ['scenario', 'model', 'models', 'seed', 'seeds', 'preset', 'conditions', 'out'] as const
type Valued = (typeof valued)[number]

const known = {
  list: [],
  run: ['scenario', 'model', 'seed', 'preset', 'conditions', 'out'],
  compare: ['scenario', 'models', 'seed', 'seeds', 'preset', 'conditions'],
} as const satisfies Readonly<Record<string, readonly Valued[]>>

type Options = Partial<Record<Valued, string>> & { readonly json: boolean }

/** @throws UsageError */
export function parseWords(words: readonly string[]): Command {
  const [command, ...rest] = words
  if (command === undefined || command === 'help' || words.includes('--help') || words.includes('-h'))
    return { do: 'help' }
  if (command !== 'list' && command !== 'run' && command !== 'compare')
    throw new UsageError(
      `There is no command ${JSON.stringify(command)}. There are: list, run, compare, export, verdict.`,
    )
  const options = optionsOf(command, rest)
  const { json } = options
  if (command === 'list') return { do: command, json }
  const play: Play = {
    scenario: named('scenario', scenarios, options.scenario),
    seed: wholeOf('seed', options.seed ?? '1', 0, seedMax),
    preset: options.preset === undefined ? undefined : named('preset', linkPresets, options.preset),
    conditions: options.conditions,
    json,
  }
  if (command === 'run') {
    const model = options.model === undefined ? (models[0] as Model) : named('model', models, options.model)
    return { do: command, model, out: options.out, ...play }
  }
  const chosen =
    options.models === undefined ? models : options.models.split(',').map((name) => named('model', models, name))
  const twice = chosen.find((model, index) => chosen.indexOf(model) < index)
  if (twice) throw new UsageError(`--models names ${twice.name} twice.`)
  const seeds = wholeOf('seeds', options.seeds ?? '1', 1, seedsMax)
  if (play.seed + seeds - 1 > seedMax) throw new UsageError(`The last of the seeds is beyond ${seedMax}.`)
  return { do: command, models: chosen, seeds, ...play }
}

function optionsOf(command: keyof typeof known, words: readonly string[]): Options {
  const options: { -readonly [K in Valued]?: string } = {}
  const names: readonly Valued[] = known[command]
  let json = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    const [, name, , given] = /^--([a-z]+)(=(.*))?$/s.exec(word) ?? []
    if (name === 'json' && given === undefined) {
      json = true
      continue
    }
    const option = names.find((one) => one === name)
    const may = [...names, 'json'].map((one) => `--${one}`).join(', ')
    if (!option) throw new UsageError(`${command} has no ${JSON.stringify(word)}. It has: ${may}.`)
    if (options[option] !== undefined) throw new UsageError(`--${option} is given twice.`)
    const value = given ?? words[++index]
    if (value === undefined || value === '' || value.startsWith('--'))
      throw new UsageError(`--${option} needs something after it.`)
    options[option] = value
  }
  return { ...options, json }
}

function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string | undefined): T {
  const names = all.map((one) => one.name).join(', ')
  if (name === undefined) throw new UsageError(`Which ${what}? Say --${what} with one of: ${names}.`)
  const found = all.find((one) => one.name === name)
  if (!found) throw new UsageError(`There is no ${what} ${JSON.stringify(name)}. There are: ${names}.`)
  return found
}

function wholeOf(what: string, word: string, least: number, most: number): number {
  const value = Number(word)
  if (/^\d+$/.test(word) && value >= least && value <= most) return value
  throw new UsageError(`--${what} is a whole number from ${least} to ${most}, not ${JSON.stringify(word)}.`)
}
