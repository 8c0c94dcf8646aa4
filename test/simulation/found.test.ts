// Runs that storms of the simulator found to fail, with the fewest steps; each is named by what was wrong in the core.
import { expect, it } from 'vitest'
import { hypertyUrl } from '../../core/message.ts'
import { simulate } from '../../core/simulator.ts'
import {
  ask,
  down,
  grant,
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
  type Run,
} from '../support/deeds.ts'

const runs: readonly [title: string, seed: number, deeds: Run][] = [
  [
    'rough 1253: who has left and comes again uses no number again that others know',
    1253,
    [
      ...startOf('Alice', 'Bob'),
      [4000, grant('Bob')],
      [5000, link({ to: hypertyUrl('Bob'), time: { kind: 'next', count: 1, type: 'subscribe' }, seed: 1 }, 'lossy')],
      [6000, { who: 'Bob', do: 'leave' }],
      [7000, { who: 'Bob', do: 'join' }],
      [8000, set('Bob', ['a'], 984)],
    ],
  ],
  [
    'storm 7: who unfollows what it takes over meanwhile stays the owner',
    7,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Alice', false)],
      [5000, ask('Carol', { do: 'unfollow', url: todo })],
      [6000, takeOver('Carol')],
      [7000, set('Carol', ['a'], 9)],
    ],
  ],
  [
    'storm 14: an owner that was off line tells whom it removed, and asks anew whom it wants again',
    14,
    [
      ...startOf('Alice', 'Bob'),
      [4000, online('Alice', false)],
      [5000, ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Bob') })],
      [6000, ask('Alice', { do: 'share', url: todo })],
      [7000, set('Alice', ['a'], 1)],
    ],
  ],
  [
    'storm 16: an owner that is back after a crash tells whom it removed',
    16,
    [
      ...startOf('Alice', 'Bob'),
      [600, online('Bob', false)],
      [1100, ask('Alice', { do: 'remove', url: todo, from: hypertyUrl('Bob') })],
      [1300, set('Alice', ['a'], 1)],
      [1400, down('Alice', 'kept')],
    ],
  ],
  [
    'storm 27: what a window wrote that has gone does not appear behind the back of the next one',
    27,
    [
      ...startOf('Alice', 'Carol'),
      [891, { who: 'Carol', do: 'halt' }],
      [927, down('Alice', 'kept')],
      [930, { who: 'Alice', do: 'up' }],
      [1372, down('Carol', 'kept')],
      [1406, set('Alice', ['e'], 124)],
      [1409, { who: 'Alice', do: 'crash' }],
    ],
  ],
  [
    'storm 213: a write is not judged by what its window had not been shown',
    203512025,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [563, grant('Bob')],
      [788, link({ time: { kind: 'next', count: 2, type: 'response' }, seed: 203512025 }, 'flaky')],
      [809, set('Bob', ['b', 'c'], 629)],
      [840, remove('Bob', 'a')],
      [1099, remove('Alice', 'a')],
      [1262, grant('Carol')],
      [1306, set('Carol', ['a'], 195)],
    ],
  ],
  [
    'storm 274: requests of a window that has gone while its Syncer halted are not answered to the next',
    274,
    [
      [0, { who: 'Alice', do: 'join' }],
      [1000, { who: 'Alice', do: 'halt' }],
      [2000, online('Alice', true)],
      [3000, { who: 'Alice', do: 'crash' }],
      [4000, { who: 'Alice', do: 'restart' }],
      [5000, online('Alice', true)],
    ],
  ],
  [
    'storm 280: a hand-over that waits for an answer is answered once',
    280,
    [
      ...startOf('Alice', 'Carol'),
      [4000, ask('Carol', { do: 'auto-accept', on: false })],
      [5000, ask('Alice', { do: 'hand-over', url: todo, to: hypertyUrl('Carol') })],
    ],
  ],
  [
    'storm 211: a child ends with a parent that nobody can take over any more',
    211,
    [
      ...startOf('Alice', 'Carol'),
      [4000, down('Alice', 'lost')],
      [5000, { who: 'Carol', do: 'create', name: 'note', value, parent: todo }],
      [6000, set('Carol', ['a'], 1, note)],
    ],
  ],
  [
    'storm 475: who has left does not follow what others took over from it',
    475,
    [
      ...startOf('Alice', 'Carol'),
      [4000, { who: 'Alice', do: 'leave' }],
      [5000, takeOver('Carol')],
      [6000, { who: 'Alice', do: 'join' }],
      [7000, down('Carol', 'lost')],
      [8000, { who: 'Alice', do: 'create', name: 'note', value, parent: todo }],
      [9000, set('Alice', ['a'], 1, note)],
    ],
  ],
  [
    'storm 438: a read that a crash has swallowed does not hide that there is something newer',
    438,
    [
      ...startOf('Alice', 'Carol'),
      [4000, online('Carol', false)],
      [5000, set('Alice', ['a'], 1)],
      [6000, { who: 'Alice', do: 'halt' }],
      [7000, online('Carol', true)],
      [8000, down('Alice', 'kept')],
    ],
  ],
  [
    'storm 339: updates that wait for a missing one end when their copy becomes the owner’s',
    339,
    [
      ...startOf('Alice', 'Bob'),
      [200, link({ time: { kind: 'next', count: 1 }, seed: 1 }, 'none', { isCut: true })],
      [230, set('Alice', ['a'], 1)],
      [700, link({ to: hypertyUrl('Alice'), time: { kind: 'standing' }, seed: 1 }, 'none', { isCut: true })],
      [800, set('Alice', ['a'], 2)],
      [900, down('Alice', 'kept')],
      [950, takeOver('Bob')],
      [990, set('Bob', ['a'], 3)],
    ],
  ],
  [
    'storm 27b: what waits for an owner that crashes once more ends as lost',
    27,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [95, { who: 'Bob', do: 'halt' }],
      [285, down('Alice', 'kept')],
      [288, { who: 'Alice', do: 'up' }],
      [515, down('Carol', 'kept')],
      [518, { who: 'Carol', do: 'up' }],
      [927, down('Alice', 'kept')],
    ],
  ],
  [
    'storm 15: what comes while a halted hyperty goes on comes after what waited',
    15,
    [
      ...startOf('Alice', 'Carol'),
      [4000, down('Carol', 'kept')],
      [5000, online('Alice', false)],
      [6000, { who: 'Carol', do: 'up' }],
      [7000, down('Alice', 'kept')],
      [8000, { who: 'Alice', do: 'up' }],
      [9000, { who: 'Carol', do: 'halt' }],
      [10_000, grant('Carol')],
      [11_000, set('Carol', ['e'], 84)],
      [12_000, set('Alice', ['a'], 637)],
    ],
  ],
  [
    'passing 5042: an object is judged by its own updates where the one before it ended without a word',
    5042,
    [
      ...startOf('Alice', 'Bob', 'Carol'),
      [5000, ask('Bob', { do: 'unfollow', url: todo })],
      [6000, set('Alice', ['a'], 98)],
      [7000, { who: 'Alice', do: 'leave' }],
      [8000, { who: 'Carol', do: 'leave' }],
      [9000, { who: 'Bob', do: 'create', name: 'todo', value }],
    ],
  ],
  [
    'storm 5183: what comes to a copy that was left, and waits, is ended',
    5183,
    [
      ...startOf('Alice', 'Carol'),
      [5186, { do: 'delay', delayMs: 400 }],
      [6464, down('Carol', 'kept')],
      [6467, { who: 'Carol', do: 'up' }],
      [6669, set('Alice', ['a'], 253)],
      [6776, down('Alice', 'lost')],
    ],
  ],
  [
    'mix 30057: what comes to a copy that has ended, and would wait, is ended',
    30057,
    [
      ...startOf('Alice', 'Carol'),
      [4518, online('Carol', false)],
      [4576, remove('Alice', 'a')],
      [7119, { do: 'delay', delayMs: 400 }],
      [7140, set('Alice', ['e'], 665)],
      [7330, ask('Alice', { do: 'delete', url: todo })],
    ],
  ],
  [
    'mix 200357: that somebody follows no more is not heard after it follows again',
    200357,
    [
      ...startOf('Alice', 'Bob'),
      [3000, link({ time: { kind: 'next', count: 1, type: 'unsubscribe' }, seed: 1 }, 'none', { isCut: true })],
      [4000, ask('Bob', { do: 'unfollow', url: todo })],
      [4300, ask('Bob', { do: 'unfollow', url: todo })],
      [4600, ask('Bob', { do: 'follow', url: todo })],
      [6000, set('Alice', ['a'], 1)],
    ],
  ],
]

it.each(runs)('[SI7] %s', async (_, seed, deeds) => {
  const { problems } = await simulate(runOf('owner-only', seed, deeds))
  expect(problems).toEqual([])
})
