// Faults to plant in the core itself, as replacements of its text, and the anomaly by which each must be found.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import type * as Busy from './busy-session.ts'

export interface CoreFault {
  readonly title: string
  readonly anomaly: string
  /** Files in core, and texts that stand there once. */
  readonly edits: readonly (readonly [file: string, find: string, put: string])[]
}

const one = (title: string, anomaly: string, file: string, find: string, put: string): CoreFault => ({
  title,
  anomaly,
  edits: [[file, find, put]],
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
    '!replica.holding && arrival.version === version + 1',
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
    'reporter.ts',
    'number(held, message.from, changes, {}, of) ?? decision',
    '(number(held, message.from, changes, {}, of), number(held, message.from, changes, {}, of)) ?? decision',
  ),
  {
    title: 'messages overtake each other and are taken as they come',
    anomaly: 'reordering',
    edits: [
      ['delivery.ts', 'Math.max(now + delayMs + linkMs, queue.freeAt)', 'now + delayMs * (1 + (of % 5))'],
      [
        'delivery.ts',
        'const next = queue.waiting.shift()',
        'const next = queue.waiting.splice(queue.waiting.findIndex((one) => one.of === of), 1)[0]',
      ],
      ['replica.ts', 'arrival.version <= version || waiting.has(arrival.version)', 'false'],
      ['replica.ts', '!replica.holding && arrival.version === version + 1', '!replica.holding'],
    ],
  },
  one(
    'a refusal is ignored',
    'authority',
    'hyperty.ts',
    'settled?.settled(frame.seq, frame.decision, frame.version)',
    'settled?.settled(frame.seq, { ...frame.decision, allow: true }, frame.version)',
  ),
  one(
    'access lets everybody write',
    'authority',
    'access.ts',
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

const root = join(import.meta.dirname, '../..')
const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  rewriteRelativeImportExtensions: true,
}
const texts = new Map<string, string>()

function compiled(source: string): string {
  const known = texts.get(source) ?? ts.transpileModule(source, { compilerOptions }).outputText
  texts.set(source, known)
  return known
}

function planted(file: string, text: string, edits: CoreFault['edits']): string {
  let source = text
  for (const [place, find, put] of edits) {
    if (file !== `core/${place}`) continue
    if (source.split(find).length !== 2) throw new Error(`"${find}" must stand in ${file} once`)
    source = source.replace(find, () => put)
  }
  return source
}

/** Compiles the core and the busy session on it into a folder, with a fault in it or none. */
export async function compileSession(folder: string, edits: CoreFault['edits']): Promise<typeof Busy.busySession> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const core = await readdir(join(root, 'core'), { recursive: true })
  const files = [...core.map((file) => join('core', file)), 'test/support/world.ts', 'test/support/busy-session.ts']
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const source = planted(file, await readFile(join(root, file), 'utf8'), edits)
    const target = join(folder, file.replace(/ts$/, 'js'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, compiled(source))
  }
  const address = pathToFileURL(join(folder, 'test/support/busy-session.js')).href
  return ((await import(address)) as typeof Busy).busySession
}
