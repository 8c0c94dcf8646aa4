// What every concurrency model keeps to: each promise is tested by what it means, for each kind in the registry.
// MODEL_SEEDS=10000 npx vitest run test/contracts/model.test.ts is the long form.
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject, WireChange } from '../../core/change.ts'
import { createJudgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { createRandom } from '../../core/clock.ts'
import type { EndedEvent } from '../../core/event.ts'
import type { Model, SpreadModel, SpreadReplica, SpreadUpdate } from '../../core/model.ts'
import { models } from '../../core/models/index.ts'
import { naive } from '../../core/models/naive.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { simulate } from '../../core/simulator.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { shareOf, stormOf, todo } from '../support/model-run.ts'
import { set } from '../support/world.ts'

const seeds = Number(process.env['MODEL_SEEDS'] ?? 60)
const longMs = 120_000 + seeds * 2_000
const promising = (promise: Model['promises'][number]): readonly Model[] =>
  models.filter(({ promises }) => promises.includes(promise))
const spread = models.filter((model): model is SpreadModel => model.way === 'spread')
const orderless = spread.filter(({ needs }) => needs === 'nothing')

describe('what converges', () => {
  it.each(promising('converges'))(
    '[MO1] after quiet all copies are the same, with loss, doubles, overtaking, cuts, crashes and who comes late: $name',
    async (model) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { world, people } = await stormOf(model, seed)
        const check = createConvergenceCheck()
        for (const event of world.events) check.take(event)
        // whose request to follow was lost to the end does not follow
        const held = people
          .map((person) => person.hyperty.objects.get(todo))
          .filter((object) => object?.info.status !== 'left')
        for (const object of held) {
          expect(object?.value, `seed ${seed}`).toEqual(held[0]?.value)
          expect(object?.pending, `seed ${seed}`).toBe(0)
        }
        expect(check.verdict(true), `seed ${seed}`).toMatchObject({ state: 'converged' })
      }
    },
    longMs,
  )

  it.each(models)(
    '[MO2] a random mix of all that can happen ends as the model says, and nothing stays open: $name',
    async (model) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { problems } = await simulate({ scenario: mix, model, seed })
        expect(problems, `seed ${seed}`).toEqual([])
      }
    },
    longMs,
  )

  it('[MO3] the seed’s question: with naive both keep their own, and all others end alike', async () => {
    for (const model of models) {
      const { world, people } = await shareOf(model, ['Alice', 'Bob'], { title: 'a' })
      world.bus.setDelay(50)
      for (const person of people) set(person.object('todo'), { title: person.url })
      await world.settle(5_000)
      const check = createConvergenceCheck()
      for (const event of world.events) check.take(event)
      const state = model === naive ? 'diverged' : 'converged'
      expect(check.verdict(true), model.name).toMatchObject({ state })
      const titles = new Set(people.map((person) => person.object('todo').value['title']))
      expect(titles.size, model.name).toBe(model === naive ? 2 : 1)
    }
  })
})

describe('what keeps the order', () => {
  it.each(promising('order kept'))('[MO4] all copies take the versions in one order: $name', async (model) => {
    let count = 0
    for (let seed = 1; seed <= 20; seed++) {
      const { world } = await stormOf(model, seed)
      const last = new Map<string, number>()
      for (const event of world.events.filter((one): one is EndedEvent => one.kind === 'ended')) {
        const sent = world.events[event.of - 1]
        if (event.effect !== 'applied' || sent?.kind !== 'sent' || sent.message.type !== 'update') continue
        const { version } = sent.message.body
        if (version === undefined) continue
        expect(version, `seed ${seed}`).toBeGreaterThan(last.get(event.to) ?? 0)
        last.set(event.to, version)
        count++
      }
    }
    expect(count).toBeGreaterThan(50)
  })
})

type Data = { [key: string]: Json }
const start: JsonObject = { a: 0, b: { x: 0 }, list: [1, 2, 3], text: 'word' }

function changeOf(random: () => number, { value }: SpreadReplica, step: number): WireChange {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const inner = (value as Data)['b']
  const list = (value as Data)['list']
  const roll = random()
  if (roll < 0.2 && typeof inner === 'object' && inner !== null) return [['b', pick(['x', 'y', 'z'])], step]
  if (roll < 0.3) return [['b'], { x: step, w: { v: step } }]
  if (roll < 0.35) return [['b'], step]
  if (roll < 0.45) return [[pick(['a', 'b'])]]
  if (roll < 0.7 && Array.isArray(list)) return [['list'], Math.floor(random() * (list.length + 1)), 0, [step]]
  if (roll < 0.75 && Array.isArray(list) && list.length > 0) return [['list', 0], step]
  if (roll < 0.8 && typeof value['text'] === 'string') return [['text'], 0, 0, 'x']
  return [[pick(['a', 'c', 'list'])], pick<Json>([step, [step], null, false, ''])]
}

