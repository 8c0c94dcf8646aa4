import { describe, expect, it } from 'vitest'
import { applyWire, copyJson, type Json, type JsonObject, type WireChange } from '../../core/change.ts'
import { createRandom, type Random } from '../../core/clock.ts'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { concurrentAt, concurrentOfEvents, findConcurrent, startsOf } from '../../core/concurrent.ts'
import { hashJson } from '../../core/hash.ts'
import type { Model } from '../../core/model.ts'
import { models } from '../../core/models/index.ts'
import { naive } from '../../core/models/naive.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { exploreOrders, takenBy, type OrderTree, type Orders } from '../../core/orders.ts'
import { stepsOfOrder } from '../../core/order-script.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { createTrials, type Write } from '../../core/trial.ts'
import { hypertyUrl, objectUrl, type Address } from '../../core/message.ts'
import { columnsOf } from '../support/columns.ts'

const [alice, bob, carol] = ['Alice', 'Bob', 'Carol'].map((name) => hypertyUrl(name)) as [Address, Address, Address]
const holders = [alice, bob, carol]
const start: JsonObject = { a: 0, b: { x: 0 }, list: [1, 2, 3], text: 'word' }

function changeOf(random: Random, value: JsonObject, step: number): WireChange {
  const roll = random()
  const list = value['list']
  if (roll < 0.35) return [[random() < 0.5 ? 'a' : 'c'], step]
  if (roll < 0.45) return [['b'], { y: step }]
  if (roll < 0.6 && typeof value['b'] === 'object') return [['b', 'x'], step]
  if (roll < 0.65) return [['a']]
  if (roll < 0.85 && Array.isArray(list)) return [['list'], Math.floor(random() * (list.length + 1)), 0, [step]]
  if (Array.isArray(list) && list.length > 0) return [['list'], Math.floor(random() * list.length), 1, []]
  return [['list'], [step]]
}

/** Writes by people who see none of the others', each made of what its author holds. */
function writesOf(random: Random, count: number, authors: readonly Address[]): readonly Write[] {
  const values = new Map<Address, JsonObject>()
  return Array.from({ length: count }, (_, index): Write => {
    const author = authors[Math.floor(random() * authors.length)] as Address
    const value = values.get(author) ?? copyJson(start)
    values.set(author, value)
    let change = changeOf(random, value, index + 1)
    if (change.length === 1 && !('a' in value)) change = [['c'], index]
    applyWire(value, change)
    return { event: index + 1, author, at: 100 + 7 * index, changes: [change] }
  })
}

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))

/** All orders that may reach somebody, told without looking at how they are explored. */
const ordersFor = (writes: readonly Write[], who: Address, overtakes: boolean): number[][] =>
  permutations(writes.map((_, index) => index)).filter((way) =>
    way.every((index, place) => {
      const earlier = way.slice(0, place)
      const { author } = writes[index] as Write
      const own = writes.flatMap((write, at) => (write.author === who ? [at] : []))
      if (author !== who && !own.every((at) => earlier.includes(at))) return false
      const before = writes.flatMap((write, at) => (write.author === author && at < index ? [at] : []))
      return (overtakes && author !== who) || before.every((at) => earlier.includes(at))
    }),
  )

/** What each order leads to, with every order played from its beginning and nothing merged. */
function bruteForce(model: Model, writes: readonly Write[], who: Address, overtakes: boolean): Map<string, number> {
  const open = createTrials({ model, writes, startOf: () => start })
  const ends = new Map<string, number>()
  for (const way of ordersFor(writes, who, overtakes)) {
    const copy = open(who)
    way.forEach((index, place) => takenBy(writes, way.slice(0, place), index).forEach((one) => copy.take(one)))
    const hash = hashJson(copy.value)
    ends.set(hash, (ends.get(hash) ?? 0) + 1)
  }
  return ends
}

const endsOf = ({ nodes }: OrderTree): Map<string, number> => {
  const ends = new Map<string, number>()
  for (const { verdict, hash, orders } of nodes) if (verdict) ends.set(hash, (ends.get(hash) ?? 0) + orders)
  return ends
}

const explore = (model: Model, writes: readonly Write[], overtakes = false): Orders =>
  exploreOrders({ model, writes, holders, reporter: alice, startOf: () => start, overtakes })

