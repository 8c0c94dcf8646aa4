import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Json, JsonObject, WireChange } from '../../core/change.ts'
import { createRandom } from '../../core/clock.ts'
import type { SpreadTaken } from '../../core/model.ts'
import { crdt, waitingBytesMax } from '../../core/models/crdt.ts'
import { fromBase64, toBase64 } from '../../core/base64.ts'
import { createGroup, type Group } from '../support/spread-group.ts'

const valueOf = (group: Group, index: number): JsonObject =>
  (group.members[index] as Group['members'][number]).replica.value
const losersOf = (group: Group, index: number) => (group.members[index] as Group['members'][number]).replica.losers
const nameOf = (index: number): string => `hyperty://test/${index}`

/** All settled, all the same; gives what it is. */
function agreed(group: Group): JsonObject {
  group.settle()
  for (const { replica } of group.members) expect(replica.value).toEqual(valueOf(group, 0))
  return valueOf(group, 0)
}

/** Three put elements that nobody else puts into one list and take some out; gives every list that anybody saw. */
function listRun(seed: number) {
  const random = createRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const group = createGroup(crdt, { list: [] }, 3)
  const seen: (readonly Json[])[] = []
  const removed = new Set<Json>()
  let made = 0
  for (let step = 0; step < 60; step++) {
    const who = below(3)
    const list = valueOf(group, who)['list'] as readonly Json[]
    const at = below(list.length + 1)
    const count = random() < 0.3 ? Math.min(below(3), list.length - at) : 0
    if (random() < 0.5) group.deliver(who, below(5))
    else {
      for (const gone of list.slice(at, at + count)) removed.add(gone)
      const added = Array.from({ length: below(3) }, () => ++made)
      group.write(who, [[['list'], at, count, added]])
    }
    seen.push([...(valueOf(group, who)['list'] as readonly Json[])])
  }
  seen.push(agreed(group)['list'] as readonly Json[])
  return { seen, made, removed }
}

/** Whether one order holds all lists: no way leads from an element, by what stands next to what, back to it. */
function hasOneOrder(lists: readonly (readonly Json[])[]): boolean {
  const next = new Map<Json, Set<Json>>()
  for (const list of lists)
    list.forEach((item, index) => {
      if (index > 0) next.get(list[index - 1] as Json)?.add(item)
      if (!next.has(item)) next.set(item, new Set())
    })
  const state = new Map<Json, 'open' | 'done'>()
  const visit = (item: Json): boolean => {
    if (state.has(item)) return state.get(item) === 'done'
    state.set(item, 'open')
    for (const other of next.get(item) ?? []) if (!visit(other)) return false
    state.set(item, 'done')
    return true
  }
  return [...next.keys()].every(visit)
}

