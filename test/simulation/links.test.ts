import { describe, expect, it } from 'vitest'
import type { Json } from '../../core/change.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { createRandom } from '../../core/clock.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { linkPresets } from '../../core/link-presets.ts'
import { objectUrl } from '../../core/message.ts'
import { createWorld, type Participant } from '../support/world.ts'

const seeds = 25
const steps = 60
const todo = objectUrl('todo')

const storm: LinkConditions = {
  ...noConditions,
  ...{ latencyMs: 20, jitterMs: 30, jitterShape: 'long-tail', lossPercent: 25, burstMessages: 4 },
  ...{ duplicatePercent: 30, reorderPercent: 30, reorderMs: 500, bandwidthKilobits: 200 },
}
const settings = [...linkPresets, { name: 'storm', conditions: storm }]

/** Three hyperties write to one list and two values, two of them by a right that comes and goes; then there is quiet. */
async function run(conditions: LinkConditions, seed: number) {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const world = createWorld()
  const people = ['Alice', 'Bob', 'Carol'].map((name) => world.join(name)) as [Participant, Participant, Participant]
  await world.settle()
  void people[0].hyperty.create('todo', { a: 0, list: [-1] })
  await world.settle()
  void people[0].hyperty.request({ do: 'share', url: todo, postedAt: 0 })
  await world.settle()
  for (const { url: to } of people) void people[0].hyperty.request({ do: 'grant', url: todo, to, write: true })
  await world.settle()
  const { links } = world.bus
  const cut = { ...noConditions, isCut: true }
  links.order({ conditions, time: { kind: 'standing' }, seed })

  for (let step = 0; step < steps; step++) {
    const person = pick(people)
    const data = person.object('todo').data as { [key: string]: Json }
    const list = data['list'] as Json[]
    const roll = random()
    if (roll < 0.4) data[pick(['a', 'b'])] = step
    else if (roll < 0.7) list.splice(Math.floor(random() * (list.length + 1)), 0, step)
    else if (roll < 0.8 && list.length > 0) list.splice(Math.floor(random() * list.length), 1)
    else if (roll < 0.9)
      void people[0].hyperty.request({ do: 'grant', url: todo, to: pick(people).url, write: random() < 0.7 })
    else if (roll < 0.93)
      links.order({ conditions: cut, from: person.url, time: { kind: 'span', afterMs: 100, forMs: 2_000 }, seed })
    else if (roll < 0.95) links.order({ conditions: cut, to: person.url, time: { kind: 'next', count: 2 }, seed })
    await world.settle(random() * 150)
  }
  // a link that is cut for good lets nothing be mended
  if (conditions.isCut) links.order({ conditions: noConditions, time: { kind: 'standing' }, seed })
  await world.settle(1_800_000)
  return { world, people }
}

describe('on every kind of link', () => {
  it.each(settings)('[LK17] after quiet all replicas are the same: $name', async ({ conditions }) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { world, people } = await run(conditions, seed)
      const why = `seed ${seed}`
      for (const person of people) {
        expect(person.object('todo').value, why).toEqual(people[0].object('todo').value)
        expect(person.object('todo').pending, why).toBe(0)
        const list = person.object('todo').value['list'] as Json[]
        // what was put in stands there once, however often its message came
        expect(new Set(list).size, why).toBe(list.length)
      }
      const check = createConvergenceCheck()
      for (const event of world.events) check.take(event)
      expect(check.verdict(true), why).toMatchObject({ state: 'converged' })
    }
  })

  it.each(settings)(
    '[LK18] every delivery ends exactly once, what the link lost too: $name',
    async ({ conditions }) => {
      const { world } = await run(conditions, 99)
      const ended = new Map<number, EndedEvent[]>()
      for (const event of world.events)
        if (event.kind === 'ended') ended.set(event.of, [...(ended.get(event.of) ?? []), event])
      for (const sent of world.events.filter((event): event is SentEvent => event.kind === 'sent'))
        expect(ended.get(sent.n)?.length ?? 0, `event ${sent.n} ${sent.message.type}`).toBe(sent.deliveries)
      for (const event of [...ended.values()].flat())
        if (event.effect === 'lost') expect(event.decision?.rule).toMatch(/^link-(loss|cut)$/)
    },
  )

  it('[LK2] the same seed gives the same session, byte for byte; another one another', async () => {
    const lines = async (seed: number): Promise<string> => (await run(storm, seed)).world.lines.join('')
    expect(await lines(5)).toBe(await lines(5))
    expect(await lines(5)).not.toBe(await lines(6))
  })
})
