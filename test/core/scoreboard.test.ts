import { describe, expect, it } from 'vitest'
import type { WireChange } from '../../core/change.ts'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { editsMax } from '../../core/edit-book.ts'
import type { Effect, SessionEvent } from '../../core/event.ts'
import { changesOf, hypertyUrl, objectUrl, shortName, type Decision } from '../../core/message.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { burst } from '../../core/scenarios/burst.ts'
import { createScoreboard, measures, proofsMax, type Score } from '../../core/scoreboard.ts'
import { calmSession } from '../support/planted.ts'
import { ask, createPair, set } from '../support/world.ts'

const todo = objectUrl('todo')
const people = ['Alice', 'Bob', 'Carol'] as const
type Person = (typeof people)[number]

function scoreOf(events: readonly SessionEvent[]): Score {
  const board = createScoreboard(checks)
  for (const event of events) board.take(event, event.at)
  return board.score(true)
}

const countsOf = (score: Score): unknown => Object.fromEntries(measures.map(({ key }) => [key, score[key].count]))

/** A session in which everyone sends what they write to all others, as models do that have no one to number it. */
function createSpread() {
  const events: SessionEvent[] = []
  let at = 0
  let id = 0
  const add = (event: object): number => {
    const n = events.length + 1
    events.push({ n, at, ...event } as SessionEvent)
    return n
  }
  for (const name of people) add({ kind: 'hyperty', url: hypertyUrl(name), name, state: 'joined' })
  return {
    events,
    /** Somebody writes at a moment; gives the number of the event. */
    writes(who: Person, changes: readonly WireChange[], changed = ++at): number {
      at = Math.max(at, changed)
      const source = hypertyUrl(who)
      const message = { id: ++id, type: 'update', from: source, to: changesOf(todo), body: { source, changes } }
      const [rule, deliveries] = ['anyone', people.length - 1]
      return add({ kind: 'sent', message, hops: { changed }, deliveries, rule })
    },
    /** Somebody asks somebody else for what it lacks, and gets it, not as a whole value. */
    tells(from: Person, to: Person): void {
      const [asker, source] = [hypertyUrl(to), hypertyUrl(from)]
      const ask = { id: ++id, type: 'read', from: asker, to: source, body: { source: asker, resource: todo } }
      const cause = add({ kind: 'sent', message: ask, hops: {}, deliveries: 1, rule: 'anyone' })
      const answer = { id, type: 'response', from: source, to: asker, body: { source, code: 200 } }
      const of = add({ kind: 'sent', message: answer, hops: {}, deliveries: 1, cause })
      add({ kind: 'ended', of: cause, to: source, hops: {}, effect: 'answered' })
      add({ kind: 'ended', of, to: asker, hops: { applied: ++at }, effect: 'applied' })
    },
    /** It comes to somebody, whose window has it a moment later. */
    comes(of: number, to: Person, effect: Effect = 'applied', decision?: Partial<Decision>): number {
      const hops = effect === 'applied' ? { applied: ++at } : {}
      const said = decision
        ? { decision: { allow: false, by: hypertyUrl(to), code: 409, reason: '', ...decision } }
        : {}
      return add({ kind: 'ended', of, to: hypertyUrl(to), hops, effect, ...said })
    },
  }
}

