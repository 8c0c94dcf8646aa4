/**
 * What of the hyperties and their objects outlives the application, as the records of a store: who there is, the copy
 * that each has of an object, and every update since. Says what a record is and what a list of them adds up to.
 */
import { applyAll, ChangeError, isForbiddenKey, type Json, type JsonObject, type WireChange } from './change.ts'
import type { Address } from './message.ts'
import { rulesMax, type May } from './object-rules.ts'
import type { ObjectInfo } from './port.ts'
import { settleCopies } from './stored-order.ts'
import { isVector, type Vector } from './vector.ts'

/** How a reporter shares an object: with whoever comes, with whom it has invited, and who may write. */
export interface Sharing {
  readonly everyone: boolean
  /** Invited, and not answered yet. */
  readonly invited: readonly Address[]
  /** Removed by their owner, and not to follow any more. */
  readonly removed?: readonly Address[]
  readonly writers: readonly Address[]
  /** From whom the right to write was taken that everybody else has. */
  readonly barred?: readonly Address[]
}

/** One hyperty's copy of an object; `sharing` at its reporter. */
export interface StoredCopy {
  readonly info: ObjectInfo
  readonly value: JsonObject
  readonly sharing?: Sharing
  /** Where its writers settle their own writes: what goes with the value, and how often this one had begun to write. */
  readonly spread?: { readonly state: Json; readonly vector: Vector; readonly beginnings: number }
}

export interface StoredHyperty {
  readonly url: Address
  readonly name: string
  readonly hasWindow: boolean
  readonly copies: readonly StoredCopy[]
}

export type StoredRecord =
  | { readonly kind: 'hyperty'; readonly url: Address; readonly name: string; readonly hasWindow: boolean }
  /** A hyperty has left for good. */
  | { readonly kind: 'left'; readonly who: Address }
  | ({ readonly kind: 'copy'; readonly who: Address } & StoredCopy)
  /** What is known about an object has changed, its value has not. */
  | { readonly kind: 'info'; readonly who: Address; readonly info: ObjectInfo; readonly sharing?: Sharing }
  | {
      readonly kind: 'update'
      readonly who: Address
      readonly url: Address
      readonly version: number
      readonly author: Address
      readonly changes: readonly WireChange[]
    }
  | { readonly kind: 'gone'; readonly who: Address; readonly url: Address }

/** What is restored at most; what is beyond is left out and named. */
export const storedLimits = { hyperties: 10_000, copies: 200_000 } as const

/** What the records of a store add up to. */
export interface Stored {
  readonly hyperties: readonly StoredHyperty[]
  /** What could not be restored, one sentence each. */
  readonly problems: readonly string[]
}

type Copy = { -readonly [K in keyof StoredCopy]: StoredCopy[K] }
interface Hyperty {
  readonly url: Address
  readonly name: string
  readonly hasWindow: boolean
  readonly copies: Map<Address, Copy>
}

/** So many problems are told one by one. */
const problemsMax = 20

/**
 * Reads records, which may be anything, and puts right what a kill between two of them has left open. Not where the
 * store is that of one hyperty among others (`isShared` false): what they hold is not known here.
 */
export function readStored(records: readonly string[], isShared = true): Stored {
  const hyperties = new Map<Address, Hyperty>()
  const problems = new Set<string>()
  let copies = 0
  const tell = (problem: string): void => {
    if (problems.size < problemsMax) problems.add(problem)
  }

  function take(record: StoredRecord): void {
    if (record.kind === 'hyperty') return join(record)
    if (record.kind === 'left') return void hyperties.delete(record.who)
    const own = hyperties.get(record.who)?.copies
    if (!own) return undefined
    if (record.kind === 'gone') return void own.delete(record.url)
    if (record.kind === 'copy') return put(own, record)
    const copy = own.get(record.kind === 'info' ? record.info.url : record.url)
    if (!copy) return undefined
    if (record.kind === 'update') return update(copy, record)
    // the version is that of the value
    copy.info = { ...record.info, version: copy.info.version }
    if (record.sharing) copy.sharing = record.sharing
    return undefined
  }

  function join({ url, name, hasWindow }: StoredRecord & { kind: 'hyperty' }): void {
    const known = hyperties.get(url)
    if (!known && hyperties.size >= storedLimits.hyperties)
      return tell(`More than ${storedLimits.hyperties} hyperties were stored; the last ones were left out.`)
    hyperties.set(url, { url, name, hasWindow, copies: known?.copies ?? new Map() })
  }

  function put(own: Map<Address, Copy>, { info, value, sharing, spread }: StoredRecord & { kind: 'copy' }): void {
    if (!own.has(info.url) && copies >= storedLimits.copies)
      return tell(`More than ${storedLimits.copies} copies of objects were stored; the last ones were left out.`)
    if (!own.has(info.url)) copies++
    own.set(info.url, { info, value, ...(sharing ? { sharing } : {}), ...(spread ? { spread } : {}) })
  }

  function update(copy: Copy, { version, changes }: StoredRecord & { kind: 'update' }): void {
    // after a gap nothing fits any more; whoever has the rest is asked for it
    if (version !== copy.info.version + 1) return
    try {
      applyAll(copy.value, changes)
      copy.info = { ...copy.info, version }
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      tell(`An update of ${copy.info.name} did not fit what was stored: ${error.message}.`)
    }
  }

  for (const text of records) {
    const record = parseRecord(text)
    if (record) take(record)
    else tell('A record that is not understood was left out.')
  }
  const found = [...hyperties.values()]
  if (isShared) settleCopies(found)
  return {
    hyperties: found.map((one) => ({ ...one, copies: [...one.copies.values()] })),
    problems: [...problems],
  }
}

