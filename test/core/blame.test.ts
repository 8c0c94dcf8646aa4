import { describe, expect, it } from 'vitest'
import { createObjectBlame } from '../../core/blame.ts'
import { changeToRestore } from '../../core/restoration.ts'
import { storyOf } from '../../core/outcomes.ts'
import type { SessionEvent } from '../../core/event.ts'
import { models } from '../../core/models/index.ts'
import type { Scenario } from '../../core/scenario.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { simulate } from '../../core/simulator.ts'
import { columnsOf } from '../support/columns.ts'
import { createPair } from '../support/world.ts'

const todo = 'comm://local/todo'
const alice = 'hyperty://local/alice'
const bob = 'hyperty://local/bob'

async function sessionOf(name: string, scenario: Scenario = bothAtOnce, seed = 1) {
  const model = models.find((one) => one.name === name)
  if (!model) throw new Error(`there is no ${name}`)
  const run = await simulate({ scenario, model, seed, record: true })
  const columns = columnsOf(run.lines)
  const blame = createObjectBlame(columns, todo)
  while (!blame.advance(50));
  return { columns, blame, lines: run.lines, events: run.lines.map((line) => JSON.parse(line) as SessionEvent) }
}

describe('blame', () => {
  it('[BL2] names the write, its author, its way to the copy, and what it replaced', async () => {
    const { columns, blame, events } = await sessionOf('last-writer-wins')
    const said = blame.why(alice, ['title'], columns.lastEvent)
    const write = events.find(({ n }) => n === said.write)
    expect(write?.kind === 'sent' && write.message.body).toMatchObject({
      source: said.author,
      changes: [[['title'], said.value]],
    })
    expect(said.links[0]).toMatchObject({ event: said.write, what: 'written', who: said.author })
    const other = blame.why(bob, ['title'], columns.lastEvent)
    expect(other).toMatchObject({ value: said.value, write: said.write, author: said.author })
    const ways = [said, other].map(({ links }) => links.map(({ what }) => what))
    expect(ways).toContainEqual(['written', 'arrived'])
    expect([said, other].some(({ replaced }) => replaced?.author !== undefined)).toBe(true)
    expect(blame.why(alice, ['done'], columns.lastEvent).author).toBe(bob)
  })

  it('[BL2] says of each moment what stood then', async () => {
    const { columns, blame, events } = await sessionOf('naive')
    const first = events.find((event) => event.kind === 'sent' && event.message.type === 'create')
    const before = blame.why(bob, ['title'], (first?.n ?? 0) + 1)
    const after = blame.why(bob, ['title'], columns.lastEvent)
    expect(before.isStart === true || before.missing !== undefined).toBe(true)
    expect(after.isStart).toBeUndefined()
    // the two do not agree, and blame says so of each
    expect(blame.why(alice, ['title'], columns.lastEvent).author).not.toBe(after.author)
  })

  it('[BL3] says why something was not applied, where, and by which rule', async () => {
    const { columns, events } = await sessionOf('owner-only')
    const asked = events.find(
      (event) => event.kind === 'ended' && event.effect === 'refused' && event.decision?.rule === 'changed-meanwhile',
    )
    if (asked?.kind !== 'ended') throw new Error('nothing was turned back')
    const story = storyOf(columns, columns.rowOf(asked.of) ?? -1)
    expect(story?.outcomes).toMatchObject([{ hyperty: alice, effect: 'refused', isApplied: false, event: asked.n }])
    expect(story?.outcomes[0]?.decision?.reason).toContain('changed')
    const answer = story?.effects.find(({ type }) => type === 'response')
    const back = storyOf(columns, columns.rowOf(answer?.event ?? 0) ?? -1)
    expect(back?.causes[0]?.event).toBe(asked.of)
  })

  it.each(['owner-only', 'naive', 'last-writer-wins', 'rebase', 'crdt'])(
    '[BL4] journals the value that two wrote at once and that does not stand, with its two events, under %s',
    async (name) => {
      const { blame, events } = await sessionOf(name)
      const titles = blame.losses.filter(({ path }) => path.join() === 'title')
      expect(titles.length).toBeGreaterThan(0)
      for (const loss of titles) {
        expect(loss.value).toEqual(expect.any(String))
        const write = events.find(({ n }) => n === loss.write)
        expect(write?.kind === 'sent' && JSON.stringify(write.message)).toContain(JSON.stringify(loss.value))
        expect(events.find(({ n }) => n === loss.event)).toBeDefined()
      }
      expect(titles[0]?.kind).toMatch(name === 'owner-only' ? /^turned back$/ : /^(overwritten|lost)$/)
    },
  )

  it('[BL5] writes again what was lost, where there is a place for it', () => {
    const root = { title: 'b', list: [1, 2], text: 'ab' }
    expect(changeToRestore(root, { path: ['title'], value: 'a', isPlace: false })).toEqual([['title'], 'a'])
    expect(changeToRestore(root, { path: ['title'], isPlace: false })).toEqual([['title']])
    expect(changeToRestore(root, { path: ['gone'], isPlace: false })).toBeUndefined()
    expect(changeToRestore(root, { path: ['list', 9], value: 3, isPlace: true })).toEqual([['list'], 2, 0, [3]])
    expect(changeToRestore(root, { path: ['text', 1], value: 'x', isPlace: true })).toEqual([['text'], 1, 0, 'x'])
    expect(changeToRestore(root, { path: ['title', 'deep'], value: 1, isPlace: false })).toBeUndefined()
  })

  it('[BL5] it goes to all as a write of the window that restores it', async () => {
    const { world, alice, bob, todo: object } = await createPair({ value: { title: 'kept' } })
    alice.hyperty.receive({ kind: 'restore', url: object, path: ['title'], value: 'lost', isPlace: false })
    await world.settle()
    expect(bob.object('todo').value).toEqual({ title: 'lost' })
    alice.hyperty.receive({ kind: 'restore', url: object, path: ['nowhere', 'deep'], value: 1, isPlace: false })
    await world.settle()
    expect(bob.object('todo').value).toEqual({ title: 'lost' })
  })

  it('[BL6] says the same when it is taken in piece by piece while the session grows', async () => {
    const { columns, blame, lines } = await sessionOf('crdt', mix, 3)
    const growing = columnsOf([])
    const other = createObjectBlame(growing, todo)
    for (const [index, line] of lines.entries()) {
      growing.append(line)
      if (index % 7 === 0) other.advance(3)
    }
    while (!other.advance(10));
    for (const who of blame.hyperties())
      for (const path of blame.leaves(who, columns.lastEvent, 100))
        expect(other.why(who, path, columns.lastEvent)).toEqual(blame.why(who, path, columns.lastEvent))
  })

  it('[BL7] says that it cannot tell where a part of the session is missing', async () => {
    const { lines, columns } = await sessionOf('owner-only', mix, 5)
    const update = lines.findIndex((line) => line.includes('"type":"update"') && line.includes('"version":4,'))
    const n = (JSON.parse(lines[update] as string) as SessionEvent).n
    const partial = columnsOf(lines.filter((_, index) => index !== update))
    const blame = createObjectBlame(partial, todo)
    blame.advance(Number.POSITIVE_INFINITY)
    const reporter = alice
    expect(blame.why(reporter, ['a'], n + 40).missing).toMatch(/version 4|what led/)
    expect(blame.why('hyperty://local/nobody', ['a'], columns.lastEvent).missing).toContain('nobody')
  })
})
