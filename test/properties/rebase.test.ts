import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../core/change.ts'
import { createRandom } from '../../core/clock.ts'
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { rebase } from '../../core/models/rebase.ts'
import { objectUrl } from '../../core/message.ts'
import { createWorld, type Participant } from '../support/world.ts'

const todo = objectUrl('todo')
const calm: LinkConditions = { ...noConditions, latencyMs: 40, jitterMs: 60 }
const storm: LinkConditions = { ...calm, lossPercent: 15, duplicatePercent: 20, reorderPercent: 20, reorderMs: 300 }

/** A character that nobody has typed before. */
const characterOf = (count: number): string => String.fromCharCode(0x4e00 + count)

interface Setting {
  readonly seed: number
  readonly steps: number
  readonly conditions: LinkConditions
  /** Whether people go off line and windows crash. */
  readonly isRough: boolean
}

/** Three write to one list and one text, knowing of each other when they do; then there is quiet. */
async function run({ seed, steps, conditions, isRough }: Setting) {
  const random = createRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const world = createWorld({ models: [rebase] })
  const people = ['Alice', 'Bob', 'Carol'].map((name) => world.join(name)) as [Participant, Participant, Participant]
  await world.settle()
  const start = { list: [-3, -2, -1], text: 'abc', map: { list: [0] } }
  void people[0].hyperty.create('todo', start, { texts: [['text']] })
  await world.settle()
  void people[0].hyperty.request({ do: 'share', url: todo, postedAt: 0 })
  await world.settle()
  world.bus.links.order({ conditions, time: { kind: 'standing' }, seed })
  const [put, taken] = [new Set<Json>(), new Set<Json>()]
  let count = 0

  function edit(person: Participant): void {
    // its window has just been opened anew
    if (!person.hyperty.objects.has(todo)) return
    const data = person.object('todo').data as { text: string; list: Json[]; map: { list: Json[] } }
    const list = random() < 0.7 ? data.list : data.map.list
    const roll = random()
    count++
    if (roll < 0.4) {
      put.add(count)
      list.splice(below(list.length + 1), 0, count)
    } else if (roll < 0.55) {
      for (const item of list.splice(below(list.length + 1), 1 + below(2))) taken.add(item)
    } else if (roll < 0.9) {
      const at = below(data.text.length + 1)
      put.add(characterOf(count))
      data.text = data.text.slice(0, at) + characterOf(count) + data.text.slice(at)
    } else {
      const at = below(data.text.length)
      for (const letter of data.text.slice(at, at + 2)) taken.add(letter)
      data.text = data.text.slice(0, at) + data.text.slice(at + 2)
    }
  }

  for (let step = 0; step < steps; step++) {
    const person = people[below(3)] as Participant
    const roll = random()
    if (!isRough || roll < 0.8) edit(person)
    else if (roll < 0.97) void person.hyperty.request({ do: 'online', online: random() < 0.6 })
    else {
      person.crash()
      person.reopen()
    }
    await world.settle(random() * 80)
  }
  world.bus.links.order({ conditions: noConditions, time: { kind: 'standing' }, seed })
  for (const person of people) void person.hyperty.request({ do: 'online', online: true })
  await world.settle(200_000)
  return { world, people, put, taken }
}

const settings = (conditions: LinkConditions, isRough: boolean) =>
  fc.record({
    seed: fc.integer({ min: 1 }),
    steps: fc.integer({ min: 5, max: 40 }),
    conditions: fc.constant(conditions),
    isRough: fc.constant(isRough),
  })

const valuesOf = (people: readonly Participant[]): Json[] => people.map((person) => person.object('todo').value)

/** All that stands in the object, one by one. */
function itemsOf(person: Participant): Json[] {
  const { list, map, text } = person.object('todo').value as { list: Json[]; map: { list: Json[] }; text: string }
  return [...list, ...map.list, ...text]
}

describe('rebase under races', () => {
  it('[MO43] after quiet, window, Syncer and reporter hold the same, and what was put in is there once unless taken out', async () => {
    await fc.assert(
      fc.asyncProperty(settings(calm, false), async (setting) => {
        const { world, people, put, taken } = await run(setting)
        const [value] = valuesOf(people)
        for (const other of valuesOf(people)) expect(other).toEqual(value)
        const items = itemsOf(people[0])
        expect(new Set(items).size).toBe(items.length)
        const expected = new Set([-3, -2, -1, 0, 'a', 'b', 'c', ...put].filter((item) => !taken.has(item)))
        expect(new Set(items)).toEqual(expected)
        expect(people.map((person) => person.object('todo').pending)).toEqual([0, 0, 0])
        // a new window shows what its Syncer holds
        for (const person of people) person.reopen()
        await world.settle()
        for (const other of valuesOf(people)) expect(other).toEqual(value)
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    )
  })

  it('[MO44] so it is where links lose, double and reorder, people go off line and windows crash; nothing stands twice', async () => {
    await fc.assert(
      fc.asyncProperty(settings(storm, true), async (setting) => {
        const { world, people } = await run(setting)
        const [value] = valuesOf(people)
        for (const other of valuesOf(people)) expect(other).toEqual(value)
        const items = itemsOf(people[0])
        expect(new Set(items).size).toBe(items.length)
        expect(people.map((person) => person.object('todo').pending)).toEqual([0, 0, 0])
        for (const person of people) person.reopen()
        await world.settle()
        for (const other of valuesOf(people)) expect(other).toEqual(value)
      }),
      { numRuns: Number(process.env['RUNS'] ?? 40) },
    )
  })

  it('[MO45] such runs have races in plenty', async () => {
    const rules = new Map<string, number>()
    for (let seed = 1; seed <= 10; seed++) {
      const { world } = await run({ seed, steps: 40, conditions: calm, isRough: false })
      for (const { message } of world.sent('response')) {
        const { rule = '' } = message.body as { readonly rule?: string }
        rules.set(rule, (rules.get(rule) ?? 0) + 1)
      }
    }
    expect(rules.get('rebased')).toBeGreaterThan(50)
  })
})
