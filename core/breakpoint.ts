/**
 * What somebody orders of the bus to look at its messages: breakpoints, which are filters, and what is to become of a
 * message that is held. Plain data; what comes from outside is parsed here, with bounds.
 */
import { FrameError } from './bounds.ts'
import type { WireChange } from './change.ts'
import { parseChanges } from './codec.ts'
import type { EndedEvent, SentEvent } from './event.ts'
import type { Message, MessageType } from './message.ts'
import { parseQuery, queryMax } from './query-parse.ts'
import type { Query } from './query.ts'

/** Holds the bus at messages that a filter matches. */
export interface Breakpoint {
  readonly filter: string
  readonly isOn: boolean
  /** It is off after it has held the bus. */
  readonly once?: boolean
}

export interface CountedBreakpoint extends Breakpoint {
  /** How often it has held the bus. */
  readonly hits: number
}

/** What is to become of a message that is held; `restore`: what was to become of it at first. */
export type HeldAct =
  | { readonly do: 'drop' | 'double' | 'restore' }
  | { readonly do: 'delay'; readonly delayMs: number }
  | { readonly do: 'edit'; readonly changes: readonly WireChange[] }

/** The same as a page says it: changes as the JSON that somebody has written. */
export type HeldOrder =
  Exclude<HeldAct, { readonly do: 'edit' }> | { readonly do: 'edit'; readonly changes: string }

/** How the bus goes on: until the next breakpoint, by one message, or not further than the next message. */
export type HoldMove = 'continue' | 'step' | 'pause'

/** A message that is held or waits behind one, for people. */
export interface HeldMessage {
  /** The number of its event. */
  readonly n: number
  readonly type: MessageType
  readonly from: string
  /** To whom it goes, by name or by topic. */
  readonly to: string
  readonly receivers: number
  /** The filter that it met, or why it is held where it met none; absent where it only waits. */
  readonly met?: string
  /** What is to become of it, in the order in which it happens. */
  readonly fate: readonly HeldDeed[]
  readonly delayMs: number
  /** Its changes as they will go on, as JSON; absent where it carries none that could be edited. */
  readonly changes?: string
}

/** What somebody did with a message that was held. */
export type HeldDeed = 'edited' | 'dropped' | 'doubled' | 'delayed'

export interface HoldReport {
  readonly breakpoints: readonly CountedBreakpoint[]
  readonly isHolding: boolean
  /** It holds at the next message, whatever that is. */
  readonly isPausing: boolean
  /** Those that come first; the one that holds the bus is the first of them. */
  readonly messages: readonly HeldMessage[]
  readonly waiting: number
}

export const breakpointsMax = 50
export const heldDelayMsMax = 60_000
export const editCharactersMax = 1024 * 1024

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

/** The changes of a message that can be edited: those that stand in it as they are. */
export function editableChanges({ type, body }: Message): readonly WireChange[] | undefined {
  // what a text stamps is in the stamp
  if (type === 'update') return typeof body.stamp === 'string' ? undefined : body.changes
  return type === 'execute' && body.method === 'write' ? body.changes : undefined
}

/** A message as it came, where somebody edited it on its way. */
export const asItCame = (sent: SentEvent, { altered }: EndedEvent): SentEvent =>
  altered ? { ...sent, message: withChanges(sent.message, altered) } : sent

/** A message with other changes in the place of its own. */
export function withChanges(message: Message, changes: readonly WireChange[]): Message {
  return { ...message, body: { ...message.body, changes } } as Message
}
