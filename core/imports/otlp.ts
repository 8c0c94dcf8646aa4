/**
 * OpenTelemetry traces in OTLP JSON, one document or several: a service is a lane, a span whose parent is in another service is
 * where a message came to, a link is a cause. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { Json, JsonObject } from '../change.ts'
import type { Effect } from '../event.ts'
import { createProblems, ImportError, toldMax, type ForeignLog, type Import, type Told } from '../import.ts'
import { createJsonScan } from '../json-scan.ts'

const spanCharactersMax = 4 * 1024 * 1024
const kindNames = ['', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const errorStatus = 2
const effects: readonly Effect[] = [
  ...(['applied', 'answered', 'refused', 'lost', 'duplicate', 'stale', 'buffered', 'superseded'] as const),
]

interface Span {
  readonly id: string
  readonly parent: string
  readonly link: string | undefined
  readonly name: string
  readonly kind: (typeof kindNames)[number]
  readonly startMs: number
  readonly endMs: number
  readonly error: string | undefined
  readonly effect: Effect | undefined
  readonly reports: readonly { readonly atMs: number; readonly name: string; readonly fields: JsonObject | undefined }[]
  readonly fields: JsonObject
  readonly line: number
  readonly object: string | undefined
  lane: string
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Nanoseconds since 1970, as a decimal text or a number, in milliseconds. */
function millisecondsOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value > 0 ? value / 1e6 : undefined
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value) || /^0+$/.test(value)) return undefined
  const nanoseconds = BigInt(value)
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6
}

/** What an attribute holds, without the name of its type. */
function valueOf(value: Json | undefined): Json {
  if (!isObject(value)) return null
  const [kind, held = null] = Object.entries(value)[0] ?? []
  if (kind === 'intValue') return Number.isSafeInteger(Number(held)) ? Number(held) : held
  if (kind === 'arrayValue') return listOf(isObject(held) ? held['values'] : undefined).map(valueOf)
  if (kind === 'kvlistValue') return attributesOf(isObject(held) ? held['values'] : undefined) ?? {}
  return held
}

