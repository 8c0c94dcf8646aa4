import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { filtered } from '../../core/filtered.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { parseQuery } from '../../core/query-parse.ts'
import { beginningOf, withConsequences } from '../../core/scope.ts'
import type { SessionPart } from '../../core/session.ts'
import { bytesOf, samples, type Sample } from '../support/exported.ts'
import { digests, readText } from '../support/source.ts'
import { textCodec } from '../../main/text-codec.ts'

const eventsOf = (parts: readonly SessionPart[]): SessionEvent[] =>
  parts.flatMap((part) => (part.kind === 'event' ? [part.event] : []))

async function partsOf({ read }: Sample['source']): Promise<SessionPart[]> {
  const parts: SessionPart[] = []
  for await (const part of read()) parts.push(part)
  return parts
}

it('[FO15] a message is kept with its deliveries and what followed from it, and the rest is a gap', async () => {
  const [{ source }] = (await samples()) as [Sample]
  const all = eventsOf(await partsOf(source))
  const root = all.find(
    (event) => event.kind === 'sent' && all.some((one) => one.kind === 'sent' && one.cause === event.n),
  )
  const parts = await partsOf(withConsequences(source, root?.n ?? 0))
  const kept = eventsOf(parts).filter(({ kind }) => kind !== 'hyperty')
  const numbers = new Set(kept.map(({ n }) => n))
  expect(kept[0]?.n).toBe(root?.n)
  expect(kept.length).toBeGreaterThan(3)
  for (const event of kept) {
    if (event.kind === 'ended') expect(numbers.has(event.of)).toBe(true)
    else if (event.kind === 'sent' && event.n !== root?.n) expect(numbers.has(event.cause ?? 0)).toBe(true)
  }
  const left = parts.reduce((sum, part) => sum + (part.kind === 'gap' ? part.lines : 0), 0)
  expect(left + eventsOf(parts).length).toBe(all.length)
})

it('[FO15] as a session of its own it says how much was dropped, and no verdict that it cannot prove', async () => {
  const [{ source }] = (await samples()) as [Sample]
  const text = Buffer.from(await bytesOf(ndjson.write(withConsequences(source, 5), digests))).toString()
  const footer = readText(text).at(-1)
  expect(footer).toMatchObject({ kind: 'footer', footer: { verdict: 'unknown' } })
  expect(footer?.kind === 'footer' && footer.footer.dropped).toBeGreaterThan(10)
})

it('[FO15] the beginning is that of the whole', async () => {
  const [{ source }] = (await samples()) as [Sample]
  const all = await partsOf(source)
  expect(await partsOf(beginningOf(source, 7))).toEqual(all.slice(0, 8))
})

describe('what matches a filter', () => {
  const partIn = async (source: Sample['source'], filter: string): Promise<readonly SessionPart[]> => {
    const parsed = parseQuery(filter)
    if (!parsed.ok) throw new Error(parsed.sentence)
    return partsOf({ ...source, read: filtered(source, parsed.query, textCodec).read })
  }

  it('[FO16] is kept with who is there, and the rest is a gap', async () => {
    for (const { name, source } of await samples()) {
      const all = eventsOf(await partsOf(source))
      const parts = await partIn(source, 'kind:update')
      const kept = eventsOf(parts)
      const updates = new Set(all.flatMap((one) => (one.kind === 'sent' && one.message.type === 'update' ? one.n : [])))
      const wanted = all.filter(
        (one) => one.kind === 'hyperty' || updates.has(one.n) || (one.kind === 'ended' && updates.has(one.of)),
      )
      expect(kept, name).toEqual(wanted)
      const left = parts.reduce((sum, part) => sum + (part.kind === 'gap' ? part.lines : 0), 0)
      expect(left + kept.length, name).toBe(all.length)
    }
  })

  it('[FO16] has of a message the deliveries that match, and is not on its way to others', async () => {
    const isToMore = (event: SessionEvent): boolean => event.kind === 'sent' && event.deliveries > 1
    const isFanned = ({ text }: Sample): boolean => eventsOf(readText(text)).some(isToMore)
    const { source } = (await samples()).find(isFanned) as Sample
    const all = eventsOf(await partsOf(source))
    const many = all.find(isToMore)
    const to = all.find((event) => event.kind === 'ended' && event.of === many?.n)
    const who = to?.kind === 'ended' ? to.to.split('/').at(-1) : ''
    const kept = eventsOf(await partIn(source, `#${many?.n} to:${who}`)).filter(({ kind }) => kind !== 'hyperty')
    expect(kept).toEqual([{ ...many, deliveries: 1 }, to])
    expect(await partIn(source, 'obj:nothing-like-this')).not.toContainEqual(expect.objectContaining({ kind: 'sent' }))
  })
})
