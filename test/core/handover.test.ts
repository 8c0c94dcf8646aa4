import { describe, expect, it } from 'vitest'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { objectUrl } from '../../core/message.ts'
import { ask, createWorld, news, set, type Participant } from '../support/world.ts'

const todo = objectUrl('todo')

/** Alice, who made the object and shared it with Bob and Carol. */
async function createTrio(onLeave: 'close' | 'take over' = 'close', bobAccepts = true) {
  const world = createWorld()
  const alice = world.join('Alice')
  const bob = world.join('Bob', { autoAccept: bobAccepts })
  const carol = world.join('Carol')
  await world.settle()
  await ask({ world }, alice, { do: 'create', name: 'todo', value: { title: 'a', list: [1, 2, 3] }, onLeave })
  await ask({ world }, alice, { do: 'share', url: todo })
  if (!bobAccepts) await ask({ world }, bob, { do: 'accept', url: todo })
  return { world, alice, bob, carol }
}

function expectSame(...people: readonly Participant[]): void {
  for (const person of people) expect(person.object('todo').value).toEqual(people[0]?.object('todo').value)
}

function expectAllEnded(world: Awaited<ReturnType<typeof createTrio>>['world']): void {
  for (const sent of world.sent())
    expect(world.ended(sent.n), `${sent.n} ${sent.message.type}`).toHaveLength(sent.deliveries)
}

describe('handing over', () => {
  it('[SY28] a follower that accepts is the owner, versions go on counting, and all are told', async () => {
    const { world, alice, bob, carol } = await createTrio()
    set(alice.object('todo'), { title: 'b' })
    await world.settle()
    expect(await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })).toMatchObject({ code: 200 })
    expect(bob.object('todo').info).toMatchObject({ role: 'reporter', mayWrite: true, version: 1 })
    expect(alice.object('todo').info).toMatchObject({ role: 'observer', reporter: bob.url, mayWrite: true })
    expect(carol.object('todo').info).toMatchObject({ role: 'observer', reporter: bob.url, mayWrite: false })
    expect(bob.object('todo').info.followers).toEqual(
      expect.arrayContaining([
        { url: alice.url, mayWrite: true },
        { url: carol.url, mayWrite: false },
      ]),
    )
    set(bob.object('todo'), { title: 'c' })
    await world.settle()
    expectSame(bob, alice, carol)
    expect(carol.object('todo').info.version).toBe(2)
    expect(world.sent('update').at(-1)?.message.body).toMatchObject({ version: 2, epoch: 1 })
    expectAllEnded(world)
  })

  it('[SY28] nobody but the owner hands over, and only to a follower', async () => {
    const { world, alice, bob, carol } = await createTrio()
    expect(await ask({ world }, bob, { do: 'hand-over', url: todo, to: carol.url })).toMatchObject({ code: 403 })
    expect(await ask({ world }, alice, { do: 'hand-over', url: todo, to: 'hyperty://local/x' })).toMatchObject({
      code: 404,
    })
  })

  it('[SY29] who wants to be asked is asked; a no leaves all as it was', async () => {
    const { world, alice, bob } = await createTrio('close', false)
    const told: unknown[] = []
    alice.hyperty.subscribe((news) => news.kind === 'answered' && told.push([news.answer.code, news.answer.reason]))
    expect(await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })).toMatchObject({
      code: 200,
      reason: 'Bob is asked.',
    })
    expect(bob.object('todo').info).toMatchObject({ role: 'observer', offered: true })
    await ask({ world }, bob, { do: 'reject', url: todo })
    expect(bob.object('todo').info.offered).toBeUndefined()
    expect(alice.object('todo').info.role).toBe('reporter')
    expect(told).toEqual([[403, 'Bob does not want to own todo.']])
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    await ask({ world }, bob, { do: 'accept', url: todo })
    expect(bob.object('todo').info.role).toBe('reporter')
    expectAllEnded(world)
  })

  it('[SY30] nothing that was in flight is lost: writes of the old owner and of others reach the new one', async () => {
    const { world, alice, bob, carol } = await createTrio()
    await ask({ world }, alice, { do: 'grant', url: todo, to: carol.url, write: true })
    for (let step = 0; step < 12; step++) {
      const [from, to] = step % 2 === 0 ? [alice, bob] : [bob, alice]
      world.bus.setDelay(100)
      void from.hyperty.request({ do: 'hand-over', url: todo, to: to.url })
      for (let part = 0; part < 6; part++) {
        set(alice.object('todo'), { [`alice ${step} ${part}`]: part })
        set(bob.object('todo'), { [`bob ${step} ${part}`]: part })
        set(carol.object('todo'), { [`carol ${step} ${part}`]: part })
        await world.settle(70)
      }
      await world.settle(5000)
      expect(to.object('todo').info.role, `step ${step}`).toBe('reporter')
    }
    expectSame(alice, bob, carol)
    const keys = Object.keys(alice.object('todo').value)
    for (const who of ['alice', 'carol'])
      expect(
        keys.filter((key) => key.startsWith(who)),
        who,
      ).toHaveLength(72)
    // Bob had no right to write before he was the owner
    expect(keys.filter((key) => key.startsWith('bob')).length).toBeGreaterThanOrEqual(60)
    expectAllEnded(world)
    expect(world.sent('response').some(({ message }) => message.type === 'response' && message.body.code === 307)).toBe(
      true,
    )
  })

  it('[SY31] what an owner says of an older epoch is refused', async () => {
    const { world, alice, bob, carol } = await createTrio()
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    await ask({ world }, bob, { do: 'hand-over', url: todo, to: alice.url })
    const body = { source: alice.url, version: 1, changes: [[['title'], 'old'] as const] }
    const message = { id: 9999, type: 'update', from: alice.url, to: `${todo}/changes`, body } as const
    expect(world.bus.access.decide(alice.url, message)).toMatchObject({ code: 409, rule: 'current-epoch' })
    expect(world.bus.access.decide(alice.url, { ...message, body: { ...body, epoch: 2 } })).toMatchObject({
      allow: true,
    })
    expect(carol.object('todo').info.reporter).toBe(alice.url)
  })

  it('[SY30] an old owner that is cut off in the middle keeps the object, or follows when it is back', async () => {
    for (const [at, afterMs] of [20, 120, 220, 320, 420].entries()) {
      const { world, alice, bob, carol } = await createTrio()
      world.bus.setDelay(100)
      void alice.hyperty.request({ do: 'hand-over', url: todo, to: bob.url })
      await world.settle(afterMs)
      void alice.hyperty.request({ do: 'online', online: false })
      set(alice.object('todo'), { alone: at })
      await world.settle(70_000)
      void alice.hyperty.request({ do: 'online', online: true })
      await world.settle(5000)
      set(bob.object('todo'), { byBob: at })
      await world.settle(5000)
      const owners = [alice, bob, carol].filter((person) => person.object('todo').info.role === 'reporter')
      expect(owners, `cut after ${afterMs}`).toHaveLength(1)
      expectSame(alice, bob, carol)
      expectAllEnded(world)
    }
  })
})