describe('where one decides', () => {
  it('[SB1] every number has the events behind it', async () => {
    const { world, carol } = await calmSession()
    const score = scoreOf(world.events)
    expect(countsOf(score)).toMatchObject({ edits: 8, refused: 1, turnedBack: 0, lostEdits: 1, overwrittenUnseen: 0 })
    const eventOf = (n: number | undefined): unknown => world.events[(n ?? 0) - 1]
    const [[sent, ended] = []] = score.refused.proofs
    expect(eventOf(sent)).toMatchObject({ kind: 'sent', message: { type: 'update', from: carol.url } })
    expect(eventOf(ended)).toMatchObject({ kind: 'ended', of: sent, effect: 'refused', decision: { code: 403 } })
    expect(score.lostEdits.proofs).toEqual(score.refused.proofs)
    for (const [n] of score.edits.proofs) expect(eventOf(n)).toMatchObject({ message: { type: 'update' } })
    for (const { key } of measures) expect(score[key].proofs.length > 0, key).toBe(score[key].count > 0)
    for (const n of score.converged?.events ?? []) expect(eventOf(n)).toBeDefined()
  })

  it('[SB2] what access denies is refused, what is not taken is turned back, and both are lost', async () => {
    const { score } = await play({ scenario: bothAtOnce, checks }, ownerOnly, 1)
    expect(countsOf(score)).toMatchObject({ edits: 3, refused: 0, turnedBack: 1, overwrittenUnseen: 0, lostEdits: 1 })
  })

  it('[SB2] an edit that is sent again counts once, and one that never arrives is lost', async () => {
    const pair = await createPair()
    const { world, alice, bob } = pair
    await ask(pair, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    const lossy = { latencyMs: 0, jitterMs: 0, jitterShape: 'uniform', lossPercent: 0, burstMessages: 0 } as const
    const conditions = { ...lossy, duplicatePercent: 0, reorderPercent: 0, reorderMs: 0, bandwidthKilobits: 0 }
    const cut = { ...conditions, isCut: true, isHeld: false }
    const order = (count: number) =>
      world.bus.links.order({ conditions: cut, time: { kind: 'next', count, type: 'update' }, seed: 1 })
    order(1)
    set(bob.object('todo'), { title: 'sent twice' })
    await world.settle(60_000)
    const sent = world.sent('update').filter(({ message }) => message.from === bob.url)
    expect(sent.length).toBeGreaterThan(1)
    expect(countsOf(scoreOf(world.events))).toMatchObject({ edits: 1, lostEdits: 0 })
    order(100)
    set(bob.object('todo'), { title: 'never' })
    await world.settle(120_000)
    expect(bob.object('todo').value['title']).toBe('sent twice')
    const score = scoreOf(world.events)
    expect(countsOf(score)).toMatchObject({ edits: 2, turnedBack: 0, lostEdits: 1 })
    expect(score.lostEdits.proofs[0]?.[0]).toBeGreaterThan(sent.at(-1)?.n ?? 0)
  })

  it('[SB5] messages and bytes are counted for each who gets them, in UTF-8', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol')
    await world.settle()
    expect(carol.object('todo').value).toBeDefined()
    const before = scoreOf(world.events)
    set(alice.object('todo'), { title: 'é € 😀' })
    await world.settle()
    const after = scoreOf(world.events)
    const bytes = Buffer.byteLength(JSON.stringify(world.sent('update').at(-1)?.message))
    expect(after.messages.count - before.messages.count).toBe(2)
    expect(after.bytes.count - before.bytes.count).toBe(2 * bytes)
  })

  it('[SB5] what its own Syncer turns back goes nowhere', async () => {
    const { world, bob } = await createPair()
    const { score } = await play({ scenario: bothAtOnce, checks }, ownerOnly, 1)
    expect(score.messages.proofs.length).toBeLessThanOrEqual(score.messages.count)
    // access denies it on the bus, which answers: two messages
    const before = scoreOf(world.events)
    set(bob.object('todo'), { title: 'not mine' })
    await world.settle()
    expect(scoreOf(world.events).messages.count - before.messages.count).toBe(2)
  })

  it('[SB6] all agree from when the last copy took what makes it agree; that is said later', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.setDelay(100)
    set(alice.object('todo'), { title: 'b' })
    const until = world.clock.now() + 120
    await world.settle(120)
    expect(scoreOf(world.events).converged).toBeUndefined()
    await world.settle()
    const { converged, verdict } = scoreOf(world.events)
    expect(bob.object('todo').value['title']).toBe('b')
    expect(verdict.state).toBe('converged')
    expect(converged?.atMs).toBeLessThan(until)
    expect(converged?.afterMs).toBeGreaterThan(99)
    expect(converged?.afterMs).toBeLessThan(105)
    const [edit, effect, said] = (converged?.events ?? []).map((n) => world.events[n - 1])
    expect([edit?.kind, effect?.kind]).toEqual(['sent', 'ended'])
    expect(said?.at).toBeGreaterThan((converged?.atMs ?? 0) + 100)
    set(alice.object('todo'), { title: 'c' })
    await world.settle(10)
    expect(scoreOf(world.events).converged).toBeUndefined()
  })

  it('[SB8] a session that is read back comes to the same', async () => {
    const { score, session } = await play({ scenario: burst, checks }, ownerOnly, 3, true)
    const read = scoreOf((session?.lines ?? []).map((line) => JSON.parse(line) as SessionEvent))
    expect(countsOf(read)).toEqual(countsOf(score))
    for (const { key } of measures) expect(read[key].proofs, key).toEqual(score[key].proofs)
    expect(read.converged?.events).toEqual(score.converged?.events)
    expect(read.converged?.afterMs).toBeCloseTo(score.converged?.afterMs ?? 0, 1)
  })
})