/** Three replicas with clocks that are off by up to a minute write, and hear of each other now and then. */
function history(model: SpreadModel, seed: number) {
  const random = createRandom(seed)
  let ms = 1_000
  const replicas = ['ann', 'ben', 'cat'].map((who) => {
    const skew = (random() - 0.5) * 120_000
    return { who, seq: 0, heard: 0, replica: model.open({ who, value: start, now: () => ms + skew + 60_000 }) }
  })
  const updates: SpreadUpdate[] = []
  for (let step = 1; step <= 40; step++) {
    ms += random() < 0.5 ? 0 : 10
    const one = replicas[Math.floor(random() * replicas.length)] as (typeof replicas)[number]
    if (random() < 0.3)
      for (; one.heard < updates.length; one.heard++) {
        const update = updates[one.heard] as SpreadUpdate
        if (update.author !== one.who) one.replica.take(update)
      }
    const { stamp, changes } = one.replica.write([changeOf(random, one.replica, step)], [])
    if (changes.length > 0) updates.push({ author: one.who, seq: ++one.seq, stamp, changes })
  }
  return { random, updates, replicas }
}

function shuffled<T>(random: () => number, list: readonly T[]): T[] {
  const deck = [...list]
  for (let index = deck.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    ;[deck[index], deck[other]] = [deck[other] as T, deck[index] as T]
  }
  return deck
}

describe.each(orderless)('what needs nothing: $name', (model) => {
  it('[MO5] any order of delivery, and any double, gives the same', { timeout: 600_000 }, () => {
    for (let seed = 1; seed <= 5 * seeds; seed++) {
      const { random, updates, replicas } = history(model, seed)
      for (const { replica } of replicas) for (const update of shuffled(random, updates)) replica.take(update)
      for (let order = 0; order < 3; order++) {
        const other = model.open({ who: `reader${order}`, value: start, now: () => 0 })
        for (const update of shuffled(random, [...updates, ...updates.slice(0, 10)])) other.take(update)
        for (const { replica } of replicas) expect(replica.value, `seed ${seed}`).toEqual(other.value)
      }
    }
  })

  it('[MO6] copies that are merged whole, in any order, hold the same as with every write by itself', () => {
    for (let seed = 1; seed <= 5 * seeds; seed++) {
      const { random, updates, replicas } = history(model, seed)
      const whole = model.open({ who: 'whole', value: start, now: () => 0 })
      for (const update of updates) whole.take(update)
      const wholes = replicas.map(
        ({ replica }) => [structuredClone(replica.value), structuredClone(replica.state())] as const,
      )
      for (const { replica } of replicas) {
        for (const [value, state] of shuffled(random, [...wholes, ...wholes])) {
          const before = structuredClone(replica.value) as Json
          const changes = replica.merge(value, state)
          if (changes.length === 0) expect(replica.value, `seed ${seed}`).toEqual(before)
        }
        expect(replica.value, `seed ${seed}`).toEqual(whole.value)
      }
    }
  })

  it('[MO7] who begins from a copy decides on what comes later as that copy does', () => {
    for (let seed = 1; seed <= 5 * seeds; seed++) {
      const { random, updates } = history(model, seed)
      const deck = shuffled(random, updates)
      const first = model.open({ who: 'first', value: start, now: () => 0 })
      for (const update of deck.slice(0, 20)) first.take(update)
      const joiner = model.open({
        who: 'joiner',
        value: first.value,
        state: structuredClone(first.state()),
        now: () => 0,
      })
      for (const update of deck.slice(20)) {
        const [one, other] = [first.take(update), joiner.take(update)]
        expect(other, `seed ${seed}`).toEqual(one)
      }
      expect(joiner.value, `seed ${seed}`).toEqual(first.value)
    }
  })
})

describe('what a session shows', () => {
  it.each(models)(
    '[MO8] no check raises an alarm in a healthy session, and no copy is said to differ that has not heard all: $name',
    async (model) => {
      for (let seed = 1; seed <= 200; seed++) {
        const judgement = createJudgement(checks)
        const witness = { event: judgement.take }
        const { verdict } = await simulate({
          scenario: mix,
          model,
          seed,
          witness,
          record: true,
          size: { hyperties: 3, edits: 12 },
        })
        expect(judgement.findings, `seed ${seed}`).toEqual([])
        if (model.way === 'spread' && model !== naive) expect(verdict?.state, `seed ${seed}`).not.toBe('diverged')
      }
    },
    longMs,
  )
})
