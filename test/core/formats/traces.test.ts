// What is written for other people's tools of tracing, held by the rules of those.
import { describe, expect, it } from 'vitest'
import { otlpProblems, spansOf } from '../../support/otlp-rules.ts'
import { readShiviz } from '../../support/shiviz-rules.ts'
import { traceProblems } from '../../support/trace-rules.ts'
import { documentsOf, eventsOf, samples, sourceOfText, type Sample } from '../../support/exported.ts'

const flowsOf = (text: string): number => text.match(/"ph":"s"/g)?.length ?? 0

describe('traces', () => {
  it('[FO9] a trace has its arrows as flows between slices that stand before them', async () => {
    for (const { name, source } of await samples()) {
      const [text = ''] = await documentsOf('trace', source)
      expect(traceProblems(text), name).toEqual([])
      expect(flowsOf(text), name).toBeGreaterThan(0)
    }
  })

  it("[FO9] Chrome's own engine finds every flow", async () => {
    const { Handlers } = (await import('@paulirish/trace_engine' as string)) as TraceEngine
    const flows = Handlers.ModelHandlers.Flows
    for (const { name, source } of await samples()) {
      const [text = ''] = await documentsOf('trace', source)
      flows.reset()
      const { traceEvents } = JSON.parse(text) as { traceEvents: { ts: number }[] }
      for (const entry of traceEvents.toSorted((a, b) => a.ts - b.ts)) flows.handleEvent(entry)
      await flows.finalize()
      expect(flows.data().flows.length, name).toBe(flowsOf(text))
      for (const flow of flows.data().flows) expect(flow.length).toBe(2)
    }
  })

  it('[FO9] how many copies differ is a counter, and comes back to none', async () => {
    const both = (await samples()).find(({ name }) => name.startsWith('both-at-once')) as Sample
    const [text = ''] = await documentsOf('trace', both.source)
    const { traceEvents } = JSON.parse(text) as { traceEvents: { ph: string; args: { copies: number } }[] }
    expect(traceEvents.filter(({ ph }) => ph === 'C').at(-1)?.args.copies).toBe(0)
  })

  it('[FO10] in a ShiViz log each own entry rises by one, and nobody knows what has not been done', async () => {
    for (const sample of await samples()) {
      const [text = ''] = await documentsOf('shiviz', sample.source)
      const { events, problems } = readShiviz(text)
      expect(problems, sample.name).toEqual([])
      const sent = eventsOf(sample).filter(({ kind }) => kind === 'sent')
      expect(events.filter(({ event }) => event.startsWith('sent: ')).length, sample.name).toBe(sent.length)
    }
  })

  it('[FO10] a part of a session is a whole log: it is counted anew', async () => {
    const [sample] = await samples()
    const [header = '', ...lines] = (sample as Sample).text.trimEnd().split('\n')
    const part = sourceOfText(`${[header, ...lines.filter((_, at) => at % 3 !== 0)].join('\n')}\n`)
    const { events, problems } = readShiviz((await documentsOf('shiviz', part))[0] ?? '')
    expect(problems).toEqual([])
    expect(events.length).toBeGreaterThan(5)
  })

  it('[FO11] an OTLP export has each span once, with its parent, its links and its times in order', async () => {
    for (const sample of await samples()) {
      const [text = ''] = await documentsOf('otlp', sample.source)
      expect(otlpProblems(text), sample.name).toEqual([])
      const events = eventsOf(sample)
      const spans = spansOf(text)
      const counted = events.filter(({ kind }) => kind === 'sent' || kind === 'ended')
      expect(spans.length, sample.name).toBe(counted.length)
      const refused = events.filter((event) => event.kind === 'ended' && event.effect === 'refused')
      expect(spans.filter(({ status }) => status?.code === 2).length).toBeGreaterThanOrEqual(refused.length)
      const causes = events.filter((event) => event.kind === 'sent' && event.cause !== undefined)
      expect(spans.filter(({ links }) => links).length, sample.name).toBe(causes.length)
    }
  })

  it("[FO11] what follows from a user's edit is in its trace", async () => {
    const [sample] = await samples()
    const [text = ''] = await documentsOf('otlp', (sample as Sample).source)
    const traces = new Map<string, number>()
    for (const { traceId } of spansOf(text)) traces.set(traceId, (traces.get(traceId) ?? 0) + 1)
    const roots = eventsOf(sample as Sample).filter((event) => event.kind === 'sent' && event.cause === undefined)
    expect(traces.size).toBe(roots.length)
    expect(Math.max(...traces.values())).toBeGreaterThan(2)
  })
})

interface TraceEngine {
  readonly Handlers: {
    readonly ModelHandlers: {
      readonly Flows: {
        reset(): void
        handleEvent(entry: object): void
        finalize(): Promise<void>
        data(): { readonly flows: readonly (readonly object[])[] }
      }
    }
  }
}
