/**
 * What somebody chooses before a scenario is played: which, under which model, on which conditions, by which seed. Plain
 * data; what comes from a page is parsed here.
 */
import { seedMax } from './link-order.ts'

export const speeds = ['slow', 'usual', 'fast'] as const
/** How fast it is typed in real windows. */
export type Speed = (typeof speeds)[number]

/** Built in, by its name; or one's own, by the name under which it was saved. */
export interface ScenarioPick {
  readonly from: 'built-in' | 'own'
  readonly name: string
}

export interface Choice {
  readonly scenario: ScenarioPick
  readonly model: string
  /** The name of a preset of the links. */
  readonly preset: string
  readonly seed: number
  readonly speed: Speed
}

/** A choice that cannot be made; the message is for people. */
export class ChoiceError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'ChoiceError'
  }
}

type Fields = { readonly [key: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= nameCharactersMax
const nameCharactersMax = 120

/** @throws ChoiceError */
export function parseChoice(value: unknown): Choice {
  if (!isFields(value) || !isFields(value['scenario'])) throw new ChoiceError('Choose a scenario.')
  const { from, name } = value['scenario']
  const { model, preset, seed, speed } = value
  if ((from !== 'built-in' && from !== 'own') || !isName(name)) throw new ChoiceError('Choose a scenario by its name.')
  if (!isName(model)) throw new ChoiceError('Choose a model.')
  if (!isName(preset)) throw new ChoiceError('Choose conditions of the links.')
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > seedMax)
    throw new ChoiceError(`A seed is a whole number from 0 to ${seedMax}.`)
  const pace = speeds.find((one) => one === speed)
  if (!pace) throw new ChoiceError(`A speed is one of: ${speeds.join(', ')}.`)
  return { scenario: { from, name }, model, preset, seed, speed: pace }
}
