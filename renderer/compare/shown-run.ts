/**
 * What a run looks like: its messages as strokes between lanes, what its windows held in the end, and why they differ where
 * they do. Everything is read from the session of the run.
 */
import type { Json, JsonObject } from '../../core/change.ts'
import { createColumns, type Columns } from '../../core/columns.ts'
import type { FinalCopy } from '../../core/compare.ts'
import type { PlayedRun } from '../../core/comparison.ts'
import { createDivergenceAccount, type Divergence } from '../../core/divergence.ts'
import { shortName, type Address } from '../../core/message.ts'
import { explain } from '../timeline/explain.ts'
import type { Member } from '../timeline/lanes.ts'
import { createRoster } from '../timeline/roster.ts'

export type StrokeEnd = 'done' | 'refused' | 'lost' | 'hidden' | 'in flight'

/** One delivery of a message: from a lane to a lane. */
export interface Stroke {
  /** The number of the event by which it was sent. */
  readonly n: number
  readonly from: number
  /** Absent where it reached nobody. */
  readonly to: number | undefined
  readonly at: number
  readonly until: number | undefined
  readonly end: StrokeEnd
  /** It carries changes. */
  readonly isChange: boolean
}

export interface Phase {
  readonly at: number
  readonly text: string
}

/** A leaf of the objects: what it is called, and its value as text. */
export interface Leaf {
  readonly key: string
  readonly text: string
  /** Another copy holds something else there. */
  readonly differs: boolean
}

/** A value of an object, and all who hold it. */
export interface ShownCopy {
  readonly holders: readonly { readonly name: string; readonly hue: number }[]
  readonly object: string
  readonly leaves: readonly Leaf[]
  /** Leaves that are not listed. */
  readonly more: number
  readonly whole: string
}

export interface ShownRun {
  readonly run: PlayedRun
  readonly members: readonly Member[]
  readonly strokes: readonly Stroke[]
  readonly phases: readonly Phase[]
  readonly copies: readonly ShownCopy[]
  readonly reason: Divergence | undefined
  /** The session as a table. */
  readonly columns: Columns
  nameOf(who: Address): string
  /** An event in one sentence. */
  sentenceOf(n: number): string
}

/** So many leaves of a copy are listed, those that differ first. */
export const leavesMax = 6
/** So many strokes are drawn; what is beyond them only the inspector shows. */
export const strokesMax = 20_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const codec = {
  encode: (text: string): Uint8Array => encoder.encode(text),
  encodeInto: (text: string, into: Uint8Array): number => encoder.encodeInto(text, into).written,
  decode: (bytes: Uint8Array): string => decoder.decode(bytes),
}
const shown = new WeakMap<PlayedRun, ShownRun>()

/** What a run looks like; worked out once for each. */
export function showRun(run: PlayedRun): ShownRun {
  const known = shown.get(run)
  if (known) return known
  const account = createDivergenceAccount()
  const columns = createColumns(codec, undefined, account.take)
  for (const line of run.text.split('\n')) if (line !== '') columns.append(line)
  const roster = createRoster()
  for (let row = 0; row < columns.count; row++) roster.look(columns, row)
  const { members, nameOf } = roster
  const made: ShownRun = {
    run,
    members,
    strokes: strokesOf(columns, members),
    phases: phasesOf(columns),
    copies: copiesOf(run.copies, members),
    reason: run.ending === 'diverged' ? account.reason() : undefined,
    columns,
    nameOf,
    sentenceOf: (n) => sentenceOf(columns, n, nameOf),
  }
  shown.set(run, made)
  return made
}

function strokesOf(columns: Columns, members: readonly Member[]): Stroke[] {
  const laneOf = new Map(members.map(({ url }, index) => [url, index]))
  const strokes: Stroke[] = []
  for (let row = 0; row < columns.count && strokes.length < strokesMax; row++) {
    if (columns.kindOf(row) !== 'message') continue
    const from = laneOf.get(columns.addresses.textOf(columns.from.get(row)))
    if (from === undefined) continue
    const to = laneOf.get(columns.addresses.textOf(columns.to.get(row)))
    const type = columns.typeOf(row)
    strokes.push({
      ...{ n: columns.n.get(row), from, to: to === from ? undefined : to, at: startOf(columns, row) },
      ...{ until: endOf(columns, row), end: strokeEndOf(columns, row) },
      isChange: type === 'update' || type === 'execute',
    })
  }
  return strokes
}

