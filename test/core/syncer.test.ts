import { describe, expect, it } from 'vitest'
import { defaultRules } from '../../core/access-rules.ts'
import type { JsonObject } from '../../core/change.ts'
import { changesOf, objectUrl } from '../../core/message.ts'
import { ask, createPair, createWorld, news, set } from '../support/world.ts'

describe('who may write', () => {
  it("[AC1] an observer's write reaches the bus, is refused with 403 by a named rule, and falls back", async () => {
    const { world, alice, bob, todo } = await createPair()
    const heard = news(bob)
    const before = structuredClone(alice.object('todo').value)
    set(bob.object('todo'), { title: 'mine' })
    await world.settle()
    expect(bob.object('todo').value).toEqual(before)
    expect(alice.object('todo').value).toEqual(before)
    expect(heard).toContainEqual(
      expect.objectContaining({
        kind: 'settled',
        decision: expect.objectContaining({ allow: false, code: 403, rule: 'only-reporter-writes', by: 'bus://local' }),
      }),
    )
    const attempt = world.sent('update').find(({ message }) => message.from === bob.url && message.to === todo)
    expect(world.ended(attempt?.n ?? 0)).toMatchObject([
      { effect: 'refused', decision: { rule: 'only-reporter-writes' } },
    ])
  })

  it('[AC2] it is that rule which refuses: without it the write goes through', async () => {
    const rules = defaultRules.filter(({ id }) => id !== 'only-reporter-writes')
    const { world, alice, bob } = await createPair({ rules })
    set(bob.object('todo'), { title: 'mine' })
    await world.settle()
    expect(alice.object('todo').value).toMatchObject({ title: 'mine' })
  })

  it('[AC3] a grant lets an observer write, a revocation ends it, and both are told', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    expect(bob.object('todo').info.mayWrite).toBe(true)
    expect(alice.object('todo').info.followers).toContainEqual({ url: bob.url, mayWrite: true })
    set(bob.object('todo'), { title: 'Bob was here' })
    await world.settle()
    expect(alice.object('todo').value).toMatchObject({ title: 'Bob was here' })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: false })
    expect(bob.object('todo').info.mayWrite).toBe(false)
    set(bob.object('todo'), { title: 'again' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'Bob was here' })
  })

  it('[AC4] nobody speaks in the name of another, and only an owner gives or ends what is theirs', async () => {
    const { world, alice, bob, todo } = await createPair()
    expect(await ask({ world }, bob, { do: 'grant', url: todo, to: bob.url, write: true })).toMatchObject({ code: 403 })
    expect(await ask({ world }, bob, { do: 'delete', url: todo })).toMatchObject({ code: 403 })
    const mallory = world.bus.connect('hyperty://local/mallory', 'Mallory', () => undefined)
    mallory.announce()
    const forged = {
      id: 1,
      type: 'update',
      from: alice.url,
      to: changesOf(todo),
      body: { source: alice.url, version: 99, changes: [[['title'], 'forged']] },
    } as const
    const as = { ...forged, from: mallory.address } as const
    for (const message of [forged, as, { ...as, body: { ...as.body, source: mallory.address } }]) {
      const n = mallory.send(message)
      expect(world.ended(n)).toMatchObject([{ effect: 'refused', decision: { code: 403 } }])
    }
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
  })

  it('[AC5] of two writes to one value, the later is answered 409 and turned back; elsewhere both stand', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(200)
    const heard = news(bob)
    set(bob.object('todo'), { title: 'Bob', extra: 1 })
    set(alice.object('todo'), { title: 'Alice' })
    await world.settle(3000)
    expect(alice.object('todo').value).toMatchObject({ title: 'Alice' })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(heard).toContainEqual(
      expect.objectContaining({ decision: expect.objectContaining({ code: 409, rule: 'changed-meanwhile' }) }),
    )
    set(bob.object('todo'), { title: 'Bob' })
    set(alice.object('todo'), { done: true })
    await world.settle(3000)
    expect(alice.object('todo').value).toMatchObject({ title: 'Bob', done: true })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })
})

