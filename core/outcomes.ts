/**
 * What became of a message: what it followed from, what followed from it, and how it ended at each hyperty, with the
 * decision that says why where it was not applied. Reads a table and changes nothing in it.
 */
import type { Columns } from './columns.ts'
import type { Effect } from './event.ts'
import type { Address, Decision, MessageType } from './message.ts'

/** How one delivery ended; `effect` is absent while it is under way. */
export interface OutcomeAt {
  readonly hyperty: Address
  readonly event?: number
  readonly effect?: Effect
  readonly isApplied: boolean
  readonly decision?: Decision
}

export interface RelatedEvent {
  readonly event: number
  readonly type: MessageType
  readonly from: Address
}

export interface Story {
  readonly event: number
  /** What it followed from, the nearest first. */
  readonly causes: readonly RelatedEvent[]
  /** What was sent because of it, as far as was looked. */
  readonly effects: readonly RelatedEvent[]
  readonly outcomes: readonly OutcomeAt[]
  /** Whether rows were left out that might hold further effects. */
  readonly isPartial: boolean
}

/** So far back and forth is looked, in rows, and so many of each kind are told. */
const rowsMax = 1_000
const toldMax = 64

const good = new Set<Effect>(['applied', 'answered'])

/** The story of the message in a row; undefined where the row is no message. */
export function storyOf(columns: Columns, row: number): Story | undefined {
  const sent = columns.sentOf(row)
  if (!sent) return undefined
  const first = columns.head.get(row)
  const causes: RelatedEvent[] = []
  for (let cause = sent.cause; cause !== undefined && causes.length < toldMax;) {
    const by = columns.sentOf(columns.rowOf(cause) ?? -1)
    if (!by) break
    causes.push({ event: by.n, type: by.message.type, from: by.message.from })
    cause = by.cause
  }
  const effects: RelatedEvent[] = []
  const last = Math.min(columns.count, first + rowsMax)
  for (let next = first + 1; next < last && effects.length < toldMax; next++) {
    if (columns.head.get(next) !== next || columns.kindOf(next) !== 'message') continue
    const other = columns.sentOf(next)
    if (other?.cause === sent.n) effects.push({ event: other.n, type: other.message.type, from: other.message.from })
  }
  return { event: sent.n, causes, effects, outcomes: outcomesOf(columns, first), isPartial: last < columns.count }
}

function outcomesOf(columns: Columns, first: number): readonly OutcomeAt[] {
  const outcomes: OutcomeAt[] = []
  const n = columns.n.get(first)
  // deliveries beyond those that were reserved have rows further on, found by the end of what was looked at
  for (let row = first; row < Math.min(columns.count, first + rowsMax) && outcomes.length < toldMax; row++) {
    if (columns.head.get(row) !== first || columns.n.get(row) !== n) continue
    const ended = columns.endedOf(row)
    const hyperty = columns.addresses.textOf(columns.to.get(row))
    if (!ended) {
      if (hyperty !== '') outcomes.push({ hyperty, isApplied: false })
      continue
    }
    const { effect, decision, to, n: event } = ended
    outcomes.push({ hyperty: to, event, effect, isApplied: good.has(effect), ...(decision ? { decision } : {}) })
  }
  return outcomes
}
