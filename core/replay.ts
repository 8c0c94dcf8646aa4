/**
 * The value of any object at any replica at any moment, folded from the events before it: what was confirmed there,
 * and on top of it what that hyperty had written and not been answered yet. Reads the table and changes nothing in it.
 */
import { ChangeError, applyWire, copyJson, type JsonObject, type WireChange } from './change.ts'
import type { Columns } from './columns.ts'
import type { EndedEvent, SentEvent } from './event.ts'
import type { Address } from './message.ts'

/** What a replica showed. `exact` is false where something did not fit, because the session does not hold all of it. */
export interface Shown {
  readonly value: JsonObject
  /** The version of what is confirmed in it. */
  readonly version: number
  readonly exact: boolean
}

/** The state just before an event, which is left out. Undefined where the hyperty did not have the object yet. */
export const valueBefore = (columns: Columns, object: Address, hyperty: Address, n: number): Shown | undefined =>
  fold(columns, object, hyperty, n - 1)

/** The state just after an event. */
export const valueAfter = (columns: Columns, object: Address, hyperty: Address, n: number): Shown | undefined =>
  fold(columns, object, hyperty, n)

interface Folding {
  value: JsonObject
  version: number
  exact: boolean
  /** The hyperty's own requests that have not been answered, by the id of the message. */
  readonly pending: Map<number, readonly WireChange[]>
}

function fold(columns: Columns, object: Address, hyperty: Address, last: number): Shown | undefined {
  const who = columns.addresses.find(hyperty)
  const entries = columns.touching(object)
  const end = countUntil(columns, entries, last)
  if (who === undefined) return undefined
  let state: Folding | undefined
  for (let index = snapshotBefore(columns, entries, end, who); index < end; index++) {
    const entry = entries[index] as number
    const row = entry >>> 1
    const isEnd = (entry & 1) === 1
    if ((isEnd ? columns.to : columns.from).get(row) !== who) continue
    const sent = columns.sentOf(row)
    if (!sent) continue
    state = isEnd ? foldEnded(state, sent, columns.endedOf(row), hyperty) : foldSent(state, sent)
  }
  if (!state) return undefined
  for (const changes of state.pending.values()) make(state, changes)
  return { value: state.value, version: state.version, exact: state.exact }
}

const numberOf = (columns: Columns, entry: number): number =>
  (entry & 1) === 1 ? columns.endN.get(entry >>> 1) : columns.n.get(entry >>> 1)

/** How many of the entries stand at or before an event. */
function countUntil(columns: Columns, entries: readonly number[], last: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numberOf(columns, entries[middle] as number) <= last) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Where to begin: at the last snapshot that the hyperty was given and before which nothing of its own was open, or
 * at the first entry. Reads columns only.
 */
function snapshotBefore(columns: Columns, entries: readonly number[], end: number, who: number): number {
  for (let index = end - 1; index > 0; index--) {
    const entry = entries[index] as number
    const row = entry >>> 1
    if ((entry & 1) === 0 || columns.to.get(row) !== who || columns.effectOf(row) !== 'applied') continue
    if (columns.typeOf(row) === 'create') return index
  }
  return 0
}

function foldSent(state: Folding | undefined, { message }: SentEvent): Folding | undefined {
  if (message.type === 'create' && !state) return begin(message.body.value, message.body.version)
  if (message.type !== 'update' || !state) return state
  const { version, changes } = message.body
  if (version === undefined) state.pending.set(message.id, changes)
  else confirm(state, changes, version)
  return state
}

function foldEnded(
  state: Folding | undefined,
  { message }: SentEvent,
  ended: EndedEvent | undefined,
  hyperty: Address,
): Folding | undefined {
  if (!ended || ended.effect === 'lost') return state
  if (message.type === 'create')
    return ended.effect === 'applied' ? begin(message.body.value, message.body.version) : state
  if (message.type === 'response') return foldResponse(state, message, ended)
  if (message.type !== 'update' || !state) return state
  if (message.body.source === hyperty) {
    // what its own Syncer, or the bus, turned back; the answer that comes later finds nothing then
    if (ended.effect === 'refused' && ended.decision?.by === hyperty) state.pending.delete(message.id)
  } else if (ended.effect === 'applied') {
    confirm(state, message.body.changes, message.body.version ?? ended.version ?? state.version + 1)
  }
  return state
}

function foldResponse(
  state: Folding | undefined,
  { id, body }: SentEvent['message'] & { readonly type: 'response' },
  ended: EndedEvent,
): Folding | undefined {
  if (body.value !== undefined && ended.effect === 'applied') {
    const next = begin(body.value, body.version ?? 0)
    for (const [request, changes] of state?.pending ?? []) next.pending.set(request, changes)
    return next
  }
  const own = state?.pending.get(id)
  if (!state || !own || body.code < 200) return state
  state.pending.delete(id)
  if (body.code < 300) confirm(state, own, body.version ?? state.version + 1)
  return state
}

const begin = (value: JsonObject, version: number): Folding => ({
  value: copyJson(value),
  version,
  exact: true,
  pending: new Map(),
})

function confirm(state: Folding, changes: readonly WireChange[], version: number): void {
  if (version <= state.version) return
  if (version > state.version + 1) state.exact = false
  make(state, changes)
  state.version = version
}

function make(state: Folding, changes: readonly WireChange[]): void {
  for (const change of changes) {
    try {
      applyWire(state.value, change)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      state.exact = false
    }
  }
}