describe('versions', () => {
  it('[SY10] a missed update is a gap, and a gap is mended by one read', async () => {
    const { world, alice, bob } = await createPair()
    await ask({ world }, bob, { do: 'online', online: false })
    for (let step = 0; step < 5; step++) {
      set(alice.object('todo'), { title: `step ${step}` })
      await world.settle(50)
    }
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    await ask({ world }, bob, { do: 'online', online: true })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(world.sent('read')).toHaveLength(1)
  })

  it('[SY11] a reporter that was away tells where it stands, and the followers read what they lack', async () => {
    const { world, alice, bob } = await createPair()
    await ask({ world }, alice, { do: 'online', online: false })
    set(alice.object('todo'), { title: 'alone' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    await ask({ world }, alice, { do: 'online', online: true })
    await world.settle(2000)
    expect(bob.object('todo').value).toMatchObject({ title: 'alone' })
  })

  it('[SY12] what a granted hyperty writes while offline waits, and is judged when it is back', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    await ask({ world }, bob, { do: 'online', online: false })
    set(bob.object('todo'), { extra: 'offline' })
    await world.settle(5000)
    expect(bob.object('todo').pending).toBe(1)
    set(alice.object('todo'), { title: 'meanwhile' })
    await ask({ world }, bob, { do: 'online', online: true })
    await world.settle(2000)
    expect(bob.object('todo').pending).toBe(0)
    expect(alice.object('todo').value).toMatchObject({ extra: 'offline', title: 'meanwhile' })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
  })

  it('[SY13] messages of a link stay in order when its delay is taken away', async () => {
    const { world, alice, bob } = await createPair()
    world.bus.setDelay(500)
    set(alice.object('todo'), { title: 'slow' })
    await world.settle(10)
    world.bus.setDelay(0)
    set(alice.object('todo'), { title: 'quick' })
    await world.settle(2000)
    expect(bob.object('todo').value).toMatchObject({ title: 'quick' })
    expect(world.sent('read')).toHaveLength(0)
  })

  it('[SY14] a request that nobody answers ends with 408, and the write is turned back', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    await ask({ world }, alice, { do: 'online', online: false })
    const heard = news(bob)
    set(bob.object('todo'), { title: 'into the void' })
    await world.settle(60_000)
    expect(heard).toContainEqual(expect.objectContaining({ decision: expect.objectContaining({ code: 408 }) }))
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
  })
})

