/**
 * What a filter says of a delivery, told slowly and from the events themselves: it knows no columns and no dictionary,
 * and has none of the code that it is to check.
 */
import type { EndedEvent, SentEvent, SessionEvent } from '../../core/event.ts'
import { aboutObject } from '../../core/message.ts'
import type { NumberKey, Query, TextKey } from '../../core/query.ts'

/** What a row stands for. */
export interface Delivery {
  /** Of the line of the event that made it. */
  readonly bytes: number
  readonly made: SessionEvent
  readonly ended: EndedEvent | undefined
  /** To whom a row is that has not ended. */
  readonly to: string | undefined
}

export function interpret(query: Query, one: Delivery, events: readonly SessionEvent[]): boolean {
  const { made, ended } = one
  switch (query.is) {
    case 'all':
      return true
    case 'and':
      return query.of.every((part) => interpret(part, one, events))
    case 'or':
      return query.of.some((part) => interpret(part, one, events))
    case 'not':
      return !interpret(query.of, one, events)
    case 'word':
      return wordOf(query.word, one)
    case 'text': {
      const found = textsOf(query.key, one, events)
      const fits = (text: string): boolean => isLike(query.key, query.value, text)
      if (query.key === 'text') return found.some(fits) !== query.differs
      return query.differs
        ? found.length > 0 && !found.some((names) => namesOf(query.key, names).some(fits))
        : found.some((text) => namesOf(query.key, text).some(fits))
    }
    case 'pattern': {
      const form = new RegExp(query.source, query.ignoresCase ? 'iu' : 'u')
      return textsOf(query.key, one, events).some((text) => namesOf(query.key, text).some((name) => form.test(name)))
    }
    case 'number': {
      const value = numberOf(query.key, one)
      if (value === undefined) return false
      const by = Math.sign(value - query.value)
      return { '=': by === 0, '!=': by !== 0, '<': by < 0, '<=': by <= 0, '>': by > 0, '>=': by >= 0 }[query.comparison]
    }
    case 'between': {
      const value = numberOf(query.key, one)
      return value !== undefined && value >= query.from && value <= query.to
    }
    case 'events':
      return [made.n, ended?.n ?? 0].some((n) => n >= query.from && n <= query.to)
    case 'last':
      return made.at >= (events.at(-1)?.at ?? 0) - query.durationMs
    case 'related':
      return isRelated(query.how, query.event, made, events)
  }
}

function wordOf(word: string, { made, ended }: Delivery): boolean {
  const code =
    ended?.decision?.code ?? (made.kind === 'sent' && made.message.type === 'response' ? made.message.body.code : 0)
  if (word === 'fault') return made.kind === 'fault'
  if (word === 'conflict') return code === 409 || Boolean(ended?.decision?.overwrote ?? ended?.decision?.turnedBack)
  if (word === 'pending') return made.kind === 'sent' && made.deliveries > 0 && !ended
  if (word === 'dup') return ended?.effect === 'duplicate' || ended?.effect === 'stale'
  return ended?.effect === word
}

const lastPart = (address: string): string => decodeURIComponent(address.split('/').at(-1) ?? '')
const namesOf = (key: TextKey, text: string): string[] =>
  ['from', 'to', 'who', 'obj'].includes(key) ? [lastPart(text), text] : [text]

function textsOf(key: TextKey, one: Delivery, events: readonly SessionEvent[]): string[] {
  const { made, ended } = one
  const isSent = made.kind === 'sent'
  const known = (text: string | undefined): string[] => (text ? [text] : [])
  switch (key) {
    case 'kind':
      return isSent ? ['message', made.message.type] : [made.kind]
    case 'from':
      return known(isSent ? made.message.body.source : 'url' in made ? made.url : 'who' in made ? made.who : undefined)
    case 'to':
      return known(ended?.to ?? one.to)
    case 'who':
      return [...textsOf('from', one, events), ...textsOf('to', one, events)]
    case 'obj':
      return known(made.kind === 'state' ? made.object : isSent ? objectOf(made, events) : undefined)
    case 'path':
      return isSent ? pathsOf(made) : []
    case 'rule':
      return known(ended?.decision?.rule ?? (isSent ? made.rule : undefined))
    case 'effect':
      return known(ended?.effect)
    case 'text':
      return [...wordsOf(made), ...(ended ? wordsOf(ended) : [])]
  }
}

