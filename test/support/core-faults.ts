// Faults to plant in the core itself, as replacements of its text, and the anomaly by which each must be found.
import type * as Busy from './busy-session.ts'
import { edit, loadPlanted, type Edit } from './planting.ts'

export interface CoreFault {
  readonly title: string
  readonly anomaly: string
  readonly edits: readonly Edit[]
}

/** Models whose writers number their writes themselves. */
export const spreadModels: readonly string[] = ['last-writer-wins', 'crdt', 'naive']

const one = (title: string, anomaly: string, file: string, find: string, put: string): CoreFault => ({
  title,
  anomaly,
  edits: [edit(file, find, put)],
})

const remote = 'object?.remote(frame)'

export const coreFaults: readonly CoreFault[] = [
  one('an apply is skipped', 'lost-update', 'hyperty.ts', remote, `if (frame.version % 3) ${remote}`),
  one(
    'a key is forgotten',
    'lost-update',
    'hyperty.ts',
    remote,
    "object?.remote({ ...frame, changes: frame.changes.filter(([path]) => path[0] !== 'key') })",
  ),
  one(
    'a missing version is not noticed',
    'gap',
    'replica.ts',
    '!replica.holding && arrival.version === replica.version + 1',
    '!replica.holding',
  ),
  one(
    'an update is handed on twice',
    'duplicate-application',
    'catch-up.ts',
    "desk.passChanges(held, author, changes, { of, hops: { received }, effect: 'applied', version })",
    "for (let time = 0; time < 2; time++) desk.passChanges(held, author, changes, { of, hops: { received }, effect: 'applied', version })",
  ),
  one(
    'a request is numbered twice',
    'duplicate-application',
    'asked-write.ts',
    'number(held, message.from, changes, {}, of) ?? decision',
    '(number(held, message.from, changes, {}, of), number(held, message.from, changes, {}, of)) ?? decision',
  ),
  {
    title: 'messages overtake each other and are taken as they come',
    anomaly: 'reordering',
    edits: [
      edit('delivery.ts', 'Math.max(now + delayMs + linkMs, queue.freeAt)', 'now + delayMs * (1 + (of % 5))'),
      edit(
        'delivery.ts',
        'const next = queue.waiting.shift()',
        'const next = queue.waiting.splice(queue.waiting.findIndex((one) => one.of === of), 1)[0]',
      ),
      edit('replica.ts', 'arrival.version <= replica.version || waiting.has(arrival.version)', 'false'),
      edit('replica.ts', '!replica.holding && arrival.version === replica.version + 1', '!replica.holding'),
    ],
  },
  one(
    'a refusal is ignored',
    'authority',
    'hyperty.ts',
    'settled?.settled(frame)',
    'settled?.settled({ ...frame, decision: { ...frame.decision, allow: true } })',
  ),
  one(
    'access lets everybody write',
    'authority',
    'access-rules.ts',
    "isWrite(message) || message.type === 'delete' ? false : undefined",
    'isWrite(message) ? true : undefined',
  ),
  one(
    'what was sent is sent back',
    'ping-pong-echo',
    'hyperty.ts',
    'if (object) touch(object, appliedAt)\n      return',
    "if (object) send({ kind: 'report', url: frame.url, seq: 1e6 + frame.n, base: frame.n, changedAt: now(), postedAt: now(), changes: frame.changes })\n      return",
  ),
  one(
    'writes that overlap are taken',
    'stale-overwrite',
    'models/owner-only.ts',
    '(conflict(changes, since) ?? accepted)',
    'accepted',
  ),
  one(
    'writes that overlap are taken, over a delete',
    'resurrection',
    'models/owner-only.ts',
    '(conflict(changes, since) ?? accepted)',
    'accepted',
  ),
  one(
    'a window says an older version',
    'non-monotonic-read',
    'hyperty.ts',
    "send({ kind: 'state', url, version, hash",
    "send({ kind: 'state', url, version: version - (version % 2), hash",
  ),
]

const offer = 'const { taken, outcome } = copy.offer({ author: writer, seq, stamp, changes, ticket })'

/** Planted where writers send their writes themselves; each is to be found under each of those models. */
export const spreadFaults: readonly CoreFault[] = [
  one('an apply is skipped', 'lost-update', 'hyperty.ts', remote, `if (frame.version % 3) ${remote}`),
  one(
    'a key is forgotten',
    'lost-update',
    'hyperty.ts',
    remote,
    "object?.remote({ ...frame, changes: frame.changes.filter(([path]) => path[0] !== 'key') })",
  ),
  one(
    'a write is handed on twice',
    'duplicate-application',
    'spread.ts',
    'desk.passChanges(held, hypertyOf(arrival.author), changes, of === 0 ? undefined : passed, version)',
    'for (let time = 0; time < (changes.every((one) => one.length === 2) ? 2 : 1); time++) desk.passChanges(held, hypertyOf(arrival.author), changes, of === 0 ? undefined : passed, version)',
  ),
  one(
    'a missing write is not noticed',
    'gap',
    'spread-copy.ts',
    'if (arrival.seq === have + 1)',
    'if (arrival.seq > have)',
  ),
  {
    title: 'messages overtake each other and are taken as they come',
    anomaly: 'reordering',
    edits: [
      edit('delivery.ts', 'Math.max(now + delayMs + linkMs, queue.freeAt)', 'now + delayMs * (1 + (of % 5))'),
      edit(
        'delivery.ts',
        'const next = queue.waiting.shift()',
        'const next = queue.waiting.splice(queue.waiting.findIndex((one) => one.of === of), 1)[0]',
      ),
      edit('spread.ts', offer, `copy.giveUp()\n    ${offer}`),
      edit('spread-copy.ts', 'arrival.seq <= have || waiting.get(arrival.author)?.has(arrival.seq)', 'false'),
      edit('spread-copy.ts', 'if (arrival.seq === have + 1)', 'if (arrival.seq > 0)'),
    ],
  },
  one(
    'a refusal is ignored',
    'authority',
    'hyperty.ts',
    'settled?.settled(frame)',
    'settled?.settled({ ...frame, decision: { ...frame.decision, allow: true } })',
  ),
  one(
    'whom the right was taken may write',
    'authority',
    'access-rules.ts',
    'followers.has(who) && !barred.has(who)',
    'followers.has(who)',
  ),
  one(
    'a number is given twice',
    'non-monotonic-read',
    'spread.ts',
    '...lifeOf(held), seq, stamp,',
    '...lifeOf(held), seq: seq - (seq % 2), stamp,',
  ),
]

/** Compiles the core and the busy session on it into a folder, with a fault in it or none. */
export async function compileSession(folder: string, edits: CoreFault['edits']): Promise<typeof Busy.busySession> {
  const [busy] = await loadPlanted(folder, ['test/support/busy-session.ts'], edits)
  return (busy as typeof Busy).busySession
}
