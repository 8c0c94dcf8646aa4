/**
 * Whether what was done in a session, done again, ends as it was recorded: the last hash of every copy, and where they
 * differ the first thing that one of them took in otherwise. Reads two tables, and plays nothing itself.
 */
import { changesText } from './change-text.ts'
import type { Columns } from './columns.ts'
import { hashJson } from './hash.ts'
import { shortName, type Address } from './message.ts'
import { createReplay, type Replay } from './replay.ts'

/** One copy of an object, as it was recorded and as it is now. */
export interface CopyEnding {
  readonly object: Address
  readonly who: Address
  /** Absent where nobody can say it, or where there is no copy any more. */
  readonly recorded: string | undefined
  readonly replayed: string | undefined
}

/** What a copy took in otherwise, or to another effect, by the numbers of the events; one is absent where there was nothing more. */
export interface FirstDifference {
  readonly object: Address
  readonly who: Address
  readonly recorded: Taking | undefined
  readonly replayed: Taking | undefined
}

/** What a copy took in, or was written there; `text` for people. */
export interface Taking {
  readonly event: number
  readonly text: string
}

export interface Rerun {
  /** `unknown`: no copy of the recording says for certain how it ended. */
  readonly outcome: 'same' | 'differs' | 'unknown'
  readonly copies: readonly CopyEnding[]
  /** Of all copies: one hash for how they ended; absent where that is not known of each. */
  readonly hash: string | undefined
  /** Absent where all is the same, or where all took in the same and only its last hash is another one. */
  readonly first: FirstDifference | undefined
}

/** So many copies are compared. */
const copiesMax = 4_096

export function compareRerun(recorded: Columns, replayed: Columns): Rerun {
  const endingOf = { recorded: endings(recorded), replayed: endings(replayed) }
  const copies = copiesOf(recorded).map(([who, object]) => {
    const [one, other] = [endingOf.recorded(who, object), endingOf.replayed(who, object)]
    return { object, who, recorded: one, replayed: other }
  })
  const known = copies.filter((copy) => copy.recorded !== undefined)
  const different = known.filter((copy) => copy.recorded !== copy.replayed)
  const outcome = different.length > 0 ? 'differs' : known.length > 0 ? 'same' : 'unknown'
  const first = firstOf(different.map(({ who, object }) => differenceOf(recorded, replayed, who, object)))
  const isWhole = known.length === copies.length && known.length > 0
  const hash = isWhole ? hashJson(known.map((copy) => [copy.who, copy.object, copy.recorded ?? ''])) : undefined
  return { outcome, copies, hash, first }
}

/** Whoever said what it holds of an object, in the order in which they did first. */
function copiesOf(columns: Columns): readonly (readonly [who: Address, object: Address])[] {
  const found = new Map<string, readonly [Address, Address]>()
  for (let row = 0; row < columns.count && found.size < copiesMax; row++) {
    if (columns.kindOf(row) !== 'state') continue
    const [who, object] = [columns.from.get(row), columns.object.get(row)].map((id) => columns.addresses.textOf(id))
    if (who !== undefined && object !== undefined) found.set(`${who} ${object}`, [who, object])
  }
  return [...found.values()]
}

/** How a copy ended: what its window said last, or where something came after that, what its events come to. */
function endings(columns: Columns): (who: Address, object: Address) => string | undefined {
  const replay: Replay = createReplay(columns)
  const said = new Map<string, { readonly n: number; readonly hash: string }>()
  for (let row = 0; row < columns.count; row++) {
    const event = columns.kindOf(row) === 'state' ? columns.eventOf(row) : undefined
    if (event?.kind === 'state') said.set(`${event.who} ${event.object}`, event)
  }
  return (who, object) => {
    const shown = replay.after(object, who, columns.lastEvent)
    const last = said.get(`${who} ${object}`)
    if (!shown || !last) return undefined
    if (takingsOf(columns, who, object).every(({ event }) => event < last.n)) return last.hash
    return shown.exact ? hashJson(shown.value) : undefined
  }
}

/** All that was written at a copy, or taken in there, in order. */
function takingsOf(columns: Columns, who: Address, object: Address): readonly Taking[] {
  const id = columns.addresses.find(who)
  const takings: Taking[] = []
  for (const entry of columns.touching(object)) {
    const row = entry >>> 1
    const isEnd = (entry & 1) === 1
    const type = columns.typeOf(row)
    if ((isEnd ? columns.to : columns.from).get(row) !== id || (type !== 'update' && type !== 'execute')) continue
    const text = isEnd ? takenText(columns, row) : writtenText(columns, row)
    if (text !== undefined) takings.push({ event: (isEnd ? columns.endN : columns.n).get(row), text })
  }
  return takings
}

function writtenText(columns: Columns, row: number): string | undefined {
  const message = columns.sentOf(row)?.message
  if (!message || !('changes' in message.body) || !message.body.changes) return undefined
  // what somebody else wrote is passed on, and was not written here
  const author = message.type === 'update' ? (message.body.author ?? message.body.source) : message.body.source
  return author === message.body.source ? `wrote: ${changesText(message.body.changes)}` : undefined
}

function takenText(columns: Columns, row: number): string | undefined {
  const ended = columns.endedOf(row)
  const message = columns.sentOf(row)?.message
  if (!ended || !message || !('changes' in message.body)) return undefined
  const changes = ended.made ?? message.body.changes
  if (ended.effect === 'duplicate' || ended.effect === 'stale' || ended.effect === 'lost' || !changes) return undefined
  return `${ended.effect}, from ${shortName(message.body.source)}: ${changesText(changes)}`
}

/** The first thing that was not the same, or after which the copies held not the same. */
function differenceOf(
  recorded: Columns,
  replayed: Columns,
  who: Address,
  object: Address,
): FirstDifference | undefined {
  const [before, now] = [takingsOf(recorded, who, object), takingsOf(replayed, who, object)]
  const [heldBefore, heldNow] = [holdingsOf(recorded, who, object), holdingsOf(replayed, who, object)]
  const most = Math.max(before.length, now.length)
  for (let index = 0; index < most; index++) {
    const [one, other] = [before[index], now[index]]
    const isSame = one?.text === other?.text && one && other && heldBefore(one.event) === heldNow(other.event)
    if (!isSame) return { object, who, recorded: one, replayed: other }
  }
  return undefined
}

/** What a copy held after an event, as a hash; nothing where that is not certain. */
function holdingsOf(columns: Columns, who: Address, object: Address): (n: number) => string | undefined {
  const replay = createReplay(columns)
  return (n) => {
    const shown = replay.after(object, who, n)
    return shown?.exact ? hashJson(shown.value) : undefined
  }
}

/** The one that came first in the recording. */
function firstOf(found: readonly (FirstDifference | undefined)[]): FirstDifference | undefined {
  const numberOf = ({ recorded, replayed }: FirstDifference): number => recorded?.event ?? replayed?.event ?? 0
  const all = found.flatMap((one) => (one ? [one] : []))
  return all.sort((one, other) => numberOf(one) - numberOf(other))[0]
}
