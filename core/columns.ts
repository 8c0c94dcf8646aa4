/**
 * A session as a table: one row for each delivery of a message, one for each other event, in typed arrays that are
 * never copied when they grow. The text of an event is kept as bytes and read only when somebody looks at it.
 */
import { createColumn, float64, uint16, uint32, uint8, type Column, type TextCodec } from './column.ts'
import { createDictionary, type Dictionary } from './dictionary.ts'
import type { Effect, EndedEvent, EndedHops, SentEvent, SentHops, SessionEvent } from './event.ts'
import { isEvent, isHeaderOrFooter, isUnknownEvent } from './event-guard.ts'
import { createEventIndex } from './event-index.ts'
import { effects, endedHops, rowKinds, sentHops, type RowKind } from './row.ts'
import { aboutObject, isToHyperty, messageTypes, type Address, type Decision, type MessageType } from './message.ts'
import { createNotes, type Notes } from './notes.ts'
import { createObjectEntries } from './object-entries.ts'
import { createRowLines } from './row-lines.ts'
import { pathsOf } from './row-paths.ts'

/** Of a message that goes to more, further rows are made only when their deliveries end. */
const reservedMax = 16
/** "No version" in a column of versions. */
const none = 0xffffffff

type HopColumns<K extends string> = { readonly [H in K]: Column }

export interface Columns {
  /** Rows so far. */
  readonly count: number
  /** Events taken in, and lines that were none and are left out. */
  readonly events: number
  readonly skipped: number
  /** Number and time of the last event. */
  readonly lastEvent: number
  readonly lastAt: number
  /** Deliveries that have begun and not ended. */
  readonly underWay: number
  readonly addresses: Dictionary
  readonly rules: Dictionary
  /** What rows are about, as `row-paths` writes it. */
  readonly paths: Dictionary
  readonly notes: Notes
  /** The number of the event that made the row; rows of one message share it. */
  readonly n: Column
  readonly at: Column
  /** The first row of the same message; a row of its own stands for itself. */
  readonly head: Column
  /** The number of its ended event, 0 while it is under way. */
  readonly endN: Column
  readonly from: Column
  readonly to: Column
  readonly object: Column
  readonly rule: Column
  readonly code: Column
  readonly path: Column
  /** The event that a message follows from, in its first row; 0 where there is none. */
  readonly cause: Column
  /** 1 where a write met others that it had not seen. */
  readonly clash: Column
  readonly deliveries: Column
  readonly bytes: Column
  /** On the sender's side; stamped in the first row of a message only. NaN: not stamped. */
  readonly sent: HopColumns<keyof SentHops>
  /** On the receiver's side. */
  readonly ended: HopColumns<keyof EndedHops>
  /** The places of a row's kind and type in their lists; of its effect the place behind. */
  readonly codes: { readonly kind: Column; readonly type: Column; readonly effect: Column }
  kindOf(row: number): RowKind
  typeOf(row: number): MessageType | undefined
  effectOf(row: number): Effect | undefined
  versionOf(row: number): number | undefined
  /** The row in which an event stands, its ended part included. */
  rowOf(n: number): number | undefined
  /** The event that made the row, read from its text. */
  eventOf(row: number): SessionEvent | undefined
  sentOf(row: number): SentEvent | undefined
  endedOf(row: number): EndedEvent | undefined
  /** The lines of the events in a row: the one that made it, and the one that ended it or nothing. */
  linesOf(row: number): readonly [made: string, ended: string]
  /** Where an object was sent about or delivered: a row twice over, plus 1 where its delivery ended. In order. */
  touching(object: Address): readonly number[]
  /** Takes in a line of a session. Headers, footers and what is no event are passed by; false for those. */
  append(line: string): boolean
  appendEvent(event: SessionEvent, text: string): void
}

/**
 * An empty table. `changed` is told of every row that is new or has ended, `taken` of every event whose rows are
 * there now: of one of an unknown kind it is told the number.
 */
