import { describe, expect, it } from 'vitest'
import { defaultRules } from '../../core/access.ts'
import type { JsonObject } from '../../core/change.ts'
import type { DataObject } from '../../core/data-object.ts'
import type { HypertyNews } from '../../core/hyperty.ts'
import { changesOf, objectUrl } from '../../core/message.ts'
import { createPair, createWorld, type Participant } from '../support/world.ts'

type Loose = { [key: string]: never }
const write = (object: DataObject): Loose => object.data as Loose
const set = (object: DataObject, values: object): void => void Object.assign(object.data, values)

function news(participant: Participant): HypertyNews[] {
  const heard: HypertyNews[] = []
  participant.hyperty.subscribe((one) => heard.push(one))
  return heard
}

async function ask(pair: { world: { settle(ms?: number): Promise<void> } }, participant: Participant, action: object) {
  const answer = participant.hyperty.request(action as never)
  await pair.world.settle()
  return answer
}

describe('creating and sharing', () => {
  it('[SY4] a name that is taken is answered 409 and names the owner', async () => {
    const world = createWorld()
    const alice = world.join('Alice')
    const bob = world.join('Bob')
    await world.settle()
    void alice.hyperty.create('todo', { a: 1 })
    await world.settle()
    const again = alice.hyperty.create('todo', {})
    const elsewhere = bob.hyperty.create('Todo', {})
    await world.settle()
    expect(await again).toMatchObject({ code: 409 })
    expect(await elsewhere).toMatchObject({ code: 409, reason: expect.stringContaining('Alice') })
    expect(alice.object('todo').value).toEqual({ a: 1 })
    expect(bob.hyperty.objects.size).toBe(0)
  })

  it('[SY5] whoever comes later is invited to what is shared with everyone', async () => {
    const { world, alice } = await createPair()
    set(alice.object('todo'), { title: 'before' })
    const carol = world.join('Carol')
    await world.settle()
    expect(carol.object('todo').value).toEqual(alice.object('todo').value)
    expect(alice.object('todo').info.followers.map(({ url }) => url)).toContain(carol.url)
  })

  it('[SY6] sharing with one hyperty leaves the others alone', async () => {
    const world = createWorld()
    const [alice, bob, carol] = ['Alice', 'Bob', 'Carol'].map((name) => world.join(name)) as [
      Participant,
      Participant,
      Participant,
    ]
    await world.settle()
    const created = alice.hyperty.create('todo', { a: 1 })
    await world.settle()
    await created
    await ask({ world }, alice, { do: 'share', url: objectUrl('todo'), to: [carol.url], postedAt: 0 })
    expect(carol.object('todo').value).toEqual({ a: 1 })
    expect(bob.hyperty.objects.size).toBe(0)
  })

  it('[SY7] who wants to be asked first sees the invitation, and follows after accepting', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    const heard = news(carol)
    await world.settle()
    expect(heard).toContainEqual({ kind: 'invited', url: objectUrl('todo') })
    expect(carol.object('todo').info.status).toBe('invited')
    set(alice.object('todo'), { title: 'while asked' })
    await world.settle()
    expect((await ask({ world }, carol, { do: 'accept', url: objectUrl('todo') })).code).toBe(200)
    expect(carol.object('todo').value).toEqual(alice.object('todo').value)
  })

  it('[SY8] a rejected invitation leaves nothing behind', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    await ask({ world }, carol, { do: 'reject', url: objectUrl('todo') })
    expect(carol.hyperty.objects.size).toBe(0)
    expect(alice.object('todo').info.followers.map(({ url }) => url)).not.toContain(carol.url)
  })

  it('[SY9] an object can be followed without having been invited, and followed no more', async () => {
    const world = createWorld()
    const alice = world.join('Alice')
    const bob = world.join('Bob')
    await world.settle()
    const created = alice.hyperty.create('todo', { a: 1 })
    await world.settle()
    await created
    expect(await ask({ world }, bob, { do: 'follow', url: objectUrl('nothing') })).toMatchObject({ code: 404 })
    expect(await ask({ world }, bob, { do: 'follow', url: objectUrl('todo') })).toMatchObject({ code: 200 })
    set(alice.object('todo'), { a: 2 })
    await world.settle()
    expect(bob.object('todo').value).toEqual({ a: 2 })
    expect(await ask({ world }, bob, { do: 'unfollow', url: objectUrl('todo') })).toMatchObject({ code: 200 })
    set(alice.object('todo'), { a: 3 })
    await world.settle()
    expect(bob.hyperty.objects.size).toBe(0)
    expect(world.sent('update').at(-1)?.deliveries).toBe(0)
  })
})

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

describe('pending changes', () => {
  it('[DO1] while one report is under way the next ones are gathered into one', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    for (let step = 0; step < 20; step++) {
      write(bob.object('todo'))['title'] = `step ${step}` as never
      await world.settle(1)
    }
    const from = world.sent('update').length
    await world.settle(3000)
    const requests = world.sent('update').filter(({ message }) => message.from === bob.url)
    expect(requests.length).toBe(2)
    expect(from).toBe(1)
    expect(alice.object('todo').value).toMatchObject({ title: 'step 19' })
  })

  it('[DO2] a report that is turned back takes nothing else with it', async () => {
    const { world, alice, bob, todo } = await createPair({ value: { a: 1, b: 1, list: [1, 2, 3] } })
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    set(bob.object('todo'), { a: 2 })
    await world.settle(1)
    set(bob.object('todo'), { b: 2 })
    set(alice.object('todo'), { a: 9 })
    await world.settle(3000)
    expect(bob.object('todo').value).toEqual({ a: 9, b: 2, list: [1, 2, 3] } satisfies JsonObject)
    expect(alice.object('todo').value).toEqual(bob.object('todo').value)
  })
})
