import { describe, expect, it } from 'vitest'
import { childUrl, objectUrl } from '../../core/message.ts'
import { ask, createPair, createWorld, set, type Participant } from '../support/world.ts'

const note = childUrl(objectUrl('todo'), 'note')
const holds = ({ hyperty }: Participant) => hyperty.objects.get(note)

describe('children of an object', () => {
  async function withNote() {
    const pair = await createPair()
    const made = pair.bob.hyperty.create('note', { text: 'by Bob' }, { parent: pair.todo })
    await pair.world.settle()
    expect(await made).toMatchObject({ code: 200, url: note })
    return pair
  }

  it('[SY36] a follower makes a child and owns it; who follows the parent is invited, and whoever comes later', async () => {
    const { world, alice, bob } = await withNote()
    expect(holds(bob)?.info).toMatchObject({ role: 'reporter', name: 'note' })
    expect(holds(alice)?.info).toMatchObject({ role: 'observer', status: 'active', reporter: bob.url, mayWrite: false })
    const carol = world.join('Carol')
    await world.settle()
    expect(holds(carol)?.value).toEqual({ text: 'by Bob' })
    const child = holds(bob)
    if (child) set(child, { text: 'again' })
    await world.settle()
    for (const person of [alice, carol]) expect(holds(person)?.value).toEqual({ text: 'again' })
  })

  it('[SY37] a child ends with its parent', async () => {
    const { world, alice, bob, todo } = await withNote()
    await ask({ world }, alice, { do: 'delete', url: todo })
    expect(holds(bob)).toBeUndefined()
    expect(holds(alice)?.info.status).toBe('deleted')
    expect(world.bus.access.facts(note)).toBeUndefined()
  })

  it('[SY37] so it does where its parent is closed because the owner leaves', async () => {
    const { world, alice, bob } = await withNote()
    const carol = world.join('Carol')
    await world.settle()
    alice.syncer.close()
    await world.settle()
    expect(holds(bob)).toBeUndefined()
    expect(holds(carol)?.info.status).toBe('deleted')
  })

  it('[SY38] a child has no children, needs a parent that is followed, and a rule can forbid it', async () => {
    const { world, alice, bob, todo } = await withNote()
    const create = { do: 'create', name: 'more', value: {} } as const
    expect(await ask({ world }, bob, { ...create, parent: note })).toMatchObject({
      code: 403,
      decision: { rule: 'one-level' },
    })
    expect(await ask({ world }, bob, { ...create, parent: objectUrl('none') })).toMatchObject({ code: 404 })
    expect(await ask({ world }, bob, { ...create, name: 'note', parent: todo })).toMatchObject({ code: 409 })
    await ask({ world }, alice, { do: 'rule-set', url: todo, rule: { allow: false, who: 'everyone', may: 'children' } })
    expect(await ask({ world }, bob, { ...create, parent: todo })).toMatchObject({
      code: 403,
      decision: { rule: 'deny everyone children' },
    })
    expect(await ask({ world }, alice, { ...create, parent: todo })).toMatchObject({ code: 200 })
  })

  it('[SY4] an object may be called like a topic', async () => {
    for (const name of ['changes', 'subscription', 'children']) {
      const world = createWorld()
      const [alice, bob] = ['Alice', 'Bob'].map((one) => world.join(one)) as [Participant, Participant]
      await world.settle()
      await ask({ world }, alice, { do: 'create', name, value: { a: 1 } })
      await ask({ world }, alice, { do: 'share', url: objectUrl(name) })
      set(alice.object(name), { a: 2 })
      await world.settle()
      expect(bob.object(name).value, name).toEqual({ a: 2 })
    }
  })
})