export function createColumns(
  codec: TextCodec,
  changed: (row: number) => void = () => undefined,
  taken: (event: SessionEvent | { readonly kind: 'unknown'; readonly n: number }) => void = () => undefined,
): Columns {
  const number = (initial = 0): Column => createColumn(float64, initial)
  const id = (initial = 0): Column => createColumn(uint32, initial)
  const byte = (): Column => createColumn(uint8)
  const [n, head, endN, from, to, object, deliveries, bytes] = [id(), id(), id(), id(), id(), id(), id(), id()]
  const [path, cause, version] = [id(), id(), id(none)]
  const [kind, type, effect, clash] = [byte(), byte(), byte(), byte()]
  const [at, rule, code] = [number(), createColumn(uint16), createColumn(uint16)]
  const hopColumns = <K extends string>(names: readonly K[]): HopColumns<K> =>
    Object.fromEntries(names.map((name) => [name, number(Number.NaN)])) as HopColumns<K>
  const sent = hopColumns(sentHops)
  const ended = hopColumns(endedHops)
  const addresses = createDictionary()
  const rules = createDictionary(0xffff)
  const paths = createDictionary()
  const lines = createRowLines(codec)
  const { add: touch, of: touchedOf } = createObjectEntries()
  const notes = createNotes()
  const index = createEventIndex()
  let count = 0
  let lastAt = 0
  let skipped = 0
  let underWay = 0

  function addRow(event: { readonly n: number; readonly at: number }, rowKind: RowKind, first = count): number {
    const row = count++
    kind.set(row, rowKinds.indexOf(rowKind))
    n.set(row, event.n)
    at.set(row, event.at)
    head.set(row, first)
    return row
  }

  function addSent(event: SentEvent, text: string): void {
    const { message, hops } = event
    const first = count
    const about = addresses.idOf(aboutObject(message))
    const places = paths.idOf(pathsOf(message))
    for (let place = 0; place < Math.max(1, Math.min(event.deliveries, reservedMax)); place++) {
      const row = addRow(event, 'message', first)
      type.set(row, messageTypes.indexOf(message.type))
      from.set(row, addresses.idOf(message.body.source))
      to.set(row, isToHyperty(message) ? addresses.idOf(message.to) : 0)
      object.set(row, message.type === 'response' ? 0 : about)
      path.set(row, places)
      if (message.type === 'response') code.set(row, message.body.code)
      if ('version' in message.body && message.body.version !== undefined) version.set(row, message.body.version)
      if (event.rule !== undefined) rule.set(row, rules.idOf(event.rule))
      deliveries.set(row, event.deliveries)
    }
    for (const hop of sentHops) if (hops[hop] !== undefined) sent[hop].set(first, hops[hop])
    if (event.cause !== undefined) cause.set(first, event.cause)
    bytes.set(first, lines.keepMade(first, text))
    underWay += event.deliveries
    const asked = message.type === 'response' && event.cause !== undefined ? index.rowOf(event.cause) : undefined
    if (asked !== undefined) for (let row = first; row < count; row++) object.set(row, object.get(asked))
    touch(object.get(first), 2 * first)
    for (let row = first; row < count; row++) changed(row)
  }

  /** A free row of the message, or a new one at the end for a delivery beyond those that were reserved. */
  function rowToEnd(first: number, event: EndedEvent): number {
    const receiver = addresses.idOf(event.to)
    let free: number | undefined
    for (let row = first; row < first + reservedMax && head.get(row) === first && row < count; row++) {
      if (endN.get(row) !== 0) continue
      if (to.get(row) === receiver) return row
      free ??= row
    }
    if (free !== undefined) return free
    const row = addRow(event, 'message', first)
    for (const column of [type, from, object, code, path, deliveries, rule]) column.set(row, column.get(first))
    return row
  }

  function addEnded(event: EndedEvent, text: string): boolean {
    const first = index.rowOf(event.of)
    if (first === undefined || kind.get(first) !== 0 || n.get(first) !== event.of) return false
    const row = rowToEnd(first, event)
    const { decision } = event
    endN.set(row, event.n)
    to.set(row, addresses.idOf(event.to))
    effect.set(row, effects.indexOf(event.effect) + 1)
    if (decision) setDecision(row, decision)
    if (event.version !== undefined) version.set(row, event.version)
    for (const hop of endedHops) if (event.hops[hop] !== undefined) ended[hop].set(row, event.hops[hop])
    lines.keepEnded(row, text)
    underWay = Math.max(0, underWay - 1)
    index.add(event.n, row)
    touch(object.get(row), 2 * row + 1)
    changed(row)
    return true
  }

  function setDecision(row: number, decision: Decision): void {
    rule.set(row, rules.idOf(decision.rule))
    code.set(row, decision.code)
    if (decision.overwrote || decision.turnedBack) clash.set(row, 1)
  }

  function addOther(event: Exclude<SessionEvent, SentEvent | EndedEvent>, text: string): void {
    const row = addRow(event, event.kind)
    if (event.kind === 'hyperty') from.set(row, addresses.idOf(event.url))
    if (event.kind === 'clock' || event.kind === 'note') from.set(row, addresses.idOf(event.who ?? ''))
    if (event.kind === 'note') notes.take(event, row)
    if (event.kind === 'fault') {
      const who = event.who ?? event.order?.from
      if (who !== undefined) from.set(row, addresses.idOf(who))
      if (event.order?.to !== undefined) to.set(row, addresses.idOf(event.order.to))
    }
    if (event.kind === 'state') {
      from.set(row, addresses.idOf(event.who))
      object.set(row, addresses.idOf(event.object))
      version.set(row, event.version)
      // a state that brings the value takes part in what becomes of the object
      if (event.value) touch(object.get(row), 2 * row)
    }
    lines.keepMade(row, text)
    changed(row)
  }

  function append(line: string): boolean {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      if (line.trim() !== '') skipped++
      return false
    }
    const known = isEvent(value)
    if ((!known && !isUnknownEvent(value)) || (value as { n: number }).n <= index.last) {
      if (!isHeaderOrFooter(value)) skipped++
      return false
    }
    if (known) return take(value as SessionEvent, line)
    const unknown = value as { readonly n: number; readonly at: number }
    const row = addRow(unknown, 'unknown')
    lines.keepMade(row, line)
    index.add(unknown.n, row)
    changed(row)
    taken({ kind: 'unknown', n: unknown.n })
    return true
  }

  function take(event: SessionEvent, text: string): boolean {
    lastAt = event.at
    if (event.kind === 'ended') {
      if (!addEnded(event, text)) {
        skipped++
        return false
      }
    } else {
      index.add(event.n, count)
      if (event.kind === 'sent') addSent(event, text)
      else addOther(event, text)
    }
    taken(event)
    return true
  }

  const read = (line: string): SessionEvent | undefined =>
    line === '' ? undefined : (JSON.parse(line) as SessionEvent)
  const ownRow = (row: number): number => (kind.get(row) === 0 ? head.get(row) : row)
  const eventOf = (row: number): SessionEvent | undefined =>
    kind.get(row) === rowKinds.indexOf('unknown') ? undefined : read(lines.made(ownRow(row)))

  return {
    get count() {
      return count
    },
    get events() {
      return index.count
    },
    get skipped() {
      return skipped
    },
    get lastEvent() {
      return index.last
    },
    get lastAt() {
      return lastAt
    },
    get underWay() {
      return underWay
    },
    addresses,
    rules,
    ...{ notes, paths, codes: { kind, type, effect } },
    ...{ n, at, head, endN, from, to, object, rule, code, path, cause, clash, deliveries, bytes, sent, ended },
    kindOf: (row) => rowKinds[kind.get(row)] ?? 'unknown',
    typeOf: (row) => (kind.get(row) === 0 ? messageTypes[type.get(row)] : undefined),
    effectOf: (row) => effects[effect.get(row) - 1],
    versionOf: (row) => (version.get(row) === none ? undefined : version.get(row)),
    rowOf: (number) => index.rowOf(number),
    eventOf,
    sentOf(row) {
      const event = eventOf(row)
      return event?.kind === 'sent' ? event : undefined
    },
    endedOf: (row) => read(lines.ended(row)) as EndedEvent | undefined,
    linesOf: (row) => [lines.made(ownRow(row)), lines.ended(row)],
    touching: (address) => touchedOf(addresses.find(address) ?? -1),
    append,
    appendEvent: (event, text) => void take(event, text),
  }
}
