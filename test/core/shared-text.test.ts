import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyWire, ChangeError, isInPair, toWire, type JsonObject, type WireChange } from '../../core/change.ts'
import { encodeFrame, parseHypertyFrame } from '../../core/codec.ts'
import { diff, diffText } from '../../core/difference.ts'
import { hashJson } from '../../core/hash.ts'
import { noConditions } from '../../core/link-conditions.ts'
import { crdt } from '../../core/models/crdt.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { rebase } from '../../core/models/rebase.ts'
import { createReplay } from '../../core/replay.ts'
import { columnsOf } from '../support/columns.ts'
import { ask, createPair, createWorld, type Participant, type World } from '../support/world.ts'

const texts = [['text'], ['deep', 'text']]
const value = { text: 'one two', title: 'plain', deep: { text: 'below' } }
const pairOf = (model: typeof rebase) => createPair({ models: [model], value, texts })

const dataOf = (who: Participant) => who.object('todo').data as { text: string; title: string; deep: { text: string } }
const updates = (world: World): (readonly WireChange[])[] =>
  world.sent('update').map(({ message }) => (message.body as { readonly changes: readonly WireChange[] }).changes)

describe('shared text', () => {
  it.each([ownerOnly, rebase])(
    '[TX1] what is written to a marked text travels as the smallest splice: $name',
    async (model) => {
      const { world, alice, bob } = await pairOf(model)
      dataOf(alice).text = 'one and two'
      await world.settle()
      dataOf(alice).deep.text = ''
      dataOf(alice).title = 'plainer'
      await world.settle()
      expect(updates(world)).toEqual([
        [[['text'], 4, 0, 'and ']],
        [
          [['deep', 'text'], 0, 5, ''],
          [['title'], 'plainer'],
        ],
      ])
      expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    },
  )

  it('[TX2] a splice that is written is sent as it was written', async () => {
    const { world, alice } = await pairOf(rebase)
    dataOf(alice).text = 'aaaa'
    await world.settle()
    alice.object('todo').write([{ type: 'splice', path: ['text'], index: 1, removed: '', added: 'a' }])
    await world.settle()
    expect(updates(world).at(-1)).toEqual([[['text'], 1, 0, 'a']])
  })

  it('[TX3] two type in one text at once, and nothing of it is lost', async () => {
    const { world, alice, bob } = await pairOf(rebase)
    world.bus.setDelay(100)
    for (const letter of 'very ') {
      dataOf(alice).text = dataOf(alice).text.replace('one', `${letter}one`)
      dataOf(bob).text += letter
      await world.settle(10)
    }
    await world.settle(5000)
    expect(dataOf(alice).text).toBe(dataOf(bob).text)
    expect([...dataOf(alice).text].toSorted()).toEqual([...'one twovery very '].toSorted())
    expect(dataOf(alice).text.endsWith('twovery ')).toBe(true)
  })

  it('[TX4] the mark goes where the object goes: to who is invited, follows, reads it again, and over a restart', async () => {
    const medium = { text: '' }
    const { world, alice, bob, todo } = await createPair({ models: [rebase], value, texts, medium })
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    await ask({ world }, carol, { do: 'reject', url: todo })
    await ask({ world }, carol, { do: 'follow', url: todo })
    bob.reopen()
    await world.settle()
    for (const who of [alice, bob, carol]) expect(who.object('todo').info.texts).toEqual(texts)
    const invitation = world.sent('create')[0]?.message.body
    expect(invitation).toMatchObject({ texts })
    const again = createWorld({ models: [rebase], medium })
    const people = ['Alice', 'Bob'].map((name) => again.join(name)) as [Participant, Participant]
    await again.settle()
    for (const who of people) expect(who.object('todo').info).toMatchObject({ texts, rebases: true })
    dataOf(people[1]).text = 'one! two'
    await again.settle()
    expect(updates(again).at(-1)).toEqual([[['text'], 3, 0, '!']])
  })

  it('[TX5] no character is cut in two: not by a difference, and not by a splice from outside', () => {
    expect(toWire(diffText(['t'], 'a😀b', 'a😁b'))).toEqual([['t'], 1, 2, '😁'])
    expect(toWire(diffText(['t'], '😀😀', '😀'))).toEqual([['t'], 2, 2, ''])
    const cut: WireChange[] = [
      [['t'], 2, 0, 'x'],
      [['t'], 1, 1, ''],
      [['t'], 2, 2, ''],
    ]
    for (const wire of cut) {
      const doc = { t: 'a😀b' }
      expect(() => applyWire(doc, wire), JSON.stringify(wire)).toThrow(ChangeError)
      expect(doc).toEqual({ t: 'a😀b' })
    }
    const letters = fc.array(fc.constantFrom('a', 'b', '😀', '😁', 'ü')).map((list) => list.join(''))
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        const { index, removed, added } = diffText(['t'], before, after)
        expect(isInPair(before, index) || isInPair(before, index + removed.length)).toBe(false)
        expect(before.slice(0, index) + (added as string) + before.slice(index + removed.length)).toBe(after)
        const changes = diff({ t: before }, { t: after }, ([key]) => key === 't')
        expect(changes.every(({ type }) => type === 'splice') && changes.length === Number(before !== after)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('[TX6] marks from outside are a hundred at most, of names that reach into nothing', () => {
    const frame = (marks: unknown) => () =>
      parseHypertyFrame(
        encodeFrame({ kind: 'request', id: 1, action: { do: 'create', name: 'x', value: {}, texts: marks as never } }),
      )
    expect(frame([['a', 'b']])()).toMatchObject({ action: { texts: [['a', 'b']] } })
    const many = Array.from({ length: 101 }, () => ['a'])
    for (const bad of [many, [[]], [['a', 0]], 'a', [['__proto__', 'a']]]) expect(frame(bad)).toThrow()
  })

  it('[TX7] replay and the states that are told follow what was spliced, and moved', async () => {
    const { world, alice, bob, todo } = await pairOf(rebase)
    world.bus.setDelay(100)
    dataOf(alice).text = `>> ${dataOf(alice).text}`
    await world.settle(20)
    dataOf(bob).text = dataOf(bob).text.replace('two', '2')
    await world.settle(5000)
    const replay = createReplay(columnsOf(world.lines))
    for (const who of [alice, bob]) {
      const shown = replay.after(todo, who.url, world.events.length)
      expect(shown).toMatchObject({ exact: true, value: { text: '>> one 2' } })
      const last = world.events.findLast((event) => event.kind === 'state' && event.who === who.url)
      expect(last).toMatchObject({ hash: hashJson(who.object('todo').value as JsonObject) })
    }
  })

  const mark = (world: World, who: Participant, marks: readonly (readonly string[])[]) =>
    ask({ world }, who, { do: 'texts', url: who.object('todo').info.url, texts: marks })

  it.each([rebase, crdt, lastWriterWins])(
    '[TX8] the owner marks texts later, and all hear of it: $name',
    async (model) => {
      const medium = { text: '' }
      const { world, alice, bob } = await createPair({ models: [model], value, medium })
      expect(alice.object('todo').info.texts).toBeUndefined()
      expect(await mark(world, alice, [['deep', 'text']])).toMatchObject({ code: 200 })
      for (const who of [alice, bob]) expect(who.object('todo').info.texts).toEqual([['deep', 'text']])
      expect(world.sent('event').at(-1)?.message.body).toMatchObject({ news: 'texts', texts: [['deep', 'text']] })
      dataOf(bob).deep.text = 'below!'
      await world.settle()
      const whole = model === lastWriterWins
      expect(updates(world).at(-1)).toEqual([whole ? [['deep', 'text'], 'below!'] : [['deep', 'text'], 5, 0, '!']])
      expect(dataOf(alice)).toEqual(dataOf(bob))
      const again = createWorld({ models: [model], medium })
      const people = ['Alice', 'Bob'].map((name) => again.join(name))
      await again.settle()
      for (const who of people) expect(who.object('todo').info.texts).toEqual([['deep', 'text']])
      expect(await mark(again, people[0] as Participant, [])).toMatchObject({ code: 200 })
      for (const who of people) expect(who.object('todo').info.texts).toBeUndefined()
    },
  )

  it('[TX8] only the owner marks, and only what is a text; the same again is no news', async () => {
    const { world, alice, bob } = await createPair({ models: [rebase], value, texts: [['text']] })
    expect(await mark(world, bob, [])).toMatchObject({ code: 403 })
    for (const path of [['deep'], ['nothing'], ['deep', 'text', 'more']]) {
      const answer = await mark(world, alice, [['text'], path])
      expect(answer).toMatchObject({ code: 400 })
      expect(answer.reason).toContain(`/${path.join('/')}`)
    }
    const count = world.events.length
    expect(await mark(world, alice, [['text']])).toMatchObject({ code: 200 })
    expect(world.events.length).toBe(count)
    dataOf(alice).text = 7 as never
    await world.settle()
    expect(await mark(world, alice, [['text'], ['title']])).toMatchObject({ code: 200 })
    expect(bob.object('todo').info.texts).toEqual([['text'], ['title']])
  })

  it.each([rebase, crdt])('[TX8] a mark that was lost on its way is heard of later: $name', async (model) => {
    const { world, alice, bob, todo } = await createPair({ models: [model], value })
    const conditions = { ...noConditions, lossPercent: 100 }
    world.bus.links.order({ conditions, seed: 1, time: { kind: 'standing' } })
    await mark(world, alice, [['text']])
    expect(bob.object('todo').info.texts).toBeUndefined()
    world.bus.links.order({ conditions: noConditions, seed: 1, time: { kind: 'standing' } })
    await world.settle(10_000)
    expect(bob.object('todo').info.texts).toEqual([['text']])
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle()
    await mark(world, alice, [['text'], ['title']])
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle(10_000)
    expect(bob.hyperty.objects.get(todo)?.info.texts).toEqual([['text'], ['title']])
  })
})
