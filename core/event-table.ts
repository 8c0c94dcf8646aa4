/**
 * The events of a session as rows of named cells, for tables outside: one row for each event, in order. What ended
 * says again whom and what its message was about, so that no row needs another one.
 */
import type { EndedEvent, FaultEvent, SentEvent, SessionEvent } from './event.ts'
import { isEvent } from './event-guard.ts'
import type { SessionSource } from './format.ts'
import { aboutObject, type Message } from './message.ts'

export type Cell = string | number | undefined

/** The columns, and what is in them; a text may be empty, a number may be missing. */
export const tableColumns = [
  { name: 'n', holds: 'integer' },
  { name: 'at_ms', holds: 'number' },
  { name: 'kind', holds: 'text' },
  { name: 'type', holds: 'text' },
  { name: 'from', holds: 'text' },
  { name: 'to', holds: 'text' },
  { name: 'object', holds: 'text' },
  { name: 'version', holds: 'integer' },
  { name: 'message', holds: 'integer' },
  { name: 'cause', holds: 'integer' },
  { name: 'deliveries', holds: 'integer' },
  { name: 'took_ms', holds: 'number' },
  { name: 'effect', holds: 'text' },
  { name: 'rule', holds: 'text' },
  { name: 'code', holds: 'integer' },
  { name: 'reason', holds: 'text' },
  { name: 'text', holds: 'text' },
  { name: 'content', holds: 'text' },
] as const

export type ColumnName = (typeof tableColumns)[number]['name']
export type Row = { readonly [K in ColumnName]?: Cell }

/** Reads the rows of a session; what is not whole enough to be read is left out. */
export async function* rowsOf(source: SessionSource): AsyncGenerator<Row> {
  const open = new Map<number, { readonly message: Message; left: number }>()
  for await (const part of source.read()) {
    if (part.kind !== 'event' || !isEvent(part.event)) continue
    const { event } = part
    if (event.kind === 'sent') {
      if (event.deliveries > 0) open.set(event.n, { message: event.message, left: event.deliveries })
      yield sentRow(event)
    } else if (event.kind === 'ended') {
      const entry = open.get(event.of)
      yield endedRow(event, entry?.message)
      if (entry && --entry.left === 0) open.delete(event.of)
    } else yield otherRow(event)
  }
}

function sentRow(event: SentEvent): Row {
  const { n, at, message, deliveries, cause, rule } = event
  return {
    ...{ n, at_ms: at, kind: 'sent', ...aboutOf(message), to: message.to, message: n, cause, deliveries, rule },
    ...contentOf(message),
  }
}

/** What a message carries beyond its address: its changes, its value, or what it answers. */
function contentOf({ body }: Message): Row {
  const content = ('changes' in body ? body.changes : undefined) ?? ('value' in body ? body.value : undefined)
  return {
    code: 'code' in body ? body.code : undefined,
    reason: 'reason' in body ? body.reason : undefined,
    text: 'news' in body ? body.news : 'method' in body ? body.method : undefined,
    content: content === undefined ? undefined : JSON.stringify(content),
  }
}

function aboutOf(message: Message | undefined): Row {
  if (!message) return {}
  const version = 'version' in message.body ? message.body.version : undefined
  return { type: message.type, from: message.body.source, object: aboutObject(message), version }
}

function endedRow({ n, at, of, to, effect, decision, version, hops }: EndedEvent, message: Message | undefined): Row {
  const about = aboutOf(message)
  const tookMs = hops.received !== undefined && hops.applied !== undefined ? hops.applied - hops.received : undefined
  return {
    ...{ n, at_ms: at, kind: 'ended', ...about, to, version: version ?? about.version, message: of, took_ms: tookMs },
    ...{ effect, rule: decision?.rule, code: decision?.code, reason: decision?.reason },
  }
}

function otherRow(event: Exclude<SessionEvent, SentEvent | EndedEvent>): Row {
  const { n, kind, at } = event
  const head = { n, at_ms: at, kind }
  switch (event.kind) {
    case 'hyperty':
      return { ...head, type: event.state, from: event.url, text: event.name }
    case 'clock':
      return { ...head, from: event.who, took_ms: event.uncertaintyMs }
    case 'state':
      return { ...head, from: event.who, object: event.object, version: event.version, text: event.hash }
    case 'note':
      return { ...head, type: event.style, from: event.who, message: event.of, text: event.text }
    case 'fault':
      return { ...head, type: event.fault, from: event.who, ...faultOf(event) }
  }
}

function faultOf({ delayMs, skewMs, order, state }: FaultEvent): Row {
  return { took_ms: delayMs ?? skewMs, text: state, content: order === undefined ? undefined : JSON.stringify(order) }
}