describe('where everyone decides', () => {
  const title = (value: string): readonly WireChange[] => [[['title'], value]]

  it('[SB3] of two who write at once and replace each other, both were overwritten unseen', () => {
    const { events, writes, comes } = createSpread()
    const [a, b] = [writes('Alice', title('a'), 10), writes('Bob', title('b'), 10)]
    comes(a, 'Bob')
    comes(b, 'Alice')
    comes(a, 'Carol')
    comes(b, 'Carol')
    const score = scoreOf(events)
    expect(countsOf(score)).toMatchObject({ edits: 2, overwrittenUnseen: 2, lostEdits: 2 })
    expect(score.overwrittenUnseen.proofs).toEqual([
      [b, a],
      [a, b],
    ])
  })

  it('[SB3] where one of the two gives way everywhere, only that one was', () => {
    const { events, writes, comes } = createSpread()
    const [a, b] = [writes('Alice', title('a'), 10), writes('Bob', title('b'), 10)]
    const loses = { rule: 'older' }
    comes(a, 'Bob', 'stale', loses)
    comes(b, 'Alice')
    comes(b, 'Carol')
    comes(a, 'Carol', 'stale', loses)
    expect(scoreOf(events).lostEdits).toEqual({ count: 1, proofs: [[a, b]] })
  })

  it('[SB3] who had seen what is replaced does not count, late as it may come elsewhere', () => {
    const { events, writes, comes } = createSpread()
    const a = writes('Alice', title('a'))
    comes(a, 'Bob')
    const b = writes('Bob', title('b'))
    comes(b, 'Alice')
    comes(b, 'Carol')
    comes(a, 'Carol', 'stale', { rule: 'older' })
    expect(countsOf(scoreOf(events))).toMatchObject({ overwrittenUnseen: 0, lostEdits: 0 })
  })

  it('[SB3] what was written before it came counts, though it was sent after that', () => {
    const { events, writes, comes } = createSpread()
    const a = writes('Alice', title('a'), 10)
    comes(a, 'Bob')
    comes(a, 'Carol')
    const b = writes('Bob', title('b'), 5)
    comes(b, 'Alice')
    comes(b, 'Carol')
    expect(scoreOf(events).overwrittenUnseen.proofs).toEqual([[a, b]])
  })

  it.each<[string, WireChange, WireChange, number]>([
    ['a place above it', [['a', 'b'], 1], [['a'], {}], 1],
    ['a place below it', [['a'], {}], [['a', 'b'], 1], 0],
    ['another place', [['a'], 1], [['b'], 1], 0],
    ['a deletion', [['a'], 1], [['a']], 1],
    ['an insertion beside it', [['l'], 0, 0, [1]], [['l'], 0, 0, [2]], 0],
    ['the element taken out', [['l', 2, 'x'], 1], [['l'], 1, 2, []], 1],
    ['another element taken out', [['l', 3, 'x'], 1], [['l'], 1, 2, []], 0],
  ])('[SB3] replaced by %s, or not', (_, earlier, later, count) => {
    const { events, writes, comes } = createSpread()
    const [a, b] = [writes('Alice', [earlier], 10), writes('Bob', [later], 10)]
    comes(b, 'Alice')
    comes(b, 'Carol')
    comes(a, 'Carol', 'buffered')
    comes(a, 'Bob', 'buffered')
    expect(scoreOf(events).overwrittenUnseen.count).toBe(count)
  })

  it('[SB4] what did not reach everybody is lost, until it does or they leave', () => {
    const { events, writes, comes } = createSpread()
    const a = writes('Alice', title('a'))
    comes(a, 'Bob')
    const gone = comes(a, 'Carol', 'lost')
    expect(scoreOf(events).lostEdits).toEqual({ count: 1, proofs: [[a, gone]] })
    const left = { kind: 'hyperty', url: hypertyUrl('Carol'), name: shortName('Carol'), state: 'left' } as const
    expect(scoreOf([...events, { n: events.length + 1, at: 99, ...left }]).lostEdits.count).toBe(0)
  })

  it('[SB4] what somebody asks for later, and gets, is not lost; of two that meet then the earlier one is overwritten', () => {
    const { events, writes, comes, tells } = createSpread()
    const a = writes('Alice', title('a'), 10)
    const other = writes('Alice', [[['other'], 1]], 11)
    for (const n of [a, other]) {
      comes(n, 'Bob', 'lost')
      comes(n, 'Carol')
    }
    const b = writes('Bob', title('b'), 12)
    comes(b, 'Alice', 'lost')
    comes(b, 'Carol', 'lost')
    expect(countsOf(scoreOf(events))).toMatchObject({ overwrittenUnseen: 0, lostEdits: 3 })
    tells('Alice', 'Bob')
    tells('Bob', 'Alice')
    tells('Bob', 'Carol')
    expect(scoreOf(events).lostEdits).toEqual({ count: 1, proofs: [[a, b]] })
  })

  it('[SB4] one that found no place somewhere is lost', () => {
    const { events, writes, comes } = createSpread()
    const a = writes('Alice', [[['l', 5], 1]])
    comes(a, 'Bob')
    comes(a, 'Carol', 'stale', { rule: 'does-not-fit' })
    expect(scoreOf(events).lostEdits.count).toBe(1)
  })

  it('[SB7] memory is bounded: all is counted, the first have their events, and what was forgotten makes it partial', () => {
    const { events, writes, comes } = createSpread()
    for (let count = 0; count < editsMax + 10; count++) {
      const n = writes('Alice', title(`${count}`))
      comes(n, 'Bob', 'lost')
      comes(n, 'Carol')
    }
    const score = scoreOf(events)
    expect(score.edits.count).toBe(editsMax + 10)
    expect(score.edits.proofs).toHaveLength(proofsMax)
    expect(score.isPartial).toBe(false)
    const parted = createSpread()
    for (let count = 0; count < editsMax + 10; count++) {
      const n = parted.writes('Alice', [[[`${count}`], 1]])
      parted.comes(n, 'Bob', 'lost')
      parted.comes(n, 'Carol')
    }
    expect(scoreOf(parted.events).isPartial).toBe(true)
    expect(scoreOf(events.slice(0, 2).concat(events.slice(3))).isPartial).toBe(true)
  })
})
