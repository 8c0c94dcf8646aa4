import { describe, expect, it } from 'vitest'
import { objectUrl } from '../../core/message.ts'
import { ask, createPair, createWorld, set } from '../support/world.ts'

describe('reading once', () => {
  it('[SY34] a hyperty reads the value of an object with its version, and follows nothing', async () => {
    const { world, alice, todo } = await createPair()
    const carol = world.join('Carol', { autoAccept: false })
    await world.settle()
    await ask({ world }, carol, { do: 'reject', url: todo })
    set(alice.object('todo'), { title: 'b' })
    await world.settle()
    expect(await ask({ world }, carol, { do: 'read', url: todo })).toMatchObject({
      code: 200,
      version: 1,
      value: { title: 'b', done: false },
    })
    expect(carol.hyperty.objects.size).toBe(0)
    expect(alice.object('todo').info.followers.map(({ url }) => url)).not.toContain(carol.url)
  })

  it('[SY34] what is not there is answered 404', async () => {
    const world = createWorld()
    const alice = world.join('Alice')
    await world.settle()
    const answer = await ask({ world }, alice, { do: 'read', url: objectUrl('nothing') })
    expect(answer).toMatchObject({ code: 404 })
    expect(answer.reason).toContain('nothing')
  })

  it('[SY14] a read that nobody answers ends with 408, at the hyperty within ten seconds', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'online', online: false })
    const asked = bob.hyperty.request({ do: 'read', url: todo })
    await world.settle(60_000)
    expect(await asked).toMatchObject({ code: 408 })
  })
})

describe('asking for a write', () => {
  const rename = (url: string, title: string) =>
    ({ do: 'execute', url, name: 'rename', changes: [[['title'], title]] }) as const

  it('[SY35] a write that is asked for by name is taken with a version, and shows at the asker then', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    expect(await ask({ world }, bob, rename(todo, 'renamed'))).toMatchObject({
      code: 200,
      version: 1,
      decision: { allow: true, by: alice.url },
    })
    expect(alice.object('todo').value).toMatchObject({ title: 'renamed' })
    expect(bob.object('todo').value).toEqual(alice.object('todo').value)
    expect(world.sent('execute')).toMatchObject([{ message: { body: { method: 'write', name: 'rename' } } }])
    for (const sent of world.sent()) expect(world.ended(sent.n)).toHaveLength(sent.deliveries)
  })

  it('[SY35] one that is refused names the rule, and shows nowhere', async () => {
    const { world, alice, bob, todo } = await createPair()
    expect(await ask({ world }, bob, rename(todo, 'mine'))).toMatchObject({
      code: 403,
      decision: { allow: false, rule: 'only-reporter-writes', by: 'bus://local' },
    })
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    expect(alice.object('todo').value).toMatchObject({ title: 'a' })
  })

  it('[SY35] so is one that overlaps what its asker did not know', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    world.bus.setDelay(100)
    set(alice.object('todo'), { title: 'first' })
    const asked = bob.hyperty.request(rename(todo, 'second'))
    await world.settle(3000)
    expect(await asked).toMatchObject({ code: 409, decision: { rule: 'changed-meanwhile' } })
    expect(bob.object('todo').value).toMatchObject({ title: 'first' })
  })
})
