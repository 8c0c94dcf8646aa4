/**
 * What somebody orders of a hyperty: that it pauses, crashes, or has a clock that goes wrong, and when. Plain data; what
 * comes from outside is parsed here, with bounds. What an order does is the affair of whoever keeps the Syncers.
 */
import { parseTime, timeText, type LinkTime } from './link-order.ts'
import type { Address } from './message.ts'
import { driftPercentMax, skewMsMax } from './skew.ts'

/** From now on until it is mended; or in a span of time that begins `afterMs` from now. */
export type FaultTime = Exclude<LinkTime, { readonly kind: 'next' }>

/** By how much a clock is ahead (below 0: behind), and by how much faster (slower) it runs. */
export interface Skew {
  readonly skewMs: number
  readonly driftPercent: number
}

export type FaultOrder =
  | { readonly fault: 'pause'; readonly who: Address; readonly time: FaultTime }
  /** What it has stored is lost where nothing else is said. */
  | { readonly fault: 'crash'; readonly who: Address; readonly time: FaultTime; readonly storage?: 'kept' }
  | ({ readonly fault: 'skew'; readonly who: Address; readonly time: FaultTime } & Skew)

/** How a hyperty is that is not well. */
export interface Ailing extends Skew {
  readonly who: Address
  readonly state: 'running' | 'paused' | 'crashed'
}

export const rightClock: Skew = { skewMs: 0, driftPercent: 0 }
export const isRight = ({ skewMs, driftPercent }: Skew): boolean => skewMs === 0 && driftPercent === 0

const addressCharactersMax = 512

/** An order that cannot be taken; says what is wrong with it. */
export class FaultOrderError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'FaultOrderError'
  }
}

type Fields = { readonly [key: string]: unknown }

/** @throws FaultOrderError, or LinkOrderError for its time */
export function parseFaultOrder(value: unknown): FaultOrder {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FaultOrderError('An order for a fault is an object.')
  const fields = value as Fields
  const { fault, who, time } = fields
  if (fault !== 'pause' && fault !== 'crash' && fault !== 'skew')
    throw new FaultOrderError('A fault is pause, crash or skew.')
  const known = ['fault', 'who', 'time', ...ownFields[fault]]
  const other = Object.keys(fields).find((key) => !(known as readonly string[]).includes(key))
  if (other !== undefined) throw new FaultOrderError(`An order to ${fault} has no "${other.slice(0, 40)}".`)
  const order = { who: parseAddress(who), time: parseFaultTime(time) }
  if (fault === 'skew') return { fault, ...order, ...parseSkew(fields) }
  return fault === 'crash' ? { fault, ...order, ...parseStorage(fields['storage']) } : { fault, ...order }
}

const ownFields = { pause: [], crash: ['storage'], skew: ['skewMs', 'driftPercent'] } as const

function parseStorage(value: unknown): { readonly storage?: 'kept' } {
  if (value === 'kept') return { storage: value }
  if (value !== undefined && value !== 'lost') throw new FaultOrderError("A crash's storage is kept or lost.")
  return {}
}

function parseAddress(value: unknown): Address {
  if (typeof value === 'string' && value.length <= addressCharactersMax && /^hyperty:\/\/\S+$/.test(value)) return value
  throw new FaultOrderError('A fault is that of one hyperty, named by its URL.')
}

function parseFaultTime(value: unknown): FaultTime {
  const time = parseTime(value)
  if (time.kind === 'next') throw new FaultOrderError('A fault stands, or lasts for a span of time.')
  return time
}

function parseSkew({ skewMs, driftPercent = 0 }: Fields): Skew {
  if (!isWithin(skewMs, skewMsMax)) throw new FaultOrderError('A clock is set off by at most a day, in milliseconds.')
  if (!isWithin(driftPercent, driftPercentMax))
    throw new FaultOrderError(`A clock runs at most ${driftPercentMax} % faster or slower.`)
  return { skewMs, driftPercent }
}

const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= most

/** A clock in words: `2 s ahead, 10 % fast`. */
export function skewText({ skewMs, driftPercent }: Skew): string {
  const ms = Math.abs(skewMs)
  const size = ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(3))} s`
  const offset = skewMs === 0 ? [] : [`${size} ${skewMs > 0 ? 'ahead' : 'behind'}`]
  const rate = driftPercent === 0 ? [] : [`${Math.abs(driftPercent)} % ${driftPercent > 0 ? 'fast' : 'slow'}`]
  return [...offset, ...rate].join(', ') || 'right'
}

const faultVerb = (order: FaultOrder & { fault: 'pause' | 'crash' }): string =>
  order.fault === 'pause' ? 'pauses' : order.storage === 'kept' ? 'crashes and keeps its storage' : 'crashes'

/** An order in one sentence, without its full stop: `Alice pauses, in 10 s for 4 s`. */
export function faultText(order: FaultOrder, nameOf: (address: Address) => string): string {
  const name = nameOf(order.who)
  const what = order.fault === 'skew' ? `${name}'s clock is ${skewText(order)}` : `${name} ${faultVerb(order)}`
  const when = timeText(order.time)
  return when === '' ? what : `${what}, ${when}`
}
