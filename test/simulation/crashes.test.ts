// What becomes of windows and hyperties that crash in the simulator, and of those that find what they had stored.
import { describe, expect, it } from 'vitest'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import type { Deed, Step } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'
import { ask, createPair } from '../support/world.ts'

const todo = objectUrl('todo')
const bobUrl = hypertyUrl('Bob')

const set = (who: string, value: number): Deed => ({
  who,
  do: 'edit',
  object: todo,
  edit: { kind: 'set', path: ['a'], value },
})
const start: readonly Deed[] = [
  { who: 'Alice', do: 'join' },
  { who: 'Bob', do: 'join' },
  { who: 'Alice', do: 'create', name: 'todo', value: { a: 0 } },
  { who: 'Alice', do: 'ask', action: { do: 'share', url: todo } },
  { who: 'Alice', do: 'ask', action: { do: 'grant', url: todo, to: bobUrl, write: true } },
]

/** Plays deeds one second apart. */
async function play(deeds: readonly Deed[], everyMs = 1000) {
  const steps = deeds.map((deed, index): Step => ({ at: index * everyMs, ...deed }))
  const run = await simulate({
    scenario: { name: 'crashes', text: '', steps },
    model: ownerOnly,
    seed: 1,
    record: true,
  })
  const held = (name: string) => run.hyperties.get(name)?.hyperty.objects.get(todo)
  const faults = run.lines.flatMap((line) => {
    const event = JSON.parse(line) as { kind: string; fault?: string; stored?: true }
    return event.kind === 'fault' ? [[event.fault, event.stored ?? false]] : []
  })
  return { ...run, held, faults }
}

describe('a window that crashes', () => {
  it('[PO5] what it asked is answered to nobody: the next window does not take it for an answer to its own', async () => {
    const { world, alice, bob, todo: url } = await createPair()
    await ask({ world }, alice, { do: 'online', online: false })
    void bob.hyperty.request({ do: 'read', url })
    await world.settle(25_000)
    bob.crash()
    bob.reopen()
    await ask({ world }, alice, { do: 'online', online: true })
    world.bus.setDelay(3_000)
    // the 408 of the former window's request comes first, under the same number
    await world.settle(3_000)
    const answer = bob.hyperty.request({ do: 'read', url })
    await world.settle(60_000)
    expect((await answer).code).toBe(200)
  })
})

describe('a crash with storage', () => {
  it('[FA5] a follower goes on from what it had stored, and reads what it lacks', async () => {
    const { held, faults, problems, verdict } = await play([
      ...start,
      set('Alice', 1),
      { who: 'Bob', do: 'down', storage: 'kept' },
      set('Alice', 2),
      { who: 'Bob', do: 'up' },
      set('Bob', 3),
    ])
    expect(problems).toEqual([])
    expect(faults).toEqual([
      ['down', true],
      ['up', true],
    ])
    expect(held('Bob')?.value).toEqual({ a: 3 })
    expect(held('Bob')?.info).toMatchObject({ role: 'observer', mayWrite: true, version: 3 })
    expect(verdict?.state).toBe('converged')
  })

  it('[FA5] an owner stays the owner, with its followers and their rights, and raises the epoch', async () => {
    const { held, lines, problems, verdict } = await play([
      ...start,
      set('Alice', 1),
      { who: 'Alice', do: 'down', storage: 'kept' },
      { who: 'Alice', do: 'up' },
      set('Alice', 2),
      set('Bob', 3),
    ])
    expect(problems).toEqual([])
    expect(held('Alice')?.info).toMatchObject({
      role: 'reporter',
      version: 3,
      followers: [{ url: bobUrl, mayWrite: true }],
    })
    expect(held('Bob')?.value).toEqual({ a: 3 })
    expect(lines.filter((line) => line.includes('"news":"reporter"')).length).toBe(1)
    expect(verdict?.state).toBe('converged')
  })

  /** A disk so slow that the last write is not on it when its hyperty crashes. */
  const playSlow = (steps: readonly Step[]) =>
    simulate({
      scenario: { name: 'behind', text: '', steps },
      model: ownerOnly,
      seed: 1,
      record: true,
      conditions: { storeMs: 1000 },
    })

  it('[FA6] an owner whose last writes were not stored goes on from the highest version that a follower has', async () => {
    const { hyperties, problems, lines, verdict } = await playSlow([
      ...start.map((deed, index): Step => ({ at: index * 3000, ...deed })),
      { at: 15_000, ...set('Alice', 7) },
      { at: 15_002, who: 'Alice', do: 'down', storage: 'kept' },
      { at: 17_000, who: 'Alice', do: 'up' },
      { at: 22_000, ...set('Alice', 8) },
    ])
    expect(problems).toEqual([])
    // what Bob has is what Alice goes on from
    const survey = lines.filter((line) => line.includes('"type":"response"') && line.includes('"value":{"a":7}'))
    expect(survey).toHaveLength(1)
    for (const { hyperty } of hyperties.values())
      expect(hyperty.objects.get(todo)).toMatchObject({ value: { a: 8 }, info: { version: 2 } })
    expect(verdict?.state).toBe('converged')
  })

  it('[FA7] what was not stored when it crashed: an object of its own ends, one that it followed is followed anew', async () => {
    const { hyperties, problems } = await playSlow([
      { at: 0, who: 'Alice', do: 'join' },
      { at: 0, who: 'Bob', do: 'join' },
      { at: 0, who: 'Carol', do: 'join' },
      { at: 3000, who: 'Alice', do: 'create', name: 'todo', value: { a: 0 } },
      { at: 6000, who: 'Alice', do: 'ask', action: { do: 'share', url: todo } },
      { at: 6002, who: 'Bob', do: 'down', storage: 'kept' },
      { at: 8000, who: 'Bob', do: 'up' },
      { at: 10_000, who: 'Bob', do: 'create', name: 'own', value: { b: 0 } },
      { at: 10_001, who: 'Bob', do: 'ask', action: { do: 'share', url: objectUrl('own') } },
      { at: 10_003, who: 'Bob', do: 'down', storage: 'kept' },
      { at: 12_000, who: 'Bob', do: 'up' },
    ])
    expect(problems).toEqual([])
    const held = (name: string, url: string) => hyperties.get(name)?.hyperty.objects.get(url)
    expect(held('Bob', todo)?.info.status).toBe('active')
    expect(held('Bob', objectUrl('own'))).toBeUndefined()
    expect(held('Carol', objectUrl('own'))?.info.status).toBe('deleted')
  })

  it('[FA2] a crash that loses its storage leaves nothing, and the others are told', async () => {
    const { held, faults, problems } = await play([
      ...start,
      { who: 'Bob', do: 'down', storage: 'kept' },
      { who: 'Bob', do: 'up' },
      { who: 'Alice', do: 'down', storage: 'lost' },
      { who: 'Alice', do: 'up' },
    ])
    expect(problems).toEqual([])
    expect(faults.slice(2)).toEqual([
      ['down', false],
      ['up', false],
    ])
    expect(held('Alice')).toBeUndefined()
    expect(held('Bob')?.info.status).toBe('left')
  })
})
