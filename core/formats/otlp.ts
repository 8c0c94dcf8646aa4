/**
 * A session as OpenTelemetry traces in OTLP JSON: a trace for each user's edit and all that follows from it, a producer
 * span where a message is sent, a consumer span where it ends. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { createColumn, uint32 } from '../column.ts'
import type { EndedEvent, SentEvent } from '../event.ts'
import { isEvent } from '../event-guard.ts'
import { namesOf, type Format, type Piece, type SessionSource } from '../format.ts'
import { aboutObject, busAddress, type Address, type Message } from '../message.ts'
import { labelOf, type NameOf } from '../scene.ts'
import type { SessionHeader } from '../session.ts'

/** Spans that are gathered, so that those of a hyperty stand together. */
const spansMax = 512
const kinds = { producer: 4, consumer: 5 } as const
const errorStatus = 2
/** When a simulated session begins, which names no wall clock: 1 January 2000. */
const simulatedStartMs = 946_684_800_000

type Attribute = { readonly key: string; readonly value: { readonly [kind: string]: unknown } }
interface Span {
  readonly who: Address
  readonly json: string
}

const attribute = (key: string, value: string | number | boolean | undefined): readonly Attribute[] => {
  if (value === undefined) return []
  if (typeof value === 'string') return [{ key, value: { stringValue: value } }]
  if (typeof value === 'boolean') return [{ key, value: { boolValue: value } }]
  return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }]
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** Ids: of a span its event's number, of a trace that of the message that began it, after what is the session's own. */
function createIds({ start, seed }: Pick<SessionHeader, 'start' | 'seed'>) {
  // reading a date asks no clock
  // oxlint-disable-next-line no-restricted-globals
  const startMs = start === null ? simulatedStartMs : Date.parse(start) || simulatedStartMs
  const prefix = hex(startMs, 12) + hex((seed ?? 0) % 0x10000, 4)
  const startNs = BigInt(Math.round(startMs)) * 1_000_000n
  return {
    trace: (root: number) => prefix + hex(root, 16),
    span: (n: number) => hex(n, 16),
    time: (ms: number) => String(startNs + BigInt(Math.round(ms * 1_000)) * 1_000n),
  }
}
type Ids = ReturnType<typeof createIds>

interface Sent {
  readonly message: Message
  readonly label: string
  readonly root: number
  left: number
}

function producerSpan(event: SentEvent, root: number, causeRoot: number, label: string, ids: Ids): Span {
  const { n, at, message, hops, cause, rule } = event
  const start = Math.min(hops.changed ?? hops.posted ?? at, at)
  const links = cause === undefined ? [] : [{ traceId: ids.trace(causeRoot), spanId: ids.span(cause) }]
  return {
    who: message.body.source,
    json: JSON.stringify({
      ...{ traceId: ids.trace(root), spanId: ids.span(n), parentSpanId: cause === undefined ? '' : ids.span(cause) },
      ...{ name: label, kind: kinds.producer, startTimeUnixNano: ids.time(start), endTimeUnixNano: ids.time(at) },
      attributes: [
        ...attribute('messaging.system', 'syncscope'),
        ...attribute('messaging.operation.name', 'send'),
        ...attributesOf(message),
        ...attribute('syncscope.event', n),
        ...attribute('syncscope.rule', rule),
        ...attribute('syncscope.deliveries', event.deliveries),
      ],
      ...(links.length > 0 ? { links } : {}),
    }),
  }
}

function attributesOf(message: Message): readonly Attribute[] {
  const version = 'version' in message.body ? message.body.version : undefined
  return [
    ...attribute('messaging.destination.name', message.to),
    ...attribute('messaging.message.id', String(message.id)),
    ...attribute('syncscope.type', message.type),
    ...attribute('syncscope.object', aboutObject(message)),
    ...attribute('syncscope.version', version),
  ]
}