/** An answer is about what it answers. */
function objectOf(sent: SentEvent, events: readonly SessionEvent[]): string | undefined {
  if (sent.message.type !== 'response') return aboutObject(sent.message)
  const cause = events.find(({ n }) => n === sent.cause)
  const asked = cause?.kind === 'ended' ? events.find(({ n }) => n === cause.of) : cause
  return asked?.kind === 'sent' ? objectOf(asked, events) : undefined
}

function pathsOf({ message: { body } }: SentEvent): string[] {
  const changes = 'changes' in body ? (body.changes ?? []) : []
  return changes.map(
    (change) => `/${[...change[0], ...(change.length === 4 && Array.isArray(change[3]) ? [change[1]] : [])].join('/')}`,
  )
}

function wordsOf(event: SessionEvent): string[] {
  const found: string[] = []
  const walk = (value: unknown, isOwn: boolean): void => {
    if (typeof value !== 'object') found.push(String(value))
    else if (Array.isArray(value)) for (const one of value) walk(one, isOwn)
    else
      for (const [key, one] of Object.entries(value ?? {})) {
        if (isOwn) found.push(key)
        walk(one, isOwn || ['value', 'changes', 'made', 'state'].includes(key))
      }
  }
  for (const [key, value] of Object.entries(event))
    if (!['n', 'at', 'hops', 'of', 'cause'].includes(key)) walk(value, key === 'made')
  return found
}

function isLike(key: TextKey, value: string, text: string): boolean {
  const [wanted, found] = [value.toLowerCase(), text.toLowerCase()]
  if (key === 'text') return found.includes(wanted)
  if (key !== 'path') return starsFit(wanted, found)
  const [steps, path] = [wanted.split('/').filter(Boolean), found.split('/').slice(1)]
  const fitsAt = (start: number): boolean =>
    steps.every((step, index) => path[start + index] !== undefined && starsFit(step, path[start + index] as string))
  return wanted.startsWith('/') ? fitsAt(0) : path.some((_, start) => fitsAt(start))
}

function starsFit(value: string, text: string): boolean {
  if (value === '') return text === ''
  if (value.startsWith('*')) return starsFit(value.slice(1), text) || (text !== '' && starsFit(value, text.slice(1)))
  return text !== '' && value[0] === text[0] && starsFit(value.slice(1), text.slice(1))
}

function numberOf(key: NumberKey, { made, ended, bytes }: Delivery): number | undefined {
  const isSent = made.kind === 'sent'
  switch (key) {
    case 't':
      return made.at
    case 'lat':
      return isSent && ended?.hops.received !== undefined ? ended.hops.received - made.at : undefined
    case 'size':
      return isSent ? bytes : undefined
    case 'code':
      return ended?.decision?.code ?? (isSent && made.message.type === 'response' ? made.message.body.code : undefined)
    case 'rev':
      if (made.kind === 'state') return made.version
      return ended?.version ?? (isSent && 'version' in made.message.body ? made.message.body.version : undefined)
  }
}

const sentBy = (event: SessionEvent | undefined, events: readonly SessionEvent[]): SentEvent | undefined => {
  const sent = event?.kind === 'ended' ? events.find(({ n }) => n === event.of) : event
  return sent?.kind === 'sent' ? sent : undefined
}

function isRelated(how: string, event: number, made: SessionEvent, events: readonly SessionEvent[]): boolean {
  const one = sentBy(
    events.find(({ n }) => n === event),
    events,
  )
  if (!one || made.kind !== 'sent') return false
  if (how === 'causes') return follows(one, made, events)
  if (how === 'causedby') return follows(made, one, events)
  return one !== made && !precedes(one, made, events) && !precedes(made, one, events)
}

/** Whether the chain of causes of one leads to the other. */
function follows(one: SentEvent, other: SentEvent, events: readonly SessionEvent[]): boolean {
  const by = sentBy(
    events.find(({ n }) => n === one.cause),
    events,
  )
  return by !== undefined && (by === other || follows(by, other, events))
}

/** Whether who sent the later one could have known of the earlier one, step by step over all that was received. */
function precedes(one: SentEvent, other: SentEvent, events: readonly SessionEvent[]): boolean {
  if (one.n >= other.n) return false
  const knowing = new Set([one.message.body.source])
  const told = new Set([one.n])
  for (const event of events.filter(({ n }) => n > one.n && n <= other.n)) {
    if (event.kind === 'sent' && knowing.has(event.message.body.source)) told.add(event.n)
    if (event.kind === 'ended' && told.has(event.of) && event.hops.received !== undefined) knowing.add(event.to)
  }
  return told.has(other.n)
}
