import { expect, it } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { beginningOf, withConsequences } from '../../core/scope.ts'
import type { SessionPart } from '../../core/session.ts'
import { bytesOf, samples, type Sample } from '../support/exported.ts'
import { digests, readText } from '../support/source.ts'

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