describe('lists and texts', () => {
  it('[MO62] an element stands once in all lists, where its writer put it: one order holds every list that was ever seen', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { seen, made, removed } = listRun(seed)
      expect(hasOneOrder(seen), `seed ${seed}`).toBe(true)
      const end = seen.at(-1) as readonly Json[]
      expect(
        [...end].sort((a, b) => Number(a) - Number(b)),
        `seed ${seed}`,
      ).toEqual(Array.from({ length: made }, (_, index) => index + 1).filter((item) => !removed.has(item)))
    }
    expect(
      hasOneOrder([
        [1, 2, 3],
        [3, 4, 1],
      ]),
    ).toBe(false)
  })

  it('[MO63] a string becomes a text when somebody writes in it, and what several write in it at once is all there', () => {
    const group = createGroup(crdt, { a: { text: 'one two' } }, 3)
    group.write(0, [[['a', 'text'], 0, 0, 'zero ']])
    group.write(1, [[['a', 'text'], 7, 0, ' three']])
    group.write(2, [[['a', 'text'], 3, 1, '-']])
    expect(agreed(group)).toEqual({ a: { text: 'zero one-two three' } })
    group.write(1, [[['a', 'text'], 0, 5, '']])
    const { changes } = group.deliver(0) as SpreadTaken
    expect(changes).toEqual([[['a', 'text'], 0, 5, '']])
    // a string in a list is one value: who change it at once leave both of theirs
    const list = createGroup(crdt, { list: ['x'] }, 2)
    list.write(0, [[['list', 0], 0, 0, 'a']])
    list.write(1, [[['list', 0], 1, 0, 'b']])
    expect([...(agreed(list)['list'] as string[])].sort()).toEqual(['ax', 'xb'])
  })

  it('[MO64] a place is carried over what the window had not seen; where that is not known any more it is turned back', () => {
    const group = createGroup(crdt, { list: ['a', 'b', 'c'] }, 2)
    group.write(1, [[['list'], 0, 1, ['x', 'y']]])
    const { changes } = group.deliver(0) as SpreadTaken
    // its window still showed a, b, c
    const { made } = group.write(
      0,
      [
        [['list'], 3, 0, ['d']],
        [['list'], 0, 1, []],
      ],
      changes,
    )
    expect(made).toEqual([[['list'], 4, 0, ['d']]])
    expect(agreed(group)).toEqual({ list: ['x', 'y', 'b', 'c', 'd'] })
    const replica = (group.members[0] as Group['members'][number]).replica
    const refused = replica.write([[['list'], 0, 1, []]], undefined)
    expect(refused).toMatchObject({ changes: [], settlement: { allow: false, rule: 'changed-meanwhile', code: 409 } })
    expect(replica.write([[['key'], 1]], undefined)).toMatchObject({ made: [[['key'], 1]] })
  })

  it('[MO67] half of a surrogate pair is replaced where it is written, so that all hold the same', () => {
    const group = createGroup(crdt, { text: 'a\ud83d\ude00b' }, 2)
    const { made } = group.write(0, [[['text'], 2, 1, '\ude01']])
    expect(made).toEqual([[['text'], 1, 2, '\ud83d\ude01']])
    group.write(0, [[['text'], 2, 0, '-']])
    group.write(1, [[['half \ud83d'], { '\ude00': ['\ud83d', 'whole \ud83d\ude00'] }]])
    expect(agreed(group)).toEqual({
      text: 'a\ufffd-\ufffdb',
      'half \ufffd': { '\ufffd': ['\ufffd', 'whole \ud83d\ude00'] },
    })
  })
})

describe('what does not show', () => {
  it('[MO65] what is written into something that another removes is lost, and said to be, at both', () => {
    const group = createGroup(crdt, { a: { x: 1, deep: { y: 1 } } }, 2)
    group.write(0, [[['a'], 'gone']])
    group.write(1, [
      [['a', 'x'], 2],
      [['a', 'deep', 'y'], 3],
    ])
    const late = group.deliver(0)
    expect(late).toMatchObject({ changes: [], effect: 'superseded', settlement: { rule: 'place-removed', code: 409 } })
    expect(group.deliver(1)).toMatchObject({ changes: [[['a'], 'gone']], effect: 'applied' })
    const lost = [
      { path: ['a', 'x'], author: nameOf(1), value: 2, by: nameOf(0) },
      { path: ['a', 'deep', 'y'], author: nameOf(1), value: 3, by: nameOf(0) },
    ]
    expect(losersOf(group, 0)).toEqual(lost)
    expect(losersOf(group, 1)).toEqual(lost)
    expect(agreed(group)).toEqual({ a: 'gone' })
  })

  it('[MO66] of two who set one key at once one stands everywhere, and the other is in the journal of both', () => {
    const group = createGroup(crdt, { key: 'start' }, 2)
    group.write(0, [[['key'], 'a']])
    group.write(1, [[['key'], 'b']])
    const taken = [group.deliver(0) as SpreadTaken, group.deliver(1) as SpreadTaken]
    const end = agreed(group)['key']
    const loser = end === 'a' ? 1 : 0
    const lost = { path: ['key'], author: nameOf(loser), value: loser === 1 ? 'b' : 'a', by: nameOf(1 - loser) }
    expect(taken[1 - loser]).toMatchObject({ changes: [], effect: 'superseded', settlement: { rule: 'other-write' } })
    expect(taken[loser]).toMatchObject({ changes: [[['key'], end]], effect: 'applied' })
    for (const index of [0, 1]) expect(losersOf(group, index)).toEqual([lost])
    // who has seen a value loses nothing by setting another
    group.write(0, [[['key'], 'c']])
    group.settle()
    for (const index of [0, 1]) expect(losersOf(group, index)).toHaveLength(1)
  })
})

