/** What an arrow did to the object it is about, as lines of text: where it acts, before and after. */
import { diffLines } from 'diff'
import type { Columns } from '../../core/columns.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import type { Address } from '../../core/message.ts'
import type { Replay, Shown } from '../../core/replay.ts'
import type { Hop } from '../../core/scene.ts'

export interface DifferenceLine {
  readonly sign: '+' | '−' | ' '
  readonly text: string
}

export interface Difference {
  /** Whose copy it is. */
  readonly hyperty: Address
  readonly lines: readonly DifferenceLine[]
  readonly isSame: boolean
  /** False where the session does not hold all that led to it. */
  readonly isExact: boolean
}

const departures: ReadonlySet<Hop> = new Set(['created', 'observed', 'changed', 'posted', 'watched'])

/**
 * An arrow on the sender's side, and a message that reached nobody, act on the sender's copy; all others on the
 * receiver's. Undefined where there is no copy to speak of.
 */
export function differenceOf(
  columns: Columns,
  replay: Replay,
  spot: { readonly row: number; readonly hop: Hop },
  sent: SentEvent,
  ended: EndedEvent | undefined,
): Difference | undefined {
  const object = columns.addresses.textOf(columns.object.get(spot.row))
  if (!object.startsWith('comm:')) return undefined
  const isAtSender = departures.has(spot.hop) || ended?.hops.received === undefined
  const hyperty = isAtSender ? sent.message.body.source : ended.to
  const n = isAtSender ? sent.n : ended.n
  // what the owner takes from another it numbers, and passes on, before its delivery ends
  const isRequest = sent.message.type === 'update' && sent.message.body.version === undefined
  const before = replay.before(object, hyperty, isRequest && !isAtSender ? sent.n : n)
  const after = replay.after(object, hyperty, n)
  if (!after) return undefined
  const lines = linesOf(textOf(before), textOf(after))
  return { hyperty, lines, isSame: lines.every(({ sign }) => sign === ' '), isExact: after.exact }
}

const textOf = (shown: Shown | undefined): string => (shown ? `${JSON.stringify(shown.value, null, 2)}\n` : '')

function linesOf(before: string, after: string): DifferenceLine[] {
  // a text of many thousand lines is shown whole where finding the least difference would take long
  const parts = diffLines(before, after, { timeout: 200 }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  return parts.flatMap(({ added, removed, value }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DifferenceLine => ({ text, sign: added ? '+' : removed ? '−' : ' ' })),
  )
}
