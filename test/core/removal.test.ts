import { describe, expect, it } from 'vitest'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { ask, createPair, news, set } from '../support/world.ts'

describe('removing a follower', () => {
  it('[SY26] a removed follower is told, keeps what it has to be read, and gets nothing more', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'grant', url: todo, to: bob.url, write: true })
    expect(await ask({ world }, alice, { do: 'remove', url: todo, from: bob.url })).toMatchObject({ code: 200 })
    expect(bob.object('todo').info).toMatchObject({ status: 'removed', mayWrite: false })
    expect(alice.object('todo').info.followers).toEqual([])
    set(alice.object('todo'), { title: 'without Bob' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    const heard = news(bob)
    set(bob.object('todo'), { title: 'mine' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'a' })
    expect(heard).toContainEqual(
      expect.objectContaining({ decision: expect.objectContaining({ code: 403, rule: 'removed' }) }),
    )
  })

  it('[SY26] only the owner removes, and only whoever follows', async () => {
    const { world, alice, bob, todo } = await createPair()
    expect(await ask({ world }, bob, { do: 'remove', url: todo, from: alice.url })).toMatchObject({ code: 403 })
    expect(await ask({ world }, alice, { do: 'remove', url: todo, from: 'hyperty://local/nobody' })).toMatchObject({
      code: 404,
    })
  })

  it('[SY27] a removed follower is not asked again and cannot come back by itself, unless the owner asks', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'remove', url: todo, from: bob.url })
    world.join('Carol')
    await world.settle()
    expect(bob.object('todo').info.status).toBe('removed')
    expect(await ask({ world }, bob, { do: 'follow', url: todo })).toMatchObject({ code: 403 })
    set(alice.object('todo'), { title: 'meanwhile' })
    await ask({ world }, alice, { do: 'share', url: todo, to: [bob.url] })
    expect(bob.object('todo').info.status).toBe('active')
    expect(bob.object('todo').value).toMatchObject({ title: 'meanwhile' })
    set(alice.object('todo'), { title: 'again' })
    await world.settle()
    expect(bob.object('todo').value).toMatchObject({ title: 'again' })
  })

  it('[SY26] who was off line when it was removed learns of it when it asks what it missed', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, bob, { do: 'online', online: false })
    await ask({ world }, alice, { do: 'remove', url: todo, from: bob.url })
    await ask({ world }, bob, { do: 'online', online: true })
    expect(bob.object('todo').info.status).toBe('removed')
  })

  it('[VE5] the copy of a removed follower is not judged', async () => {
    const { world, alice, bob, todo } = await createPair()
    await ask({ world }, alice, { do: 'remove', url: todo, from: bob.url })
    set(alice.object('todo'), { title: 'without Bob' })
    world.join('Carol')
    await world.settle(3000)
    const check = createConvergenceCheck()
    for (const event of world.events) check.take(event)
    expect(check.verdict(false)).toMatchObject({ state: 'converged' })
  })
})
