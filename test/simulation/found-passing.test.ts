// Runs in which objects pass on that fresh seeds found to fail, with the fewest steps; each is named by what was wrong.
import { expect, it } from 'vitest'
import { hypertyUrl, type Address } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { Deed, Step } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'
import {
  ask,
  down,
  grant,
  link,
  note,
  online,
  remove,
  set,
  startOf,
  takeOver,
  todo,
  value,
  type Run,
} from '../support/deeds.ts'

const leave = (who: string): Deed => ({ who, do: 'leave' })
const join = (who: string): Deed => ({ who, do: 'join' })
const child = (who: string): Deed => ({ who, do: 'create', name: 'note', value, parent: todo })
const handOver = (who: string, to: string, url: Address = todo): Deed =>
  ask(who, { do: 'hand-over', url, to: hypertyUrl(to) })
const unfollow = (who: string): Deed => ask(who, { do: 'unfollow', url: todo })
const closed = (...names: readonly string[]): Run =>
  startOf(...names).map(([at, deed]) => [at, deed.do === 'create' ? { ...deed, onLeave: 'close' } : deed])

const runs: readonly [title: string, model: string, seed: number, deeds: Run][] = [
  [
    'passing 5083: who has left for good and comes again makes no children of what it owned',
    'owner-only',
    5083,
    [
      ...startOf('Alice', 'Carol'),
      [4000, leave('Alice')],
      [5000, join('Alice')],
      [6000, child('Alice')],
      [7000, leave('Carol')],
    ],
  ],
  [
    'passing 5110: a child ends with its parent where its owner does not follow that any more',
    'owner-only',
    5110,
    [
      ...closed('Alice', 'Bob', 'Carol'),
      [5000, child('Bob')],
      [6000, handOver('Bob', 'Carol', note)],
      [7000, ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Carol') })],
      [8000, leave('Alice')],
    ],
  ],
  [
    'crashes 5165: what an owner alone wrote before another one took over does not come back with it',
    'owner-only',
    5165,
    [
      ...startOf('Alice', 'Carol'),
      [4000, down('Carol', 'kept')],
      [5000, set('Alice', ['a'], 462)],
      [6000, down('Alice', 'kept')],
      [7000, { who: 'Carol', do: 'up' }],
      [8000, takeOver('Carol')],
      [9000, down('Carol', 'kept')],
    ],
  ],
  [
    'crashes 5165b: a copy that has missed the last owner is nothing to go on from',
    'owner-only',
    5165,
    [
      ...startOf('Alice', 'Carol'),
      [4333, down('Carol', 'kept')],
      [4394, set('Alice', ['a'], 462)],
      [4464, down('Alice', 'kept')],
      [4817, { who: 'Carol', do: 'up' }],
      [4861, takeOver('Carol')],
      [5956, { do: 'delay', delayMs: 400 }],
      [6167, { who: 'Alice', do: 'up' }],
      [6293, down('Carol', 'kept')],
      [6296, takeOver('Alice')],
      [6353, { who: 'Carol', do: 'halt' }],
    ],
  ],
  [
    'storm 5023: what was asked of an owner that has gone is done once by its asker that takes over',
    'owner-only',
    5023,
    [
      ...startOf('Alice', 'Carol'),
      [772, grant('Carol')],
      [1227, { do: 'delay', delayMs: 50 }],
      [
        1357,
        link(
          {
            from: hypertyUrl('Carol'),
            to: hypertyUrl('Bob'),
            time: { kind: 'span', afterMs: 224, forMs: 2773 },
            seed: 1,
          },
          'flaky',
        ),
      ],
      [
        2002,
        { who: 'Carol', do: 'edit', object: todo, edit: { kind: 'insert', list: ['list'], index: 3, value: 435 } },
      ],
      [2050, leave('Alice')],
      [2053, takeOver('Carol')],
    ],
  ],
  [
    'storm 5126: who takes over does not take what it had asked to follow',
    'owner-only',
    5126,
    [
      ...startOf('Alice', 'Bob'),
      [881, down('Alice', 'kept')],
      [1223, down('Bob', 'kept')],
      [1226, { who: 'Bob', do: 'up' }],
      [1236, link({ time: { kind: 'span', afterMs: 0, forMs: 536 }, seed: 325958257 }, 'none', { isHeld: true })],
      [
        1531,
        link({ time: { kind: 'span', afterMs: 81, forMs: 1218 }, seed: 131367370 }, 'none', {
          ...{ latencyMs: 75, jitterMs: 20, bandwidthKilobits: 750, jitterShape: 'normal' },
        }),
      ],
      [1613, takeOver('Bob')],
      [2338, set('Bob', ['a'], 800)],
      [2435, set('Bob', ['e'], 694)],
    ],
  ],
  [
    'passing 20068: what nobody owns is not asked of an owner that has left and is back',
    'owner-only',
    20068,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, online('Carol', false)],
      [6000, handOver('Alice', 'Bob')],
      [7000, leave('Bob')],
      [8000, join('Bob')],
      [9000, online('Bob', false)],
      [10_000, set('Bob', ['a'], 742)],
    ],
  ],
  [
    'passing 5031: a window learns of an owner that its Syncer heard of by an answer only',
    'naive',
    5031,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, handOver('Alice', 'Carol')],
      [6000, set('Bob', ['a'], 484)],
      [7000, online('Bob', false)],
      [8000, set('Bob', ['e'], 763)],
      [9000, handOver('Carol', 'Alice')],
    ],
  ],
  [
    'passing 20023: who has taken over and was off line when it said so says it again',
    'naive',
    20023,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, handOver('Alice', 'Carol')],
      [6000, online('Bob', false)],
      [7000, online('Carol', false)],
      [8000, takeOver('Alice')],
      [9000, online('Alice', false)],
    ],
  ],
  [
    'passing 20014: who was removed off line is told so where writers send their writes themselves',
    'naive',
    20014,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Alice', false)],
      [5000, set('Alice', ['e'], 739)],
      [6000, ask('Alice', { do: 'rule-set', url: todo, rule: { allow: false, who: 'everyone', may: 'read' } })],
    ],
  ],
  [
    'passing 5051: an owner that leaves ends what waits with it',
    'naive',
    5051,
    [
      ...startOf('Alice', 'Bob'),
      [4000, handOver('Alice', 'Bob')],
      [5000, online('Bob', false)],
      [6000, remove('Alice', 'a')],
      [7000, { do: 'delay', delayMs: 400 }],
      [8000, online('Bob', true)],
      [9000, set('Alice', ['a'], 159)],
      [10_000, leave('Bob')],
    ],
  ],
  [
    'rough 5019: what waits for a write that nobody has is given up soon',
    'naive',
    5019,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [1409, set('Alice', ['d'], 816)],
      [1591, online('Carol', false)],
      [3771, link({ time: { kind: 'next', count: 2 }, seed: 758435273 }, 'none', { isCut: true })],
      [3984, set('Bob', ['a'], 220)],
      [4280, { do: 'delay', delayMs: 400 }],
      [4374, grant('Bob')],
      [4536, remove('Alice', 'd')],
      [4590, { do: 'delay', delayMs: 0 }],
      [4605, remove('Bob', 'd')],
      [4663, online('Alice', false)],
      [6831, leave('Bob')],
    ],
  ],
  [
    'passing 30075: an owner keeps the right to write that it has taken from itself',
    'owner-only',
    30075,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [4082, ask('Alice', { do: 'grant', url: todo, to: hypertyUrl('Alice'), write: false })],
      [4698, { do: 'delay', delayMs: 400 }],
      [4992, online('Alice', false)],
      [4998, takeOver('Bob')],
      [5001, set('Alice', ['a'], 826)],
    ],
  ],
  [
    'passing 30097: who was away when a rule took the right to read from it follows no more',
    'owner-only',
    30097,
    [
      ...startOf('Alice', 'Carol'),
      [4000, handOver('Alice', 'Carol')],
      [5000, online('Alice', false)],
      [6000, ask('Carol', { do: 'rule-set', url: todo, rule: { allow: false, who: 'everyone', may: 'read' } })],
      [7000, set('Carol', ['b'], 593)],
    ],
  ],
  [
    'rough 30016: what is sent by an order of its own does not overtake what is held',
    'naive',
    30016,
    [
      ...closed('Alice', 'Bob'),
      [797, link({ time: { kind: 'span', afterMs: 0, forMs: 1959 }, seed: 948594534 }, 'none', { isHeld: true })],
      [
        1898,
        link({ from: hypertyUrl('Bob'), time: { kind: 'next', count: 2, type: 'update' }, seed: 824985877 }, 'none', {
          ...{ latencyMs: 2, jitterMs: 1 },
        }),
      ],
      [1937, set('Bob', ['b'], 650)],
      [1960, set('Carol', ['a'], 573)],
    ],
  ],
  [
    'passing 40251: who leaves does not end what it has just handed over',
    'owner-only',
    40251,
    [
      [0, join('Alice')],
      [10, { do: 'delay', delayMs: 50 }],
      [20, { who: 'Alice', do: 'create', name: 'todo', value }],
      [300, join('Carol')],
      [1000, ask('Alice', { do: 'share', url: todo })],
      [2000, handOver('Alice', 'Carol')],
      [2190, leave('Alice')],
    ],
  ],
  [
    'passing 40308: who was to take an object over, and did not get there, has no right by that',
    'owner-only',
    40308,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [3632, { do: 'delay', delayMs: 400 }],
      [7046, leave('Alice')],
      [7049, takeOver('Carol')],
      [7325, online('Carol', false)],
      [7331, takeOver('Bob')],
      [7334, set('Carol', ['a'], 209)],
    ],
  ],
  [
    'passing 40366: a copy asks for what it lacks, whatever the one before it had asked for',
    'owner-only',
    40366,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Carol', false)],
      [5000, ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Carol') })],
      [6000, online('Alice', false)],
      [7000, ask('Alice', { do: 'share', url: todo })],
      [8000, online('Carol', true)],
      [9000, online('Alice', true)],
      [10_000, online('Alice', false)],
      [11_000, set('Alice', ['a'], 5)],
      [12_000, set('Alice', ['a'], 1)],
    ],
  ],
  [
    'storm 50156: what a former owner wrote alone is nothing to go on from, after a crash either',
    'owner-only',
    50156,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Alice', false)],
      [5000, takeOver('Carol')],
      [6000, set('Alice', ['a'], 554)],
      [7000, leave('Carol')],
      [8000, ask('Alice', { do: 'share', url: todo })],
      [9000, down('Alice', 'kept')],
      [10_000, { who: 'Alice', do: 'up' }],
      [11_000, takeOver('Alice')],
    ],
  ],
  [
    'passing 40032: who leaves while it takes an object over says that nobody owns it',
    'owner-only',
    40032,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [1198, { do: 'delay', delayMs: 400 }],
      [1432, online('Alice', false)],
      [1438, takeOver('Carol')],
      [1447, online('Alice', true)],
      [1879, leave('Carol')],
    ],
  ],
  [
    'passing 60174: a copy whose owner leaves while it asks it something asks again',
    'owner-only',
    60174,
    [
      ...closed('Alice', 'Bob'),
      [4000, child('Bob')],
      [5000, online('Alice', false)],
      [6000, online('Bob', false)],
      [7000, online('Alice', true)],
      [8000, leave('Bob')],
    ],
  ],
  [
    'crashes 60280: what an owner said before it lost all does not bring its object back',
    'owner-only',
    60280,
    [
      ...startOf('Alice', 'Carol'),
      [5452, { do: 'delay', delayMs: 50 }],
      [6660, down('Alice', 'kept')],
      [7013, { who: 'Alice', do: 'up' }],
      [7143, down('Alice', 'lost')],
    ],
  ],
  [
    'passing 60052: a write that a former owner took, and the next one does not go on from, is asked for again',
    'rebase',
    60052,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [132, ask('Alice', { do: 'online', online: true })],
      [237, { do: 'delay', delayMs: 400 }],
      [329, { who: 'Carol', do: 'edit', object: todo, edit: { kind: 'remove', list: ['list'], index: 0 } }],
      [757, { do: 'delay', delayMs: 0 }],
      [759, { who: 'Bob', do: 'edit', object: todo, edit: { kind: 'insert', list: ['list'], index: 3, value: 459 } }],
      [893, leave('Alice')],
      [896, takeOver('Bob')],
      [1739, { who: 'Bob', do: 'edit', object: todo, edit: { kind: 'insert', list: ['list'], index: 3, value: 657 } }],
    ],
  ],
  [
    'passing 50131: who owns an object is not told by the last owner that it is nobody’s',
    'naive',
    50131,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [690, { do: 'delay', delayMs: 400 }],
      [1138, online('Bob', false)],
      [1168, set('Bob', ['a'], 512)],
      [1518, leave('Alice')],
      [1521, takeOver('Carol')],
      [1524, join('Alice')],
    ],
  ],
  [
    'storm 70504: who goes on and off line in one moment reads once',
    'owner-only',
    70504,
    [
      ...startOf('Alice', 'Carol'),
      [4000, { who: 'Carol', do: 'halt' }],
      [5000, online('Carol', false)],
      [6000, online('Carol', true)],
      [7000, online('Carol', false)],
      [8000, online('Carol', true)],
      [9000, set('Alice', ['a'], 93)],
    ],
  ],
  [
    'crashes 70161: what a window makes is not taken for what was there and had not been shown to it',
    'owner-only',
    70161,
    [
      ...startOf('Alice', 'Carol'),
      [4000, set('Alice', ['a'], 934)],
      [5000, { who: 'Alice', do: 'halt' }],
      [6000, { who: 'Alice', do: 'crash' }],
      [7000, { who: 'Alice', do: 'restart' }],
      [8000, down('Carol', 'kept')],
      [9000, { who: 'Alice', do: 'create', name: 'todo', value }],
    ],
  ],
  [
    'storm 81761: the copy of a former owner is not what an object is judged by',
    'owner-only',
    81761,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [2119, link({ time: { kind: 'standing' }, seed: 385423827 }, 'none', { latencyMs: 279, jitterMs: 10 })],
      [2239, online('Alice', false)],
      [2245, takeOver('Bob')],
      [2248, set('Alice', ['a'], 96)],
      [2447, down('Bob', 'lost')],
      [3212, down('Alice', 'kept')],
      [3630, { who: 'Bob', do: 'up' }],
    ],
  ],
  [
    'passing 104222: a write that is taken on top of what was written alone does not keep that',
    'owner-only',
    104222,
    [
      ...startOf('Alice', 'Bob'),
      [1633, { do: 'delay', delayMs: 50 }],
      [2133, online('Alice', false)],
      [2139, takeOver('Bob')],
      [2142, set('Alice', ['e'], 107)],
      [2303, set('Bob', ['d'], 2)],
      [2342, online('Alice', true)],
      [2347, set('Alice', ['a'], 819)],
    ],
  ],
  [
    'crashes 201873: who has crashed while it took an object over does not follow itself',
    'naive',
    201873,
    [
      ...startOf('Alice', 'Bob', 'Carol').map(([, deed], index) => [index * 1000, deed] as const),
      [5000, { who: 'Bob', do: 'halt' }],
      [6000, down('Alice', 'lost')],
      [7000, takeOver('Carol')],
      [8000, down('Carol', 'kept')],
      [9000, { who: 'Carol', do: 'up' }],
      [
        10_000,
        { who: 'Bob', do: 'edit', object: todo, edit: { kind: 'insert', list: ['list'], index: 4, value: 895 } },
      ],
    ],
  ],
  [
    'mix 113: who follows no more says it again to an owner that was off line',
    'owner-only',
    113,
    [
      ...startOf('Alice', 'Bob'),
      [4000, online('Alice', false)],
      [5000, unfollow('Bob')],
      [6000, grant('Bob')],
      [7000, set('Alice', ['a'], 1)],
      [8000, set('Bob', ['e'], 4)],
      [9000, { who: 'Bob', do: 'crash' }],
    ],
  ],
]

it.each(runs)('[SI7] %s', async (_, name, seed, deeds) => {
  const steps = deeds.map(([at, deed]): Step => ({ at, ...deed }))
  const model = models.find((kind) => kind.name === name)
  if (!model) throw new Error(`no model ${name}`)
  const scenario = { name: 'found', text: '', steps }
  const { problems, verdict } = await simulate({ scenario, model, seed, record: true })
  expect(problems).toEqual([])
  expect(['converged', 'unknown', name === 'naive' ? 'diverged' : '']).toContain(verdict?.state)
})
