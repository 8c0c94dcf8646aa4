// The contract of stores, run on each kind: what was said to be written is there, whatever happened to the rest.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { createMemoryStore, type Medium } from '../../core/memory-store.ts'
import { storeLimits, type Found, type Store } from '../../core/store.ts'
import { openJournal } from '../../main/journal.ts'

/** One place where stores of a kind are kept; what stands there can be looked at and spoiled. */
interface Place {
  open(more?: { readonly fullBytes?: number }): Promise<{ readonly store: Store; readonly found: Found }>
  text(): string
  spoil(text: string): void
  readonly failures: string[]
  full: number
  end(): void
}

function memoryPlace(): Place {
  const medium: Medium = { text: '' }
  const place: Place = {
    failures: [],
    full: 0,
    open: async (more) =>
      createMemoryStore({
        medium,
        crc32,
        schedule: queueMicrotask,
        onFailure: (reason) => void place.failures.push(reason),
        onFull: () => void place.full++,
        ...more,
      }),
    text: () => medium.text,
    spoil: (text) => void (medium.text = text),
    end: () => undefined,
  }
  return place
}

function journalPlace(): Place & { readonly folder: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  const path = join(folder, 'store.ndjson')
  const place = {
    folder,
    path,
    failures: [] as string[],
    full: 0,
    open: (more?: object) =>
      openJournal({
        path,
        startMs: 0,
        onFailure: (reason) => void place.failures.push(reason),
        onFull: () => void place.full++,
        ...more,
      }),
    text: () => readFileSync(path, 'utf8'),
    spoil: (text: string) => writeFileSync(path, text),
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
  return place
}

const record = (n: number): string => JSON.stringify({ n, text: `record ${n} ü` })
const records = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => record(from + index))
const written = (store: Store): Promise<void> => new Promise((resolve) => store.whenWritten(resolve))

/** One group for each number, of so many records; written, and not closed. */
async function fill(place: Place, groups: readonly number[]): Promise<Store> {
  const { store } = await place.open()
  let n = 0
  for (const count of groups) {
    for (let index = 0; index < count; index++) store.append(record(++n))
    await written(store)
  }
  return store
}

