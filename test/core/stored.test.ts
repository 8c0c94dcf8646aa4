// What outlives a kill: the objects of those who reported them, the copies of those who followed, and what was told.
import { describe, expect, test } from 'vitest'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { createRandom } from '../../core/clock.ts'
import { sendWhenWritten } from '../../core/keeper.ts'
import type { Medium } from '../../core/memory-store.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import type { SyncerFrame } from '../../core/port.ts'
import { storeHeaderLine, type Store } from '../../core/store.ts'
import { readStored } from '../../core/stored.ts'
import { ask, createPair, createWorld, set, type Participant, type World } from '../support/world.ts'

const [alice, bob] = [hypertyUrl('alice'), hypertyUrl('bob')]
const todo = objectUrl('todo')

/** The same hyperties after a kill: nothing of the old world is left but the medium. */
async function restart(medium: Medium, names: readonly string[] = ['Alice', 'Bob']) {
  const world = createWorld({ medium })
  const members: Participant[] = []
  for (const name of names) members.push(world.join(name))
  await world.settle()
  const [first, second] = members as [Participant, Participant]
  return { world, alice: first, bob: second }
}

const storedPair = async () => {
  const medium: Medium = { text: '' }
  return { medium, ...(await createPair({ medium })) }
}
const titleOf = (participant: Participant): unknown => participant.object('todo').value['title']
const typesSent = (world: World): string[] => world.sent().map(({ message }) => message.type)

