// What inspectors of the running session are shown: every line once and in order, at their own pace.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVirtualClock } from '../../core/clock.ts'
import { liveHeader } from '../../core/session.ts'
import { createLiveFeed, type LiveFeed } from '../../main/live-feed.ts'
import { createSessionFile, type SessionFile } from '../../main/session-file.ts'

let folder: string
let file: SessionFile
let feed: LiveFeed
let recorded: number
const clock = createVirtualClock()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-feed-'))
  file = await createSessionFile({
    path: join(folder, 's.ndjson'),
    header: liveHeader('0.1.0', 0),
    onProgress: () => feed.trim(),
  })
  feed = createLiveFeed({ file, clock })
  recorded = 0
})
afterEach(async () => {
  await file.close('unknown')
  await rm(folder, { recursive: true, force: true })
})

function record(count: number, padding = ''): void {
  for (let index = 0; index < count; index++) {
    const line = `{"n":${++recorded},"at":0,"kind":"note","text":"${padding}"}\n`
    file.append(line)
    feed.append(line)
  }
}

/** A reader that takes in what it gets when told to. */
function follow(credit: number) {
  const batches: string[] = []
  const numbers = (): number[] => [...batches.join('').matchAll(/^\{"n":(\d+)/gm)].map((match) => Number(match[1]))
  const reader = feed.read((text) => void batches.push(text), credit)
  return { batches, numbers, reader }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Gives credit for each batch until all has come. */
async function drain({ batches, reader }: ReturnType<typeof follow>): Promise<void> {
  let given = 0
  clock.advance(20)
  while (!feed.isTaken) {
    const taken = batches.length
    if (given < taken) reader.credit(taken - given)
    given = taken
    await turn()
  }
}

test('lines come together, at most every 16 ms', async () => {
  const one = follow(8)
  record(3)
  record(2)
  expect(one.batches).toHaveLength(0)
  clock.advance(16)
  await turn()
  expect(one.batches).toHaveLength(1)
  expect(one.numbers()).toEqual(upTo(5))
})

test('a reader that takes nothing in gets no more than its credit, and nobody waits for it', async () => {
  const slow = follow(2)
  const quick = follow(1_000)
  for (let round = 0; round < 10; round++) {
    record(10)
    clock.advance(16)
    await turn()
  }
  expect(slow.batches).toHaveLength(2)
  expect(quick.numbers()).toEqual(upTo(100))
  expect(feed.isTaken).toBe(false)
})

test('what is no longer at hand is read back from the file: every line once, in order, long ones too', async () => {
  const early = follow(1)
  for (let round = 0; round < 12; round++) {
    record(20, 'x'.repeat(30_000))
    record(1, 'y'.repeat(700_000))
    record(40)
    await file.flush()
  }
  const late = follow(3)
  await Promise.all([drain(early), drain(late)])
  expect(late.numbers()).toEqual(upTo(recorded))
  expect(early.numbers()).toEqual(upTo(recorded))
  expect([early.reader.dropped, late.reader.dropped]).toEqual([0, 0])
  expect(late.batches.join('')).not.toContain('"seal"')
})

test('one that has gone gets nothing more', async () => {
  const one = follow(8)
  one.reader.close()
  record(5)
  clock.advance(20)
  await turn()
  expect(one.batches).toEqual([])
  expect(feed.isTaken).toBe(true)
})
