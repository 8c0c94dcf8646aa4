// Killed without warning, the recording loses at most its last moment, and is offered at the next start.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { openSessions } from '../../main/sessions.ts'
import { surveySession } from '../../main/session-reading.ts'
import { bundleForNode } from '../../scripts/run-ts.mjs'

/** A flush begins after 100 ms; the rest is for a busy machine. */
const lostMs = 100 + 100

/** Five kills here; a hundred by name: `SYNCSCOPE_KILLS=100 npx vitest run test/main/cut-off.test.ts`. */
const kills = Number(process.env['SYNCSCOPE_KILLS'] ?? 5)
const seed = Number(process.env['SYNCSCOPE_SEED'] ?? 1)

let folder: string
let program: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cut-off-'))
  program = await bundleForNode('test/main/writer.ts')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the writer and kills it when it has recorded about so many events; gives what it had said. */
async function killAfter(path: string, events: number): Promise<{ at: number; recorded: number; durable: number }[]> {
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    const recorded = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1)?.split(' ')[1])
    if (recorded >= events) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.on('close', resolve))
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n')
  return lines.map((line) => {
    const [at = 0, recorded = 0, durable = 0] = line.split(' ').map(Number)
    return { at, recorded, durable }
  })
}

test(
  `killed ${kills} times: what was durable is there, and all but the last moment is`,
  { timeout: 60_000 + kills * 5_000 },
  async () => {
    const random = createRandom(seed)
    for (let round = 0; round < kills; round++) {
      const events = 1_000 + Math.floor(random() * 12_000)
      const path = join(folder, `killed-${round}.ndjson`)
      const said = await killAfter(path, events)
      const last = said.at(-1) as { at: number; durable: number }
      const survey = await surveySession(path)
      expect(survey.ended).toBe(false)
      expect(survey.gaps).toEqual([])
      expect(survey.events).toBeGreaterThanOrEqual(last.durable)
      const before = said.filter(({ at }) => at <= last.at - lostMs).at(-1)
      expect(survey.events).toBeGreaterThanOrEqual(before?.recorded ?? 0)
    }
  },
)

test('the newest session without an end is offered, once; its content stays', async () => {
  const place = join(folder, 'sessions')
  const sessions = await openSessions(place)
  expect(await sessions.findCutOff()).toBeUndefined()
  const ended = await sessions.create('0.1.0', 2_000, () => undefined)
  await ended.close('unknown')
  const cut = join(place, '1970-01-01T00-00-01-000Z.ndjson')
  await killAfter(cut, 6_000)
  const current = await sessions.create('0.1.0', 3_000, () => undefined)

  const found = await sessions.findCutOff()
  expect(found?.path).toBe(cut)
  expect(found?.events).toBeGreaterThan(0)
  const settled = await sessions.settleCutOff(cut)
  expect((await surveySession(settled)).events).toBe(found?.events)
  expect(await sessions.findCutOff()).toBeUndefined()
  await current.close('unknown')
})

test('two sessions of one moment get two files, and a recording that never had an event is not offered', async () => {
  const place = join(folder, 'same')
  const [first, second] = [await openSessions(place), await openSessions(place)]
  const files = [await first.create('0.1.0', 0, () => undefined), await second.create('0.1.0', 0, () => undefined)]
  expect(new Set(files.map(({ path }) => path)).size).toBe(2)
  const next = await openSessions(place)
  expect(await next.findCutOff()).toBeUndefined()
  for (const file of files) await file.close('unknown')
})