describe('stored objects', () => {
  test('[ST8] objects, versions, followers, rights and how they are shared are there after a kill', async () => {
    const before = await storedPair()
    set(before.alice.object('todo'), { title: 'b' })
    await ask(before, before.alice, { do: 'grant', url: todo, to: bob, write: true })
    set(before.bob.object('todo'), { done: true })
    await before.world.settle()
    const after = await restart(before.medium)
    const expected = { title: 'b', done: true, list: [1, 2, 3] }
    expect(after.alice.object('todo').value).toEqual(expected)
    expect(after.bob.object('todo').value).toEqual(expected)
    expect(after.alice.object('todo').info).toMatchObject({
      role: 'reporter',
      version: 2,
      followers: [{ url: bob, mayWrite: true }],
    })
    expect(after.bob.object('todo').info).toMatchObject({
      role: 'observer',
      reporter: alice,
      version: 2,
      mayWrite: true,
    })
    // and it goes on, both ways, to whoever comes too
    set(after.bob.object('todo'), { title: 'c' })
    await after.world.settle()
    expect([titleOf(after.alice), titleOf(after.bob)]).toEqual(['c', 'c'])
    const carol = after.world.join('Carol')
    await after.world.settle()
    expect(titleOf(carol)).toBe('c')
  })

  test('[ST8] what is not shared, is deleted, or whose owner has left is as it was; what was unfollowed is not there', async () => {
    const before = await storedPair()
    const { world } = before
    const carol = world.join('Carol')
    await world.settle()
    void carol.hyperty.create('own', { a: 1 })
    void carol.hyperty.create('shown', { a: 2 })
    await world.settle()
    await ask(before, carol, { do: 'share', url: objectUrl('shown') })
    set(carol.object('shown'), { a: 3 })
    set(carol.object('own'), { a: 4 })
    await ask(before, before.bob, { do: 'unfollow', url: objectUrl('shown') })
    await ask(before, before.alice, { do: 'delete', url: todo })
    const dave = world.join('Dave')
    await world.settle()
    void dave.hyperty.create('late', { a: 5 })
    await world.settle()
    await ask(before, dave, { do: 'share', url: objectUrl('late'), to: [alice] })
    dave.syncer.close()
    await world.settle()
    const after = await restart(before.medium, ['Alice', 'Bob', 'Carol'])
    const again = after.world.join('Carol2')
    await after.world.settle()
    expect(again.hyperty.objects.size).toBe(1)
    const of = (one: Participant): object =>
      Object.fromEntries([...one.hyperty.objects.values()].map(({ info, value }) => [info.name, [info.status, value]]))
    expect(of(after.alice)).toEqual({ shown: ['active', { a: 3 }], late: ['left', { a: 5 }] })
    expect(of(after.bob)).toMatchObject({ todo: ['deleted', { title: 'a', done: false, list: [1, 2, 3] }] })
    expect(after.world.bus.people.map(({ name }) => name)).toEqual(['Alice', 'Bob', 'Carol', 'Carol2'])
  })

  test('[ST8] who lost the right that everybody else has does not have it back', async () => {
    const medium: Medium = { text: '' }
    const before = await createPair({ medium, models: [lastWriterWins] })
    set(before.bob.object('todo'), { title: 'b' })
    await before.world.settle()
    await ask(before, before.alice, { do: 'grant', url: todo, to: bob, write: false })
    const world = createWorld({ medium, models: [lastWriterWins] })
    const [first, second, third] = ['Alice', 'Bob', 'Carol'].map((name) => world.join(name)) as Participant[]
    await world.settle()
    expect(first?.object('todo').info.followers).toMatchObject([
      { url: bob, mayWrite: false },
      { url: hypertyUrl('carol'), mayWrite: true },
    ])
    expect([second?.object('todo').info.mayWrite, third?.object('todo').info.mayWrite]).toEqual([false, true])
    set((second as Participant).object('todo'), { title: 'c' })
    await world.settle()
    expect([first, second, third].map((one) => titleOf(one as Participant))).toEqual(['b', 'b', 'b'])
  })

  test('[ST8] who was invited and had not answered is invited again', async () => {
    const medium: Medium = { text: '' }
    const world = createWorld({ medium })
    const first = world.join('Alice')
    world.join('Bob', { autoAccept: false })
    await world.settle()
    void first.hyperty.create('todo', { a: 1 })
    await world.settle()
    void first.hyperty.request({ do: 'share', url: todo, to: [bob] })
    await world.settle()
    const after = await restart(medium)
    expect(after.bob.object('todo').value).toEqual({ a: 1 })
    expect(after.bob.object('todo').info.status).toBe('active')
  })

  test('[ST9] a hyperty is told that its change was taken only when that is written', () => {
    const sent: string[] = []
    const due: (() => void)[] = []
    let waiting = true
    const store = {
      get waiting() {
        return waiting
      },
      whenWritten: (run: () => void) => void due.push(run),
    } as unknown as Store
    const send = sendWhenWritten(store, (frame) => void sent.push(frame.kind))
    const frame = (kind: string, more: object = {}): SyncerFrame => ({ kind, ...more }) as unknown as SyncerFrame
    send(frame('changes'))
    send(frame('settled', { decision: { allow: false } }))
    expect(sent).toEqual(['changes', 'settled'])
    send(frame('settled', { decision: { allow: true } }))
    send(frame('info'))
    send(frame('answer', { code: 200 }))
    send(frame('people'))
    expect(sent).toHaveLength(2)
    due.shift()?.()
    expect(sent.slice(2)).toEqual(['settled', 'info'])
    waiting = false
    send(frame('settled', { decision: { allow: true } }))
    expect(sent).toHaveLength(4)
    due.shift()?.()
    expect(sent.slice(4)).toEqual(['answer', 'people', 'settled'])
  })

  test('[ST9] killed before it is written, nothing was told; killed after, it is there: at any moment', async () => {
    const random = createRandom(7)
    let told = 0
    for (let round = 0; round < 60; round++) {
      const { medium, world, alice: writer } = await storedPair()
      set(writer.object('todo'), { title: `round ${round}` })
      world.clock.advance(random() * 0.6)
      await Promise.resolve()
      const isTold = writer.object('todo').pending === 0
      if (isTold) told++
      const after = await restart({ text: medium.text })
      const title = titleOf(after.alice)
      expect([title, titleOf(after.bob)]).toEqual([title, title])
      if (isTold) expect(title).toBe(`round ${round}`)
      else expect(['a', `round ${round}`]).toContain(title)
    }
    expect(told).toBeGreaterThan(5)
    expect(told).toBeLessThan(55)
  })

  test('[ST10] who follows subscribes again and reads what it lacks; nobody is invited anew', async () => {
    const { medium, alice: writer, bob: reader, world } = await storedPair()
    await ask({ world }, reader, { do: 'online', online: false })
    set(writer.object('todo'), { title: 'missed' })
    await world.settle()
    const after = await restart(medium)
    expect(titleOf(after.bob)).toBe('missed')
    expect(typesSent(after.world)).toEqual(['subscribe', 'response', 'response'])
    const check = createConvergenceCheck()
    for (const event of after.world.events) check.take(event)
    expect(check.verdict(true)).toEqual({ state: 'converged', sentence: 'In step: 2 copies of todo agree' })
  })

  test('[ST10] a copy that is ahead of its owner, because a block was damaged, is what both go on with', async () => {
    const { medium, alice: writer, world } = await storedPair()
    set(writer.object('todo'), { title: 'b' })
    await world.settle()
    const lines = linesOf(medium)
    const left = lines.filter((line) => !line.includes(`"kind":"update","who":"${alice}"`))
    expect(left).toHaveLength(lines.length - 1)
    medium.text = storeHeaderLine + left.map((line) => `${line}\n`).join('')
    const after = await restart(medium)
    expect([titleOf(after.alice), titleOf(after.bob)]).toEqual(['b', 'b'])
    expect(after.alice.object('todo').info.version).toBe(1)
    set(after.alice.object('todo'), { title: 'c' })
    await after.world.settle()
    expect([titleOf(after.alice), titleOf(after.bob)]).toEqual(['c', 'c'])
  })

  test('[ST10] a copy whose owner is not restored stays, as one of an owner who has left', async () => {
    const { medium } = await storedPair()
    medium.text += `{"kind":"left","who":"${alice}"}\n`
    const after = await restart(medium, ['Bob'])
    expect(after.alice.object('todo').info).toMatchObject({ status: 'left', mayWrite: false })
    expect(titleOf(after.alice)).toBe('a')
  })

  test('[ST16] the epoch of an object, what becomes of it without its owner, and its rules are as they were', async () => {
    const medium: Medium = { text: '' }
    const world = createWorld({ medium })
    const [first, second] = [world.join('Alice'), world.join('Bob')]
    await world.settle()
    await ask({ world }, first, { do: 'create', name: 'todo', value: { a: 1 }, onLeave: 'take over' })
    await ask({ world }, first, { do: 'share', url: todo })
    await ask({ world }, first, { do: 'hand-over', url: todo, to: bob })
    const rule = { allow: false, who: alice, may: 'write', path: ['a'] } as const
    await ask({ world }, second, { do: 'rule-set', url: todo, rule })
    const before = world.bus.access.facts(todo)
    const after = await restart(medium)
    expect(after.world.bus.access.facts(todo)).toEqual(before)
    expect(before).toMatchObject({ epoch: 1, onLeave: 'take over', reporter: bob, rules: [rule] })
    for (const one of [after.alice, after.bob])
      expect(one.object('todo').info).toMatchObject({ epoch: 1, onLeave: 'take over', reporter: bob, rules: [rule] })
    set(after.alice.object('todo'), { a: 2 })
    await after.world.settle()
    expect(after.bob.object('todo').value).toEqual({ a: 1 })
    set(after.bob.object('todo'), { a: 3 })
    await after.world.settle()
    expect(after.alice.object('todo').value).toEqual({ a: 3 })
    // and whoever is left may take it over
    after.bob.syncer.close()
    await after.world.settle()
    expect(await ask(after, after.alice, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
  })

  test('[ST16] what may be taken over may be so after a restart, by one who follows, even if its owner comes anew', async () => {
    for (const comesAnew of [false, true]) {
      const medium: Medium = { text: '' }
      const world = createWorld({ medium })
      const [first] = [world.join('Alice'), world.join('Bob'), world.join('Carol')]
      await world.settle()
      await ask({ world }, first, { do: 'create', name: 'todo', value: { a: 1 }, onLeave: 'take over' })
      await ask({ world }, first, { do: 'share', url: todo })
      first.syncer.close()
      await world.settle()
      const after = await restart(medium, ['Bob', 'Carol'])
      const [second, third] = [after.alice, after.bob]
      expect(second.object('todo').info).toMatchObject({ status: 'left', onLeave: 'take over' })
      if (comesAnew) after.world.join('Alice')
      await after.world.settle()
      expect(await ask(after, third, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
      expect(second.object('todo').info).toMatchObject({ status: 'active', reporter: third.url, epoch: 1 })
      set(third.object('todo'), { a: 2 })
      await after.world.settle()
      expect(second.object('todo').value).toEqual({ a: 2 })
      // who was away then follows the new owner after one more restart
      const lines = linesOf(medium)
      const old = lines.map((line) => line.replaceAll(`"reporter":"${third.url}"`, `"reporter":"${alice}"`))
      const again = await restart({ text: storeHeaderLine + old.map((line) => `${line}\n`).join('') }, ['Bob', 'Carol'])
      expect(again.alice.object('todo').info).toMatchObject({ status: 'active', reporter: third.url })
    }
  })

  test('[ST16] killed while an object passes on, it has one owner: the one to whom it passed last', async () => {
    const { medium, world, alice: writer } = await storedPair()
    await ask({ world }, writer, { do: 'hand-over', url: todo, to: bob })
    const lines = linesOf(medium)
    // Alice had not written down yet that she follows now
    const left = lines.filter((line) => !(line.includes(`"who":"${alice}"`) && line.includes('"role":"observer"')))
    expect(left.length).toBeLessThan(lines.length)
    const after = await restart({ text: storeHeaderLine + left.map((line) => `${line}\n`).join('') })
    expect(after.world.problems).toEqual([])
    expect(after.bob.object('todo').info).toMatchObject({ role: 'reporter', epoch: 1 })
    expect(after.alice.object('todo').info).toMatchObject({
      role: 'observer',
      status: 'active',
      reporter: bob,
      epoch: 1,
    })
    set(after.bob.object('todo'), { title: 'b' })
    await after.world.settle()
    expect(titleOf(after.alice)).toBe('b')
  })

  test('[ST12] an epoch, a life, rules and what becomes of an object are read only where they make sense', async () => {
    const { medium } = await storedPair()
    const line = linesOf(medium).find((one) => one.includes('"kind":"copy"')) ?? ''
    const read = (more: string): number =>
      readStored([...linesOf(medium), line.replace('"info":{', `"info":{${more},`)]).problems.length
    const rule = '{"allow":true,"who":"everyone","may":"write","path":["a",1]}'
    expect(read(`"epoch":1,"life":2,"onLeave":"take over","rules":[${rule}]`)).toBe(0)
    for (const wrong of [
      '"epoch":-1',
      '"life":"1"',
      '"onLeave":"never"',
      '"rules":{}',
      '"rules":[{}]',
      `"rules":[${rule.replace('write', 'rule')}]`,
      `"rules":[${rule.replace('"a"', '"__proto__"')}]`,
      `"rules":[${Array.from({ length: 101 }, () => rule).join(',')}]`,
    ])
      expect(read(wrong), wrong).toBe(1)
  })

  test('[ST11] compacted at any time it holds the same, and what comes later', async () => {
    const { medium, world, alice: writer, bob: reader } = await storedPair()
    for (let count = 0; count < 50; count++) set(writer.object('todo'), { title: `t${count}` })
    for (let count = 0; count < 20; count++) {
      set(writer.object('todo'), { title: `u${count}` })
      await world.settle(1)
    }
    const long = medium.text.length
    const records = function* () {
      for (const one of [writer, reader]) yield* one.syncer.keeper?.records() ?? []
    }
    const before = readStored(linesOf(medium))
    await world.store?.compact(records())
    expect(medium.text.length).toBeLessThan(long)
    expect(readStored(linesOf(medium))).toEqual(before)
    set(writer.object('todo'), { title: 'after' })
    await world.settle()
    const after = await restart(medium)
    expect([titleOf(after.alice), titleOf(after.bob)]).toEqual(['after', 'after'])
  })

  test('[ST12] records that make no sense are left out and named, and nothing of them reaches a prototype', async () => {
    const { medium } = await storedPair()
    const bad = [
      '{"kind":"copy","who":"x"}',
      '{"kind":"toString"}',
      'nonsense',
      '[]',
      `{"kind":"update","who":"${alice}","url":"${todo}","version":1,"author":"${alice}","changes":[[["__proto__","x"],1]]}`,
      `{"kind":"update","who":"${alice}","url":"${todo}","version":1,"author":"${alice}","changes":[[["no","where"],1]]}`,
      `{"kind":"update","who":"nobody","url":"${todo}","version":1,"author":"x","changes":[]}`,
    ]
    medium.text += `${bad.join('\n')}\n`
    const { hyperties, problems } = readStored([...linesOf(medium)])
    expect(problems).toEqual([
      'A record that is not understood was left out.',
      expect.stringMatching(/An update of todo did not fit what was stored: .__proto__/),
      expect.stringMatching(/An update of todo did not fit what was stored: .no/),
    ])
    expect(hyperties.map(({ name, copies }) => [name, copies.length, copies[0]?.info.version])).toEqual([
      ['Alice', 1, 0],
      ['Bob', 1, 0],
    ])
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})

/** The records in a medium: what stands there without its header and seals. */
const linesOf = (medium: Medium): string[] =>
  medium.text.split('\n').filter((line) => line !== '' && !line.startsWith('{"seal"') && !line.startsWith('{"format"'))
