// The session on the disk: what has been said to be durable is there, whatever happens.
import { createHash } from 'node:crypto'
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionPart } from '../../core/session.ts'
import { liveHeader, SessionError } from '../../core/session.ts'
import { createSessionFile, type OpenFile, type SessionFile } from '../../main/session-file.ts'
import { noticeOf, partsOf, surveySession } from '../../main/session-reading.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-file-'))
  path = join(folder, 'session.ndjson')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const header = liveHeader('0.1.0', 0)
const lineOf = (n: number, text = `note ${n}`): string =>
  `${JSON.stringify({ n, at: n, kind: 'note', text, style: 'remark' })}\n`

async function written(blocks: readonly number[]): Promise<SessionFile> {
  const file = await createSessionFile({ path, header })
  let n = 0
  for (const count of blocks) {
    for (let index = 0; index < count; index++) file.append(lineOf(++n))
    await file.flush()
  }
  await file.close('unknown')
  return file
}

async function read(): Promise<SessionPart[]> {
  const parts: SessionPart[] = []
  for await (const part of partsOf(path)) parts.push(part)
  return parts
}

const eventsIn = (parts: readonly SessionPart[]): { n: number; sealed: boolean }[] =>
  parts.flatMap((part) => (part.kind === 'event' ? [{ n: part.event.n, sealed: part.sealed }] : []))

test('a session that was ended is whole: header, sealed events, a footer with the hash of all above', async () => {
  const file = await written([2, 3])
  expect([file.recorded, file.durable, file.dropped, file.failure]).toEqual([5, 5, 0, undefined])
  const parts = await read()
  expect(parts.map(({ kind }) => kind)).toEqual(['header', 'event', 'event', 'event', 'event', 'event', 'footer'])
  expect(eventsIn(parts).every(({ sealed }) => sealed)).toBe(true)
  const text = await readFile(path, 'utf8')
  const above = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)
  const footer = parts.at(-1)
  expect(footer?.kind === 'footer' && footer.footer).toMatchObject({
    events: 5,
    dropped: 0,
    sha256: createHash('sha256').update(above).digest('hex'),
  })
  expect(noticeOf(await surveySession(path))).toBeUndefined()
})

test('cut off at any byte, every sealed event is found again, and nothing that was not written', async () => {
  await written([2, 1, 3])
  const whole = await readFile(path)
  const bytes = whole.subarray(0, whole.lastIndexOf(10, whole.length - 2) + 1)
  const sealedAt: number[] = []
  let events = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, end + 1)) {
    const line = bytes.toString('utf8', bytes.lastIndexOf(10, end - 1) + 1, end)
    if (line.startsWith('{"seal":')) events = Number(/\d+/.exec(line)?.[0])
    // a seal is one without its newline too
    sealedAt[end] = events
  }
  const headerEnd = bytes.indexOf(10)
  let durable = 0
  for (let length = headerEnd; length <= bytes.length; length++) {
    durable = sealedAt[length] ?? durable
    await writeFile(path, bytes.subarray(0, length))
    const parts = await read()
    const found = eventsIn(parts)
    expect(found.map(({ n }) => n)).toEqual(found.map((_, index) => index + 1))
    expect(found.filter(({ sealed }) => sealed).length).toBe(durable)
    expect(parts.some(({ kind }) => kind === 'gap' || kind === 'footer')).toBe(false)
    expect(noticeOf(await surveySession(path))).toMatch(/cut off/)
  }
})

test('cut off inside its header it is no session', async () => {
  await written([1])
  const bytes = await readFile(path)
  for (let length = 0; length < bytes.indexOf(10); length++) {
    await writeFile(path, bytes.subarray(0, length))
    await expect(surveySession(path)).rejects.toThrow(SessionError)
  }
})

test('damage in the middle costs its block and is named; what stands before and after is shown', async () => {
  await written([2, 2, 2])
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('note 3', 'nope 3'))
  const parts = await read()
  expect(eventsIn(parts).map(({ n }) => n)).toEqual([1, 2, 5, 6])
  expect(parts.filter(({ kind }) => kind === 'gap')).toMatchObject([{ afterEvent: 2, lines: 2 }])
  const notice = noticeOf(await surveySession(path))
  expect(notice).toMatch(/After event 2 2 lines .* left out/)
  expect(notice).not.toMatch(/cut off/)
})

