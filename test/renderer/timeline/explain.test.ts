import { describe, expect, it } from 'vitest'
import type { EndedEvent, SentEvent } from '../../../core/event.ts'
import { createWindowClocks } from '../../../core/window-clock.ts'
import { createRoster } from '../../../renderer/timeline/roster.ts'
import { explain } from '../../../renderer/timeline/explain.ts'
import { hopRows } from '../../../renderer/inspector/hop-table.ts'
import { columnsOf, playPhases } from '../../support/columns.ts'
import type { World } from '../../support/world.ts'

/** The sentence of every delivery in a world, in order. */
function sentences(world: World): string[] {
  const columns = columnsOf(world.lines)
  const roster = createRoster()
  const found: string[] = []
  for (let row = 0; row < columns.count; row++) {
    roster.look(columns, row)
    const sent = columns.sentOf(row)
    if (sent) found.push(explain(sent, columns.endedOf(row), roster.nameOf))
  }
  return found
}

describe('a sentence', () => {
  it('says who changed what, and when it reached whom', async () => {
    const { world } = await playPhases()
    expect(sentences(world)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Alice invited Bob to todo, as it was at version 0; it reached Bob's window .* ms later\.$/,
        ),
        expect.stringMatching(/^Alice set \/title to "Buy bread"; it reached Bob's window .* ms later\.$/),
        expect.stringMatching(/^Alice gave Bob the right to write todo; /),
        expect.stringMatching(/^Bob asked to write todo: set \/done to true; it reached Alice's window /),
      ]),
    )
  })

  it('says who refused a write, and by which rule', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: false })
    await world.settle()
    ;(bob.object('todo').data as { done: boolean }).done = false
    await world.settle()
    const all = sentences(world)
    expect(all).toContain(
      'Bob asked to write todo: set /done to false; the message bus refused it: Only Alice may write todo (rule only-reporter-writes).',
    )
    expect(all.some((text) => text.startsWith('The message bus refused Bob (403): Only Alice may write todo'))).toBe(
      true,
    )
  })

  it('says what was lost, and what is still on its way', async () => {
    const { world, alice, bob } = await playPhases()
    bob.crash()
    ;(alice.object('todo').data as { done: boolean }).done = false
    await world.settle(0.2)
    expect(sentences(world).at(-1)).toMatch(/it is still on its way|reached Bob's Syncer/)
    void bob.hyperty
    bob.syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: false } })
    ;(alice.object('todo').data as { title: string }).title = 'unseen'
    await world.settle()
    expect(sentences(world).at(-1)).toBe('Alice set /title to "unseen"; it was lost on the way to Bob: Bob is offline.')
  })

  it('is about every kind of message, and never shows a gap', async () => {
    const { world, alice, bob, todo } = await playPhases()
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    void alice.hyperty.request({ do: 'delete', url: todo })
    await world.settle()
    for (const text of sentences(world)) expect(text).not.toMatch(/undefined|null|NaN|hyperty:\/\/|\s\s/)
    expect(sentences(world).join(' ')).toMatch(/stopped following todo.*deleted todo; nobody follows/)
  })
})

describe('the table of hops', () => {
  it('shows each stamp as it is, and what lies between; the gaps add up', async () => {
    const { world } = await playPhases()
    const sent = world.sent('update')[0] as SentEvent
    const ended = world.ended(sent.n)[0] as EndedEvent
    const rows = hopRows(sent, ended, createWindowClocks())
    const stamps = [sent.hops.changed, sent.hops.posted, sent.hops.taken, sent.at, ...Object.values(ended.hops)]
    expect(rows.map(({ at }) => at)).toEqual(stamps)
    const sum = rows.reduce((total, { after = 0 }) => total + after, 0)
    expect(sum).toBeCloseTo((ended.hops.told as number) - (sent.hops.changed as number))
  })

  it('says of a stamp that is missing that it is missing, and derives none', async () => {
    const { world } = await playPhases()
    const sent = world.sent('update')[0] as SentEvent
    const ended = world.ended(sent.n)[0] as EndedEvent
    const { applied: _, ...hops } = ended.hops
    const rows = hopRows(sent, { ...ended, hops }, createWindowClocks())
    expect(rows.filter(({ at }) => at === undefined).map(({ label, after }) => [label, after])).toEqual([
      ['in the window', undefined],
    ])
  })

  it('says of what a window stamped how far it may be off, each of its own window', async () => {
    const { world, alice, bob } = await playPhases()
    const sent = world.sent('update')[0] as SentEvent
    const ended = world.ended(sent.n)[0] as EndedEvent
    const clocks = createWindowClocks()
    clocks.take({ n: 1, at: 0, kind: 'clock', who: alice.url, uncertaintyMs: 0.08 })
    clocks.take({ n: 2, at: 0, kind: 'clock', who: bob.url, uncertaintyMs: 0.3 })
    const known = hopRows(sent, ended, clocks).map(({ label, uncertaintyMs }) => [label, uncertaintyMs])
    expect(known).toEqual([
      ['changed', 0.08],
      ['handed to the port', 0.08],
      ['taken by the Syncer', undefined],
      ['taken by the bus', undefined],
      ['received by the other Syncer', undefined],
      ['handed to the port', undefined],
      ['in the window', 0.3],
      ['hyperty told', 0.3],
    ])
  })

  it('claims nothing of a session that does not say it', async () => {
    const { world } = await playPhases()
    const sent = world.sent('update')[0] as SentEvent
    const rows = hopRows(sent, world.ended(sent.n)[0], createWindowClocks())
    expect(rows.every(({ uncertaintyMs }) => uncertaintyMs === undefined)).toBe(true)
  })
})
