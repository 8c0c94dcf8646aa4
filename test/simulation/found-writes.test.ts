// Runs that fresh seeds found to fail: what becomes of a write, and of a read, while its object passes on or is followed anew.
import { expect, it } from 'vitest'
import { hypertyUrl } from '../../core/message.ts'
import { simulate } from '../../core/simulator.ts'
import {
  ask,
  down,
  grant,
  handOver,
  link,
  online,
  runOf,
  set,
  startOf,
  takeOver,
  todo,
  value,
  type Run,
} from '../support/deeds.ts'

const remove = ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Bob') })
const share = ask('Alice', { do: 'share', url: todo })

const runs: readonly [title: string, model: string, seed: number, deeds: Run][] = [
  [
    'passing 1451456: who takes over what it followed anew meanwhile takes its own write, that waited for the former owner',
    'rebase',
    1451456,
    [
      ...startOf('Alice', 'Bob'),
      [4000, online('Alice', false)],
      [5000, remove],
      [6000, set('Bob', ['e'], 905)],
      [7000, share],
      [8000, online('Alice', true)],
      [9000, { who: 'Alice', do: 'leave' }],
      [10_000, takeOver('Bob')],
    ],
  ],
  [
    'passing 970082: who has become the owner does not ask itself where it stands',
    'owner-only',
    970082,
    [
      ...startOf('Alice', 'Carol'),
      [1000, link({ from: hypertyUrl('Alice'), time: { kind: 'standing' }, seed: 1 }, 'none', { latencyMs: 600 })],
      [2100, handOver('Alice', 'Carol')],
      [2750, online('Carol', false)],
      [2760, online('Carol', true)],
      [2850, online('Carol', false)],
      [2860, online('Carol', true)],
    ],
  ],
  [
    'storm 94: what an owner cannot do that leaves before it knows where it goes on is refused, and not sent to it for ever',
    'owner-only',
    94,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [1000, grant('Carol')],
      [4000, down('Alice', 'kept')],
      [4500, { who: 'Bob', do: 'halt' }],
      [5000, { who: 'Alice', do: 'up' }],
      [5200, set('Carol', ['a'], 7)],
      [5400, { who: 'Alice', do: 'leave' }],
    ],
  ],
  [
    'passing 3002600: who subscribes while the owner is off line is not told that it left, and finds out',
    'crdt',
    3002600,
    [
      ...startOf('Alice', 'Bob'),
      [
        100,
        link({ from: hypertyUrl('Alice'), time: { kind: 'next', count: 1, type: 'subscribe' }, seed: 1 }, 'none', {
          latencyMs: 50,
        }),
      ],
      [360, { who: 'Bob', do: 'create', name: 'note', value, parent: todo }],
      [365, online('Bob', false)],
      [1600, online('Bob', true)],
      [1900, { who: 'Bob', do: 'leave' }],
    ],
  ],
  [
    'storm 3004133: what an owner said before it left does not bring it back when it comes late',
    'crdt',
    3004133,
    [
      ...startOf('Alice', 'Bob'),
      [1200, online('Alice', false)],
      [1210, takeOver('Bob')],
      [2700, down('Bob', 'kept')],
      [
        7500,
        link({ from: hypertyUrl('Bob'), to: hypertyUrl('Alice'), time: { kind: 'next', count: 1 }, seed: 1 }, 'none', {
          latencyMs: 600,
        }),
      ],
      [7800, { who: 'Bob', do: 'up' }],
      [7810, link({ from: hypertyUrl('Bob'), to: hypertyUrl('Alice'), time: { kind: 'standing' }, seed: 1 }, 'cut')],
      [7900, { who: 'Bob', do: 'leave' }],
    ],
  ],
]

it.each(runs)('[SI7] %s', async (_, name, seed, deeds) => {
  const { problems } = await simulate(runOf(name, seed, deeds))
  expect(problems).toEqual([])
})

it('[SY9] who follows no more, and is not heard for long, is not taken for a follower any more', async () => {
  const alice = hypertyUrl('Alice')
  const deeds: Run = [
    ...startOf('Alice', 'Bob'),
    [1000, link({ from: alice, time: { kind: 'span', afterMs: 0, forMs: 5000 }, seed: 1 }, 'cut')],
    [2000, ask('Bob', { do: 'unfollow', url: todo })],
    [6100, online('Bob', false)],
    [6200, online('Bob', true)],
    [9500, set('Alice', ['a'], 1)],
  ]
  const { problems, hyperties } = await simulate(runOf('owner-only', 740, deeds))
  expect(problems).toEqual([])
  expect(hyperties.get('Bob')?.hyperty.objects.size).toBe(0)
  expect(hyperties.get('Alice')?.hyperty.objects.get(todo)?.info.followers).toEqual([])
})

it('[SY9] who asked to follow, and says that it does not before that is heard, is not taken for a follower', async () => {
  const [alice, bob] = [hypertyUrl('Alice'), hypertyUrl('Bob')]
  const deeds: Run = [
    ...startOf('Alice', 'Bob'),
    [3000, down('Bob', 'kept')],
    [
      3500,
      link({ from: bob, to: alice, time: { kind: 'next', count: 1, type: 'subscribe' }, seed: 1 }, 'none', {
        latencyMs: 900,
        reorderPercent: 100,
        reorderMs: 900,
      }),
    ],
    [4000, { who: 'Bob', do: 'up' }],
    [4200, ask('Bob', { do: 'unfollow', url: todo })],
    [9000, set('Alice', ['a'], 1)],
  ]
  const { problems, hyperties } = await simulate(runOf('owner-only', 8698, deeds))
  expect(problems).toEqual([])
  expect(hyperties.get('Bob')?.hyperty.objects.size).toBe(0)
  expect(hyperties.get('Alice')?.hyperty.objects.get(todo)?.info.followers).toEqual([])
})

it('[LK16] a request that is sent again names its first sending, also where that changed its link', async () => {
  const bob = hypertyUrl('Bob')
  const first = new Map<number, number>()
  const causes: (readonly [first: number, cause: number | undefined])[] = []
  const deeds: Run = [
    ...startOf('Alice', 'Bob'),
    [1000, grant('Bob')],
    [1500, link({ from: bob, time: { kind: 'next', count: 1, type: 'update' }, seed: 1 }, 'cut')],
    [2000, set('Bob', ['a'], 1)],
    [9000, set('Bob', ['a'], 2)],
  ]
  await simulate({
    ...runOf('owner-only', 1, deeds),
    witness: {
      event(event) {
        if (event.kind !== 'sent' || event.message.type !== 'update' || event.message.from !== bob) return
        const known = first.get(event.message.id)
        if (known === undefined) first.set(event.message.id, event.n)
        else causes.push([known, event.cause])
      },
    },
  })
  expect(causes.length).toBeGreaterThan(0)
  expect(causes.map(([, cause]) => cause)).toEqual(causes.map(([known]) => known))
})
