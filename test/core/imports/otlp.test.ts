// Traces in OTLP JSON as sessions: ours come back span by span, and those of other systems as lanes and arrows.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../core/change.ts'
import { otlp as otlpFormat } from '../../../core/formats/otlp.ts'
import { ImportError } from '../../../core/import.ts'
import { otlp } from '../../../core/imports/otlp.ts'
import { importedOf } from '../../../core/message.ts'
import { samples } from '../../support/exported.ts'
import { imported, pieces, sentIn, wordsOf, type Foreign } from '../../support/foreign.ts'
import { digests } from '../../support/source.ts'

interface Span {
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceId: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly links?: readonly { readonly spanId: string }[]
}
interface Document {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] }
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[]
  }[]
}

const wordsOfSpan = (span: Span | JsonObject, name: string): string => {
  const { traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano } = span as unknown as Span
  return [traceId, spanId, parentSpanId ?? '', name, startTimeUnixNano, endTimeUnixNano].join(' ')
}

/** All spans, each with its lane. */
const spansOf = ({ resourceSpans }: Document): readonly string[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => `${resource.attributes[0]?.value.stringValue}: ${wordsOfSpan(span, span.name)}`),
    ),
  )

/** The same, as the session has them: at what was sent, at where it came to, at what happened in one place. */
function spansIn(foreign: Foreign): readonly string[] {
  const name = (url: string | undefined): string => foreign.names.get(url ?? '') ?? ''
  return foreign.events.flatMap((event) => {
    const [who, said] =
      event.kind === 'sent'
        ? [event.message.from, importedOf(event.message)]
        : event.kind === 'ended'
          ? [event.to, event.imported]
          : event.kind === 'note'
            ? [event.who, event.imported]
            : []
    return said?.fields ? `${name(who)}: ${wordsOfSpan(said.fields, said.text)}` : []
  })
}

const read = (text: string): Promise<Foreign> => imported(otlp, text)
const gateway = (): string => readFileSync('test/fixtures/foreign/gateway.otlp.json', 'utf8')

describe('OTLP JSON', () => {
  it('[IM1] that was exported from a session has the same spans, at the same lanes and times', async () => {
    for (const { name, source } of await samples()) {
      let text = ''
      for await (const piece of otlpFormat.write(source, digests)) text += piece.text
      const foreign = await imported(otlp, text, undefined, 4096)
      const wanted = spansOf(JSON.parse(text) as Document)
      expect([...spansIn(foreign)].sort(), name).toEqual([...wanted].sort())
      expect(foreign.from.leftOut, name).toBe(0)
      // lost and refused are so again, and an answer follows from what it answers
      const before = new Set((await effectsOf(source)).filter((effect) => effect !== 'in flight'))
      expect(new Set(foreign.events.flatMap((event) => (event.kind === 'ended' ? event.effect : []))), name).toEqual(
        before,
      )
      expect(
        sentIn(foreign).some(({ cause }) => cause !== undefined),
        name,
      ).toBe(true)
    }
  })

  it('[IM3] of another system has services as lanes, calls and their answers as arrows, and what is wrong there', async () => {
    const foreign = await read(gateway())
    expect(wordsOf(foreign)).toEqual([
      '0 gateway > orders: POST /orders',
      '4 orders refused 4',
      '20.5 orders > gateway: place order failed: out of stock',
      '25 gateway: render',
      '26 gateway: render: cache miss',
      '30 gateway applied 30',
    ])
    expect(foreign.header.start).toBe('2018-12-13T14:51:00.000Z')
    const [call, answer] = sentIn(foreign)
    expect(answer).toMatchObject({
      cause: call?.n,
      message: { body: { imported: { isAnswer: true, kind: 'answer' } } },
    })
    expect(foreign.events.find((event) => event.kind === 'ended')).toMatchObject({
      decision: { allow: false, rule: 'imported', reason: 'out of stock' },
      hops: { received: 4, applied: 20.5 },
      imported: { line: 38, text: 'place order' },
    })
    expect(call?.message.body).toMatchObject({
      imported: { line: 9, kind: 'client', fields: { attributes: { 'http.status_code': 200 } } },
    })
  })

  it('[IM3] may be several documents, one a line, and instances of one service are lanes of their own', async () => {
    const one = JSON.stringify(JSON.parse(gateway()))
    const other = one
      .replaceAll('5b8efff798038103d269b633813fc60c', 'a'.repeat(32))
      .replaceAll(
        '"stringValue":"orders"}}',
        '"stringValue":"orders"}},{"key":"service.instance.id","value":{"stringValue":"2"}}',
      )
    const foreign = await read(`${one}\n${other}\n`)
    expect([...foreign.names.values()].sort()).toEqual(['gateway', 'orders', 'orders 2'])
    expect(sentIn(foreign)).toHaveLength(4)
  })

  it('[IM5] names spans that are wrong, and shows the rest', async () => {
    const text = gateway()
      .replace('"spanId": "eee19b7ec3c1b199"', '"spanId": "7uGbfsPBsZk="')
      .replace('"startTimeUnixNano": "1544712660004000000"', '"startTimeUnixNano": "soon"')
    const { from, names } = await read(text)
    expect(from).toMatchObject({ leftOut: 2 })
    expect(from.problems).toEqual([
      { line: 19, what: 'is a span whose traceId is not 32 and spanId not 16 hex digits' },
      { line: 38, what: 'is a span without a startTimeUnixNano' },
    ])
    expect([...names.values()]).toEqual(['gateway'])
  })

  it('[IM5] that ends in the middle shows what is whole, and says so', async () => {
    const text = gateway()
    const foreign = await read(text.slice(0, text.indexOf('"name": "place order"')))
    expect(wordsOf(foreign)).toHaveLength(3)
    expect(foreign.from.notes).toEqual(['The file ends in the middle: what stands there whole is shown.'])
  })

  it('[IM5] without spans is refused with a sentence', async () => {
    const failed = await otlp.read(pieces('{"resourceSpans":[]}')).catch((error: Error) => error)
    expect(failed).toBeInstanceOf(ImportError)
    expect((failed as Error).message).toContain('There is no span in it')
  })
})

async function effectsOf(source: {
  read(): AsyncIterable<{ kind: string; event?: unknown }>
}): Promise<readonly string[]> {
  const effects: string[] = []
  for await (const part of source.read()) {
    const event = part.event as { kind: string; effect?: string } | undefined
    if (part.kind === 'event' && event?.kind === 'ended') effects.push(event.effect ?? '')
  }
  return effects
}
