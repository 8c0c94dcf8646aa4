// Runs that fresh seeds found to fail: what an owner took and nobody has, and what whoever owned an object may do afterwards.
import { describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import type { StateEvent, SessionEvent } from '../../core/event.ts'
import { hashJson } from '../../core/hash.ts'
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { hypertyUrl } from '../../core/message.ts'
import { createReplay } from '../../core/replay.ts'
import type { Deed } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'
import { columnsOf } from '../support/columns.ts'
import {
  ask,
  down,
  grant,
  handOver,
  link,
  note,
  online,
  remove,
  runOf,
  set,
  startOf,
  takeOver,
  todo,
  value,
} from '../support/deeds.ts'
import type { Run } from '../support/deeds.ts'

const lossy: LinkConditions = {
  ...noConditions,
  ...{ latencyMs: 200, jitterMs: 100, jitterShape: 'long-tail' as const, lossPercent: 20, burstMessages: 8 },
  ...{ duplicatePercent: 5, reorderPercent: 10, reorderMs: 400 },
}
const toAlice = hypertyUrl('Alice')
const toBob = hypertyUrl('Bob')
const insert = (who: string, index: number, added: number): Deed => ({
  who,
  do: 'edit',
  object: todo,
  edit: { kind: 'insert', list: ['list'], index, value: added },
})

const runs: readonly [title: string, model: string, seed: number, deeds: Run][] = [
  [
    'passing 800690: what an owner grants to itself it may do when it owns no more',
    'rebase',
    800690,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, ask('Alice', { do: 'grant', url: todo, to: toBob, write: false })],
      [6000, handOver('Alice', 'Bob')],
      [7000, ask('Bob', { do: 'grant', url: todo, to: toBob, write: true })],
      [8000, handOver('Bob', 'Carol')],
      [9000, set('Bob', ['a'], 520)],
    ],
  ],
  [
    'storm 800783: what an owner took that has left, and whose copy has not come, does not stay in the window of its writer',
    'rebase',
    800783,
    [
      [5, { who: 'Alice', do: 'join' }],
      [10, { who: 'Bob', do: 'join' }],
      [26, { who: 'Alice', do: 'create', name: 'todo', value, onLeave: 'take over' }],
      [28, ask('Alice', { do: 'share', url: todo })],
      [2582, down('Bob', 'kept')],
      [
        3068,
        {
          do: 'link',
          order: {
            from: toAlice,
            conditions: lossy,
            time: { kind: 'span', afterMs: 45, forMs: 2480 },
            seed: 992591786,
          },
        },
      ],
      [3179, { who: 'Alice', do: 'create', name: 'note', value, parent: todo }],
      [3387, insert('Alice', 0, 195)],
      [3396, { who: 'Bob', do: 'up' }],
      [3435, insert('Bob', 2, 129)],
      [4464, { who: 'Alice', do: 'leave' }],
      [4467, takeOver('Bob')],
    ],
  ],
  [
    'passing 803768: who could read an object as its owner only follows it no more when it has passed on',
    'naive',
    803768,
    [
      ...startOf('Alice', 'Carol'),
      [4000, ask('Alice', { do: 'rule-set', url: todo, rule: { allow: false, who: toAlice, may: 'read' } })],
      [5000, handOver('Alice', 'Carol')],
      [6000, online('Carol', false)],
      [7000, set('Carol', ['d'], 140)],
      [8000, takeOver('Carol')],
    ],
  ],
  [
    'storm 720089: who hears late that it was heard follows who owns the object by now',
    'owner-only',
    720089,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [4000, { do: 'delay', delayMs: 400 }],
      [5000, handOver('Alice', 'Bob')],
      [6400, online('Alice', false)],
      [7000, handOver('Bob', 'Carol')],
    ],
  ],
  [
    'storm 720215: a write that is refused ends in its window, where another object has taken the place of what it was for',
    'naive',
    720215,
    [
      ...startOf('Alice', 'Bob'),
      [4000, down('Bob', 'kept')],
      [5000, down('Alice', 'lost')],
      [5500, { do: 'delay', delayMs: 400 }],
      [5600, { who: 'Alice', do: 'up' }],
      [6600, { who: 'Alice', do: 'create', name: 'todo', value }],
      [7250, ask('Alice', { do: 'share', url: todo })],
      [7290, { who: 'Bob', do: 'up' }],
      [7400, set('Bob', ['a'], 496)],
    ],
  ],
  [
    'storm 794987: who is back after a crash has forgotten what it answered, and answers a late copy once more',
    'owner-only',
    794987,
    [
      ...startOf('Alice', 'Carol'),
      [
        4000,
        link(
          { from: toAlice, to: hypertyUrl('Carol'), time: { kind: 'next', count: 1, type: 'execute' }, seed: 3 },
          '',
          {
            ...{ duplicatePercent: 100, reorderPercent: 100, reorderMs: 900 },
          },
        ),
      ],
      [5000, handOver('Alice', 'Carol')],
      [5400, down('Carol', 'kept')],
      [5410, { who: 'Carol', do: 'up' }],
      [9000, set('Alice', ['a'], 1)],
    ],
  ],
  [
    'mix 760032: a write that was refused is not taken when its writer was granted it since',
    'crdt',
    760032,
    [
      ...startOf('Alice', 'Bob'),
      [3000, link({ time: { kind: 'standing' }, seed: 1 }, '', { reorderPercent: 1, reorderMs: 1 })],
      [4000, ask('Alice', { do: 'grant', url: todo, to: toBob, write: false })],
      [4200, { do: 'delay', delayMs: 400 }],
      [4300, set('Bob', ['a'], 5)],
      [4400, grant('Bob')],
      [4500, online('Bob', false)],
      [4600, { who: 'Bob', do: 'crash' }],
      [4700, { who: 'Bob', do: 'restart' }],
      [4900, set('Bob', ['b', 'c'], 7)],
      [6050, online('Bob', true)],
      [9000, set('Alice', ['d'], 1)],
    ],
  ],
  [
    'mix 760336: who follows anew does so even if what it asked before comes after that',
    'last-writer-wins',
    760336,
    [
      [0, link({ time: { kind: 'standing' }, seed: 1 }, '', { latencyMs: 20, reorderPercent: 1, reorderMs: 1 })],
      ...startOf('Alice', 'Carol'),
      [99, online('Alice', false)],
      [223, ask('Carol', { do: 'unfollow', url: todo })],
      [4548, online('Carol', false)],
      [4593, online('Alice', true)],
      [4781, ask('Carol', { do: 'unfollow', url: todo })],
      [6164, online('Carol', true)],
      [6987, ask('Carol', { do: 'follow', url: todo })],
      [12000, remove('Alice', 'a')],
    ],
  ],
  [
    'crashes 770103: who is back after a crash may read at once what it read before it',
    'owner-only',
    770103,
    [
      ...startOf('Alice', 'Carol'),
      [4000, { do: 'delay', delayMs: 5 }],
      [5000, online('Carol', false)],
      [5010, set('Alice', ['a'], 1)],
      [5020, online('Carol', true)],
      [5020.7, set('Alice', ['a'], 2)],
      [5023, down('Carol', 'kept')],
      [5026, { who: 'Carol', do: 'up' }],
      [9000, set('Alice', ['a'], 3)],
    ],
  ],
  [
    'crashes 851571: what has ended before the answer comes to who wants to follow it is not followed',
    'owner-only',
    851571,
    [
      [0, { do: 'delay', delayMs: 400 }],
      [5, { who: 'Alice', do: 'join' }],
      [10, { who: 'Carol', do: 'join' }],
      [20, { who: 'Alice', do: 'create', name: 'todo', value }],
      [4000, ask('Carol', { do: 'follow', url: todo })],
      [4600, down('Alice', 'lost')],
      [4700, { who: 'Alice', do: 'up' }],
      [9000, { do: 'note', text: 'Quiet', style: 'remark' }],
    ],
  ],
  [
    'storm 792287: a write that is in the value to which a copy is taken back stands there once',
    'owner-only',
    792287,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Alice', false)],
      [4100, takeOver('Carol')],
      ...[1, 2, 3, 4].map((added) => [4200 + 100 * added, insert('Alice', 0, added)] as const),
      [4900, link({ time: { kind: 'standing' }, seed: 1 }, '', { reorderPercent: 1, reorderMs: 1 })],
      [5100, link({ from: hypertyUrl('Carol'), time: { kind: 'span', afterMs: 0, forMs: 1500 }, seed: 1 }, 'cut')],
      [5200, online('Alice', true)],
      [5300, insert('Alice', 0, 77)],
      [9500, insert('Carol', 4, 78)],
    ],
  ],
  [
    'passing 1251326: who was removed, and heard neither that nor who owns the object by now, asks again',
    'owner-only',
    1251326,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, online('Carol', false)],
      [6000, ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Carol') })],
      [7000, online('Alice', false)],
      [8000, online('Carol', true)],
      [9000, takeOver('Bob')],
    ],
  ],
]

