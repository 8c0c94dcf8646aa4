/**
 * What is shown of a row: which of its hops, and with what words. How many is read from the columns alone, so that
 * a hundred thousand rows are laid out without reading one; words are read for rows in sight only.
 */
import type { Column } from '../../core/column.ts'
import type { Columns } from '../../core/columns.ts'
import type { EndedEvent, FaultEvent, SentEvent, SessionEvent } from '../../core/event.ts'
import type { HeldDeed } from '../../core/breakpoint.ts'
import { isRight, rightClock, skewText } from '../../core/fault.ts'
import { areUnreliable, noConditions } from '../../core/link-conditions.ts'
import { orderText } from '../../core/link-order.ts'
import type { Address } from '../../core/message.ts'
import { deliveryOf, departureOf, type Arrow, type Hop, type NameOf } from '../../core/scene.ts'
import type { LaneEntry, LaneTable } from './lane-table.ts'
import type { Lanes } from './lanes.ts'
import { durationText } from './time-text.ts'

export interface RowOptions {
  readonly lanes: Lanes
  /** Whether answers that only say "done" are shown. */
  readonly answers: boolean
  /** Whether messages that say where a cursor is are shown; they leave nothing behind, and are many. */
  readonly presence?: boolean
  /** The last event that is shown; what came later is as if it had not happened yet. */
  readonly lastEvent: number
  readonly nameOf: NameOf
  /** Which rows of messages are meant by a filter, and what is done with the others, or with them. */
  readonly match?: (row: number) => boolean
  readonly emphasis?: Emphasis
}

export type Emphasis = 'hide' | 'dim' | 'highlight'

/** What stands in a row. */
export type RowContent =
  | {
      readonly kind: 'arrows'
      readonly arrows: readonly Arrow[]
      readonly sent: SentEvent
      readonly ended: EndedEvent | undefined
    }
  | { readonly kind: 'phase' | 'step'; readonly text: string; readonly at: number }
  /** Something that happened to one hyperty, or to all where `who` is absent. */
  | {
      readonly kind: 'mark'
      readonly tone: 'plain' | 'warn' | 'bad'
      readonly text: string
      readonly at: number
      readonly who: Address | undefined
    }

/** In the order in which arrowsOf gives them. */
const departureHops = ['created', 'observed', 'changed', 'posted', 'watched'] as const
const deliveryHops = ['made', 'rewatched', 'passed', 'reobserved', 'told'] as const
const hops: readonly Hop[] = [...departureHops, 'sent', ...deliveryHops]
const bitOf = Object.fromEntries(hops.map((hop, index) => [hop, 1 << index])) as { readonly [H in Hop]: number }

const stampOf = (columns: Columns, hop: (typeof deliveryHops)[number]): Column => {
  if (hop === 'rewatched') return columns.ended.watched
  return hop === 'reobserved' ? columns.ended.observed : columns.ended[hop]
}

/** The hops of a row that are shown, as bits. */
export function hopBits(columns: Columns, row: number, options: RowOptions, table: LaneTable): number {
  if (columns.kindOf(row) !== 'message' || (!options.answers && isMereAnswer(columns, row, options))) return 0
  if (!options.presence && columns.typeOf(row) === 'presence') return 0
  const [fromId, toId] = [columns.from.get(row), columns.to.get(row)]
  const [from, to] = [table.of(fromId), table.of(toId)]
  if (from.isHidden || to.isHidden) return 0
  let bits = 0
  if (columns.head.get(row) === row && from.isExpanded) {
    for (const hop of departureHops) if (!Number.isNaN(columns.sent[hop].get(row))) bits |= bitOf[hop]
  }
  const isEnded = hasEnded(columns, row, options)
  if (columns.deliveries.get(row) > 0 && !isSameLane(fromId, toId, from, to)) bits |= bitOf.sent
  if (!isEnded || !to.isExpanded) return bits
  for (const hop of deliveryHops) if (!Number.isNaN(stampOf(columns, hop).get(row))) bits |= bitOf[hop]
  return bits
}

const hasEnded = (columns: Columns, row: number, { lastEvent }: RowOptions): boolean => {
  const end = columns.endN.get(row)
  return end !== 0 && end <= lastEvent
}

/** An answer that only confirms: neither a refusal nor the bearer of a value. */
export function isMereAnswer(columns: Columns, row: number, options: RowOptions): boolean {
  if (columns.typeOf(row) !== 'response' || columns.code.get(row) >= 300) return false
  return !(hasEnded(columns, row, options) && columns.effectOf(row) === 'applied')
}

/** Between two collapsed hyperties that share a lane there is nothing to see. */
const isSameLane = (fromId: number, toId: number, from: LaneEntry, to: LaneEntry): boolean =>
  toId !== 0 && (fromId === toId ? !from.isExpanded : from.x === to.x)

