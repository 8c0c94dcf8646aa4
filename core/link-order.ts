/**
 * What somebody orders of links: conditions, between whom, and when. Plain data; what comes from outside is parsed
 * here, with bounds. What an order does is the affair of links.ts.
 */
import { conditionsText, knobs, noConditions, type LinkConditions } from './link-conditions.ts'
import { messageTypes, type Address, type MessageType } from './message.ts'

/** From now on; in a span of time that begins `afterMs` from now; or for the next messages, of one type or of all. */
export type LinkTime =
  | { readonly kind: 'standing' }
  | { readonly kind: 'span'; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: 'next'; readonly count: number; readonly type?: MessageType }

export interface LinkOrder {
  /** Whose messages; absent: everybody's. */
  readonly from?: Address
  /** Who gets them; absent: everybody. */
  readonly to?: Address
  readonly conditions: LinkConditions
  readonly time: LinkTime
  readonly seed: number
}

/** Longest span, and how far ahead it may begin: a day. */
export const spanMsMax = 24 * 60 * 60 * 1000
export const nextMax = 100_000
export const seedMax = 0xffffffff
const addressCharactersMax = 512

type Fields = { readonly [key: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most
const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && isWithin(value, least, most)

/** An order that cannot be taken; says what is wrong with it. */
export class LinkOrderError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'LinkOrderError'
  }
}

/**
 * Reads an order. Of conditions only those need be named that are not zero.
 * @throws LinkOrderError for what is no order, or beyond a bound
 */
export function parseLinkOrder(value: unknown): LinkOrder {
  if (!isFields(value)) throw new LinkOrderError('An order for a link is an object.')
  refuseOthers(value, ['from', 'to', 'conditions', 'time', 'seed'], 'An order for a link')
  const { from, to, seed } = value
  if (!isWhole(seed, 0, seedMax)) throw new LinkOrderError(`A seed is a whole number from 0 to ${seedMax}.`)
  return {
    ...(from === undefined ? {} : { from: parseAddress(from) }),
    ...(to === undefined ? {} : { to: parseAddress(to) }),
    conditions: parseConditions(value['conditions']),
    time: parseTime(value['time']),
    seed,
  }
}

/** So many orders may be given at once. */
export const givenMax = 1_000

/** Reads one order, or a list of them. @throws LinkOrderError that names the one that cannot be taken */
export function parseLinkOrders(value: unknown): readonly LinkOrder[] {
  if (!Array.isArray(value)) return [parseLinkOrder(value)]
  if (value.length > givenMax) throw new LinkOrderError(`At most ${givenMax} orders can be given.`)
  return value.map((one, index) => {
    try {
      return parseLinkOrder(one)
    } catch (error) {
      if (error instanceof LinkOrderError) throw new LinkOrderError(`Order ${index + 1}: ${error.message}`)
      throw error
    }
  })
}

/** Whether something is an order that can be read. */
export function isLinkOrder(value: unknown): boolean {
  try {
    parseLinkOrder(value)
    return true
  } catch (error) {
    if (error instanceof LinkOrderError) return false
    throw error
  }
}

function refuseOthers(value: Fields, known: readonly string[], what: string): void {
  const other = Object.keys(value).find((key) => !known.includes(key))
  if (other !== undefined) throw new LinkOrderError(`${what} has no "${other.slice(0, 40)}".`)
}

function parseAddress(value: unknown): Address {
  if (typeof value === 'string' && value.length <= addressCharactersMax && /^hyperty:\/\/\S+$/.test(value)) return value
  throw new LinkOrderError('A link goes from and to the URL of a hyperty.')
}

/** @throws LinkOrderError */
export function parseConditions(value: unknown): LinkConditions {
  if (!isFields(value)) throw new LinkOrderError('The conditions of a link are an object.')
  refuseOthers(
    value,
    knobs.map(({ key }) => key),
    'A link',
  )
  const given: { [key: string]: unknown } = {}
  for (const knob of knobs) {
    const setting = value[knob.key]
    if (setting === undefined) continue
    if (knob.kind === 'number' && !isWithin(setting, 0, knob.max))
      throw new LinkOrderError(`${knob.label} is a number from 0 to ${knob.max} ${knob.unit}.`)
    if (knob.kind === 'switch' && typeof setting !== 'boolean')
      throw new LinkOrderError(`${knob.label} is true or false.`)
    if (knob.kind === 'choice' && !knob.choices.some((choice) => choice.value === setting))
      throw new LinkOrderError(`${knob.label} is one of ${knob.choices.map((choice) => choice.value).join(', ')}.`)
    given[knob.key] = setting
  }
  return { ...noConditions, ...given }
}

/** @throws LinkOrderError */
export function parseTime(value: unknown): LinkTime {
  if (value === undefined) return { kind: 'standing' }
  if (!isFields(value)) throw new LinkOrderError('The time of an order is an object.')
  const { kind, afterMs, forMs, count, type } = value
  if (kind === 'standing') return { kind }
  if (kind === 'span') {
    if (!isWithin(afterMs, 0, spanMsMax) || !isWithin(forMs, 1, spanMsMax))
      throw new LinkOrderError('A span begins within a day from now and lasts from 1 ms to a day.')
    return { kind, afterMs, forMs }
  }
  if (kind !== 'next') throw new LinkOrderError('The time of an order is standing, a span, or the next messages.')
  if (!isWhole(count, 1, nextMax)) throw new LinkOrderError(`The next 1 to ${nextMax} messages can be named.`)
  const known = messageTypes.find((one) => one === type)
  if (type !== undefined && !known) throw new LinkOrderError(`Messages are of type ${messageTypes.join(', ')}.`)
  return { kind, count, ...(known ? { type: known } : {}) }
}

/** Between whom, in words: `from Alice to all`. */
export function betweenText(
  { from, to }: { readonly from?: Address | undefined; readonly to?: Address | undefined },
  nameOf: (address: Address) => string,
): string {
  if (from === undefined && to === undefined) return 'on every link'
  return `from ${from === undefined ? 'all' : nameOf(from)} to ${to === undefined ? 'all' : nameOf(to)}`
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(3))} s`

/** When, in words; empty for what stands. */
export function timeText(time: LinkTime): string {
  if (time.kind === 'standing') return ''
  if (time.kind === 'span')
    return `${time.afterMs === 0 ? 'from now' : `in ${seconds(time.afterMs)}`} for ${seconds(time.forMs)}`
  const what = time.type ?? 'message'
  return time.count === 1 ? `the next ${what}` : `the next ${time.count} ${what}s`
}

/** An order in one sentence, without its full stop. */
export function orderText(order: LinkOrder, nameOf: (address: Address) => string): string {
  const when = timeText(order.time)
  return `${conditionsText(order.conditions)} ${betweenText(order, nameOf)}${when === '' ? '' : `, ${when}`}`
}