describe('what comes from outside', () => {
  it('[MO68] what is no update, and what is no JSON in one, is refused or shown as null, everywhere alike, and breaks nothing', () => {
    const group = createGroup(crdt, { a: 1 }, 2)
    const { replica } = group.members[0] as Group['members'][number]
    const offer = (stamp: Json, changes: readonly WireChange[] = []): SpreadTaken =>
      replica.take({ author: 'eve', seq: 1, stamp, changes })
    const random = createRandom(7)
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256))
      offer(toBase64(bytes))
    }
    for (const stamp of [null, 1, 'no!', '', 'AAA', {}]) {
      expect(offer(stamp)).toMatchObject({ changes: [], settlement: { allow: false, rule: 'no-update', code: 400 } })
    }
    const doc = new Y.Doc()
    const root = doc.getMap('root')
    root.set('__proto__', { polluted: true })
    root.set('constructor', 1)
    root.set('xml', new Y.XmlElement('p'))
    root.set('bytes', new Uint8Array([1]))
    root.set('nested', { b: [undefined, 10n] })
    offer(toBase64(Y.encodeStateAsUpdate(doc)))
    expect(replica.value).toEqual({ a: 1, xml: null, bytes: null, nested: { b: [null, null] } })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    const written = replica.write(
      [
        [['__proto__'], 1],
        [['a', 'b', 'c'], 1],
        [['list'], 0, 0, []],
        [['nested', 'b', 0], 1],
      ],
      [],
    )
    expect(written).toMatchObject({ changes: [], settlement: { allow: false, rule: 'does-not-fit', code: 409 } })
    group.write(0, [[['a'], 2]])
    expect(replica.value['a']).toBe(2)
  })

  it('[MO69] nothing is left to chance: the same writes give the same bytes, and no two writers the same ids', () => {
    const run = (): string => {
      const group = createGroup(crdt, { list: [1], text: 'x' }, 2)
      const stamps = [0, 1].map(
        (who) =>
          group.write(who, [
            [['text'], 0, 0, 'y'],
            [['list'], 0, 0, [who]],
          ]).stamp,
      )
      group.settle()
      return JSON.stringify([stamps, group.members.map(({ replica }) => replica.state())])
    }
    expect(run()).toBe(run())
    const [one, other] = ['a', 'b'].map((who) => {
      const { stamp } = crdt.open({ who, value: {}, now: () => 0 }).write([[['key'], 1]], [])
      return [...Y.decodeUpdate(fromBase64(stamp) as Uint8Array).structs].map(({ id }) => id.client)
    })
    expect(one).toHaveLength(1)
    expect(one).not.toEqual(other)
  })

  it('[MO70] what is written over leaves little behind, and what waits for something that never comes is bounded', () => {
    const replica = crdt.open({ who: 'a', value: { key: 0, text: '' }, now: () => 0 })
    for (let round = 1; round <= 5000; round++) replica.write([[['key'], 'x'.repeat(round % 100)]], [])
    expect(JSON.stringify(replica.state()).length).toBeLessThan(1000)
    for (let round = 1; round <= 5000; round++) replica.write([[['key'], { list: ['x'.repeat(100), round] }]], [])
    expect(JSON.stringify(replica.state()).length).toBeLessThan(16 * 5000)
    const writer = crdt.open({ who: 'b', value: { key: 0, text: '' }, now: () => 0 })
    writer.write([[['first'], 1]], [])
    const reader = crdt.open({ who: 'c', value: { key: 0, text: '' }, now: () => 0 })
    for (let seq = 2; seq < 12; seq++) {
      const { stamp, changes } = writer.write([[['first'], 'x'.repeat(waitingBytesMax / 8)]], [])
      reader.take({ author: 'b', seq, stamp, changes })
    }
    expect(JSON.stringify(reader.state()).length).toBeLessThan(2 * waitingBytesMax)
    const made = reader.merge(writer.value, writer.state())
    expect(made).toEqual([[['first'], writer.value['first']]])
  }, 60_000)

  it('bytes are written as text, and only such text is read', () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 89 + length) % 256)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    }
    const long = new Uint8Array(20_000).fill(200)
    expect(toBase64(long)).toBe(Buffer.from(long).toString('base64'))
    for (const text of ['A', 'A===', 'AA=A', 'A*AA', 'ÄAAA']) expect(fromBase64(text), text).toBeUndefined()
  })
})