const set = (event: number, author: Address, key: string, value: Json): Write => ({
  ...{ event, author, at: event, changes: [[[key], value]] },
})

describe('every order of delivery', () => {
  it.each(models)(
    '[OR1] leads where playing each order by itself leads, and so many lead there: $name',
    { timeout: 120_000 },
    (model) => {
      for (let seed = 1; seed <= 60; seed++) {
        const random = createRandom(seed)
        const writes = writesOf(random, 2 + Math.floor(random() * 3), holders)
        for (const overtakes of [false, true]) {
          const { trees } = explore(model, writes, overtakes)
          const receivers = model.way === 'numbered' ? [alice] : holders
          for (const who of receivers) {
            const tree = trees.find((one) => one.who.includes(who)) as OrderTree
            expect(endsOf(tree), `seed ${seed}, ${who}`).toEqual(bruteForce(model, writes, who, overtakes))
          }
        }
      }
    },
  )

  it('[OR1] six writes by six people are 720 orders, and few states', () => {
    const people = ['b', 'c', 'd', 'e', 'f', 'g'].map((name) => hypertyUrl(name))
    const writes = people.map((who, index) => set(index + 1, who, index < 3 ? 'a' : `k${index}`, index))
    const options = { model: naive, writes, holders: [alice, ...people], reporter: alice, startOf: () => start }
    const { trees, outcomes, ending } = exploreOrders(options)
    const reader = trees.find(({ who }) => who.includes(alice)) as OrderTree
    expect(reader.orders).toBe(720)
    // of each set of those that came, one for each write to `a` that may be the last
    expect(reader.nodes.length).toBe(13 * 8)
    expect(endsOf(reader)).toEqual(bruteForce(naive, writes, alice, false))
    expect([outcomes, ending]).toEqual([3, 'diverged'])
  })

  it('[OR2] whoever promises to converge does so in every order; naive does not, and says at whose copy', () => {
    for (const model of models) {
      for (let seed = 1; seed <= 25; seed++) {
        const random = createRandom(seed)
        const { ending, trees } = explore(model, writesOf(random, 3, holders))
        const isSafe = model.promises.includes('converges')
        if (isSafe) expect(ending, `${model.name} ${seed}`).toBe('converged')
        const leaves = trees.flatMap(({ nodes }) => nodes.filter(({ verdict }) => verdict))
        const isApart = new Set(leaves.map(({ hash }) => hash)).size > 1 && model.way === 'spread'
        expect(leaves.some(({ verdict }) => verdict !== 'same')).toBe(isApart)
      }
    }
    const { trees, sentence } = explore(naive, [set(1, alice, 'a', 1), set(2, bob, 'a', 2)])
    expect(trees.map(({ who, orders }) => [who, orders])).toEqual([
      [[alice], 1],
      [[bob], 1],
      [[carol], 2],
    ])
    expect(trees.flatMap(({ nodes }) => nodes.flatMap(({ verdict }) => verdict ?? []))).toEqual(
      Array.from({ length: 4 }, () => 'differs'),
    )
    expect(sentence).toBe('Copies differ: they can end with 2 values.')
  })

  it('[OR2] a copy that may end as the others, or not, is told from one that cannot', () => {
    // nobody's own write fixes what stands last: two that only read may take the writes in different orders
    const dave = hypertyUrl('Dave')
    const writes = [set(1, bob, 'a', 1), set(2, carol, 'b', 2)]
    const readers = exploreOrders({
      ...{ model: naive, writes, reporter: alice, startOf: () => start },
      holders: [alice, dave],
    })
    expect(readers.trees.map(({ who }) => who)).toEqual([[alice, dave]])
    expect(readers.ending).toBe('converged')
    const same = exploreOrders({
      ...{ model: naive, reporter: alice, startOf: () => start, holders: [alice, dave] },
      writes: [set(1, bob, 'a', 1), set(2, carol, 'a', 2)],
    })
    expect(same.trees[0]?.nodes.flatMap(({ verdict }) => verdict ?? [])).toEqual(['may differ', 'may differ'])
  })

  it('[OR3] what one sends keeps its order unless links let it be overtaken; then its copy waits for what lacks', () => {
    const writes = [set(1, bob, 'a', 1), set(2, bob, 'a', 2), set(3, carol, 'b', 3)]
    const kept = explore(naive, writes).trees.find(({ who }) => who.includes(alice)) as OrderTree
    const overtaken = explore(naive, writes, true).trees.find(({ who }) => who.includes(alice)) as OrderTree
    expect([kept.orders, overtaken.orders]).toEqual([3, 6])
    const waits = overtaken.nodes[0]?.next.find(({ write }) => write === 1)
    expect(waits?.shows).toBe(false)
    expect(overtaken.nodes.find(({ id }) => id === waits?.node)?.value).toEqual(start)
    expect(endsOf(overtaken).size).toBe(1)
  })

  it('[OR4] of more than six the first six are taken, and that is said', () => {
    const writes = Array.from({ length: 8 }, (_, index) => set(index + 1, index % 2 ? alice : bob, `k${index}`, index))
    const { left, writes: taken, sentence, ending } = explore(models[2] as Model, writes)
    expect([left, taken.length, ending]).toEqual([2, 6, 'unknown'])
    expect(sentence).toContain('2 more were made at the same time and left out.')
  })
})

