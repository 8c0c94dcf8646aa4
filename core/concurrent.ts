/**
 * Finds in a session what was written at the same time: writes to one object of which no author had seen one of the
 * others', and what each copy held before them. Reads the table, and changes nothing in it.
 */
import type { JsonObject, Path, WireChange } from './change.ts'
import type { Columns } from './columns.ts'
import { createEditBook } from './edit-book.ts'
import { knew, type Edit } from './edit.ts'
import type { SessionEvent } from './event.ts'
import type { Address, CreateMessage } from './message.ts'
import { createReplay } from './replay.ts'
import type { Write } from './trial.ts'

/** Writes that were made at the same time, and what is to be known of their object. */
export interface Concurrent {
  readonly object: Address
  readonly writes: readonly Write[]
  /** Everybody who wrote, or to whom one of them was sent. */
  readonly holders: readonly Address[]
  /** Who reports the object, as far as the session shows. */
  readonly reporter: Address
  /** The name of its model, where the session says it. */
  readonly model: string | undefined
  /** Where its texts are shared character by character. */
  readonly texts: readonly Path[]
}

/** So many rows are read at most, those around what somebody looks at first. */
export const rowsMax = 20_000
/** So many of the writes after one are compared with it. */
const aheadMax = 64

/** A group, or why there is none, for people. */
export type Found = { readonly ok: true; readonly group: Concurrent } | { readonly ok: false; readonly reason: string }

interface Book {
  readonly edits: readonly Edit[]
  /** To whom an edit came and when, whether it shows there or not. */
  readonly came: Came
  readonly written: ReadonlyMap<number, Written>
  /** Of each object who sent invitations last, and which model it has. */
  readonly makers: ReadonlyMap<Address, Maker>
}

interface Maker {
  readonly reporter: Address
  readonly model: string | undefined
  readonly texts: readonly Path[]
}

interface Written {
  /** When its author's Syncer took it, and when it was written in the window. */
  readonly at: number
  readonly changedAt: number
  readonly changes: readonly WireChange[]
}
type Came = ReadonlyMap<number, ReadonlyMap<Address, number>>

/** The events of some rows, in their order. */
function eventsOf(columns: Columns, around: number | undefined): readonly SessionEvent[] {
  const centre = (around === undefined ? undefined : columns.rowOf(around)) ?? 0
  const first = Math.max(0, Math.min(centre - rowsMax / 2, columns.count - rowsMax))
  const last = Math.min(columns.count, first + rowsMax)
  const events: SessionEvent[] = []
  for (let row = first; row < last; row++) {
    if (columns.kindOf(row) !== 'message' || columns.typeOf(row) === 'presence') continue
    const sent = columns.head.get(row) === row ? columns.sentOf(row) : undefined
    const ended = columns.endedOf(row)
    if (sent) events.push(sent)
    if (ended) events.push(ended)
  }
  return events.sort((one, other) => one.n - other.n)
}

function bookOf(columns: Columns, around: number | undefined): Book {
  const edits: Edit[] = []
  const denied = new Set<Edit>()
  const written = new Map<number, Written>()
  const makers = new Map<Address, Maker>()
  const came = new Map<number, Map<Address, number>>()
  const ignore = (): void => undefined
  const book = createEditBook({
    made: (edit) => void edits.push(edit),
    // nobody was ever given it
    refused: (edit) => void denied.add(edit),
    ...{ turnedBack: ignore, overwritten: ignore, forgotten: ignore },
  })
  for (const event of eventsOf(columns, around)) {
    if (event.kind === 'ended') {
      book.ended(event)
      if (event.effect !== 'lost')
        came.get(event.of)?.set(event.to, event.hops.applied ?? event.hops.received ?? event.at)
    }
    if (event.kind !== 'sent') continue
    const { message } = event
    if (message.type === 'create') makers.set(message.body.resource, makerBy(message))
    const count = edits.length
    book.sent(event)
    const changes = message.type === 'update' || message.type === 'execute' ? message.body.changes : undefined
    if (changes && edits.length > count) {
      written.set(event.n, { at: event.at, changedAt: event.hops.changed ?? event.at, changes })
      came.set(event.n, new Map())
    }
  }
  return { edits: edits.filter((edit) => !denied.has(edit)), came, written, makers }
}

/** Whether neither author had seen what the other wrote; one's own writes stand beside each other. */
function isBeside({ came, written }: Book, one: Edit, other: Edit): boolean {
  if (one.author === other.author) return true
  const [early, late] = one.n < other.n ? [one, other] : [other, one]
  const at = came.get(early.n)?.get(late.author) ?? Number.POSITIVE_INFINITY
  return !knew(late, early) && at > (written.get(late.n)?.changedAt ?? 0)
}

