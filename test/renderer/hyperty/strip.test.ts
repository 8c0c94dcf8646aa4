/** The sentence at the foot of the window: the most pressing one, in words a user can use. */
import { expect, test } from 'vitest'
import type { ObjectInfo } from '../../../core/port.ts'
import type { TextState } from '../../../renderer/editor/editing.ts'
import { partOf, rowStateOf } from '../../../renderer/hyperty/row-state.ts'
import { stripOf, type StripNow } from '../../../renderer/hyperty/strip.ts'
import type { Outcome } from '../../../renderer/stores/hyperty.ts'

const info: ObjectInfo = {
  url: 'comm://local/todo',
  name: 'todo',
  model: 'owner-only',
  reporter: 'hyperty://local/alice',
  role: 'observer',
  status: 'active',
  mayWrite: false,
  version: 3,
  followers: [],
}
const clean: TextState = {
  problem: undefined,
  remarks: [],
  draft: [],
  waiting: [],
  lost: [],
  place: undefined,
  remarkLine: undefined,
}
const refusal: Outcome = {
  url: info.url,
  decision: {
    allow: false,
    by: 'bus://local',
    rule: 'only-reporter-writes',
    code: 403,
    reason: 'Only Alice may write todo.',
  },
  changes: [],
}
const typed = { type: 'update', path: ['title'], value: 1, oldValue: 2 } as const

function strip(now: Partial<StripNow> = {}, more: Partial<ObjectInfo> = {}, pending = 0) {
  return stripOf({
    row: { info: { ...info, ...more }, pending },
    text: clean,
    outcome: undefined,
    connection: 'open',
    online: true,
    tried: false,
    nameOf: (url) => (url.endsWith('bob') ? 'Bob' : 'Alice'),
    ...now,
  })
}

test('a follower is told who may write, and can try anyway', () => {
  expect(strip()).toMatchObject({ sentence: 'Only Alice may write.', canTry: true })
  expect(strip({ tried: true })).toMatchObject({ sentence: expect.stringContaining('sent all the same') })
  expect(strip({}, { mayWrite: true }).sentence).toContain('Alice lets you write')
})

test('a text that is no JSON comes before all else: where, why, and what waits', () => {
  const problem = { offset: 0, length: 1, about: 'json', sentence: 'a comma is missing' } as const
  const waiting = [{ author: 'hyperty://local/bob', count: 2 }]
  const text: TextState = { ...clean, problem, place: { line: 4, column: 7 }, waiting }
  expect(strip({ text, outcome: refusal, online: false })).toMatchObject({
    sentence:
      'Not valid JSON: line 4, column 7: a comma is missing. Nothing is sent until it is mended. 2 changes by Bob wait.',
    canDiscard: true,
  })
})

test('a key that is not allowed is no question of JSON', () => {
  const problem = { offset: 0, length: 1, about: 'key', sentence: 'The key "__proto__" is not allowed.' } as const
  const { sentence } = strip({ text: { ...clean, problem, place: { line: 1, column: 2 } } })
  expect(sentence).toBe(
    'Not sent: line 1, column 2: The key "__proto__" is not allowed. Nothing is sent until it is mended.',
  )
})

test('a refusal says who and why, and offers why and another try', () => {
  expect(strip({ outcome: refusal })).toMatchObject({
    sentence: 'Refused by the message bus: Only Alice may write todo.',
    why: true,
    canTry: true,
  })
})

test('a refusal is past once the right is given, and of no use while offline', () => {
  expect(strip({ outcome: refusal }, { mayWrite: true }).sentence).toContain('In step')
  expect(strip({ outcome: refusal, online: false }).sentence).toContain('You are offline')
})

test('offline, what waits is counted', () => {
  const text = { ...clean, draft: [typed] }
  expect(strip({ text, online: false }, { mayWrite: true }, 2).sentence).toBe(
    'You are offline. 3 changes will be sent when you are back.',
  )
})

test('a draft whose right to be sent has gone is kept, and says so', () => {
  expect(strip({ text: { ...clean, draft: [typed] } })).toMatchObject({
    sentence: 'Only Alice may write. Your draft is kept.',
    canDiscard: true,
    canTry: true,
  })
})

test('a remark names its line, and how many more there are', () => {
  const remark = { offset: 5, length: 1, about: 'duplicate', sentence: 'The key "a" stands here twice.' } as const
  const text = { ...clean, remarks: [remark, remark], remarkLine: 3 }
  expect(strip({ text }, { mayWrite: true }).sentence).toBe('Line 3: The key "a" stands here twice. And 1 more remark.')
})

test('an object that was deleted, or whose owner has left, says so instead of in step', () => {
  expect(strip({}, { status: 'deleted' }).sentence).toContain('Alice has deleted todo')
  expect(strip({}, { status: 'left' }).sentence).toContain('has left')
  expect(strip({}, { status: 'invited' }).sentence).toContain('invites you')
  expect(strip({}, { status: 'active' }).canRemove).toBeUndefined()
  for (const status of ['deleted', 'left'] as const) expect(strip({}, { status }).canRemove).toBe(true)
})

test('a refusal is past once its object has gone', () => {
  expect(strip({ outcome: refusal }, { status: 'left' })).toMatchObject({ canRemove: true })
  expect(strip({ outcome: refusal }, { status: 'deleted' }).why).toBeUndefined()
})

test('without a connection that comes first, whatever else there is', () => {
  expect(strip({ connection: 'closed', outcome: refusal }).sentence).toBe('Not connected. This is the last that came.')
  expect(strip({ connection: 'connecting', row: undefined }).sentence).toBe('Waiting for your Syncer.')
})

test('without an object it says where one would come from', () => {
  expect(strip({ row: undefined }).sentence).toBe('What others share with you appears here.')
  expect(strip({ row: undefined, online: false }).sentence).toContain('You are offline. What others do')
})

test('the head of the window says what one is to the object', () => {
  expect(partOf(info)).toBe('Follower')
  expect(partOf({ ...info, mayWrite: true })).toBe('May write')
  expect(partOf({ ...info, status: 'invited' })).toBe('Invited')
  expect(partOf({ ...info, role: 'reporter', mayWrite: true })).toBe('Owner')
})

test('the rail says how each object stands, in a word or two', () => {
  const row = { info, pending: 0 }
  expect(rowStateOf(row, undefined).text).toBe('in step')
  expect(rowStateOf(row, undefined, 'paused')).toEqual({ text: 'paused', tone: 'warn' })
  expect(rowStateOf({ ...row, pending: 1 }, undefined, 'offline').text).toBe('1 not sent')
  expect(rowStateOf({ ...row, pending: 1 }, { ...clean, draft: [typed] }).text).toBe('2 not sent')
  const problem = { offset: 0, length: 1, about: 'json', sentence: 'x' } as const
  expect(rowStateOf(row, { ...clean, problem }).text).toBe('draft')
  expect(rowStateOf({ ...row, info: { ...info, status: 'deleted' } }, undefined).text).toBe('deleted')
})

test('a window does not claim to be in step under a model that does not promise it', () => {
  const naive = strip({}, { model: 'naive', mayWrite: true })
  expect(naive).toMatchObject({ tone: 'plain', sentence: expect.stringContaining('copies may differ under naive') })
  expect(rowStateOf({ info: { ...info, model: 'naive' }, pending: 0 }, clean).text).toBe('may differ')
  expect(strip({}, { model: 'crdt', mayWrite: true }).sentence).toContain('In step')
  expect(strip({ online: false }, { model: 'naive', mayWrite: true }).sentence).toContain('offline')
})
