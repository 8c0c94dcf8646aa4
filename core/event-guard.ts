/**
 * Whether something read from a file is an event of a session, whole enough that its readers need not ask again.
 * Knows shapes only; what a line means, and lines of other kinds, are the affair of whoever reads them.
 */
import type { SessionEvent } from './event.ts'
import { isLinkOrder } from './link-order.ts'
import { isVector } from './vector.ts'

type Fields = { readonly [key: string]: unknown }
type Check = (value: unknown) => boolean

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string'
const isTime: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isNumber32: Check = (value) => isCount(value) && (value as number) > 0 && (value as number) <= 0xfffffffe
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const oneOf = (...names: readonly string[]): Check => {
  const known = new Set<unknown>(names)
  return (value) => known.has(value)
}
const all = (value: Fields, checks: { readonly [key: string]: Check }): boolean => {
  for (const key in checks) if (!(checks[key] as Check)(value[key])) return false
  return true
}

const isHops: Check = (value) => {
  if (!isFields(value)) return false
  for (const hop in value) if (!isTime(value[hop])) return false
  return true
}

const isChanges: Check = (value) =>
  Array.isArray(value) && value.every((change) => Array.isArray(change) && Array.isArray(change[0]))

const isPlace: Check = (value) =>
  isFields(value) && Array.isArray(value['path']) && isCount(value['anchor']) && isCount(value['head'])

const isDecision: Check = (value) =>
  isFields(value) &&
  all(value, { allow: (allow) => typeof allow === 'boolean', by: isText, rule: isText, code: isCount, reason: isText })

const areUpdates: Check = (value) =>
  Array.isArray(value) &&
  value.every((update) => isFields(update) && all(update, { author: isText, seq: isNumber32, changes: isChanges }))

const isImported: Check = (value) =>
  isFields(value) &&
  all(value, { text: isText, line: isCount, kind: maybe(isText), id: maybe(isText), fields: maybe(isFields) })

const bodies: { readonly [type: string]: { readonly [key: string]: Check } } = {
  create: { resource: isText, name: isText, version: isCount, value: isFields, vector: maybe(isVector) },
  subscribe: { version: maybe(isCount), vector: maybe(isVector) },
  unsubscribe: {},
  read: { version: maybe(isCount), resource: maybe(isText), vector: maybe(isVector) },
  update: {
    version: maybe(isCount),
    base: maybe(isCount),
    seq: maybe(isNumber32),
    writer: maybe(isText),
    author: maybe(isText),
    changes: isChanges,
  },
  delete: { resource: maybe(isText) },
  execute: {
    resource: maybe(isText),
    method: isText,
    name: maybe(isText),
    changes: maybe(isChanges),
    version: maybe(isCount),
    value: maybe(isFields),
    vector: maybe(isVector),
  },
  event: {
    news: isText,
    texts: maybe(Array.isArray),
    vector: maybe(isVector),
    to: maybe(isText),
    version: maybe(isCount),
    asks: maybe((asks) => asks === true),
    imported: maybe(isImported),
    resource: maybe(isText),
    changes: maybe(isChanges),
  },
  presence: { place: maybe(isPlace) },
  response: {
    code: isCount,
    version: maybe(isCount),
    value: maybe(isFields),
    reason: maybe(isText),
    vector: maybe(isVector),
    updates: maybe(areUpdates),
  },
}

const isMessage: Check = (value) => {
  if (!isFields(value) || !all(value, { id: isCount, type: isText, from: isText, to: isText, body: isFields }))
    return false
  const type = value['type'] as string
  const body = value['body'] as Fields
  const checks = Object.hasOwn(bodies, type) ? bodies[type] : undefined
  return checks !== undefined && isText(body['source']) && all(body, checks)
}

const isParts: Check = (value) =>
  Array.isArray(value) &&
  value.every((part) => Array.isArray(part) && isText(part[0]) && isCount(part[1]) && isCount(part[2]))

const kinds: { readonly [K in SessionEvent['kind']]: { readonly [key: string]: Check } } = {
  sent: { message: isMessage, hops: isHops, deliveries: isCount, cause: maybe(isCount), rule: maybe(isText) },
  ended: {
    of: isNumber32,
    to: isText,
    hops: isHops,
    effect: oneOf('applied', 'answered', 'refused', 'lost', 'duplicate', 'stale', 'buffered', 'superseded'),
    decision: maybe(isDecision),
    version: maybe(isCount),
    altered: maybe(isChanges),
    made: maybe(isChanges),
    parts: maybe(isParts),
    imported: maybe(isImported),
  },
  hyperty: { url: isText, name: isText, state: oneOf('joined', 'left') },
  clock: { who: isText, uncertaintyMs: maybe(isTime) },
  fault: {
    fault: isText,
    who: maybe(isText),
    delayMs: maybe(isTime),
    skewMs: maybe(isTime),
    driftPercent: maybe(isTime),
    order: maybe(isLinkOrder),
    state: maybe(oneOf('planned', 'begins', 'ends')),
    of: maybe(isNumber32),
    met: maybe(isText),
    did: maybe((did) => Array.isArray(did) && did.every(isText)),
  },
  state: { who: isText, object: isText, version: isCount, hash: isText, known: maybe(isText), value: maybe(isFields) },
  note: {
    text: isText,
    style: maybe(isText),
    of: maybe(isNumber32),
    until: maybe(isNumber32),
    removed: maybe((removed) => removed === true),
    who: maybe(isText),
    imported: maybe(isImported),
  },
}

/** True for an event of a kind that is known, with all that its readers need. */
export function isEvent(value: unknown): value is SessionEvent {
  if (!isFields(value) || !isNumber32(value['n']) || !isTime(value['at'])) return false
  const kind = value['kind']
  return typeof kind === 'string' && Object.hasOwn(kinds, kind) && all(value, kinds[kind as SessionEvent['kind']])
}

/** True for a numbered line of a kind that this version does not know: kept, and otherwise left alone. */
export const isUnknownEvent = (value: unknown): value is { readonly n: number; readonly at: number } =>
  isFields(value) &&
  isNumber32(value['n']) &&
  isTime(value['at']) &&
  isText(value['kind']) &&
  !Object.hasOwn(kinds, value['kind'] as string)

/** True for what frames the events of a session: its header, its seals, its footer. */
export const isHeaderOrFooter = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ('format' in value || 'seal' in value || (value as { kind?: unknown }).kind === 'footer')