describe('gaps', () => {
  /** A reporter by hand, whose updates can be left out. */
  async function withRawReporter() {
    const world = createWorld()
    const bob = world.join('Bob')
    await world.settle()
    const url = objectUrl('raw')
    const me = 'hyperty://local/raw-reporter'
    const reads: number[] = []
    let version = 0
    const value = (): JsonObject => ({ count: version })
    const endpoint = world.bus.connect(me, 'Raw', (message, of) => {
      world.recorder.ended(of, me, {}, 'answered')
      const body = { source: me, code: 200, version, value: value(), name: 'raw', model: 'owner-only' } as const
      if (message.type === 'subscribe') endpoint.admit(url, message.from, true)
      if (message.type === 'read') reads.push(world.clock.now())
      if (message.type === 'subscribe' || message.type === 'read') {
        endpoint.send({ id: message.id, type: 'response', from: me, to: message.from, body })
      }
    })
    endpoint.claim(url, 'raw')
    const answer = bob.hyperty.request({ do: 'follow', url })
    await world.settle()
    expect(await answer).toMatchObject({ code: 200 })
    const update = (): void => {
      const changes = [[['count'], version] as const]
      endpoint.send({
        id: 100 + version,
        type: 'update',
        from: me,
        to: changesOf(url),
        body: { source: me, version, changes },
      })
    }
    return { world, bob, reads, update, skip: () => void version++ }
  }

  it('[SY21] an update whose version leaves a gap waits, and one read mends it', async () => {
    const { world, bob, reads, update, skip } = await withRawReporter()
    skip()
    update()
    skip()
    skip()
    update()
    await world.settle()
    expect(reads).toHaveLength(1)
    expect(bob.object('raw').value).toEqual({ count: 3 })
    update()
    await world.settle()
    expect(world.ended(world.sent('update').at(-1)?.n ?? 0)).toMatchObject([{ effect: 'stale' }])
    expect(reads).toHaveLength(1)
  })

  it('[SY22] a link that loses every second update makes no storm: reads of one object are 400 ms apart', async () => {
    const { world, bob, reads, update, skip } = await withRawReporter()
    for (let step = 0; step < 500; step++) {
      skip()
      if (step % 2 === 1) update()
      await world.settle(4)
    }
    await world.settle()
    expect(bob.object('raw').value).toEqual({ count: 500 })
    expect(reads.length).toBeGreaterThan(2)
    expect(reads.length).toBeLessThanOrEqual(6)
    for (let index = 1; index < reads.length; index++) {
      expect((reads[index] as number) - (reads[index - 1] as number)).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('coming and going', () => {
  it('[SY15] a deleted object stays readable where it was followed, and a write to it is answered 404', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    set(bob.object('todo'), { title: 'too late' })
    await world.settle(10)
    void alice.hyperty.request({ do: 'delete', url: todo })
    await world.settle(3000)
    expect(alice.hyperty.objects.size).toBe(0)
    expect(bob.object('todo').info.status).toBe('deleted')
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    const heard = news(bob)
    set(bob.object('todo'), { title: 'even later' })
    await world.settle(3000)
    expect(heard).toContainEqual(expect.objectContaining({ decision: expect.objectContaining({ code: 404 }) }))
  })

  it('[SY16] when an owner leaves, the followers keep what they have and are told', async () => {
    const { world, alice, bob } = await createPair()
    alice.syncer.close()
    await world.settle()
    expect(bob.object('todo').info).toMatchObject({ status: 'left', mayWrite: false })
    expect(bob.hyperty.people.map(({ name }) => name)).toEqual(['Bob'])
  })

  it('[SY17] a window that crashed finds its objects again, with what happened meanwhile', async () => {
    const { world, alice, bob } = await createPair()
    bob.crash()
    set(alice.object('todo'), { title: 'while away' })
    await world.settle()
    bob.reopen()
    await world.settle()
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    alice.crash()
    alice.reopen()
    await world.settle()
    set(alice.object('todo'), { title: 'back' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'back' })
  })

  it("[SY18] a write of a window that crashed is not taken for one of the next window's", async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(300)
    set(bob.object('todo'), { title: 'from the first window' })
    await world.settle(100)
    bob.crash()
    bob.reopen()
    await world.settle(10)
    set(bob.object('todo'), { extra: 'from the second' })
    await world.settle(5000)
    expect(alice.object('todo').value).toMatchObject({ title: 'from the first window', extra: 'from the second' })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(bob.object('todo').pending).toBe(0)
  })
})

describe('leaving', () => {
  it('[RE1] what waits for a missing version ends when its follower goes, one way or the other', async () => {
    for (const how of ['unfollow', 'close'] as const) {
      const { world, alice, bob, todo } = await createPair()
      world.bus.setDelay(200)
      bob.syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: false } })
      set(alice.object('todo'), { title: 'lost' })
      await world.settle(300)
      bob.syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: true } })
      set(alice.object('todo'), { title: 'waits' })
      await world.settle(250)
      if (how === 'unfollow') void bob.hyperty.request({ do: 'unfollow', url: todo })
      else bob.syncer.close()
      await world.settle(60_000)
      const deliveries = world.sent().reduce((count, event) => count + event.deliveries, 0)
      expect(world.events.filter(({ kind }) => kind === 'ended')).toHaveLength(deliveries)
    }
  })

  it('[RE1] every delivery ends when a follower leaves, with and without a delay', async () => {
    for (const delayMs of [0, 50]) {
      const { world, bob } = await createPair()
      world.bus.setDelay(delayMs)
      bob.syncer.close()
      await world.settle(60_000)
      const deliveries = world.sent().reduce((count, event) => count + event.deliveries, 0)
      expect(world.events.filter(({ kind }) => kind === 'ended')).toHaveLength(deliveries)
    }
  })
})