type Fields = { readonly [key: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

const statuses: readonly unknown[] = [
  'active',
  'invited',
  'left',
  'deleted',
  'removed',
] satisfies ObjectInfo['status'][]

const mays: readonly unknown[] = ['read', 'write', 'execute', 'children'] satisfies May[]

const isRule = (value: unknown): boolean => {
  if (!isFields(value) || typeof value['allow'] !== 'boolean' || !isText(value['who'])) return false
  const { may, path = [] } = value
  const isStep = (step: unknown): boolean => (isText(step) ? !isForbiddenKey(step) : isCount(step))
  return mays.includes(may) && Array.isArray(path) && path.every(isStep)
}
const areRules = (value: unknown): boolean => Array.isArray(value) && value.length <= rulesMax && value.every(isRule)

const isInfo = (value: unknown): boolean =>
  isFields(value) &&
  [value['url'], value['name'], value['model'], value['reporter']].every(isText) &&
  (value['role'] === 'reporter' || value['role'] === 'observer') &&
  statuses.includes(value['status']) &&
  typeof value['mayWrite'] === 'boolean' &&
  isCount(value['version']) &&
  [value['epoch'] ?? 0, value['life'] ?? 0].every(isCount) &&
  [undefined, true].includes(value['alone'] as true | undefined) &&
  (value['onLeave'] === undefined || value['onLeave'] === 'take over') &&
  areRules(value['rules'] ?? []) &&
  Array.isArray(value['followers']) &&
  value['followers'].every((one) => isFields(one) && isText(one['url']) && typeof one['mayWrite'] === 'boolean')

const isMaybeSpread = (value: unknown): boolean =>
  value === undefined ||
  (isFields(value) &&
    isVector(value['vector']) &&
    isCount(value['beginnings']) &&
    isClean((value['state'] ?? null) as Json))

const isMaybeSharing = (value: unknown): boolean =>
  value === undefined ||
  (isFields(value) &&
    typeof value['everyone'] === 'boolean' &&
    [value['invited'], value['writers'], value['removed'] ?? [], value['barred'] ?? []].every(isTexts))

/** Whether no key in it reaches into prototypes. */
const isClean = (value: Json): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Array.isArray(value)
    ? value.every(isClean)
    : Object.entries(value).every(([key, item]) => !isForbiddenKey(key) && isClean(item)))

const checks: { readonly [K in StoredRecord['kind']]: (fields: Fields) => boolean } = {
  hyperty: ({ url, name, hasWindow }) => isText(url) && isText(name) && typeof hasWindow === 'boolean',
  left: ({ who }) => isText(who),
  copy: ({ who, info, value, sharing, spread }) =>
    isText(who) &&
    isMaybeSpread(spread) &&
    isInfo(info) &&
    isFields(value) &&
    isClean(value as JsonObject) &&
    isMaybeSharing(sharing),
  info: ({ who, info, sharing }) => isText(who) && isInfo(info) && isMaybeSharing(sharing),
  update: ({ who, url, version, changes }) =>
    isText(who) &&
    isText(url) &&
    isCount(version) &&
    Array.isArray(changes) &&
    changes.every((change) => Array.isArray(change) && Array.isArray(change[0])) &&
    isClean(changes as Json),
  gone: ({ who, url }) => isText(who) && isText(url),
}

function parseRecord(text: string): StoredRecord | undefined {
  try {
    const fields: unknown = JSON.parse(text)
    if (!isFields(fields) || !isText(fields['kind']) || !Object.hasOwn(checks, fields['kind'])) return undefined
    return checks[fields['kind'] as StoredRecord['kind']](fields) ? (fields as unknown as StoredRecord) : undefined
  } catch {
    // not JSON, or nested so deeply that it cannot be looked through
    return undefined
  }
}
