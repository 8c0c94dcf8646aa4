/**
 * What a picture of a session consists of: the arrows of a message, hop by hop, between the lifelines of the
 * hyperties. The same for the canvas and for every written diagram; knows nothing of pixels, colours or rows.
 */
import { pathText } from './change.ts'
import type { EndedEvent, SentEvent } from './event.ts'
import { aboutObject, busAddress, importedOf, isToHyperty, shortName, type Address, type Message } from './message.ts'

export type Part = 'hyperty' | 'object' | 'syncer'

/** A lifeline. `hyperty` is the bus's own address where an arrow ends at the bus; `part` is `syncer` then. */
export interface Lane {
  readonly hyperty: Address
  readonly part: Part
}

/**
 * The stamp at which an arrow begins; `sent` is the moment when the bus took the message. `made` and what follows
 * it stand on the receiver's side.
 */
export type Hop =
  | 'created'
  | 'observed'
  | 'changed'
  | 'posted'
  | 'watched'
  | 'sent'
  | 'made'
  | 'rewatched'
  | 'passed'
  | 'reobserved'
  | 'told'

export type Outcome = 'done' | 'refused' | 'lost' | 'in-flight' | 'duplicate'

export interface Arrow {
  readonly from: Lane
  readonly to: Lane
  /** Milliseconds from the start of the session. */
  readonly at: number
  /** When it arrived; absent where it did not, or where sending and arriving are one moment. */
  readonly until?: number
  readonly label: string
  readonly hop: Hop
  /** `dotted` for answers. */
  readonly style: 'solid' | 'dotted'
  readonly outcome: Outcome
}

/** How a hyperty is called in labels; by default the last part of its URL. */
export type NameOf = (address: Address) => string

/** All arrows of one delivery in the order of the seed's chart: those of the sender, then those of the receiver. */
export function arrowsOf(sent: SentEvent, ended: EndedEvent | undefined, nameOf: NameOf = shortName): Arrow[] {
  return [...departureOf(sent, nameOf), ...deliveryOf(sent, ended, nameOf)]
}

/** The arrows on the sender's side, once for a message, however many deliveries it has. */
export function departureOf(sent: SentEvent, nameOf: NameOf = shortName): Arrow[] {
  const { message, hops } = sent
  const lane = lanesOf(message.body.source)
  const arrows: Arrow[] = []
  const add = (hop: Hop, from: Lane, to: Lane, label: string, at?: number, until?: number): void => {
    if (at !== undefined) arrows.push({ from, to, at, ...timeOf(until), label, hop, style: 'solid', outcome: 'done' })
  }
  add('created', lane.hyperty, lane.object, 'new', hops.created)
  add('observed', lane.hyperty, lane.object, 'observe', hops.observed)
  add('changed', lane.hyperty, lane.object, 'change', hops.changed)
  if (message.type === 'update') add('posted', lane.object, lane.syncer, 'report change', hops.posted, hops.taken)
  else add('posted', lane.hyperty, lane.syncer, labelOf(message, nameOf), hops.posted, hops.taken)
  add('watched', lane.syncer, lane.object, 'observe', hops.watched)
  return arrows
}

/**
 * The arrows of one delivery from the bus on; without an ended event it is still on its way. None where nobody
 * follows. What its own Syncer turned back never left: its arrow goes back to the object.
 */
export function deliveryOf(sent: SentEvent, ended: EndedEvent | undefined, nameOf: NameOf = shortName): Arrow[] {
  const { message } = sent
  if (sent.deliveries === 0 && !ended) return []
  const style = message.type === 'response' || importedOf(message)?.isAnswer ? 'dotted' : 'solid'
  const from = lanesOf(message.body.source)
  const lane = lanesOf(ended?.to ?? '')
  const hops = ended?.hops ?? {}
  const isTurnedBack = ended?.effect === 'refused' && ended.decision?.by === message.body.source
  const arrows: Arrow[] = [
    {
      from: from.syncer,
      to: isTurnedBack ? from.object : arrivalOf(message, ended),
      at: sent.at,
      ...timeOf(hops.received),
      label: isTurnedBack ? 'turned back' : labelOf(message, nameOf),
      hop: 'sent',
      style,
      outcome: outcomeOf(ended),
    },
  ]
  const add = (
    hop: Hop,
    begin: Lane,
    end: Lane,
    label: string,
    at?: number,
    until?: number,
    outcome: Outcome = 'done',
  ) => {
    if (at !== undefined) arrows.push({ from: begin, to: end, at, ...timeOf(until), label, hop, style, outcome })
  }
  add('made', lane.syncer, lane.object, 'new', hops.made)
  add('rewatched', lane.syncer, lane.object, 'observe', hops.watched)
  const passed = passedOf(message, hops.made !== undefined, nameOf)
  const missing: Outcome = ended?.effect === 'lost' ? 'lost' : 'in-flight'
  add(
    'passed',
    lane.syncer,
    lane[passed.part],
    passed.label,
    hops.passed,
    hops.applied,
    hops.applied === undefined ? missing : 'done',
  )
  add('reobserved', lane.hyperty, lane.object, 'observe', hops.observed)
  add('told', lane.object, lane.hyperty, 'report change', hops.told)
  return arrows
}

