import { describe, expect, it } from 'vitest'
import { copyJson, type Json, type JsonObject } from '../../core/change.ts'
import { createRandom } from '../../core/clock.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { objectUrl } from '../../core/message.ts'
import { createWorld, type Participant } from '../support/world.ts'

const seeds = 60
const steps = 80
const names = ['Alice', 'Bob', 'Carol'] as const

/** One run: three hyperties write, go away, come back and crash on links that change their delay. */
async function run(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const world = createWorld()
  const people = names.map((name) => world.join(name)) as [Participant, Participant, Participant]
  await world.settle()
  const todo = objectUrl('todo')
  void people[0].hyperty.create('todo', { a: 0, b: { c: 0 }, list: [0, 1, 2] })
  await world.settle()
  void people[0].hyperty.request({ do: 'share', url: todo, postedAt: 0 })
  await world.settle()

  function edit(person: Participant): void {
    const data = person.hyperty.objects.get(todo)?.data as { [key: string]: Json } | undefined
    const list = data?.['list'] as Json[] | undefined
    if (!data || !list) return
    const value = Math.floor(random() * 1000)
    const roll = random()
    if (roll < 0.3) data[pick(['a', 'd', 'e'])] = value
    else if (roll < 0.45) (data['b'] as { [key: string]: Json })['c'] = { v: value }
    else if (roll < 0.55) delete data[pick(['d', 'e'])]
    else if (roll < 0.8) list.splice(Math.floor(random() * (list.length + 1)), 0, value)
    else if (list.length > 0) list.splice(Math.floor(random() * list.length), 1)
  }

  for (let step = 0; step < steps; step++) {
    const person = pick(people)
    const roll = random()
    if (roll < 0.62) edit(person)
    else if (roll < 0.72) {
      const to = pick(people).url
      void people[0].hyperty.request({ do: 'grant', url: todo, to, write: random() < 0.8 })
    } else if (roll < 0.8) void person.hyperty.request({ do: 'online', online: random() < 0.5 })
    else if (roll < 0.84) {
      person.crash()
      person.reopen()
    } else if (roll < 0.9) world.bus.setDelay(pick([0, 5, 50, 400]))
    await world.settle(random() * 120)
  }
  world.bus.setDelay(0)
  for (const person of people) void person.hyperty.request({ do: 'online', online: true })
  await world.settle(120_000)
  return { world, people, todo }
}

describe('owner-only, simulated', () => {
  it(`[SY19] after quiet all replicas are the same, on ${seeds} seeds with grants, cuts, delays and crashes`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { people } = await run(seed)
      const values = people.map((person) => person.object('todo').value)
      for (const value of values) expect(value, `seed ${seed}`).toEqual(values[0])
      expect(
        people.map((person) => person.object('todo').pending),
        `seed ${seed}`,
      ).toEqual([0, 0, 0])
    }
  })

  it('[RE1] every delivery ends exactly once, and every change has a terminal decision', async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { world } = await run(seed)
      const ended = new Map<number, EndedEvent[]>()
      for (const event of world.events) {
        if (event.kind === 'ended') ended.set(event.of, [...(ended.get(event.of) ?? []), event])
      }
      for (const sent of world.events.filter((event): event is SentEvent => event.kind === 'sent')) {
        expect(ended.get(sent.n)?.length ?? 0, `seed ${seed}, event ${sent.n} ${sent.message.type}`).toBe(
          sent.deliveries,
        )
      }
    }
  })

  it('[RE2] events are numbered from 1 without gaps, and time does not go back', async () => {
    const { world } = await run(7)
    let at = 0
    world.events.forEach((event, index) => {
      expect(event.n).toBe(index + 1)
      expect(event.at).toBeGreaterThanOrEqual(at)
      at = event.at
    })
  })

  it('[RE3] the same seed gives the same session, byte for byte', async () => {
    const first = await run(11)
    const second = await run(11)
    expect(second.world.lines.join('')).toBe(first.world.lines.join(''))
  })

  it('[SY20] the states that windows say at the end agree, and are those of their values', async () => {
    const { world, people, todo } = await run(5)
    for (const person of people) {
      const last = world.events.findLast((event) => event.kind === 'state' && event.who === person.url)
      const value: JsonObject = copyJson(person.object('todo').value)
      expect(last).toMatchObject({ object: todo, hash: hashJson(value) })
    }
  })
})