/** Every stretch of writes that were made at the same time, by more than one; none that lies within another. */
export function findConcurrent(columns: Columns, around?: number): readonly Concurrent[] {
  const book = bookOf(columns, around)
  const groups: Edit[][] = []
  book.edits.forEach((first, index) => {
    const group = [first]
    for (const next of book.edits.slice(index + 1, index + 1 + aheadMax))
      if (next.object === first.object && group.every((one) => isBeside(book, one, next))) group.push(next)
    const isMixed = group.some(({ author }) => author !== first.author)
    if (isMixed && !groups.some((known) => group.every((one) => known.includes(one)))) groups.push(group)
  })
  return groups.map((group) => concurrentOf(columns, book, group))
}

/** What was written at the same time as an event's write; the largest group where there are several. */
export function concurrentAt(columns: Columns, event: number): Found {
  const sent = sentNumberOf(columns, event)
  const found = findConcurrent(columns, event).filter(({ writes }) => writes.some((write) => write.event === sent))
  const [largest] = [...found].sort((one, other) => other.writes.length - one.writes.length)
  if (largest) return { ok: true, group: largest }
  return { ok: false, reason: `Nobody wrote at the same time as event ${event}. Choose a write that met another one.` }
}

/** The writes of some events, where they were made at the same time. */
export function concurrentOfEvents(columns: Columns, events: readonly number[]): Found {
  const book = bookOf(columns, events[0])
  const chosen: Edit[] = []
  for (const event of new Set(events.map((one) => sentNumberOf(columns, one)))) {
    const edit = book.edits.find(({ n }) => n === event)
    if (!edit)
      return { ok: false, reason: `Event ${event} is no write that was delivered. Choose events that send changes.` }
    const known = chosen.find((one) => !isBeside(book, one, edit) || one.object !== edit.object)
    if (known?.object === edit.object)
      return {
        ok: false,
        reason: `Of events ${known.n} and ${edit.n} one was written by somebody who had seen the other.`,
      }
    if (known) return { ok: false, reason: `Events ${known.n} and ${edit.n} are about different objects.` }
    chosen.push(edit)
  }
  if (new Set(chosen.map(({ author }) => author)).size < 2)
    return { ok: false, reason: 'Choose two writes at least, by different participants.' }
  const group = concurrentOf(
    columns,
    book,
    chosen.sort((one, other) => one.n - other.n),
  )
  return { ok: true, group }
}

/** Of an event by which a delivery ended, the one that sent it. */
function sentNumberOf(columns: Columns, event: number): number {
  const row = columns.rowOf(event)
  return row === undefined ? event : columns.n.get(row)
}

function concurrentOf(columns: Columns, { written, makers }: Book, group: readonly Edit[]): Concurrent {
  const { object, author } = group[0] as Edit
  const writes = group.flatMap(({ n, author: by }): Write[] => {
    const one = written.get(n)
    return one ? [{ event: n, author: by, at: one.at, changes: one.changes }] : []
  })
  const holders = new Set<Address>()
  for (const edit of group)
    for (const who of [edit.author, ...edit.taken.keys(), ...edit.missing.keys()]) holders.add(who)
  const maker = makers.get(object) ?? makerOf(columns, object)
  const asked = group.find(({ isAsked }) => isAsked)
  const numberedBy = asked && [...asked.taken.keys(), ...asked.missing.keys()].find((who) => who !== asked.author)
  const reporter = maker?.reporter ?? numberedBy ?? author
  return { object, writes, holders: [...holders], reporter, model: maker?.model, texts: maker?.texts ?? [] }
}

const makerBy = ({ from, body: { model, texts = [] } }: CreateMessage): Maker => ({ reporter: from, model, texts })

/** Who invited to an object, looked for from its beginning on. */
function makerOf(columns: Columns, object: Address): Maker | undefined {
  for (const entry of columns.touching(object)) {
    if (columns.typeOf(entry >>> 1) !== 'create') continue
    const sent = columns.sentOf(entry >>> 1)
    if (sent?.message.type === 'create') return makerBy(sent.message)
  }
  return undefined
}

/** What each held before any of the writes, where the session shows it: of two that are the same, the same value. */
export function startsOf(columns: Columns, { object, writes, holders }: Concurrent): ReadonlyMap<Address, JsonObject> {
  const replay = createReplay(columns)
  const starts = new Map<Address, JsonObject>()
  const firstOf = (who: Address): number => {
    const ends = writes.flatMap(({ event, author }) => {
      if (author === who) return event
      const rows = rowsOf(columns, event)
      return rows
        .filter((row) => columns.addresses.textOf(columns.to.get(row)) === who)
        .map((row) => columns.endN.get(row))
    })
    return Math.min(...ends.filter((n) => n > 0), Number.MAX_SAFE_INTEGER)
  }
  for (const who of holders) {
    const first = firstOf(who)
    const shown = replay.before(object, who, first === Number.MAX_SAFE_INTEGER ? (writes[0]?.event ?? 0) : first)
    if (shown) starts.set(who, shown.value)
  }
  return starts
}

/** The rows of a message: one for each delivery. */
function rowsOf(columns: Columns, event: number): readonly number[] {
  const head = columns.rowOf(event)
  if (head === undefined) return []
  const rows: number[] = []
  for (let row = head; row < columns.count && columns.head.get(row) === head; row++) rows.push(row)
  return rows
}