describe.each([
  ['in memory', memoryPlace],
  ['in a journal', journalPlace],
])('a store %s', (_, createPlace) => {
  let place: Place
  beforeEach(() => void (place = createPlace()))
  afterEach(() => place.end())

  test('[ST1] gives back what was appended, in order, after it was closed and after a kill', async () => {
    expect((await place.open()).found).toEqual({ records: [], problems: [] })
    const store = await fill(place, [3, 1, 20])
    // a kill: it is not closed
    const { store: second, found } = await place.open()
    expect(found).toEqual({ records: records(1, 24), problems: [] })
    second.append(record(25))
    await second.close()
    second.append(record(26))
    expect((await place.open()).found.records).toEqual(records(1, 25))
    await store.close()
  })

  test('[ST2] tells in order, and never before it is written', async () => {
    const { store } = await place.open()
    const told: string[] = []
    for (const n of [1, 2]) {
      store.append(record(n))
      store.whenWritten(() => {
        expect(place.text()).toContain(record(2))
        told.push(`${n}`)
      })
    }
    expect([told, store.waiting, place.text().includes(record(1))]).toEqual([[], true, false])
    await written(store)
    expect([told, store.waiting]).toEqual([['1', '2'], false])
    store.whenWritten(() => told.push('at once'))
    expect(told).toEqual(['1', '2', 'at once'])
    await store.close()
  })

  test('[ST3] a torn end costs what nobody was told is written, and nothing that comes later', async () => {
    const store = await fill(place, [2, 2])
    const told = place.text()
    store.append(record(5))
    await store.close()
    const whole = place.text()
    const random = createRandom(1)
    for (let round = 0; round < 30; round++) {
      const cut = told.length + Math.floor(random() * (whole.length - told.length))
      place.spoil(whole.slice(0, cut))
      const { store: again, found } = await place.open()
      expect(found.problems).toEqual([])
      expect(found.records.slice(0, 4)).toEqual(records(1, 4))
      expect(found.records.length).toBeLessThanOrEqual(5)
      again.append(record(9))
      await again.close()
      const { store: last, found: later } = await place.open()
      expect(later).toEqual({ records: [...found.records, record(9)], problems: [] })
      await last.close()
    }
  })

  test('[ST4] a damaged block is left out and named; the others are read', async () => {
    await (await fill(place, [2, 3, 2])).close()
    place.spoil(place.text().replace('record 4', 'record X'))
    const { store, found } = await place.open()
    expect(found.records).toEqual([record(1), record(2), record(6), record(7)])
    expect(found.problems[0]).toBe('A block of 3 lines up to record 5 is damaged and was left out.')
    // what was left out is not missed again
    await store.close()
    expect((await place.open()).found).toEqual({ records: found.records, problems: [] })
  })

  test('[ST5] compacted it holds what it was given and what came meanwhile, and nothing else', async () => {
    const store = await fill(place, [100])
    const before = store.bytes
    function* kept() {
      yield record(1000)
      yield record(1001)
    }
    store.append(record(101))
    const done = store.compact(kept())
    let told = false
    store.append(record(1002))
    store.whenWritten(() => (told = true))
    await done
    await written(store)
    expect(told).toBe(true)
    store.append(record(1003))
    await store.close()
    expect(store.bytes).toBeLessThan(before)
    const { found } = await place.open()
    expect(found.problems).toEqual([])
    // what waited when it began, and what came meanwhile, may stand before what it was given or after it
    const all = [record(101), ...records(1000, 1003)]
    expect(all.slice(1).filter((one) => !found.records.includes(one))).toEqual([])
    expect(found.records.filter((one) => !all.includes(one))).toEqual([])
    expect(found.records.at(-1)).toBe(record(1003))
  })

  test('[ST6] it asks once to be compacted when it has outgrown its bound, and again when it has doubled', async () => {
    const { store } = await place.open({ fullBytes: 2_000 })
    const grow = async (bytes: number): Promise<void> => {
      while (store.bytes < bytes) {
        store.append(record(1))
        await written(store)
      }
    }
    await grow(1_900)
    expect(place.full).toBe(0)
    await grow(4_000)
    expect(place.full).toBe(1)
    await store.compact(records(1, 40))
    const size = store.bytes
    expect(size).toBeGreaterThan(1_000)
    await grow(2 * size - 100)
    expect(place.full).toBe(1)
    await grow(2 * size + 200)
    expect(place.full).toBe(2)
    await store.close()
  })

  test('[ST6] a record that is too large ends storing: it says so, and nobody waits in vain', async () => {
    const store = await fill(place, [2])
    store.append(record(3))
    let told = false
    store.append(`"${'x'.repeat(storeLimits.recordCharacters)}"`)
    store.whenWritten(() => (told = true))
    await setImmediate()
    expect(told).toBe(true)
    expect(place.failures).toEqual([expect.stringMatching(/is not stored any more: an object is larger than 64 MiB/)])
    expect(store.failure).toBe(place.failures[0])
    store.append(record(4))
    await store.close()
    expect((await place.open()).found.records.slice(0, 2)).toEqual(records(1, 2))
  })
})

describe('a journal', () => {
  let place: ReturnType<typeof journalPlace>
  beforeEach(() => void (place = journalPlace()))
  afterEach(() => place.end())

  test.each([
    ['what is none', 'hello\n', /does not begin as a store/],
    ['a session', '{"format":"syncscope-session","version":1}\n', /no store of Syncscope/],
    ['one of a later version', '{"format":"syncscope-store","version":2}\n', /version 2.*Use that newer version/],
    ['an empty file', '', /is empty/],
  ])('[ST7] %s is moved aside and named, and all begins anew', async (_, text, reason) => {
    writeFileSync(place.path, text)
    const { store, found } = await place.open()
    expect(found).toEqual({ records: [], problems: [expect.stringMatching(reason)] })
    store.append(record(1))
    await store.close()
    expect((await place.open()).found).toEqual({ records: [record(1)], problems: [] })
    const aside = readdirSync(place.folder).filter((name) => name.endsWith('.aside'))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(place.folder, aside[0] as string), 'utf8')).toBe(text)
  })

  test('[ST7] a damaged one is kept beside what could be read of it', async () => {
    await (await fill(place, [2, 2])).close()
    const text = place.text().replace('record 3', 'record X')
    place.spoil(text)
    const { found } = await place.open()
    expect(found.problems.at(-1)).toMatch(/What was stored before is kept in .*\.aside/)
    const aside = readdirSync(place.folder).find((name) => name.endsWith('.aside')) as string
    expect(readFileSync(join(place.folder, aside), 'utf8')).toBe(text)
  })

  test('[ST5] one that is killed while it is compacted has all that it had', async () => {
    const store = await fill(place, [50])
    function* endless() {
      for (let n = 0; n < 3; n++) yield `"${'x'.repeat(1024 * 1024)}"`
      store.append(record(51))
      throw new Error('killed here')
    }
    await store.compact(endless())
    expect(existsSync(`${place.path}.new`)).toBe(true)
    expect((await place.open()).found.records).toEqual(records(1, 51))
    expect(place.failures).toEqual([expect.stringMatching(/killed here/)])
  })
})