it.each(['owner-only', 'rebase'])(
  '[SI7] crashes 1450383: an answer to a survey ends though the owner who asked crashes before the others have answered (%s)',
  async (name) => {
    const deeds: Run = [
      ...['Alice', 'Bob', 'Carol'].map((who, index) => [5 * index + 5, { who, do: 'join' }] as const),
      [49, { who: 'Alice', do: 'create', name: 'todo', value, onLeave: 'close' }],
      [66, ask('Alice', { do: 'share', url: todo })],
      [618, set('Alice', ['d'], 75)],
      [618.5, down('Alice', 'kept')],
      [796, { do: 'delay', delayMs: 400 }],
      [1559, { who: 'Alice', do: 'up' }],
      [1954, down('Carol', 'kept')],
      [2754, down('Alice', 'lost')],
    ]
    const { problems } = await simulate(runOf(name, 1450383, deeds))
    expect(problems).toEqual([])
  },
)

const slowAnswer = link({ from: toAlice, to: toBob, time: { kind: 'next', count: 1, type: 'response' }, seed: 1 }, '', {
  ...{ reorderPercent: 100, reorderMs: 900 },
})

const asked: readonly [string, Deed][] = [
  ['written', set('Bob', ['a'], 496)],
  ['asked for by name', ask('Bob', { do: 'execute', url: todo, name: 'set', changes: [[['a'], 496]] })],
]
it.each(asked)(
  '[SY44] what was taken of an object that has ended is not in the one that has its name now: %s',
  async (_, deed) => {
    const deeds: Run = [
      ...startOf('Alice', 'Bob'),
      [4000, grant('Bob')],
      [5000, slowAnswer],
      [5000, deed],
      [5010, ask('Alice', { do: 'delete', url: todo })],
      [5020, { who: 'Alice', do: 'create', name: 'todo', value }],
      [5030, ask('Alice', { do: 'share', url: todo })],
      [9000, set('Alice', ['b', 'c'], 1)],
    ]
    const { problems } = await simulate(runOf('owner-only', 1, deeds))
    expect(problems).toEqual([])
  },
)