/** What a message says, in the words of the seed's chart. */
export function labelOf(message: Message, nameOf: NameOf = shortName): string {
  const object = shortName(aboutObject(message))
  switch (message.type) {
    case 'create':
      return `post shared ${message.body.name} from ${nameOf(message.body.source)}`
    case 'update':
      return 'post report change'
    case 'subscribe':
      return `subscribe to ${object}`
    case 'unsubscribe':
      return `stop following ${object}`
    case 'read':
      return `read ${object}`
    case 'delete':
      return `delete ${object}`
    case 'event':
      if (message.body.imported) return message.body.imported.text
      return newsOf(
        message.body.news,
        message.body.to === undefined ? 'all' : nameOf(message.body.to),
        object,
        message.body.version,
      )
    case 'presence':
      return message.body.place ? `is in ${object}${pathText(message.body.place.path)}` : `is in no text of ${object}`
    case 'execute':
      if (message.body.method === 'write') return `${message.body.name} on ${object}`
      return message.body.method === 'hand over' ? `hand ${object} over?` : `pass ${object} on`
    case 'response':
      return answers[message.body.code] ?? `${message.body.code} answered`
  }
}

const answers: { readonly [code: number]: string } = {
  100: '100 wait',
  200: '200 done',
  307: '307 passed on',
  400: '400 not understood',
  403: '403 refused',
  404: '404 not found',
  408: '408 no answer',
  409: '409 conflict',
  413: '413 too large',
  503: '503 not there',
}

function newsOf(news: string, who: string, object: string, version: number | undefined): string {
  if (news === 'granted') return `granted ${who} to write`
  if (news === 'revoked') return `took the right to write from ${who}`
  if (news === 'followed') return `${who} follows ${object}`
  if (news === 'rules') return `rules of ${object}`
  if (news === 'texts') return `shared texts of ${object}`
  if (news === 'reporter') return `new reporter of ${object}`
  if (news === 'left') return `reporter of ${object} left`
  return version === undefined ? `news of ${object}` : `${object} is at version ${version}`
}

/** Where a Syncer's word to its window ends, and what it says. */
function passedOf(
  message: Message,
  made: boolean,
  nameOf: NameOf,
): { readonly part: 'hyperty' | 'object'; readonly label: string } {
  if (message.type === 'update') return { part: 'object', label: 'change' }
  if (message.type !== 'response') return { part: 'hyperty', label: labelOf(message, nameOf) }
  if (made) return { part: 'hyperty', label: `post shared object from ${nameOf(message.body.source)}` }
  if (message.body.value !== undefined) return { part: 'object', label: 'snapshot' }
  return { part: 'object', label: message.body.code < 300 ? 'settled' : 'turned back' }
}

function outcomeOf(ended: EndedEvent | undefined): Outcome {
  if (!ended) return 'in-flight'
  switch (ended.effect) {
    case 'refused':
      return 'refused'
    case 'lost':
      // lost with its window, but not on the way there
      return ended.hops.received === undefined ? 'lost' : 'done'
    case 'duplicate':
    case 'stale':
      return 'duplicate'
    default:
      return 'done'
  }
}

const busLane: Lane = { hyperty: busAddress, part: 'syncer' }

function arrivalOf(message: Message, ended: EndedEvent | undefined): Lane {
  if (ended?.effect === 'refused' && ended.hops.received === undefined) return busLane
  const to = ended?.to ?? (isToHyperty(message) ? message.to : undefined)
  return to === undefined ? busLane : { hyperty: to, part: 'syncer' }
}

function lanesOf(hyperty: Address): { readonly [P in Part]: Lane } {
  return {
    hyperty: { hyperty, part: 'hyperty' },
    object: { hyperty, part: 'object' },
    syncer: { hyperty, part: 'syncer' },
  }
}

const timeOf = (until: number | undefined): { readonly until?: number } => (until === undefined ? {} : { until })
