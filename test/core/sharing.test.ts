import { describe, expect, it } from 'vitest'
import { objectUrl } from '../../core/message.ts'
import { ask, createPair, createWorld, news, set, type Participant } from '../support/world.ts'

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

  it('[SY9] an answer that comes after somebody has left does not bring the object back', async () => {
    const { world, alice, bob, todo } = await createPair()
    world.bus.setDelay(30)
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle(10)
    // it asks for what it may have missed, before its leave is answered
    void bob.hyperty.request({ do: 'online', online: false })
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle(25)
    set(alice.object('todo'), { title: 'unseen' })
    await world.settle()
    expect(world.sent('read')).toHaveLength(1)
    expect(bob.hyperty.objects.has(todo)).toBe(false)
  })
})

describe('invitations', () => {
  it('[SY23] whoever said no, or follows no more, is not asked again when others come', async () => {
    const { world, alice, bob, todo } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    await ask({ world }, carol, { do: 'reject', url: todo })
    await ask({ world }, bob, { do: 'unfollow', url: todo })
    const dave = world.join('Dave')
    await world.settle()
    expect(dave.object('todo').value).toEqual(alice.object('todo').value)
    expect(bob.hyperty.objects.size).toBe(0)
    expect(carol.hyperty.objects.size).toBe(0)
    // but the owner may ask anew, and so may who left come again
    await ask({ world }, alice, { do: 'share', url: todo, to: [bob.url] })
    expect(bob.object('todo').info.status).toBe('active')
    carol.syncer.close()
    await world.settle()
    const again = world.join('Carol')
    await world.settle()
    expect(again.object('todo').info.status).toBe('active')
  })

  it('[SY24] how an object came to be is told with the first invitation only', async () => {
    const { world, alice } = await createPair()
    world.join('Carol')
    await world.settle()
    await ask({ world }, alice, { do: 'share', url: objectUrl('todo'), postedAt: 0 })
    const hops = world.sent('create').map((event) => Object.keys(event.hops))
    expect(hops).toEqual([['created', 'observed', 'posted', 'taken', 'watched'], []])
  })

  it('[SY25] an invitation to an object that is ended is withdrawn', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    expect(carol.object('todo').info.status).toBe('invited')
    await ask({ world }, alice, { do: 'delete', url: objectUrl('todo') })
    expect(carol.hyperty.objects.size).toBe(0)
    const [first] = world.sent('create').filter(({ message }) => message.to === carol.url)
    // she has it, and then does not need to answer any more
    expect(world.sent('response').filter(({ message }) => message.id === first?.message.id)).toMatchObject([
      { message: { from: carol.url, to: alice.url, body: { code: 100 } } },
      { message: { from: carol.url, to: alice.url, body: { code: 404 } } },
    ])
  })

  it('[SY25] so is one whose owner leaves', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    alice.syncer.close()
    await world.settle()
    expect(carol.hyperty.objects.size).toBe(0)
  })

  it('[SY45] who is off line can neither accept nor reject, is told why, and stays invited', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    const url = objectUrl('todo')
    await ask({ world }, carol, { do: 'online', online: false })
    for (const action of ['accept', 'reject'] as const) {
      const answer = await ask({ world }, carol, { do: action, url })
      expect(answer).toMatchObject({ code: 503, reason: expect.stringContaining('off line') })
      expect(carol.object('todo').info.status).toBe('invited')
    }
    await world.settle(60_000)
    await ask({ world }, carol, { do: 'online', online: true })
    expect(await ask({ world }, carol, { do: 'accept', url })).toMatchObject({ code: 200 })
    set(alice.object('todo'), { title: 'b' })
    await world.settle()
    expect(carol.object('todo').value).toMatchObject({ title: 'b' })
  })

  it('[SY45] who accepts while the owner is off line stays invited, and can accept later', async () => {
    const { world, alice } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    const url = objectUrl('todo')
    await ask({ world }, alice, { do: 'online', online: false })
    void carol.hyperty.request({ do: 'accept', url })
    await world.settle(60_000)
    expect(carol.object('todo').info.status).toBe('invited')
    await ask({ world }, alice, { do: 'online', online: true })
    expect(await ask({ world }, carol, { do: 'accept', url })).toMatchObject({ code: 200 })
    expect(carol.object('todo').info.status).toBe('active')
  })

  it('[SY45] who accepts by itself and hears nothing is no copy without an owner: it subscribes again', async () => {
    const { world, alice } = await createPair()
    world.bus.setDelay(100)
    const carol = world.join('Carol')
    await world.settle(150)
    void alice.hyperty.request({ do: 'online', online: false })
    await world.settle(60_000)
    expect(carol.object('todo').info.status).toBe('active')
    set(alice.object('todo'), { title: 'b' })
    await ask({ world }, alice, { do: 'online', online: true })
    await world.settle(60_000)
    expect(carol.object('todo').value).toMatchObject({ title: 'b' })
    set(alice.object('todo'), { title: 'c' })
    await world.settle()
    expect(carol.object('todo').value).toMatchObject({ title: 'c' })
  })
})