it.each(runs)('[SI7] %s', async (_, name, seed, deeds) => {
  const { problems } = await simulate(runOf(name, seed, deeds))
  expect(problems).toEqual([])
})

describe('[RP1] replay of what was found', () => {
  const found: readonly [title: string, model: string, seed: number, deeds: Run][] = [
    [
      'passing 1: a write that nobody answers ends in the session, too',
      'owner-only',
      1,
      [
        ...startOf('Alice', 'Carol'),
        [4000, grant('Carol')],
        [5000, online('Alice', false)],
        [6000, set('Carol', ['d'], 735)],
      ],
    ],
    [
      'passing 2: an answer that comes after its window has crashed counts in the next one',
      'rebase',
      2,
      [
        ...startOf('Alice', 'Carol'),
        [160, { do: 'delay', delayMs: 400 }],
        [5835, set('Carol', ['e'], 646)],
        [5990, { who: 'Carol', do: 'crash' }],
      ],
    ],
    [
      'passing 5: an object that nobody has been told of says what it holds',
      'naive',
      5,
      [
        ...startOf('Alice', 'Bob'),
        [4000, online('Bob', false)],
        [5000, { who: 'Bob', do: 'create', name: 'note', value, parent: todo }],
        [6000, set('Bob', ['a'], 1, note)],
        [7000, set('Bob', ['a'], 2, note)],
      ],
    ],
    [
      'passing 35: what an owner writes alone that has lost the object stands in its own window',
      'owner-only',
      35,
      [
        ...startOf('Alice', 'Bob'),
        [4000, { do: 'delay', delayMs: 400 }],
        [5000, online('Alice', false)],
        [6000, takeOver('Bob')],
        [7000, insert('Alice', 1, 6)],
        [8000, set('Bob', ['a'], 346)],
      ],
    ],
  ]

  it.each(found)('[RP1] %s', async (_, name, seed, deeds) => {
    const { lines } = await simulate({ ...runOf(name, seed, deeds), record: true })
    const replay = createReplay(columnsOf(lines))
    const states = lines
      .map((line) => JSON.parse(line) as SessionEvent)
      .filter((event): event is StateEvent => event.kind === 'state')
    const shown = states.map(({ object, who, n }) => replay.after(object, who, n))
    expect(shown.map((one) => one && hashJson(one.value))).toEqual(states.map(({ hash }) => hash))
    expect(shown.every((one) => one?.exact)).toBe(true)
    expect(states.length).toBeGreaterThan(2)
  })
})

it('[SB2] storm 1: what is written alone by an owner that has lost the object is refused, and not overwritten', async () => {
  const deeds: Run = [
    ...startOf('Alice', 'Bob'),
    [4000, online('Alice', false)],
    [6000, takeOver('Bob')],
    [7000, set('Alice', ['a'], 6)],
    [8000, online('Alice', true)],
    [9000, set('Bob', ['a'], 346)],
  ]
  const { model, ...run } = runOf('owner-only', 1, deeds)
  const { score } = await play({ ...run, checks }, model, 1)
  expect([score.refused.count, score.overwrittenUnseen.count]).toEqual([1, 0])
})