/** A refusal and a loss are errors; what is refused on the bus is the bus's own span. */
function consumerSpan(event: EndedEvent, sent: Sent, ids: Ids): Span {
  const { n, at, of, to, effect, decision, hops, version } = event
  const isMissed = effect === 'refused' || effect === 'lost'
  const start = hops.received ?? at
  const text = decision && !decision.allow ? decision.reason : effect
  return {
    who: effect === 'refused' && hops.received === undefined ? (decision?.by ?? busAddress) : to,
    json: JSON.stringify({
      ...{ traceId: ids.trace(sent.root), spanId: ids.span(n), parentSpanId: ids.span(of) },
      ...{ name: sent.label, kind: kinds.consumer },
      startTimeUnixNano: ids.time(start),
      endTimeUnixNano: ids.time(Math.max(hops.applied ?? at, start)),
      attributes: [
        ...attribute('messaging.system', 'syncscope'),
        ...attribute('messaging.operation.name', 'process'),
        ...attribute('syncscope.type', sent.message.type),
        ...attribute('syncscope.object', aboutObject(sent.message)),
        ...attribute('syncscope.event', n),
        ...attribute('syncscope.effect', effect),
        ...attribute('syncscope.rule', decision?.rule),
        ...attribute('syncscope.code', decision?.code),
        ...attribute('syncscope.version', version),
      ],
      ...(isMissed ? { status: { code: errorStatus, message: text } } : {}),
    }),
  }
}

/** What a piece of the document holds: the spans of each hyperty together. */
function resourcesOf(spans: readonly Span[], nameOf: NameOf, header: SessionHeader | undefined): string {
  const byHyperty = new Map<Address, string[]>()
  for (const { who, json } of spans) {
    const list = byHyperty.get(who)
    if (list) list.push(json)
    else byHyperty.set(who, [json])
  }
  const scope = JSON.stringify({ name: 'syncscope', version: header?.app ?? '' })
  return [...byHyperty]
    .map(([who, list]) => {
      const attributes = [...attribute('service.name', nameOf(who) || who), ...attribute('service.instance.id', who)]
      return `{"resource":${JSON.stringify({ attributes })},"scopeSpans":[{"scope":${scope},"spans":[\n${list.join(',\n')}\n]}]}`
    })
    .join(',\n')
}

async function* write(source: SessionSource): AsyncIterable<Piece> {
  const nameOf = await namesOf(source)
  const open = new Map<number, Sent>()
  /** By the number of a message that of the one which began it all. */
  const roots = createColumn(uint32)
  let header: SessionHeader | undefined
  let ids = createIds({ start: null, seed: null })
  let spans: Span[] = []
  let comma = ''
  const flush = (): Piece => {
    const text = spans.length > 0 ? comma + resourcesOf(spans, nameOf, header) : ''
    if (text) comma = ',\n'
    spans = []
    return { document: 0, text }
  }
  const takeSent = (event: SentEvent): void => {
    const { n, message, deliveries } = event
    const known = event.cause === undefined ? 0 : roots.get(event.cause)
    const root = known === 0 ? n : known
    roots.set(n, root)
    const label = labelOf(message, nameOf)
    if (deliveries > 0) open.set(n, { message, label, root, left: deliveries })
    spans.push(producerSpan(known === 0 ? withoutCause(event) : event, root, known, label, ids))
  }
  const takeEnded = (event: EndedEvent): void => {
    const sent = open.get(event.of)
    if (!sent) return
    if (--sent.left === 0) open.delete(event.of)
    spans.push(consumerSpan(event, sent, ids))
  }
  yield { document: 0, text: '{"resourceSpans":[\n' }
  for await (const part of source.read()) {
    if (part.kind === 'header') {
      header = part.header
      ids = createIds(header)
    }
    if (part.kind !== 'event' || !isEvent(part.event)) continue
    if (part.event.kind === 'sent') takeSent(part.event)
    else if (part.event.kind === 'ended') takeEnded(part.event)
    if (spans.length >= spansMax) yield flush()
  }
  yield flush()
  yield { document: 0, text: '\n]}\n' }
}

/** What it follows from stands in no span of this export. */
function withoutCause(event: SentEvent): SentEvent {
  const { cause: _cause, ...rest } = event
  return rest
}

export const otlp: Format = {
  name: 'otlp',
  label: 'OpenTelemetry traces',
  extension: 'otlp.json',
  losses:
    'Messages and deliveries only: no values, no states, no notes, no faults. A simulated session is dated 1 January 2000.',
  readings: 2,
  write,
}
