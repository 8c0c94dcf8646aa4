/**
 * Reads the steps of a scenario that comes from outside, a script or a file: plain data within bounds, or a sentence
 * that says which step it is, what is wrong with it and what to do. Runs nothing.
 */
import { checkJson, checkPath, FrameError } from './bounds.ts'
import type { Json, JsonObject, Key } from './change.ts'
import { parseHypertyFrame } from './codec.ts'
import { LinkOrderError, parseLinkOrder, type LinkOrder } from './link-order.ts'
import type { Action } from './port.ts'
import type { Edit, Step } from './scenario.ts'
import { driftPercentMax, skewMsMax } from './skew.ts'

/** The bounds of a scenario from outside. */
export const scenarioLimits = {
  steps: 10_000,
  people: 64,
  /** The last step is at most an hour after the first. */
  spanMs: 3_600_000,
  nameCharacters: 60,
  textCharacters: 1_000,
  /** All of it, as JSON. */
  characters: 4 * 1024 * 1024,
} as const

/** A scenario that cannot be played; the message is for people. */
export class ScenarioError extends Error {
  /** The step that it is about, from 1. */
  readonly step: number | undefined
  constructor(reason: string, step?: number) {
    super(step === undefined ? reason : `Step ${step}: ${reason}`)
    this.name = 'ScenarioError'
    this.step = step
  }
}

export interface GivenScenario {
  /** One sentence on what it teaches. */
  readonly text: string
  /** In the order of their moments. */
  readonly steps: readonly Step[]
}

type Fields = { readonly [key: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

class Wrong extends Error {}
const wrong = (reason: string): never => {
  throw new Wrong(reason)
}

/** What each deed is made of, beside `at` and `do`. */
const parts = {
  join: ['who'],
  leave: ['who'],
  crash: ['who'],
  restart: ['who'],
  pause: ['who'],
  resume: ['who'],
  halt: ['who'],
  proceed: ['who'],
  down: ['who', 'storage'],
  up: ['who'],
  skew: ['who', 'skewMs', 'driftPercent'],
  create: ['who', 'name', 'value', 'parent', 'onLeave'],
  edit: ['who', 'object', 'edit'],
  ask: ['who', 'action'],
  delay: ['delayMs'],
  link: ['order'],
  note: ['text', 'style'],
} as const satisfies Readonly<Record<Step['do'], readonly string[]>>

const editParts = {
  set: ['path', 'value'],
  delete: ['path'],
  add: ['path', 'by'],
  insert: ['list', 'index', 'value'],
  remove: ['list', 'index'],
  splice: ['path', 'index', 'removed', 'added'],
} as const satisfies Readonly<Record<Edit['kind'], readonly string[]>>

const styles = ['phase', 'step', 'remark'] as const

/**
 * Reads what a script has given. Steps that are not in the order of their moments are put into it.
 * @throws ScenarioError
 */
export function parseScenario(value: unknown): GivenScenario {
  if (!isFields(value)) throw new ScenarioError('A scenario is an object: scenario({ text: "…", steps: [ … ] }).')
  const { text = '', steps } = value
  if (typeof text !== 'string' || text.length > scenarioLimits.textCharacters)
    throw new ScenarioError(
      `The text of a scenario is a sentence of at most ${scenarioLimits.textCharacters} characters.`,
    )
  if (!Array.isArray(steps)) throw new ScenarioError('A scenario has steps: a list, or a function that gives one.')
  if (steps.length === 0) throw new ScenarioError('The scenario has no steps. Begin with one in which somebody joins.')
  if (steps.length > scenarioLimits.steps)
    throw new ScenarioError(
      `A scenario has at most ${scenarioLimits.steps.toLocaleString('en')} steps; this one has ${steps.length.toLocaleString('en')}.`,
    )
  const read = steps.map((step: unknown, index) => numbered(index + 1, () => readStep(step)))
  const people = new Set(read.flatMap((step) => ('who' in step ? [step.who] : [])))
  if (people.size > scenarioLimits.people)
    throw new ScenarioError(`At most ${scenarioLimits.people} can take part; here are ${people.size}.`)
  if (people.size === 0) throw new ScenarioError('Nobody takes part. Begin with a step in which somebody joins.')
  return { text, steps: read.sort((one, other) => one.at - other.at) }
}

function numbered<T>(step: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong) throw new ScenarioError(error.message, step)
    throw error
  }
}

