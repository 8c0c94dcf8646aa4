import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { isEvent } from '../../core/event-guard.ts'
import { excerptOf } from '../../core/excerpt.ts'
import type { SessionSource } from '../../core/format.ts'
import { models } from '../../core/models/index.ts'
import { createReplay } from '../../core/replay.ts'
import { crashes } from '../../core/scenarios/crashes.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { passing } from '../../core/scenarios/passing.ts'
import { rough } from '../../core/scenarios/rough.ts'
import { simulate } from '../../core/simulator.ts'
import type { SessionPart } from '../../core/session.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { columnsOf } from '../support/columns.ts'
import { sourceOf } from '../support/source.ts'

const partsOf = async (source: SessionSource): Promise<SessionPart[]> => {
  const parts: SessionPart[] = []
  for await (const part of source.read()) parts.push(part)
  return parts
}
const verdictOf = (events: readonly SessionEvent[]): string => {
  const check = createConvergenceCheck()
  for (const event of events) check.take(event)
  return check.verdict(true).state
}

describe('a part of a session', () => {
  it.each(models.flatMap((model) => [mix, passing, crashes, rough].map((scenario) => ({ model, scenario }))))(
    '[EX1] of $scenario.name under $model.name shows at each moment what the whole shows',
    async ({ model, scenario }) => {
      let compared = 0
      let parts = 0
      for (let seed = 1; seed <= 3; seed++) {
        const { lines } = await simulate({ scenario, model, seed, record: true, judge: false })
        const whole = lines.map((line) => JSON.parse(line) as SessionEvent)
        const wholeReplay = createReplay(columnsOf(lines))
        const endMs = whole.at(-1)?.at ?? 0
        for (const share of [0.1, 0.5]) {
          const { source, fromMs } = await excerptOf(sourceOf(lines), endMs * share)
          expect(fromMs).toBeLessThanOrEqual(endMs * share)
          const read = await partsOf(source)
          const part = read.flatMap((one) => (one.kind === 'event' ? [one.event] : []))
          expect(part.map(({ n }) => n)).toEqual(part.map((_, index) => index + 1))
          expect(part.filter((event) => !isEvent(event))).toEqual([])
          const header = read[0]?.kind === 'header' ? read[0].header : undefined
          if (fromMs === 0 || !header?.excerpt) continue
          parts++
          const by = part.length - whole.length
          const replay = createReplay(columnsOf(part.map((event) => `${JSON.stringify(event)}\n`)))
          const isSettled = !header.excerpt.lacks.some((lack) => lack.includes('no answer'))
          for (const { n, kind, ...event } of whole.slice(header.excerpt.fromEvent - 1)) {
            if (kind !== 'state' || !('object' in event)) continue
            const [there, here] = [
              wholeReplay.after(event.object, event.who, n),
              replay.after(event.object, event.who, n + by),
            ]
            if (!there?.exact || !isSettled) continue
            compared++
            expect([n, here?.value]).toEqual([n, there.value])
          }
          // it may be less sure, and never says another thing
          expect([verdictOf(whole), 'unknown']).toContain(verdictOf(part))
        }
      }
      expect(parts).toBeGreaterThan(0)
      expect(compared).toBeGreaterThan(0)
    },
  )

  it('[EX2] begins with a remark that says so, and names in its header what it lacks', async () => {
    const [model] = models
    if (!model) throw new Error('there is no model')
    const { lines } = await simulate({ scenario: mix, model, seed: 1, record: true, judge: false })
    const end = (JSON.parse(lines.at(-1) as string) as SessionEvent).at
    const { source, fromMs } = await excerptOf(sourceOf(lines), end / 2)
    const [header, first, ...rest] = await partsOf(source)
    expect(header?.kind === 'header' && header.header.excerpt).toEqual({
      fromMs,
      fromEvent: expect.any(Number),
      lacks: ['What happened before it began, and who wrote what stood then.'],
    })
    expect(first?.kind === 'event' && first.event).toMatchObject({ n: 1, at: fromMs, kind: 'note', style: 'phase' })
    const times = rest.flatMap((part) => (part.kind === 'event' ? [part.event.at] : []))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(rest.some(({ kind }) => kind === 'footer')).toBe(false)
  })

  it('[EX2] that would begin before the first event is all of it', async () => {
    const [model] = models
    if (!model) throw new Error('there is no model')
    const { lines } = await simulate({ scenario: mix, model, seed: 1, record: true, judge: false })
    const { source } = await excerptOf(sourceOf(lines), 0)
    expect((await partsOf(source)).filter(({ kind }) => kind === 'event')).toHaveLength(lines.length)
  })
})
