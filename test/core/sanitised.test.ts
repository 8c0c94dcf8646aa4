import { describe, expect, it } from 'vitest'
import { createJudgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import type { SessionEvent, StateEvent } from '../../core/event.ts'
import { isEvent } from '../../core/event-guard.ts'
import type { SessionSource } from '../../core/format.ts'
import { hashJson } from '../../core/hash.ts'
import { models } from '../../core/models/index.ts'
import { createStandIns, maskText } from '../../core/placeholder.ts'
import { createReplay } from '../../core/replay.ts'
import { sanitised } from '../../core/sanitised.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { sharedText } from '../../core/scenarios/shared-text.ts'
import { simulate } from '../../core/simulator.ts'
import type { SessionPart } from '../../core/session.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { columnsOf } from '../support/columns.ts'
import { sourceOf } from '../support/source.ts'
import { createPair } from '../support/world.ts'

const partsOf = async (source: SessionSource): Promise<SessionPart[]> => {
  const parts: SessionPart[] = []
  for await (const part of source.read()) parts.push(part)
  return parts
}
const linesOf = (parts: readonly SessionPart[]): string[] =>
  parts.flatMap((part) => (part.kind === 'event' ? [`${part.text}\n`] : []))

/** The verdict and what the checks say of events. */
function judged(lines: readonly string[]) {
  const check = createConvergenceCheck()
  const judgement = createJudgement(checks)
  for (const line of lines) {
    const event = JSON.parse(line) as SessionEvent
    expect(isEvent(event), line).toBe(true)
    check.take(event)
    judgement.take(event)
  }
  return { verdict: check.verdict(true).state, outcomes: judgement.outcomes() }
}

/** How many states replay shows with the very hash that was said. */
function provenStates(lines: readonly string[]): readonly boolean[] {
  const replay = createReplay(columnsOf(lines))
  return lines
    .map((line) => JSON.parse(line) as SessionEvent)
    .filter((event): event is StateEvent => event.kind === 'state')
    .map(({ object, who, n, hash }) => {
      const shown = replay.after(object, who, n)
      return shown !== undefined && hashJson(shown.value) === hash
    })
}

describe('a sanitised copy', () => {
  it.each(models.flatMap((model) => [mix, sharedText].map((scenario) => ({ model, scenario }))))(
    '[SN1] of $scenario.name under $model.name is judged as the original, by verdict, checks and replay',
    async ({ model, scenario }) => {
      for (const seed of [1, 2, 3]) {
        const { lines } = await simulate({ scenario, model, seed, record: true, judge: false })
        for (const names of [false, true]) {
          const copy = linesOf(await partsOf(sanitised(sourceOf(lines), { names, salt: 'salt' })))
          expect(copy).toHaveLength(lines.length)
          expect(judged(copy)).toEqual(judged(lines))
          expect(provenStates(copy)).toEqual(provenStates(lines))
        }
      }
    },
  )

  it('[SN2] holds none of the values, and of its remarks no word; keys and times stay', async () => {
    const { world, alice } = await createPair({ value: { title: 'Moscow', inner: { count: 8142 }, list: ['Geneva'] } })
    const data = alice.object('todo').data as unknown as { [key: string]: unknown; list: unknown[] }
    data['title'] = 'Vienna'
    data.list.push('Prague', 7315.25)
    world.recorder.add({ kind: 'note', text: 'Waterloo was mentioned', style: 'remark' })
    await world.settle()
    const unknown = `{"n":${world.lines.length + 1},"at":1,"kind":"from-the-future","text":"Lisbon"}\n`
    const parts = await partsOf(sanitised(sourceOf([...world.lines, unknown]), { names: false, salt: 'salt' }))
    const text = parts.map((part) => ('text' in part ? part.text : '')).join('\n')
    for (const word of ['Moscow', '8142', 'Geneva', 'Vienna', 'Prague', '7315', 'Waterloo', 'Lisbon'])
      expect(text).not.toContain(word)
    for (const key of ['title', 'inner', 'count', 'list', 'hyperty://local/alice']) expect(text).toContain(key)
    const [header] = parts
    expect(header?.kind === 'header' && header.header.redactions).toEqual(['sanitised: values, remarks'])
  })

  it.each(models)('[SN2] holds nothing of what $name keeps for itself', async (model) => {
    const { world, alice } = await createPair({ value: { title: 'MoscowMoscow' }, models: [model] })
    ;(alice.object('todo').data as { title: string }).title = 'ViennaVienna'
    await world.settle()
    const encoded = ['MoscowMoscow', 'ViennaVienna'].flatMap((word) => [
      word,
      ...[0, 1, 2].map((pad) =>
        Buffer.from('.'.repeat(pad) + word)
          .toString('base64')
          .slice(4, -4),
      ),
    ])
    const text = linesOf(await partsOf(sanitised(sourceOf(world.lines), { names: false, salt: 's' }))).join('')
    expect(encoded.filter((part) => text.includes(part))).toEqual([])
  })

  it('[SN3] names nobody and nothing where that is wanted, in addresses and in sentences', async () => {
    const { world, alice, bob } = await createPair({ value: { title: 'x' } })
    ;(bob.object('todo').data as { title: string }).title = 'not allowed'
    await world.settle()
    world.recorder.add({ kind: 'fault', fault: 'crash', who: alice.url })
    const parts = await partsOf(sanitised(sourceOf(world.lines), { names: true, salt: 'salt' }))
    const text = linesOf(parts).join('')
    expect(text).not.toMatch(/alice|bob|todo/i)
    expect(text).toContain('hyperty://local/h1')
    expect(text).toContain('comm://local/o1')
    expect(text).toContain('"name":"H1"')
    expect(linesOf(await partsOf(sanitised(sourceOf(world.lines), { names: false, salt: 's' }))).join('')).toContain(
      'alice',
    )
  })

  it('[SN4] has for equal values equal stand-ins of the same type and length, for others others', () => {
    const { text, number } = createStandIns('salt')
    const values = Array.from({ length: 500 }, (_, index) => `Value ${index * 7}, Ünï 😀`)
    expect(new Set(values.map(text)).size).toBe(500)
    for (const value of values) {
      expect(text(value)).toBe(text(value))
      expect(text(value)).toHaveLength(value.length)
      expect(text(value)).toMatch(/^[A-Z][a-z]{4} \d+, [a-z]{3} [a-z]{2}$/)
    }
    for (const value of [0, 7, -3, 42, 1234.5, -0.25, 1e21, 3e-7, 2 ** 53 - 1]) {
      expect(Number.isInteger(number(value))).toBe(Number.isInteger(value))
      expect(Math.sign(number(value)) * Math.sign(value)).toBeGreaterThanOrEqual(0)
      expect(String(number(value))).toHaveLength(String(value).length)
    }
    expect(new Set(Array.from({ length: 90 }, (_, index) => number(index + 10))).size).toBeGreaterThan(60)
    expect(createStandIns('other').text('Value 1')).not.toBe(text('Value 1'))
    expect(text('')).toBe('')
    expect(text(' - ')).toBe(' - ')
  })

  it('[SN4] a mask is the same before and after a splice, also between the halves of a pair', () => {
    const [whole, added] = ['Ab 😀 12', 'Zé9']
    for (let at = 0; at <= whole.length; at++) {
      const masked = maskText(whole)
      expect(maskText(whole.slice(0, at) + added + whole.slice(at))).toBe(
        masked.slice(0, at) + maskText(added) + masked.slice(at),
      )
    }
  })
})