describe('what was written at the same time', () => {
  async function sessionOf(model: Model, seed = 1) {
    const { session } = await play({ scenario: bothAtOnce, checks }, model, seed, true)
    return columnsOf(session?.lines ?? [])
  }

  it('[OR5] is found in a session, with what each copy held before', async () => {
    for (const model of models) {
      const columns = await sessionOf(model)
      const groups = findConcurrent(columns)
      expect(groups, model.name).toHaveLength(1)
      const [group] = groups
      expect(group?.writes.map(({ author }) => author).sort()).toEqual([alice, bob])
      expect(group).toMatchObject({ object: objectUrl('todo'), reporter: alice, model: model.name })
      const starts = startsOf(columns, group as NonNullable<typeof group>)
      for (const who of [alice, bob]) expect(starts.get(who)).toEqual({ title: 'Groceries', done: false })
    }
  })

  it('[OR5] is found by one of its events; others are refused with a sentence', async () => {
    const columns = await sessionOf(naive)
    const [group] = findConcurrent(columns)
    const [first = 0, second = 0] = group?.writes.map(({ event }) => event) ?? []
    expect(concurrentAt(columns, first)).toMatchObject({ ok: true, group: { writes: [{}, {}] } })
    expect(concurrentOfEvents(columns, [second, first])).toMatchObject({ ok: true })
    expect(concurrentAt(columns, 1)).toMatchObject({ ok: false, reason: expect.stringContaining('Nobody wrote') })
    expect(concurrentOfEvents(columns, [1, first])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no write'),
    })
    expect(concurrentOfEvents(columns, [first])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('two writes'),
    })
    let last = 0
    for (let row = 0; row < columns.count; row++) if (columns.typeOf(row) === 'update') last = columns.n.get(row)
    const byAlice = group?.writes.find(({ author }) => author === alice)?.event ?? 0
    const answer = concurrentOfEvents(columns, [byAlice, last])
    expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('had seen the other') })
  })
})

describe('one order, played', () => {
  it.each(models)('[OR6] ends at its copy with what was told of it: $name', { timeout: 120_000 }, async (model) => {
    let count = 0
    for (let seed = 1; seed <= 6; seed++) {
      const random = createRandom(seed)
      // under a model that numbers, somebody's second write goes out when the first was answered
      const drawn = writesOf(random, 3, holders)
      const writes =
        model.way === 'spread'
          ? drawn
          : drawn.filter(({ author }, at) => drawn.findIndex((one) => one.author === author) === at)
      const object = objectUrl('todo')
      const { trees } = explore(model, writes)
      for (const { who, nodes } of trees) {
        for (const { verdict, way, value } of nodes) {
          if (!verdict) continue
          const steps = stepsOfOrder({ object, value: start, reporter: alice, holders, writes, way })
          const scenario = { name: 'order', text: '', steps }
          const { copies = [], problems } = await play({ scenario, checks }, model, 1, true)
          const held = copies.find((copy) => copy.who === (model === ownerOnly ? alice : who[0]))
          expect(held?.value, `seed ${seed}, ${way.join()}`).toEqual(value)
          expect(problems).toEqual([])
          count++
        }
      }
    }
    expect(count).toBeGreaterThan(5)
  })
})