function startOf(columns: Columns, row: number): number {
  const head = columns.head.get(row)
  const at = columns.at.get(head)
  const changed = columns.sent.changed.get(head)
  return Number.isNaN(changed) ? at : Math.min(at, changed)
}

function endOf(columns: Columns, row: number): number | undefined {
  const { applied, received } = columns.ended
  const end = [applied.get(row), received.get(row)].find((at) => !Number.isNaN(at))
  return end === undefined ? undefined : Math.max(end, startOf(columns, row))
}

function strokeEndOf(columns: Columns, row: number): StrokeEnd {
  const effect = columns.effectOf(row)
  if (effect === undefined) return 'in flight'
  if (effect === 'refused' || effect === 'lost') return effect
  return effect === 'superseded' || effect === 'duplicate' || effect === 'stale' ? 'hidden' : 'done'
}

function phasesOf(columns: Columns): Phase[] {
  const phases: Phase[] = []
  for (let row = 0; row < columns.count; row++) {
    if (columns.kindOf(row) !== 'note') continue
    const event = columns.eventOf(row)
    if (event?.kind === 'note' && event.style === 'phase') phases.push({ at: event.at, text: event.text })
  }
  return phases
}

/** Copies of one object that hold the same stand together. */
function copiesOf(copies: readonly FinalCopy[], members: readonly Member[]): ShownCopy[] {
  const groups = new Map<string, FinalCopy[]>()
  for (const copy of copies) {
    const key = `${copy.object} ${canonicalText(copy.value)}`
    const group = groups.get(key)
    if (group) group.push(copy)
    else groups.set(key, [copy])
  }
  const firsts = [...groups.values()].flatMap(([first]) => first ?? [])
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? shownCopyOf(first, group, firsts, members) : []
  })
}

function shownCopyOf(
  { object, value }: FinalCopy,
  group: readonly FinalCopy[],
  firsts: readonly FinalCopy[],
  members: readonly Member[],
): ShownCopy {
  const others = firsts.filter((other) => other.object === object && other.value !== value)
  const leaves = keysOf(value, others).map((key): Leaf => {
    const text = leafText(value[key])
    return { key, text, differs: others.some((other) => leafText(other.value[key]) !== text) }
  })
  const sorted = [...leaves.filter(({ differs }) => differs), ...leaves.filter(({ differs }) => !differs)]
  const hueOf = (who: Address): number => members.find(({ url }) => url === who)?.hue ?? -1
  return {
    holders: group.map(({ who, name }) => ({ name, hue: hueOf(who) })),
    object: shortName(object),
    leaves: sorted.slice(0, leavesMax),
    more: Math.max(0, sorted.length - leavesMax),
    whole: JSON.stringify(value),
  }
}

/** Of this copy, and those that others have and this one lacks. */
const keysOf = (value: JsonObject, others: readonly FinalCopy[]): string[] => [
  ...new Set([value, ...others.map((other) => other.value)].flatMap((one) => Object.keys(one))),
]

/** The order of keys is no difference. */
function canonicalText(value: Json): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}

const leafText = (value: Json | undefined): string => (value === undefined ? 'nothing' : canonicalText(value))

function sentenceOf(columns: Columns, n: number, nameOf: (who: Address) => string): string {
  const row = columns.rowOf(n)
  if (row === undefined) return 'This event is not in the session.'
  const sent = columns.sentOf(row)
  if (sent) return explain(sent, columns.endedOf(row), nameOf)
  const event = columns.eventOf(row)
  if (event?.kind === 'state') return `${nameOf(event.who)} said what the copy of ${shortName(event.object)} holds.`
  if (event?.kind === 'hyperty') return `${event.name} ${event.state === 'joined' ? 'came' : 'left'}.`
  return event?.kind === 'note' ? event.text : 'Something happened that has no words here.'
}
