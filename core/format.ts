/**
 * The contract of an export: a way to write a session to a file. A kind says what it leaves out, and writes a
 * stream, never one text for a whole session.
 */
import type { Check } from './check.ts'
import type { NoteEvent, SentEvent, SessionEvent } from './event.ts'
import { busAddress, shortName, type Address } from './message.ts'
import { noteText } from './notes.ts'
import { deliveryOf, departureOf, type Arrow, type Lane, type NameOf } from './scene.ts'
import type { Crc32 } from './sealed.ts'
import type { SessionPart } from './session.ts'

/** A session that can be read from its start as often as wanted. */
export interface SessionSource {
  read(): AsyncIterable<SessionPart>
  /** By which checks a session is judged that does not say yet what they found; by none, if there are none. */
  readonly checks?: readonly Check[]
}

/** Digests, which core does not know how to make. */
export interface Digests {
  readonly crc32: Crc32
  /** A sha256 that takes text in UTF-8. */
  sha256(): { update(text: string): void; hex(): string }
  /** How many bytes a text has in UTF-8. */
  byteLength(text: string): number
}

/** A piece of a document; a format that must split begins a new document, 0 being the first. */
export interface Piece {
  readonly document: number
  readonly text: string
  /** What it is where it is no text, which is empty then. */
  readonly bytes?: Uint8Array
}

export interface Format {
  readonly name: string
  readonly label: string
  /** Without the dot. */
  readonly extension: string
  /** What it leaves out, for people; empty when nothing. */
  readonly losses: string
  /** How often it reads a session from its start, for those who tell how far it is. */
  readonly readings: number
  write(source: SessionSource, digests: Digests): AsyncIterable<Piece>
}

/** What stands in a written diagram: arrows and notes, in the order of their moments, then of their events. */
export type Stroke =
  | { readonly kind: 'arrow'; readonly at: number; readonly n: number; readonly arrow: Arrow }
  | { readonly kind: 'note'; readonly at: number; readonly n: number; readonly note: NoteEvent }

/** So many strokes may wait for what happened before them and was recorded after them. */
const waitingMax = 10_000

/** The strokes of a session. What had not ended when the session did is in flight. */
export async function* strokesOf(source: SessionSource, nameOf: NameOf): AsyncIterable<Stroke> {
  const open = new Map<number, { readonly sent: SentEvent; left: number }>()
  const waiting: Stroke[] = []

  const isLater = (a: Stroke, b: Stroke): boolean => a.at > b.at || (a.at === b.at && a.n > b.n)
  const put = (stroke: Stroke): void => {
    let at = waiting.length
    while (at > 0 && isLater(waiting[at - 1] as Stroke, stroke)) at--
    waiting.splice(at, 0, stroke)
  }
  const putArrows = (n: number, arrows: readonly Arrow[]): void => {
    for (const arrow of arrows) put({ kind: 'arrow', at: arrow.at, n, arrow })
  }
  const take = (event: SessionEvent): void => {
    if (event.kind === 'note') {
      const { of } = event
      if (of === undefined) put({ kind: 'note', at: event.at, n: event.n, note: placed(event, nameOf) })
      else if (!event.removed)
        put({ kind: 'note', at: event.at, n: event.n, note: { ...event, text: noteText({ ...event, of }) } })
    } else if (event.kind === 'sent') {
      putArrows(event.n, departureOf(event, nameOf))
      if (event.deliveries > 0) open.set(event.n, { sent: event, left: event.deliveries })
    } else if (event.kind === 'ended') {
      const entry = open.get(event.of)
      if (!entry) return
      if (--entry.left === 0) open.delete(event.of)
      putArrows(event.of, deliveryOf(entry.sent, event, nameOf))
    }
  }

  for await (const part of source.read()) {
    if (part.kind !== 'event') continue
    take(part.event)
    // what is older than the oldest message under way has nothing left to wait for
    const oldest = open.values().next().value?.sent.at ?? Number.POSITIVE_INFINITY
    let ready = Math.max(0, waiting.length - waitingMax)
    while (ready < waiting.length && (waiting[ready] as Stroke).at < oldest) ready++
    if (ready > 0) yield* waiting.splice(0, ready)
  }
  for (const { sent } of open.values()) putArrows(sent.n, deliveryOf(sent, undefined, nameOf))
  yield* waiting
}