test('a file that is there already is never written over', async () => {
  await writeFile(path, 'precious')
  await expect(createSessionFile({ path, header })).rejects.toThrow(/EEXIST/)
  expect(await readFile(path, 'utf8')).toBe('precious')
})

test('only the user may read it', async () => {
  await written([1])
  expect((await stat(path)).mode & 0o077).toBe(0)
})

test('lines are durable soon without being asked for', async () => {
  let progress: () => void = () => undefined
  const durable = new Promise<void>((resolve) => (progress = resolve))
  const file = await createSessionFile({ path, header, onProgress: () => progress() })
  file.append(lineOf(1))
  expect([file.recorded, file.durable]).toEqual([1, 0])
  await durable
  expect([file.recorded, file.durable]).toEqual([1, 1])
  expect(eventsIn(await read())).toEqual([{ n: 1, sealed: true }])
  await file.close('unknown')
})

test('a block that is long is not held back, and every event is found through the index of blocks', async () => {
  const file = await createSessionFile({ path, header })
  for (let n = 1; n <= 60; n++) {
    file.append(lineOf(n, 'x'.repeat(100_000)))
    if (n % 7 === 0) await file.flush()
  }
  await file.flush()
  for (let n = 1; n <= 60; n++) {
    const { firstEvent, offset } = file.blockOf(n)
    const lines = (await file.read(offset, 8_000_000)).toString('utf8').split('\n')
    expect(firstEvent).toBeLessThanOrEqual(n)
    expect(JSON.parse(lines[n - firstEvent] as string)).toMatchObject({ n })
  }
  await file.close('unknown')
})

test('while the disk takes its time, what is recorded is written all the same, but not called durable', async () => {
  let syncs = 0
  let finish: () => void = () => undefined
  const openFile = async (target: string): Promise<OpenFile> => {
    const file = await open(target, 'wx+')
    const slow = (): Promise<void> => (++syncs > 1 ? Promise.resolve() : new Promise((resolve) => (finish = resolve)))
    return new Proxy(file, {
      get(_, key) {
        const value: unknown = key === 'datasync' ? slow : Reflect.get(file, key, file)
        return typeof value === 'function' ? value.bind(file) : value
      },
    })
  }
  const file = await createSessionFile({ path, header, openFile })
  const onDisk = async (): Promise<number> => eventsIn(await read()).length
  file.append(lineOf(1))
  await vi.waitFor(async () => expect(await onDisk()).toBe(1))
  file.append(lineOf(2))
  await vi.waitFor(async () => expect(await onDisk()).toBe(2))
  expect([file.recorded, file.durable, syncs]).toEqual([2, 0, 1])
  finish()
  await file.flush()
  expect([file.durable, syncs]).toEqual([2, 2])
  await file.close('unknown')
})

test.each(['write', 'datasync'] as const)(
  'after a failed %s it is never tried again: recording stops, and says so',
  async (name) => {
    let calls = 0
    let failing = false
    const failures = async (): Promise<never> => {
      calls++
      throw new Error('no space left on the device')
    }
    const openFile = async (target: string): Promise<OpenFile> => {
      const file = await open(target, 'wx+')
      return new Proxy(file, {
        get(_, key) {
          if (key === name && failing) return failures
          const value: unknown = Reflect.get(file, key, file)
          return typeof value === 'function' ? value.bind(file) : value
        },
      })
    }
    const file = await createSessionFile({ path, header, openFile })
    file.append(lineOf(1))
    await file.flush()
    failing = true
    file.append(lineOf(2))
    file.append(lineOf(3))
    await file.flush()
    file.append(lineOf(4))
    await file.flush()
    await file.close('unknown')
    expect(calls).toBe(1)
    expect(file.failure).toMatch(/Recording has stopped: .*no space left.*What was recorded before is safe/)
    expect([file.recorded, file.durable, file.dropped]).toEqual([4, 1, 3])
    expect(eventsIn(await read())[0]).toEqual({ n: 1, sealed: true })
  },
)
