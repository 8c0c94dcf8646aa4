/**
 * What a foreign log tells as a session: in the order of its times, each place a lane, each message an arrow. Knows no kind
 * of log; what it cannot say is said in the header.
 */
import type { WireChange } from './change.ts'
import type { EndedEvent, NoteEvent, SentEvent, SessionEvent } from './event.ts'
import type { Arrival, ForeignLog, Import, Told } from './import.ts'
import type { Imported, ImportedFrom } from './imported.ts'
import { busAddress, type Address, type Decision, type EventMessage } from './message.ts'
import { sessionFormat, sessionVersion, type SessionHeader, type SessionPart } from './session.ts'

/** One step of a session: something told, or where a message came to. */
interface Step {
  readonly at: number
  readonly told: Told
  readonly arrival?: Arrival
}

export interface Retelling {
  readonly log: ForeignLog
  readonly kind: Pick<Import, 'name' | 'label'>
  /** The name of the file. */
  readonly file: string
  /** The version of the application. */
  readonly app: string
}

/** Of a name of any characters the address of a lane; one that is an address stays it. */
export const laneAddress = (name: string): Address =>
  /^hyperty:\/\/\S+$/.test(name)
    ? name
    : `hyperty://imported/${encodeURIComponent(name.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'))}`
const objectAddress = (name: string): Address =>
  /^comm:\/\/\S+$/.test(name)
    ? name
    : `comm://imported/${encodeURIComponent(name.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'))}`

/** Whether it is about a message, of which there is an arrow. */
const isMessage = ({ arrivals, to }: Told): boolean => arrivals.length > 0 || to !== undefined

/** Sorted by their times; what came stands behind what was sent, whatever its clock said. */
function stepsOf({ told }: ForeignLog): { readonly steps: readonly Step[]; readonly backwards: number } {
  const steps: Step[] = []
  let backwards = 0
  for (const one of told) {
    steps.push({ at: one.at, told: one })
    for (const arrival of one.arrivals) {
      if (arrival.at !== undefined && arrival.at < one.at) backwards++
      steps.push({ at: Math.max(arrival.at ?? one.at, one.at), told: one, arrival })
    }
  }
  // a sort keeps the order of what is at one time
  return { steps: steps.sort((one, other) => one.at - other.at), backwards }
}

/** The lanes in the order in which they first have to do with something. */
function lanesOf(steps: readonly Step[]): readonly string[] {
  const lanes = new Set<string>()
  for (const { told, arrival } of steps) {
    if (told.who !== '') lanes.add(told.who)
    if (arrival) lanes.add(arrival.to)
    else if (told.to !== undefined) lanes.add(told.to)
  }
  return [...lanes]
}

function fromOf({ log, kind, file }: Retelling, backwards: number): ImportedFrom {
  const notes = [...log.notes]
  if (backwards > 0)
    notes.push(
      `${backwards === 1 ? '1 message comes' : `${backwards} messages come`} before being sent: the clocks of their places differ.`,
    )
  return { file, format: kind.name, label: kind.label, leftOut: log.leftOut, problems: log.problems, notes }
}

function headerOf(retelling: Retelling, startMs: number, backwards: number): SessionHeader {
  return {
    format: sessionFormat,
    version: sessionVersion,
    app: retelling.app,
    // a date made of a number asks no clock
    // oxlint-disable-next-line no-restricted-globals
    start: retelling.log.times === 'dates' ? new Date(startMs).toISOString() : null,
    models: [],
    conditions: { delayMs: 0 },
    seed: null,
    hyperties: [],
    redactions: [],
    imported: fromOf(retelling, backwards),
  }
}

const partOf = (event: SessionEvent): SessionPart => ({
  kind: 'event',
  event,
  text: JSON.stringify(event),
  sealed: false,
})

const importedOf = ({ text, kind, line, id, isAnswer, fields }: Told): Imported => ({
  ...{ text, line },
  ...(kind === undefined ? {} : { kind }),
  ...(id === undefined ? {} : { id }),
  ...(isAnswer ? { isAnswer: true } : {}),
  ...(fields === undefined ? {} : { fields }),
})

const changesOf = ({ change }: Told): readonly WireChange[] =>
  change === undefined ? [] : [change.value === undefined ? [change.path] : [change.path, change.value]]

/** A date in milliseconds is right to a quarter of a microsecond, and no better. */
const piecesOf: Readonly<Record<ForeignLog['times'], number>> = { dates: 1_000, start: 1_000_000, steps: 1 }

