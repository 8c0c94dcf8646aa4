// What is recorded stays within its limits, on a virtual clock, and never goes where somebody may still want it.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../../core/clock.ts'
import { usualKeeping } from '../../core/kept-session.ts'
import { liveHeader } from '../../core/session.ts'
import { enforceMs, openKeeping, type Keeping } from '../../main/keeping.ts'
import { createSessionFile } from '../../main/session-file.ts'
import { surveySession } from '../../main/session-reading.ts'

const dayMs = 24 * 60 * 60_000
const startMs = Date.UTC(2030, 0, 1)
let folder: string
let clock: VirtualClock
let keeping: Keeping

const at = (name: string): string => join(folder, 'sessions', name)
const lineOf = (n: number, text = `note ${n}`): string =>
  `${JSON.stringify({ n, at: n * 1000, kind: 'note', text, style: 'remark' })}\n`

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keeping-'))
  clock = createVirtualClock()
  keeping = await openKeeping({ folder, startMs, clock })
})
afterEach(async () => {
  keeping.close()
  await rm(folder, { recursive: true, force: true })
})

/** A recording that ended so many days before the start, of about so many megabytes. */
async function recording(name: string, daysAgo: number, megabytes = 0, isEnded = true): Promise<string> {
  const path = at(name)
  const file = await createSessionFile({ path, header: liveHeader('0.1.0', startMs - daysAgo * dayMs - 5_000) })
  for (let n = 1; n <= 3; n++) file.append(lineOf(n))
  for (let n = 4; n < 4 + megabytes; n++) file.append(lineOf(n, 'x'.repeat(1024 * 1024)))
  await file.flush()
  if (isEnded) await file.close('converged')
  else await writeFile(path, (await readFile(path)).subarray())
  const when = new Date(startMs - daysAgo * dayMs)
  await utimes(path, when, when)
  return path
}
const left = async (): Promise<string[]> => (await readdir(join(folder, 'sessions'))).sort()

test('[KE1] what is older than its days goes as time goes on, the oldest first', async () => {
  await recording('a.ndjson', 29.9)
  await recording('b.ndjson', 10)
  const running = await keeping.sessions.create('0.1.0', startMs, () => undefined)
  await keeping.begin(running.path)
  expect(await left()).toEqual([basename(running.path), 'a.ndjson', 'b.ndjson'])
  clock.advance(0.2 * dayMs)
  await keeping.enforce()
  expect(await left()).toEqual([basename(running.path), 'b.ndjson'])
  clock.advance(21 * dayMs)
  await keeping.enforce()
  expect(await left()).toEqual([basename(running.path)])
  await running.close('unknown')
})

test('[KE1] the limits are looked at by themselves while the application runs, and no longer when it ends', async () => {
  await recording('a.ndjson', 29.999)
  await keeping.begin(at('running.ndjson'))
  clock.advance(enforceMs)
  await expect.poll(left).toEqual([])
  await recording('b.ndjson', 40)
  keeping.close()
  clock.advance(10 * enforceMs)
  expect(await left()).toEqual(['b.ndjson'])
})

test('[KE1] what is beyond the size goes, the oldest first, until the rest fits', async () => {
  for (const [name, daysAgo] of [
    ['a', 4],
    ['b', 3],
    ['c', 2],
    ['d', 1],
  ] as const)
    await recording(`${name}.ndjson`, daysAgo, 4)
  expect(await keeping.enforce()).toBe(0)
  await keeping.setSettings({ ...usualKeeping, megabytesMax: 10 })
  expect(await left()).toEqual(['c.ndjson', 'd.ndjson'])
})

test('[KE2] never the one that runs, nor one that was cut off and not offered, nor one that has a name or a note', async () => {
  await recording('cut.ndjson', 400, 0, false)
  await recording('offered.cut-off.ndjson', 400, 0, false)
  await recording('named.ndjson', 400)
  await recording('noted.ndjson', 400)
  await recording('plain.ndjson', 400)
  await keeping.mark('named.ndjson', { name: 'The good one' })
  await keeping.mark('noted.ndjson', { note: 'see line 4' })
  const running = await keeping.sessions.create('0.1.0', startMs, () => undefined)
  const old = new Date(startMs - 500 * dayMs)
  await utimes(running.path, old, old)
  await keeping.begin(running.path)
  expect(await left()).toEqual([basename(running.path), 'cut.ndjson', 'named.ndjson', 'noted.ndjson'])
  expect(await keeping.sessions.findCutOff()).toMatchObject({ path: at('cut.ndjson'), events: 3 })
  await keeping.sessions.settleCutOff(at('cut.ndjson'))
  await keeping.enforce()
  expect(await left()).toEqual([basename(running.path), 'named.ndjson', 'noted.ndjson'])
  await running.close('unknown')
})

