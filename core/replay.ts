/**
 * The value of any object at any replica at any moment, folded from the events before it: what was confirmed there,
 * and on top of it what that hyperty had written and not been answered yet. Reads the table and changes nothing in it.
 */
import type { JsonObject } from './change.ts'
import type { Columns } from './columns.ts'
import { asItCame } from './edited.ts'
import { copyFolding, foldEnded, foldFate, foldSent, foldState, shownBy, type Folding } from './folding.ts'
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
  /** By hyperty, of the rows that were looked at. */
  const fates = new Map<number, number[]>()
  let looked = 0

  function keptOf(object: Address, hyperty: Address): Kept[] {
    const key = `${hyperty} ${object}`
    const kept = replicas.get(key) ?? []
    // the one that was used last stands last
    replicas.delete(key)
    replicas.set(key, kept)
    if (replicas.size > replicasMax) replicas.delete(replicas.keys().next().value as string)
    return kept
  }

  /** What touches an object, with what happened to a hyperty in between. */
  function entriesOf(object: Address, who: number): readonly number[] {
    for (; looked < columns.count; looked++) {
      const kind = columns.kindOf(looked)
      if (kind !== 'fault' && kind !== 'hyperty') continue
      const list = fates.get(columns.from.get(looked))
      if (list) list.push(fateEntry(looked))
      else fates.set(columns.from.get(looked), [fateEntry(looked)])
    }
    return merged(columns, columns.touching(object), fates.get(who) ?? [])
  }

  function fold(object: Address, hyperty: Address, last: number): Shown | undefined {
    const who = columns.addresses.find(hyperty)
    if (who === undefined) return undefined
    const entries = entriesOf(object, who)
    const end = countUntil(columns, entries, last)
    const kept = keptOf(object, hyperty)
    const near = kept.filter(({ entry }) => entry <= end).at(-1)
    const start = snapshotBefore(columns, entries, near?.entry ?? 0, end, who)
    let state = near && start <= near.entry ? copyFolding(near.state) : undefined
    const from = state && near ? near.entry : start
    const distance = Math.max(256, Math.ceil(entries.length / remembered))
    for (let entry = from; entry < end; entry++) {
      state = foldEntry(columns, entries[entry] as number, state, who, hyperty)
      const reached = entry + 1
      const isFar = reached % 64 === 0 && kept.every((one) => Math.abs(one.entry - reached) >= distance)
      if (state && isFar) keep(kept, { entry: reached, state: copyFolding(state) })
    }
    if (!state) return undefined
    const { value, version, exact } = shownBy(state)
    return { value, version, exact }
  }

  return { before: (object, hyperty, n) => fold(object, hyperty, n - 1), after: fold }
}

function keep<K extends { readonly entry: number }>(kept: K[], one: K): void {
  kept.push(one)
  kept.sort((a, b) => a.entry - b.entry)
  // the session has grown since the distances were chosen: every second one is enough now
  if (kept.length > 2 * remembered) kept.splice(0, kept.length, ...kept.filter((_, index) => index % 2 === 1))
}

/** An entry that stands for what happened to the hyperty itself: its row, below zero. */
const fateEntry = (row: number): number => -1 - row

function foldEntry(
  columns: Columns,
  entry: number,
  state: Folding | undefined,
  who: number,
  hyperty: Address,
): Folding | undefined {
  if (entry < 0) {
    const event = columns.eventOf(fateEntry(entry))
    return event?.kind === 'fault' || event?.kind === 'hyperty' ? foldFate(state, event) : state
  }
  const row = entry >>> 1
  const isEnd = (entry & 1) === 1
  if ((isEnd ? columns.to : columns.from).get(row) !== who) return state
  if (columns.kindOf(row) === 'state') return foldState(state, columns.eventOf(row))
  const sent = columns.sentOf(row)
  if (!sent) return state
  if (!isEnd) return foldSent(state, sent, hyperty)
  const ended = columns.endedOf(row)
  return ended ? foldEnded(state, asItCame(sent, ended), ended, hyperty) : state
}

const numberOf = (columns: Columns, entry: number): number =>
  entry < 0
    ? columns.n.get(fateEntry(entry))
    : (entry & 1) === 1
      ? columns.endN.get(entry >>> 1)
      : columns.n.get(entry >>> 1)

/** Two lists of entries as one, in the order of their events. */
function merged(columns: Columns, some: readonly number[], others: readonly number[]): readonly number[] {
  if (others.length === 0) return some
  const all: number[] = []
  let next = 0
  for (const entry of some) {
    const n = numberOf(columns, entry)
    while (next < others.length && numberOf(columns, others[next] as number) < n) all.push(others[next++] as number)
    all.push(entry)
  }
  return [...all, ...others.slice(next)]
}

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
    if (entry < 0 || (entry & 1) === 0 || columns.to.get(row) !== who || columns.effectOf(row) !== 'applied') continue
    if (columns.typeOf(row) === 'create') return index
  }
  return first
}
