/**
 * Reads what is ordered of breakpoints and of messages that are held, with bounds, and says which filters can never hold
 * anything.
 */
import { FrameError } from './bounds.ts'
import { breakpointsMax, editCharactersMax, heldDelayMsMax, type Breakpoint, type HeldAct } from './breakpoint.ts'
import type { WireChange } from './change.ts'
import { parseChanges } from './codec.ts'
import { parseQuery, queryMax } from './query-parse.ts'
import type { Query } from './query.ts'

/** An order that cannot be taken; says what is wrong with it. */
export class BreakpointError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'BreakpointError'
  }
}

type Fields = { readonly [key: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws BreakpointError */
export function parseBreakpoints(value: unknown): readonly Breakpoint[] {
  if (!Array.isArray(value) || value.length > breakpointsMax)
    throw new BreakpointError(`Breakpoints are a list of at most ${breakpointsMax}.`)
  return value.map((one: unknown) => {
    if (!isFields(one) || typeof one['filter'] !== 'string' || typeof one['isOn'] !== 'boolean')
      throw new BreakpointError('A breakpoint has a filter, and is on or off.')
    const { filter, isOn, once } = one
    if ((filter as string).length > queryMax) throw new BreakpointError(`A filter has ${queryMax} characters at most.`)
    const problem = problemOf(filter as string)
    if (problem !== undefined) throw new BreakpointError(problem)
    return { filter: filter as string, isOn: isOn as boolean, ...(once === true ? { once } : {}) }
  })
}

/** @throws BreakpointError */
export function parseHeldAct(value: unknown): HeldAct {
  if (!isFields(value)) throw new BreakpointError('What is to become of a message is an object.')
  const { do: deed, delayMs, changes } = value
  if (deed === 'drop' || deed === 'double' || deed === 'restore') return { do: deed }
  if (deed === 'delay') {
    if (typeof delayMs !== 'number' || !(delayMs > 0 && delayMs <= heldDelayMsMax))
      throw new BreakpointError(`A message is delayed by more than 0 and at most ${heldDelayMsMax} ms.`)
    return { do: deed, delayMs }
  }
  if (deed === 'edit') return { do: deed, changes: parseEdit(changes) }
  throw new BreakpointError('A message is dropped, doubled, delayed, edited or restored.')
}

/** Changes as somebody has written them, as JSON. */
function parseEdit(text: unknown): readonly WireChange[] {
  if (typeof text !== 'string' || text.length > editCharactersMax)
    throw new BreakpointError(`Changes are a text of at most ${editCharactersMax.toLocaleString('en')} characters.`)
  try {
    // on one line, as they are recorded
    return parseChanges(JSON.stringify(JSON.parse(text)))
  } catch (error) {
    if (error instanceof SyntaxError) throw new BreakpointError(`That is not JSON: ${error.message}.`)
    if (error instanceof FrameError) throw new BreakpointError(`These are no changes: ${error.message}.`)
    throw error
  }
}

/** Why a filter cannot be a breakpoint; undefined where it can. */
export function problemOf(filter: string): string | undefined {
  const parsed = parseQuery(filter)
  if (!parsed.ok) return parsed.sentence
  const part = firstOf(parsed.query, isLater)
  return part && `A message that is not delivered yet has no ${laterName(part)}: nothing would ever be held.`
}

/** What is said of a message only when it has come, or by what comes after it. */
function isLater(query: Query): boolean {
  if (query.is === 'word') return query.word !== 'pending'
  if (query.is === 'last' || query.is === 'related') return true
  if (query.is === 'text' || query.is === 'pattern') return query.key === 'effect'
  return (query.is === 'number' || query.is === 'between') && query.key === 'lat'
}

function laterName(query: Query): string {
  if (query.is === 'word') return `"${query.word}"`
  if (query.is === 'related') return 'effects'
  if (query.is === 'last') return 'time before the end'
  return 'key' in query && query.key === 'lat' ? 'latency' : 'effect'
}

function firstOf(query: Query, isIt: (query: Query) => boolean): Query | undefined {
  if (isIt(query)) return query
  if (query.is === 'not') return firstOf(query.of, isIt)
  if (query.is !== 'and' && query.is !== 'or') return undefined
  for (const one of query.of) {
    const found = firstOf(one, isIt)
    if (found) return found
  }
  return undefined
}