describe('an owner that leaves', () => {
  it('[SY32] an object that may be taken over goes on with who takes it, from the highest version there is', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, bob, { do: 'online', online: false })
    set(alice.object('todo'), { title: 'only Carol has it' })
    await world.settle()
    alice.syncer.close()
    await world.settle()
    expect(carol.object('todo').info).toMatchObject({ status: 'left', mayWrite: false, onLeave: 'take over' })
    await ask({ world }, bob, { do: 'online', online: true })
    expect(await ask({ world }, bob, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
    expect(bob.object('todo').info).toMatchObject({ role: 'reporter', status: 'active', mayWrite: true, version: 1 })
    expect(bob.object('todo').value).toMatchObject({ title: 'only Carol has it' })
    expect(carol.object('todo').info).toMatchObject({ status: 'active', reporter: bob.url })
    set(bob.object('todo'), { title: 'on' })
    await world.settle()
    expectSame(bob, carol)
    expectAllEnded(world)
  })

  it('[SY32] one of several who want it gets it, and none where the owner is there or it is to end', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    expect(await ask({ world }, bob, { do: 'take-over', url: todo })).toMatchObject({ code: 409 })
    alice.syncer.close()
    await world.settle()
    const both = [bob, carol].map((person) => person.hyperty.request({ do: 'take-over', url: todo }))
    await world.settle(5000)
    expect((await Promise.all(both)).map(({ code }) => code).sort()).toEqual([200, 409])
    const closed = await createTrio('close')
    closed.alice.syncer.close()
    await closed.world.settle()
    expect(await ask(closed, closed.bob, { do: 'take-over', url: todo })).toMatchObject({ code: 404 })
  })

  it('[SY32] who was offered an object cannot take it over while its owner is there', async () => {
    const { world, alice, bob } = await createTrio('take over', false)
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    expect(await ask({ world }, bob, { do: 'take-over', url: todo })).toMatchObject({ code: 409 })
    await ask({ world }, bob, { do: 'online', online: false })
    expect(await ask({ world }, bob, { do: 'take-over', url: todo })).toMatchObject({ code: 503 })
    expect(alice.object('todo').info.role).toBe('reporter')
  })

  it('[SY32] who is cut off while it takes an object over follows the one who takes it then', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    alice.syncer.close()
    await world.settle()
    world.bus.setDelay(200)
    const first = bob.hyperty.request({ do: 'take-over', url: todo })
    await world.settle(50)
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle(50)
    const second = carol.hyperty.request({ do: 'take-over', url: todo })
    await world.settle(9000)
    expect([(await first).code, (await second).code]).toEqual([409, 200])
    await ask({ world }, bob, { do: 'online', online: true })
    await world.settle(3000)
    expect(bob.object('todo').info).toMatchObject({ role: 'observer', reporter: carol.url })
  })

  it('[SY33] an owner that was away while it was taken over follows when it is back, and holds what the others hold', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, alice, { do: 'online', online: false })
    set(alice.object('todo'), { title: 'alone', mine: 1 })
    await world.settle()
    expect(await ask({ world }, carol, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
    set(carol.object('todo'), { title: "Carol's" })
    await world.settle()
    await ask({ world }, alice, { do: 'online', online: true })
    await world.settle(3000)
    expect(alice.object('todo').info).toMatchObject({ role: 'observer', reporter: carol.url })
    expectSame(carol, bob, alice)
    set(alice.object('todo'), { title: 'from Alice again' })
    await world.settle(3000)
    expectSame(carol, bob, alice)
    expect(carol.object('todo').value).toMatchObject({ title: 'from Alice again' })
    expectAllEnded(world)
  })

  it('[SY33] an update of the former owner that comes late does not get into the copies of the new one', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    world.bus.setDelay(1000)
    set(alice.object('todo'), { title: 'late' })
    await world.settle(10)
    alice.syncer.close()
    world.bus.setDelay(0)
    await world.settle(10)
    expect(await ask({ world }, carol, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
    set(carol.object('todo'), { other: 1 })
    await world.settle(5000)
    expectSame(carol, bob)
    expectAllEnded(world)
  })

  it('[SY40] who gives an object up, hears nothing, and takes it over, keeps it (seed 149)', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, alice, { do: 'online', online: false })
    const given = bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle(100)
    expect(await ask({ world }, bob, { do: 'take-over', url: todo })).toMatchObject({ code: 200 })
    await world.settle(60_000)
    await given
    expect(bob.object('todo').info).toMatchObject({ role: 'reporter', status: 'active' })
    set(bob.object('todo'), { title: 'b' })
    await world.settle()
    expectSame(bob, carol)
  })

  it('[SY40] who was removed by an owner that was off line follows whoever takes the object over (seed 495)', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, alice, { do: 'online', online: false })
    await ask({ world }, alice, { do: 'remove', url: todo, from: carol.url })
    await ask({ world }, bob, { do: 'take-over', url: todo })
    set(bob.object('todo'), { title: 'b' })
    await ask({ world }, alice, { do: 'online', online: true })
    await world.settle(60_000)
    expect(carol.object('todo').info).toMatchObject({ status: 'active', reporter: bob.url })
    expectSame(bob, carol, alice)
  })

  it('[SY40] a copy whose read was lost reads again from who takes the object over (seed 257)', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, carol, { do: 'online', online: false })
    set(alice.object('todo'), { title: 'missed' })
    await world.settle()
    await ask({ world }, alice, { do: 'online', online: false })
    // what Carol asks is lost, and waits for its 408 when Bob says that he is the owner
    void carol.hyperty.request({ do: 'online', online: true })
    await world.settle(1_000)
    await ask({ world }, bob, { do: 'take-over', url: todo })
    await world.settle(120_000)
    expectSame(bob, carol)
    expect(carol.object('todo').value).toMatchObject({ title: 'missed' })
  })

  it('[VE1] copies that were handed over and taken over are in step', async () => {
    const { world, alice, bob, carol } = await createTrio('take over')
    await ask({ world }, alice, { do: 'hand-over', url: todo, to: bob.url })
    set(bob.object('todo'), { title: 'b' })
    await world.settle()
    bob.syncer.close()
    await world.settle()
    await ask({ world }, carol, { do: 'take-over', url: todo })
    set(carol.object('todo'), { title: 'c' })
    await world.settle(5000)
    expectSame(alice, carol)
    const check = createConvergenceCheck()
    for (const event of world.events) check.take(event)
    expect(check.verdict(true)).toMatchObject({ state: 'converged' })
  })

  it('[SY16] a write to what nobody owns is turned back, and its window learns that the owner is gone', async () => {
    const { world, alice, bob } = await createTrio('take over')
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    alice.syncer.close()
    await world.settle()
    const heard = news(bob)
    set(bob.object('todo'), { title: 'into the void' })
    await world.settle()
    expect(heard).toContainEqual(expect.objectContaining({ decision: expect.objectContaining({ code: 404 }) }))
  })
})
