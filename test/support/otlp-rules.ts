// The rules of OTLP JSON for traces, as one sentence for each that is broken.
interface Attribute {
  readonly key: string
  readonly value: { readonly [kind: string]: unknown }
}
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly Attribute[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status?: { readonly code: number; readonly message: string }
}
interface Document {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly Span[] }[]
  }[]
}

const values: { readonly [kind: string]: (value: unknown) => boolean } = {
  stringValue: (value) => typeof value === 'string',
  boolValue: (value) => typeof value === 'boolean',
  intValue: (value) => typeof value === 'string' && /^-?\d+$/.test(value),
  doubleValue: (value) => typeof value === 'number',
}
const isAttribute = ({ key, value }: Attribute): boolean => {
  const [kind = '', ...others] = Object.keys(value)
  return key !== '' && others.length === 0 && values[kind]?.(value[kind]) === true
}
const isId = (id: string, digits: number): boolean => new RegExp(`^[0-9a-f]{${digits}}$`).test(id) && !/^0+$/.test(id)

export const spansOf = (text: string): readonly Span[] =>
  (JSON.parse(text) as Document).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

export function otlpProblems(text: string): string[] {
  const problems: string[] = []
  const { resourceSpans } = JSON.parse(text) as Document
  for (const { resource, scopeSpans } of resourceSpans) {
    if (!resource.attributes.some(({ key }) => key === 'service.name')) problems.push('a resource has no name')
    if (!resource.attributes.every(isAttribute)) problems.push('a resource has an attribute that is none')
    if (scopeSpans.length !== 1 || !scopeSpans[0]?.scope.name) problems.push('no scope')
  }
  const spans = spansOf(text)
  const known = new Map(spans.map((span) => [span.spanId, span]))
  if (known.size !== spans.length) problems.push('a span is there twice')
  for (const span of spans) {
    const say = (what: string): void => void problems.push(`${what}: ${JSON.stringify(span)}`)
    if (!isId(span.traceId, 32) || !isId(span.spanId, 16)) say('an id is not of hex digits')
    if (![4, 5].includes(span.kind)) say('neither producer nor consumer')
    const times = [span.startTimeUnixNano, span.endTimeUnixNano]
    if (!times.every((time) => /^[1-9]\d*$/.test(time))) say('a time is no text of nanoseconds')
    else if (BigInt(times[1] as string) < BigInt(times[0] as string)) say('it ends before it begins')
    if (!span.name || !span.attributes.every(isAttribute)) say('an attribute or its name is none')
    const parent = span.parentSpanId === '' ? undefined : known.get(span.parentSpanId)
    if (span.parentSpanId !== '' && parent?.traceId !== span.traceId) say('its parent is not in its trace')
    for (const link of span.links ?? [])
      if (known.get(link.spanId)?.traceId !== link.traceId) say('what it is linked to is not there')
    if (span.kind === 5 && parent?.kind !== 4) say('a consumer has no producer')
  }
  return problems
}