/** The session, in order. All of the log is held meanwhile. */
export function* retell(retelling: Retelling): Generator<SessionPart> {
  const { log } = retelling
  const { steps, backwards } = stepsOf(log)
  const first = steps[0]?.at ?? 0
  // a count from some start keeps it, unless that lies behind
  const startMs = log.times === 'start' ? Math.min(0, first) : Math.floor(first)
  const header = headerOf(retelling, startMs, backwards)
  yield { kind: 'header', header, text: JSON.stringify(header) }
  let n = 0
  for (const lane of lanesOf(steps)) {
    const name = (log.names?.get(lane) ?? lane).slice(0, 200)
    yield partOf({ n: ++n, at: 0, kind: 'hyperty', url: laneAddress(lane), name, state: 'joined' })
  }
  const numbers = new Map<Told, number>()
  const pieces = piecesOf[log.times]
  const timeOf = (at: number): number => Math.round((at - startMs) * pieces) / pieces
  for (const { at, told, arrival } of steps) {
    const now = timeOf(at)
    if (arrival) yield partOf(endedOf(told, arrival, { n: ++n, at: now, of: numbers.get(told) ?? 0, timeOf }))
    else {
      numbers.set(told, ++n)
      if (isMessage(told)) yield partOf(sentOf(told, n, now, told.cause && numbers.get(told.cause)))
      else yield partOf(noteOf(told, n, now))
    }
  }
  // how it is counted and proven is said by who writes it
  const footer = {
    kind: 'footer',
    events: n,
    dropped: log.leftOut,
    sha256: '0'.repeat(64),
    verdict: 'unknown',
  } as const
  yield { kind: 'footer', footer, text: JSON.stringify(footer) }
}

function noteOf(told: Told, n: number, at: number): NoteEvent {
  const { who, object, change, reason } = told
  const what = change?.value === undefined ? '' : ` = ${JSON.stringify(change.value)}`
  const more =
    object === undefined && change === undefined ? '' : ` (${[object ?? '', ...(change?.path ?? [])].join('/')}${what})`
  const place = who === '' ? {} : { who: laneAddress(who) }
  return {
    n,
    at,
    kind: 'note',
    text: `${told.text}${more}${reason === undefined ? '' : ` — ${reason}`}`,
    ...(who === '' ? { style: 'phase' } : {}),
    ...place,
    imported: importedOf(told),
  }
}

function sentOf(told: Told, n: number, at: number, cause: number | undefined): SentEvent {
  const { who, to, object, version, arrivals } = told
  const changes = changesOf(told)
  const source = laneAddress(who)
  const body: EventMessage['body'] = {
    ...{ source, news: 'imported', imported: importedOf(told) },
    ...(object === undefined ? {} : { resource: objectAddress(object) }),
    ...(version === undefined ? {} : { version }),
    ...(changes.length > 0 ? { changes } : {}),
  }
  const message: EventMessage = {
    id: n,
    type: 'event',
    from: source,
    to: laneAddress(to ?? arrivals[0]?.to ?? ''),
    body,
  }
  const deliveries = Math.max(1, arrivals.length)
  return { n, at, kind: 'sent', message, hops: {}, deliveries, ...(cause === undefined ? {} : { cause }) }
}

/** What the log says of a delivery that came to nothing. */
function decisionOf({ to, effect, reason }: Arrival): Decision | undefined {
  if (effect !== 'refused' && effect !== 'lost') return undefined
  const by = effect === 'lost' ? busAddress : laneAddress(to)
  const words = reason ?? (effect === 'lost' ? 'the log says so' : 'The log names no reason')
  return { allow: false, by, rule: 'imported', code: effect === 'lost' ? 503 : 403, reason: words }
}

function endedOf(
  told: Told,
  arrival: Arrival,
  { n, at, of, timeOf }: { readonly n: number; readonly at: number; readonly of: number; timeOf(at: number): number },
): EndedEvent {
  const { to, effect = 'applied', text, line, fields } = arrival
  const decision = decisionOf(arrival)
  const isOther = line !== told.line || fields !== undefined
  return {
    ...{ n, at, kind: 'ended', of, to: laneAddress(to), effect },
    hops: {
      ...(arrival.at === undefined || effect === 'lost' ? {} : { received: timeOf(arrival.at) }),
      ...(arrival.until === undefined || effect === 'lost' ? {} : { applied: timeOf(arrival.until) }),
    },
    ...(decision ? { decision } : {}),
    ...(isOther ? { imported: { text: text ?? told.text, line, ...(fields === undefined ? {} : { fields }) } } : {}),
  }
}
