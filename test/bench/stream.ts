/**
 * A stream of changes from Alice's window for a while, and what becomes of it: whether all of them arrive, whether the
 * copies are the same in the end, what the recording has left out, and how long the windows kept a person waiting.
 */
import type { JSHandle } from '@playwright/test'
import { strict as assert } from 'node:assert'
import type { DataObject } from '../../core/data-object.ts'
import { hashJson } from '../../core/hash.ts'
import { shareObject, until, type RunningApplication } from './application.ts'

export interface StreamOptions {
  readonly durationMs: number
  /** Changes a second that Alice writes. */
  readonly rate: number
  /** From one turn of writes to the next. */
  readonly everyMs: number
}

export interface Streamed {
  readonly changes: number
  /** Changes a second, from the first that arrived until the last. */
  readonly rate: number
  readonly frames: { readonly [window: string]: FrameTimes }
}

/** From one frame of a window to the next, in milliseconds. */
export interface FrameTimes {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** What is written to, so that one object is seen to change in many places. */
const keysCount = 50

/** @throws AssertionError where something was lost */
export async function stream(application: RunningApplication, options: StreamOptions): Promise<Streamed> {
  const { alice, bob, inspector } = application
  const value = Object.fromEntries(Array.from({ length: keysCount }, (_, index) => [`key${index}`, 0]))
  const [written, followed] = await shareObject(alice, bob, 'stream', value)
  const arrivals = await followed.evaluateHandle(countArrivals)
  const seen = { alice: alice.page, bob: bob.page, inspector: inspector.page }
  const watching = await Promise.all(
    Object.entries(seen).map(async ([name, page]) => [name, await page.evaluateHandle(watchFrames)] as const),
  )
  const changes = await written.evaluate(writeStream, { ...options, keysCount })
  const frames = Object.fromEntries(
    await Promise.all(watching.map(async ([name, log]) => [name, timesOf(await log.evaluate(({ stop }) => stop()))])),
  )
  const { count, firstAt, lastAt } = await until('all changes at Bob', async () => {
    const now = await arrivals.evaluate((all) => ({ ...all }))
    return now.count >= changes ? now : undefined
  })
  await checkEnd(application, written, followed, changes, count)
  return { changes, rate: ((count - 1) / (lastAt - firstAt)) * 1000, frames }
}

/** Nothing is lost: the copies are the same, and all that happened has been recorded and shown. */
async function checkEnd(
  { inspector }: RunningApplication,
  written: JSHandle<DataObject>,
  followed: JSHandle<DataObject>,
  changes: number,
  count: number,
): Promise<void> {
  assert.equal(count, changes, 'Bob was told of other changes than Alice has made')
  const mine = await until('the last report to be settled', async () => {
    const now = await written.evaluate(({ value, info, pending }) => ({ value, version: info.version, pending }))
    return now.pending === 0 ? now : undefined
  })
  const theirs = await followed.evaluate(({ value, info }) => ({ value, version: info.version }))
  assert.equal(theirs.version, mine.version, 'versions differ')
  assert.equal(hashJson(theirs.value), hashJson(mine.value), 'values differ')
  const { dropped, skipped } = await until('the inspector to have all that is recorded', async () => {
    const now = await inspector.store.evaluate(({ status, skipped: left, columns }) => ({
      dropped: status?.dropped,
      skipped: left,
      isDone: status !== undefined && status.durable === status.recorded && columns().events >= status.recorded,
    }))
    return now.isDone ? now : undefined
  })
  assert.equal(dropped, 0, 'the recording has left events out')
  assert.equal(skipped, 0, 'the inspector did not understand events')
}

function timesOf(intervals: readonly number[]): FrameTimes {
  const sorted = intervals.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

function countArrivals(object: DataObject): { count: number; firstAt: number; lastAt: number } {
  const all = { count: 0, firstAt: 0, lastAt: 0 }
  object.subscribe(({ changes }) => {
    all.lastAt = performance.now()
    if (all.count === 0) all.firstAt = all.lastAt
    all.count += changes.length
  })
  return all
}

function watchFrames(): { stop(): number[] } {
  const intervals: number[] = []
  let last = performance.now()
  let isOver = false
  const frame = (): void => {
    const now = performance.now()
    intervals.push(now - last)
    last = now
    if (!isOver) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  return {
    stop() {
      isOver = true
      return intervals
    },
  }
}

/** In Alice's page: what is due is written in one turn, as late as that may be. Gives how many changes it were. */
function writeStream(
  object: DataObject,
  { durationMs, rate, everyMs, keysCount: keys }: StreamOptions & { readonly keysCount: number },
): Promise<number> {
  const data = object.data as { [key: string]: number }
  const total = Math.round((durationMs * rate) / 1000)
  const begunAt = performance.now()
  let count = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - begunAt) * rate) / 1000))
      for (; count < due; count++) data[`key${count % keys}`] = count + 1
      if (count < total) return
      clearInterval(timer)
      resolve(count)
    }, everyMs)
  })
}
