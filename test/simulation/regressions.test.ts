// Runs that once failed, as the soak printed them; each is named by its seed.
import { expect, it } from 'vitest'
import { ownerOnly } from '../../core/models/owner-only.ts'
import type { Deed, Step } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'

const todo = 'comm://local/todo'
const set = (who: string, value: number): Deed => ({
  who,
  do: 'edit',
  object: todo,
  edit: { kind: 'set', path: ['e'], value },
})
const online = (who: string, on: boolean): Deed => ({ who, do: 'ask', action: { do: 'online', online: on } })
const start: readonly Deed[] = [
  { who: 'Alice', do: 'join' },
  { who: 'Bob', do: 'join' },
  { who: 'Alice', do: 'create', name: 'todo', value: { a: 0 } },
]
const share: Deed = { who: 'Alice', do: 'ask', action: { do: 'share', url: todo } }

const runs: readonly [title: string, deeds: readonly Deed[]][] = [
  [
    'seed 1: a read that was lost hides that there is something newer',
    [
      ...start,
      share,
      online('Alice', false),
      online('Bob', false),
      online('Bob', true),
      set('Alice', 1),
      set('Bob', 2),
    ],
  ],
  ['seed 8: who is on line asks to be', [...start, share, online('Bob', true), online('Bob', true), set('Alice', 1)]],
  [
    'seed 444789081: an owner leaves while an update waits for a missing one',
    [
      ...start,
      share,
      online('Alice', false),
      set('Alice', 1),
      online('Bob', false),
      online('Bob', true),
      online('Alice', true),
      set('Alice', 2),
      { who: 'Alice', do: 'leave' },
    ],
  ],
  [
    'seed 446758745: what was written off line to an invitation is sent',
    [
      ...start,
      { who: 'Bob', do: 'ask', action: { do: 'auto-accept', on: false } },
      share,
      online('Bob', false),
      set('Bob', 1),
      online('Bob', true),
      { who: 'Bob', do: 'ask', action: { do: 'accept', url: todo } },
    ],
  ],
]

it.each(runs)('[SI2] %s', async (_, deeds) => {
  const steps: readonly Step[] = deeds.map((deed, index) => ({ at: index * 1000, ...deed }))
  const scenario = { name: 'regression', text: '', steps }
  const { problems } = await simulate({ scenario, model: ownerOnly, seed: 1 })
  expect(problems).toEqual([])
})