test('[KE3] the list says of each what its file says, without reading all of it', async () => {
  await recording('whole.ndjson', 2, 2)
  await recording('cut.ndjson', 1, 0, false)
  await writeFile(at('broken.ndjson'), 'nonsense\n')
  await writeFile(at('empty.ndjson'), '')
  const when = new Date(startMs)
  for (const name of ['broken.ndjson', 'empty.ndjson']) await utimes(at(name), when, when)
  const running = await keeping.sessions.create('0.1.0', startMs, () => undefined)
  await keeping.begin(running.path)
  const { sessions, bytes } = await keeping.list()
  const of = (id: string) => sessions.find((one) => one.id === id)
  expect(of('whole.ndjson')).toMatchObject({
    place: 'recorded',
    startedMs: startMs - 2 * dayMs - 5_000,
    lengthMs: 5_000,
    events: 5,
    state: 'converged',
    bytes: (await stat(at('whole.ndjson'))).size,
    note: '',
    isPinned: false,
  })
  expect(of('cut.ndjson')).toMatchObject({ events: 3, state: 'cut off', lengthMs: 3_000 })
  expect(of('broken.ndjson')).toMatchObject({ state: 'unreadable' })
  expect(of('empty.ndjson')).toMatchObject({ state: 'unreadable', bytes: 0 })
  expect(of(basename(running.path))).toMatchObject({ state: 'running' })
  expect(bytes).toBe(sessions.reduce((sum, one) => sum + one.bytes, 0))
  expect(sessions.map(({ startedMs }) => startedMs)).toEqual(
    sessions.map(({ startedMs }) => startedMs).toSorted((a, b) => b - a),
  )
  await running.close('unknown')
})

test('[KE3] names, notes, limits and what was opened lately are there after a restart', async () => {
  await recording('a.ndjson', 1)
  const elsewhere = join(folder, '..', `${basename(folder)}-elsewhere.ndjson`)
  await writeFile(elsewhere, await readFile(at('a.ndjson')))
  await keeping.mark('a.ndjson', { name: 'Mine' })
  await keeping.mark('a.ndjson', { note: 'of yesterday' })
  keeping.opened(elsewhere)
  await keeping.setSettings({ megabytesMax: 77, daysMax: 7, redactions: '/secret' })
  const again = await openKeeping({ folder, startMs, clock })
  const { sessions, settings } = await again.list()
  expect(sessions.find(({ id }) => id === 'a.ndjson')).toMatchObject({
    name: 'Mine',
    note: 'of yesterday',
    isPinned: true,
  })
  expect(sessions.find(({ id }) => id === elsewhere)).toMatchObject({ place: 'opened', events: 3 })
  expect(settings).toEqual({ megabytesMax: 77, daysMax: 7, redactions: '/secret' })
  expect(again.redactions).toEqual(['path /secret'])
  // off the list, its file stays
  await again.remove(elsewhere)
  expect((await again.list()).sessions.some(({ id }) => id === elsewhere)).toBe(false)
  expect(existsSync(elsewhere)).toBe(true)
  await rm(elsewhere)
})

test('[KE3] what was remembered and cannot be read is kept beside, and said', async () => {
  await writeFile(join(folder, 'keeping.json'), '{"settings":')
  const again = await openKeeping({ folder, startMs, clock })
  expect(again.problem).toMatch(/could not be read, and begin anew; the file is kept as .*keeping\.json\.unreadable/)
  expect((await again.list()).settings).toEqual(usualKeeping)
  expect(await readFile(join(folder, 'keeping.json.unreadable'), 'utf8')).toBe('{"settings":')
})

test('[KE3] what was remembered and can be neither read nor moved stays as it is', async () => {
  const path = join(folder, 'keeping.json')
  const text = '{"settings":'
  await writeFile(path, text)
  // a file cannot take the place of a folder
  await mkdir(`${path}.unreadable`)
  const again = await openKeeping({ folder, startMs, clock })
  expect(again.problem).toMatch(/could not be read.*keeping\.json is left as it is/)
  await again.setSettings({ ...usualKeeping, daysMax: 9 })
  expect((await again.list()).settings.daysMax).toBe(9)
  expect(await readFile(path, 'utf8')).toBe(text)
})

test('[KE3] what was remembered and cannot be read for another reason than that it is not there is kept, too', async () => {
  await mkdir(join(folder, 'keeping.json'))
  await writeFile(join(folder, 'keeping.json', 'x'), 'x')
  const again = await openKeeping({ folder, startMs, clock })
  expect(again.problem).toMatch(/the file is kept as .*keeping\.json\.unreadable/)
  await again.setSettings({ ...usualKeeping, daysMax: 9 })
  expect(await readFile(join(folder, 'keeping.json.unreadable', 'x'), 'utf8')).toBe('x')
})

test.each(['../keeping.json', '/etc/passwd', 'x.txt', '.hidden.ndjson', '', 'a/b.ndjson'])(
  '[KE4] %j names no session',
  async (id) => {
    expect(() => keeping.pathOf(id)).toThrow(/no such session/)
    await expect(keeping.remove(id)).rejects.toThrow(/no such session/)
  },
)

test('[KE4] the one that runs is not deleted', async () => {
  const running = await keeping.sessions.create('0.1.0', startMs, () => undefined)
  await keeping.begin(running.path)
  await expect(keeping.remove(basename(running.path))).rejects.toThrow(/being recorded/)
  await running.close('unknown')
})

test('[KE5] nothing that a rule hides reaches the disk, and the header names the rule', async () => {
  await keeping.setSettings({ ...usualKeeping, redactions: '*@*\n/secret' })
  const again = await openKeeping({ folder, startMs, clock })
  const file = await again.sessions.create('0.1.0', startMs, () => undefined, again.redactions)
  for (const line of [lineOf(1, 'ask bob@example.org'), lineOf(2, 'ask nobody')]) file.append(again.redact(line))
  await file.close('unknown')
  const text = await readFile(file.path, 'utf8')
  expect(text).not.toContain('bob@')
  expect(text).toContain('ask nobody')
  expect((await surveySession(file.path)).header.redactions).toEqual(['text *@*', 'path /secret'])
})