function readStep(value: unknown): Step {
  if (!isFields(value)) return wrong('it is no object. Write { at: 1000, who: "Alice", do: "join" }, or use writes(…).')
  const { at, do: deed } = value
  if (typeof at !== 'number' || !(at >= 0 && at <= scenarioLimits.spanMs))
    return wrong(`"at" is its moment in milliseconds, from 0 to ${scenarioLimits.spanMs}.`)
  if (typeof deed !== 'string' || !Object.hasOwn(parts, deed))
    return wrong(`"do" is ${shown(deed)}. It is one of: ${Object.keys(parts).join(', ')}.`)
  const kind = deed as Step['do']
  refuseOthers(value, ['at', 'do', ...parts[kind]], kind)
  if (kind === 'delay') return { at, do: kind, delayMs: numberOf(value, 'delayMs', 0, 10_000) }
  if (kind === 'note') return { at, do: kind, text: textOf(value['text']), style: styleOf(value['style']) }
  if (kind === 'link') return { at, do: kind, order: orderOf(value['order']) }
  const who = nameOf(value, 'who', 'Give the name of who does it, such as "Alice".')
  if (kind === 'create')
    return {
      at,
      who,
      do: kind,
      name: nameOf(value, 'name', 'Name the object, such as "todo".'),
      value: objectOf(value),
      ...(value['parent'] === undefined ? {} : { parent: addressOf(value['parent'], 'parent') }),
      ...(value['onLeave'] === undefined ? {} : { onLeave: oneOf(value, 'onLeave', ['close', 'take over']) }),
    }
  if (kind === 'edit') return { at, who, do: kind, object: addressOf(value['object']), edit: readEdit(value['edit']) }
  if (kind === 'ask') return { at, who, do: kind, action: readAction(value['action']) }
  if (kind === 'down') return { at, who, do: kind, storage: oneOf(value, 'storage', ['kept', 'lost']) }
  if (kind === 'skew') {
    const skewMs = numberOf(value, 'skewMs', -skewMsMax, skewMsMax)
    return {
      at,
      who,
      do: kind,
      skewMs,
      driftPercent: numberOf(value, 'driftPercent', -driftPercentMax, driftPercentMax),
    }
  }
  return { at, who, do: kind }
}

function readEdit(value: unknown): Edit {
  if (!isFields(value)) return wrong('"edit" is missing. Write set("title", "Milk"), or { kind: "set", path, value }.')
  const { kind } = value
  if (typeof kind !== 'string' || !Object.hasOwn(editParts, kind))
    return wrong(`the kind of its edit is ${shown(kind)}. It is one of: ${Object.keys(editParts).join(', ')}.`)
  const own = kind as Edit['kind']
  refuseOthers(value, ['kind', ...editParts[own]], own)
  if (own === 'insert' || own === 'remove') {
    const list = pathOf(value, 'list')
    const index = numberOf(value, 'index', 0, 1_000_000)
    if (!Number.isInteger(index)) return wrong('"index" is a whole number.')
    return own === 'insert' ? { kind: own, list, index, value: jsonOf(value['value']) } : { kind: own, list, index }
  }
  const path = pathOf(value, 'path')
  if (typeof path.at(-1) !== 'string')
    return wrong('its path has to end with the name of a property. What is in a list is changed by insert and remove.')
  if (own === 'set') return { kind: own, path, value: jsonOf(value['value']) }
  if (own === 'splice') return readSplice(value, path)
  return own === 'add' ? { kind: own, path, by: numberOf(value, 'by', -1e9, 1e9) } : { kind: own, path }
}

function readSplice(value: Fields, path: readonly Key[]): Edit {
  const [index, removed] = [numberOf(value, 'index', 0, 1_000_000), numberOf(value, 'removed', 0, 1_000_000)]
  if (!Number.isInteger(index) || !Number.isInteger(removed)) return wrong('"index" and "removed" are whole numbers.')
  const { added } = value
  if (typeof added !== 'string') return wrong(`"added" is ${shown(added)}. It is the text that is typed.`)
  return { kind: 'splice', path, index, removed, added: jsonOf(added) as string }
}