export const countBits = (bits: number): number => {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

/** What a row says, read from its text; undefined where nothing is shown. */
export function contentOf(
  columns: Columns,
  row: number,
  options: RowOptions,
  table: LaneTable,
): RowContent | undefined {
  const event = columns.eventOf(row)
  if (!event) return undefined
  if (event.kind !== 'sent') return otherContent(event, options.nameOf)
  const bits = hopBits(columns, row, options, table)
  if (bits === 0) return undefined
  const ended = hasEnded(columns, row, options) ? columns.endedOf(row) : undefined
  const departure = columns.head.get(row) === row ? departureOf(event, options.nameOf) : []
  const arrows = [...departure, ...deliveryOf(event, ended, options.nameOf)]
  return { kind: 'arrows', arrows: arrows.filter(({ hop }) => (bits & bitOf[hop]) !== 0), sent: event, ended }
}

function otherContent(event: Exclude<SessionEvent, SentEvent>, nameOf: NameOf): RowContent | undefined {
  const { at } = event
  switch (event.kind) {
    case 'note':
      if (event.who !== undefined) return { kind: 'mark', tone: 'plain', text: event.text, at, who: event.who }
      // a note on an event is shown there
      if (event.of !== undefined) return undefined
      return { kind: event.style === 'phase' ? 'phase' : 'step', text: event.text, at }
    case 'hyperty':
      return { kind: 'mark', tone: 'plain', text: `${event.name} ${event.state}`, at, who: event.url }
    case 'fault':
      return faultContent(event, nameOf)
    default:
      return undefined
  }
}

const faultTexts: { readonly [fault: string]: string } = {
  offline: 'is offline',
  online: 'is online again',
  crash: "'s window crashed",
  restart: "'s window is open again",
  pause: 'is paused',
  resume: 'goes on',
  down: 'has crashed, without storage',
  up: 'is back, and starts anew',
  'down stored': 'has crashed; what it had stored is kept',
  'up stored': 'is back, and goes on from what it had stored',
}

const orderStates = { planned: 'Planned: ', begins: 'Links: ', ends: 'No longer: ' } as const

function linkContent({ order, state = 'begins' }: FaultEvent, nameOf: NameOf) {
  if (!order) return { tone: 'plain', text: 'Links' } as const
  const conditions = { ...noConditions, ...order.conditions }
  const text = `${orderStates[state]}${orderText({ ...order, conditions }, nameOf)} · seed ${order.seed}`
  return { tone: state === 'begins' && areUnreliable(conditions) ? 'warn' : 'plain', text } as const
}

const skewOf = ({ skewMs, driftPercent }: FaultEvent) => ({
  skewMs: skewMs ?? rightClock.skewMs,
  driftPercent: driftPercent ?? rightClock.driftPercent,
})
const clockWords = (event: FaultEvent): string =>
  isRight(skewOf(event)) ? "'s clock is right again" : `'s clock is ${skewText(skewOf(event))}`

const deeds: { readonly [D in HeldDeed]: string } = {
  edited: 'edited',
  dropped: 'dropped',
  doubled: 'sent twice',
  delayed: 'delayed',
}
function breakpointText({ state, of = 0, met = '', did = [], delayMs = 0 }: FaultEvent): string {
  const why = met === 'step' ? 'a step' : met === 'pause' ? 'a pause' : met === '' ? 'any message' : met
  if (state === 'begins') return `The bus is held at event ${of}: ${why}`
  const what = did.map((one) => (one === 'delayed' ? `delayed by ${durationText(delayMs)}` : deeds[one]))
  return what.length === 0 ? `Event ${of} goes on` : `Event ${of} was ${what.join(', ')} at a breakpoint`
}

function toneOf(event: FaultEvent): 'plain' | 'warn' | 'bad' {
  const { fault } = event
  if (fault === 'crash' || fault === 'down') return 'bad'
  const isWarning = fault === 'offline' || fault === 'pause' || (fault === 'skew' && !isRight(skewOf(event)))
  return isWarning ? 'warn' : 'plain'
}

function faultContent(event: FaultEvent, nameOf: NameOf): RowContent {
  const { at, fault, who, delayMs = 0 } = event
  if (fault === 'delay') {
    const text = delayMs === 0 ? 'Slow motion is off' : `Slow motion: ${durationText(delayMs)} on every link`
    return { kind: 'mark', tone: 'plain', text, at, who: undefined }
  }
  if (fault === 'breakpoint') {
    const tone = event.state === 'begins' || event.did ? 'warn' : 'plain'
    return { kind: 'mark', tone, text: breakpointText(event), at, who }
  }
  if (fault === 'link' && event.order) return { kind: 'mark', at, who: event.order.from, ...linkContent(event, nameOf) }
  const what =
    fault === 'skew' ? clockWords(event) : (faultTexts[event.stored ? `${fault} stored` : fault] ?? `: ${fault}`)
  const text = `${who === undefined ? '' : nameOf(who)}${/^[':]/.test(what) ? '' : ' '}${what}`
  return {
    kind: 'mark',
    tone: toneOf(event),
    text,
    at,
    who,
  }
}