/** What happened at one place says where. */
const placed = (note: NoteEvent, nameOf: NameOf): NoteEvent =>
  note.who === undefined ? note : { ...note, text: `${nameOf(note.who)}: ${note.text}` }

/** A lifeline of a written diagram. */
export interface Lifeline extends Lane {
  readonly id: string
  readonly label: string
  /** For grouping: the hyperty, or the bus. */
  readonly group: string
}

export interface Lifelines {
  readonly list: readonly Lifeline[]
  idOf(lane: Lane): string
  readonly nameOf: NameOf
  /** How many arrows and notes there are in all. */
  readonly arrows: number
  readonly notes: number
  /** When the last of them begins or ends, in milliseconds from the start. */
  readonly lastAt: number
}

/** Of a place in a foreign log nothing is known of what is in it. */
const isImported = (hyperty: Address): boolean => hyperty.startsWith('hyperty://imported/')
const partNames = { hyperty: '', object: "'s object", syncer: "'s Syncer" } as const

/**
 * The lifelines that a session uses, mirrored as in the chart: the first hyperty's from the outside in, all others'
 * from the inside out.
 */
export async function lifelinesOf(source: SessionSource): Promise<Lifelines> {
  const nameOf = await namesOf(source)
  const used = new Set<Address>()
  let usesBus = false
  let [arrows, notes, lastAt] = [0, 0, 0]
  for await (const stroke of strokesOf(source, nameOf)) {
    lastAt = Math.max(lastAt, stroke.at)
    if (stroke.kind === 'note') notes++
    if (stroke.kind !== 'arrow') continue
    arrows++
    lastAt = Math.max(lastAt, stroke.arrow.until ?? 0)
    for (const { hyperty } of [stroke.arrow.from, stroke.arrow.to]) {
      if (hyperty === busAddress) usesBus = true
      else used.add(hyperty)
    }
  }
  const list: Lifeline[] = []
  const ids = new Map<string, string>()
  const add = (hyperty: Address, part: Lane['part'], label: string, group: string): void => {
    const id = `L${list.length}`
    ids.set(`${hyperty} ${part}`, id)
    list.push({ id, hyperty, part, label, group })
  }
  ;[...used].forEach((hyperty, index) => {
    const parts = index === 0 ? (['hyperty', 'object', 'syncer'] as const) : (['syncer', 'object', 'hyperty'] as const)
    for (const part of parts)
      add(hyperty, part, nameOf(hyperty) + partNames[isImported(hyperty) ? 'hyperty' : part], nameOf(hyperty))
    if (index === 0 && usesBus) add(busAddress, 'syncer', busName, busName)
  })
  if (used.size === 0 && usesBus) add(busAddress, 'syncer', busName, busName)
  return { list, arrows, notes, lastAt, nameOf, idOf: ({ hyperty, part }) => ids.get(`${hyperty} ${part}`) ?? 'L0' }
}

/** What people call the bus. */
export const busName = 'Message bus'

/** What the hyperties of a session are called; one reading of it. */
export async function namesOf(source: SessionSource): Promise<NameOf> {
  const names = new Map<Address, string>()
  for await (const part of source.read()) {
    if (part.kind === 'event' && part.event.kind === 'hyperty') names.set(part.event.url, part.event.name)
  }
  return (address) => names.get(address) ?? (address === busAddress ? busName : shortName(address))
}

/** How long an arrow was under way, for its label: ` (+0.21 ms)`, or nothing where that was not stamped. */
export function durationText({ at, until }: Arrow): string {
  if (until === undefined) return ''
  const ms = until - at
  return ` (+${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms)`
}
