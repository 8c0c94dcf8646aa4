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

export interface Replay {
  /** The state just before an event, which is left out. Undefined where the hyperty did not have the object yet. */
  before(object: Address, hyperty: Address, n: number): Shown | undefined
  /** The state just after an event. */
  after(object: Address, hyperty: Address, n: number): Shown | undefined
}

/** So many states of a replica are remembered, at even distances, so that any moment is near to one of them. */
const remembered = 32
/** So many replicas are remembered. */
const replicasMax = 16

/** A replay of a table that may still grow. It remembers some states, so that a second look costs little. */
export function createReplay(columns: Columns): Replay {
  type Kept = { readonly entry: number; readonly state: Folding }
  const replicas = new Map<string, Kept[]>()

  function keptOf(object: Address, hyperty: Address): Kept[] {
    const key = `${hyperty} ${object}`
    const kept = replicas.get(key) ?? []
    // the one that was used last stands last
    replicas.delete(key)
    replicas.set(key, kept)
    if (replicas.size > replicasMax) replicas.delete(replicas.keys().next().value as string)
    return kept
  }

  function fold(object: Address, hyperty: Address, last: number): Shown | undefined {
    const who = columns.addresses.find(hyperty)
    if (who === undefined) return undefined
    const entries = columns.touching(object)
    const end = countUntil(columns, entries, last)
    const kept = keptOf(object, hyperty)
    const near = kept.filter(({ entry }) => entry <= end).at(-1)
    const start = snapshotBefore(columns, entries, near?.entry ?? 0, end, who)
    let state = near && start <= near.entry ? copyOf(near.state) : undefined
    const from = state && near ? near.entry : start
    const distance = Math.max(256, Math.ceil(entries.length / remembered))
    for (let entry = from; entry < end; entry++) {
      state = foldEntry(columns, entries[entry] as number, state, who, hyperty)
      const reached = entry + 1
      const isFar = reached % 64 === 0 && kept.every((one) => Math.abs(one.entry - reached) >= distance)
      if (state && isFar) keep(kept, { entry: reached, state: copyOf(state) })
    }
    return state && show(state)
  }

  return { before: (object, hyperty, n) => fold(object, hyperty, n - 1), after: fold }
}

function keep<K extends { readonly entry: number }>(kept: K[], one: K): void {
  kept.push(one)
  kept.sort((a, b) => a.entry - b.entry)
  // the session has grown since the distances were chosen: every second one is enough now
  if (kept.length > 2 * remembered) kept.splice(0, kept.length, ...kept.filter((_, index) => index % 2 === 1))
}

interface Folding {
  value: JsonObject
  version: number
  exact: boolean
  /** The hyperty's own requests that have not been answered, by the id of the message. */
  readonly pending: Map<number, readonly WireChange[]>
}

const copyOf = (state: Folding): Folding => ({
  ...state,
  value: copyJson(state.value),
  pending: new Map(state.pending),
})

/** What the hyperty saw: what is confirmed, and on top of it what it had written. */
function show(state: Folding): Shown {
  const shown = state.pending.size > 0 ? copyOf(state) : state
  for (const changes of shown.pending.values()) make(shown, changes)
  return { value: shown.value, version: shown.version, exact: shown.exact }
}

function foldEntry(
  columns: Columns,
  entry: number,
  state: Folding | undefined,
  who: number,
  hyperty: Address,
): Folding | undefined {
  const row = entry >>> 1
  const isEnd = (entry & 1) === 1
  if ((isEnd ? columns.to : columns.from).get(row) !== who) return state
  const sent = columns.sentOf(row)
  if (!sent) return state
  return isEnd ? foldEnded(state, sent, columns.endedOf(row), hyperty) : foldSent(state, sent)
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
 * Where to begin between two entries: at the last invitation that the hyperty took, which brings a whole value, or at
 * the first of them. Reads columns only.
 */
function snapshotBefore(columns: Columns, entries: readonly number[], first: number, end: number, who: number): number {
  for (let index = end - 1; index > first; index--) {
    const entry = entries[index] as number
    const row = entry >>> 1
    if ((entry & 1) === 0 || columns.to.get(row) !== who || columns.effectOf(row) !== 'applied') continue
    if (columns.typeOf(row) === 'create') return index
  }
  return first
}

function foldSent(state: Folding | undefined, { message }: SentEvent): Folding | undefined {
  if (message.type === 'create' && !state) return begin(message.body.value, message.body.version)
  // a reporter whose object is older than the session says with its first answer what it holds
  if (message.type === 'response' && !state && message.body.value !== undefined && message.body.code === 200)
    return begin(message.body.value, message.body.version ?? 0)
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
  if (body.code < 300) confirm(state, body.changes ?? own, body.version ?? state.version + 1)
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