/** What a window asks of its Syncer is read as it is at its port. */
function readAction(action: unknown): Action {
  if (!isFields(action)) return wrong('"action" is missing. Write { do: "share", url: objectUrl("todo") }.')
  try {
    const frame = parseHypertyFrame(JSON.stringify({ kind: 'request', id: 1, action }))
    return frame.kind === 'request' ? frame.action : wrong('"action" is nothing that can be asked.')
  } catch (error) {
    if (error instanceof FrameError)
      return wrong(`${shown(action['do'])} is nothing that can be asked so: ${error.message}.`)
    throw error
  }
}

function refuseOthers(value: Fields, known: readonly string[], what: string): void {
  const other = Object.keys(value).find((key) => !known.includes(key))
  if (other !== undefined) wrong(`"${other.slice(0, 40)}" is no part of ${what}. It takes: ${known.join(', ')}.`)
}

function numberOf(value: Fields, key: string, least: number, most: number): number {
  const number = value[key]
  if (typeof number !== 'number' || !(number >= least && number <= most))
    return wrong(`"${key}" is ${shown(number)}. It is a number from ${least} to ${most}.`)
  return number
}

function nameOf(value: Fields, key: string, advice: string): string {
  const name = value[key]
  if (typeof name !== 'string' || name.trim() === '') return wrong(`"${key}" is missing. ${advice}`)
  if (name.length > scenarioLimits.nameCharacters || !/^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u.test(name))
    return wrong(
      `"${key}" is ${shown(name)}. A name is made of letters, digits, blanks, dots and dashes, at most ${scenarioLimits.nameCharacters}.`,
    )
  return name
}

/** Conditions of links, read as the dialogue's are. */
function orderOf(value: unknown): LinkOrder {
  try {
    return parseLinkOrder(value)
  } catch (error) {
    if (error instanceof LinkOrderError) return wrong(error.message)
    throw error
  }
}

function oneOf<T extends string>(value: Fields, key: string, known: readonly T[]): T {
  const found = known.find((one) => one === value[key])
  return found ?? wrong(`"${key}" is ${shown(value[key])}. It is one of: ${known.join(', ')}.`)
}

function addressOf(value: unknown, key = 'object'): string {
  if (typeof value !== 'string' || value.length > 512 || !/^comm:\/\/\S+$/.test(value))
    return wrong(`"${key}" is ${shown(value)}. It is the address of an object: objectUrl("todo").`)
  return value
}

function pathOf(value: Fields, key: string): readonly Key[] {
  const path = value[key]
  if (!Array.isArray(path)) return wrong(`"${key}" is ${shown(path)}. It is a list of names and places: ["items", 0].`)
  bounded(() => checkPath(path, true))
  return path as Key[]
}

function jsonOf(value: unknown): Json {
  if (value === undefined) return wrong('"value" is missing. To take a property away, use { kind: "delete", path }.')
  bounded(() => checkJson(value as Json))
  return value as Json
}

function objectOf(value: Fields): JsonObject {
  const given = value['value']
  return isFields(given)
    ? (jsonOf(given) as JsonObject)
    : wrong(`"value" is ${shown(given)}. A data object begins as { … }.`)
}

function bounded(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof FrameError) wrong(`${error.message}.`)
    throw error
  }
}

function textOf(text: unknown): string {
  if (typeof text !== 'string' || text === '' || text.length > scenarioLimits.textCharacters)
    return wrong(`"text" is a sentence of 1 to ${scenarioLimits.textCharacters} characters.`)
  return text
}

function styleOf(style: unknown): (typeof styles)[number] {
  return styles.find((one) => one === style) ?? wrong(`"style" is ${shown(style)}. It is one of: ${styles.join(', ')}.`)
}

const shown = (value: unknown): string => {
  if (value === undefined) return 'missing'
  const text = typeof value === 'string' ? JSON.stringify(value) : isFields(value) ? 'an object' : String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