function attributesOf(list: Json | undefined): JsonObject | undefined {
  const entries = listOf(list).map(({ key, value }) => [textOf(key), valueOf(value)] as const)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** Reads a span; gives a sentence where it cannot. */
function spanOf(value: JsonObject, line: number): Span | string {
  const { traceId, spanId, parentSpanId, name, kind, startTimeUnixNano, endTimeUnixNano, status, links, events } = value
  const [trace, span] = [textOf(traceId).toLowerCase(), textOf(spanId).toLowerCase()]
  if (!/^[0-9a-f]{32}$/.test(trace) || !/^[0-9a-f]{16}$/.test(span))
    return 'is a span whose traceId is not 32 and spanId not 16 hex digits'
  const startMs = millisecondsOf(startTimeUnixNano)
  if (startMs === undefined) return 'is a span without a startTimeUnixNano'
  const attributes = attributesOf(value['attributes'])
  const parent = textOf(parentSpanId).toLowerCase()
  const [first] = listOf(links)
  const isError = isObject(status) && (status['code'] === errorStatus || status['code'] === 'STATUS_CODE_ERROR')
  const effect = effects.find((one) => one === attributes?.['syncscope.effect'])
  const place = typeof kind === 'number' ? kind : 0
  return {
    id: `${trace} ${span}`,
    parent: parent === '' ? '' : `${trace} ${parent}`,
    link: first && `${textOf(first['traceId'])} ${textOf(first['spanId'])}`.toLowerCase(),
    name: textOf(name) || 'span',
    kind: kindNames[place] ?? '',
    startMs,
    endMs: Math.max(millisecondsOf(endTimeUnixNano) ?? startMs, startMs),
    error: isError ? textOf((status as JsonObject)['message']) || 'the span ended with an error' : undefined,
    effect,
    reports: listOf(events).map((event) => ({
      atMs: millisecondsOf(event['timeUnixNano']) ?? startMs,
      name: textOf(event['name']) || 'event',
      fields: attributesOf(event['attributes']),
    })),
    // what is said in other places is not said twice
    fields: {
      ...{ traceId: trace, spanId: span, ...(parent === '' ? {} : { parentSpanId: parent }) },
      ...{ startTimeUnixNano: startTimeUnixNano ?? null, endTimeUnixNano: endTimeUnixNano ?? null },
      ...(attributes ? { attributes } : {}),
      ...(Array.isArray(links) && links.length > 0 ? { links } : {}),
    },
    line,
    object: textOf(attributes?.['syncscope.object']) || undefined,
    lane: '',
  }
}

interface Service {
  readonly name: string
  readonly instance: string
}

const serviceOf = (resource: Json | undefined): Service => {
  const attributes = isObject(resource) ? attributesOf(resource['attributes']) : undefined
  const name = textOf(attributes?.['service.name'])
  const instance = textOf(attributes?.['service.instance.id'])
  return { name: name || instance || 'unknown service', instance }
}

/** Reads all spans, with the service of each. */
async function gather(pieces: AsyncIterable<string>) {
  const problems = createProblems()
  const spans: { readonly span: Span; readonly service: Service }[] = []
  let here: Span[] = []
  let service = serviceOf(undefined)
  let beyond = 0
  const take = (text: string | undefined, line: number, use: (value: JsonObject, line: number) => void): void => {
    if (text === undefined) return problems.add(line, `is longer than ${spanCharactersMax / 1024 / 1024} MiB`)
    try {
      const value: unknown = JSON.parse(text)
      if (isObject(value)) return use(value, line)
    } catch {
      // said below
    }
    return problems.add(line, 'is no JSON')
  }
  const onSpan = (value: JsonObject, line: number): void => {
    const span = spanOf(value, line)
    if (typeof span === 'string') problems.add(line, span)
    else if (spans.length + here.length >= toldMax) beyond++
    else here.push(span)
  }
  const scan = createJsonScan({
    wants: (place) => place.at(-1) === 'resource' || (place.at(-1) === '[]' && place.at(-2) === 'spans'),
    give(place, text, line) {
      if (place.at(-1) === '[]') take(text, line, onSpan)
      else take(text, line, (value) => (service = serviceOf(value)))
    },
    leave(place) {
      if (place.at(-1) !== '[]' || place.at(-2) !== 'resourceSpans') return
      for (const span of here) spans.push({ span, service })
      here = []
      service = serviceOf(undefined)
    },
    charactersMax: spanCharactersMax,
  })
  for await (const piece of pieces) scan.take(piece)
  const isWhole = scan.end()
  // what was cut off says its service before its spans
  for (const span of here) spans.push({ span, service })
  problems.addMany(beyond)
  return { spans, problems, beyond, isWhole }
}

/** An address is a lane as it is; of a service with several instances each is one. */
function nameLanes(spans: readonly { readonly span: Span; readonly service: Service }[]): ReadonlyMap<string, string> {
  const instances = new Map<string, Set<string>>()
  for (const { service } of spans) {
    const known = instances.get(service.name)
    if (known) known.add(service.instance)
    else instances.set(service.name, new Set([service.instance]))
  }
  const names = new Map<string, string>()
  for (const { span, service } of spans) {
    const isAddress = /^(hyperty|bus):\/\/\S+$/.test(service.instance)
    const isOne = (instances.get(service.name)?.size ?? 0) < 2
    span.lane = isAddress ? service.instance : isOne ? service.name : `${service.name} ${service.instance}`.trim()
    if (isAddress) names.set(span.lane, service.name)
  }
  return names
}

const effectOf = ({ effect, error }: Span): Effect | undefined =>
  effect ?? (error === undefined ? undefined : 'refused')

/** When a message left: with the end of who produces it, with the start of who waits for an answer, else when it came. */
function leftAt(parent: Span, children: readonly Span[]): number {
  const first = Math.min(...children.map(({ startMs }) => startMs))
  if (parent.kind === 'producer') return parent.endMs
  if (parent.kind === 'client') return parent.startMs
  return Math.min(Math.max(first, parent.startMs), Math.max(parent.endMs, parent.startMs))
}

function tell(spans: readonly Span[]): readonly Told[] {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const sentTo = new Map<Span, Span[]>()
  const came = new Set<Span>()
  for (const span of spans) {
    const parent = byId.get(span.parent)
    // who sends something on has got it by a span of its own, or nobody says so
    if (!parent || parent.lane === span.lane || span.kind === 'producer' || span.kind === 'client') continue
    came.add(span)
    const list = sentTo.get(parent)
    if (list) list.push(span)
    else sentTo.set(parent, [span])
  }
  const told: Told[] = []
  const toldOf = new Map<Span, Told>()
  for (const span of spans) {
    const { lane: who, name, kind, line, fields, object, error, startMs, endMs } = span
    const children = sentTo.get(span)
    for (const report of span.reports)
      told.push({ at: report.atMs, who, text: `${name}: ${report.name}`, line, fields: report.fields, arrivals: [] })
    if (!children && came.has(span)) continue
    const at = children ? leftAt(span, children) : kind === 'producer' ? endMs : startMs
    const about = { kind: kind || undefined, fields, object, reason: error }
    const one: Told = { at, who, text: name, line, ...about, arrivals: [] }
    told.push(one)
    toldOf.set(span, one)
    for (const child of children ?? []) {
      const arrival = { to: child.lane, at: child.startMs, until: child.endMs, text: child.name, line: child.line }
      one.arrivals.push({ ...arrival, effect: effectOf(child), reason: child.error, fields: child.fields })
      if (kind === 'client') told.push(answerOf(child, span, one))
    }
  }
  for (const [span, one] of toldOf) {
    const parent = byId.get(span.parent)
    const before = span.link === undefined ? undefined : byId.get(span.link)
    const cause = [before, parent].flatMap((each) => {
      if (!each) return []
      // what only came somewhere stands at the end of what brought it
      return toldOf.get(each) ?? toldOf.get(byId.get(each.parent) ?? each) ?? []
    })[0]
    if (cause && cause !== one) one.cause = cause
  }
  return told
}

/** Whoever calls is answered when the other is done. */
function answerOf(server: Span, client: Span, cause: Told): Told {
  const text = server.error === undefined ? `${server.name} done` : `${server.name} failed: ${server.error}`
  const at = Math.max(server.endMs, server.startMs)
  return {
    ...{ at, who: server.lane, text, line: server.line, kind: 'answer', isAnswer: true, cause },
    arrivals: [{ to: client.lane, at: Math.max(client.endMs, at), line: client.line }],
  }
}

async function read(pieces: AsyncIterable<string>): Promise<ForeignLog> {
  const { spans, problems, beyond, isWhole } = await gather(pieces)
  if (spans.length === 0 && problems.now.leftOut === 0)
    throw new ImportError('There is no span in it: of OTLP only traces (resourceSpans) can be shown.')
  const names = nameLanes(spans)
  const notes = [
    ...(isWhole ? [] : ['The file ends in the middle: what stands there whole is shown.']),
    ...(beyond > 0 ? [`Of more than ${toldMax.toLocaleString('en-US')} spans the rest is left out.`] : []),
  ]
  return { told: tell(spans.map(({ span }) => span)), times: 'dates', names, ...problems.now, notes }
}

export const otlp: Import = {
  name: 'otlp',
  label: 'OpenTelemetry traces',
  recognises: (head) => /^\s*\{\s*"resourceSpans"\s*:/.test(head),
  read,
}
