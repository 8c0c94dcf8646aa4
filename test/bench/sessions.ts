/**
 * What recording costs and what a recorded session costs to open: events a second through the file for a minute, bytes of
 * an event on the disk and compressed, and the time and memory in which a million events are a table.
 */
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { createColumns } from '../../core/columns.ts'
import { liveHeader } from '../../core/session.ts'
import { createSessionFile, type SessionFile } from '../../main/session-file.ts'
import { partsOf } from '../../main/session-reading.ts'
import { createPair } from '../support/world.ts'
import { lastLine, type Row } from './row.ts'

const writtenPerSecond = 50_000
const writingMs = 60_000
const turnMs = 10
/** The main loop may stand still so long while it records, at the 99th percentile. */
const delayMsMax = 16
const million = 1_000_000

/** Lines of two windows of which one writes, in step: what is recorded when somebody types. */
async function typedLines(): Promise<readonly string[]> {
  const { world, alice } = await createPair({ value: { title: '', list: [], count: 0 } })
  const data = alice.object('todo').data as unknown as { title: string; count: number }
  for (let step = 0; step < 2_000; step++) {
    data.title = `What is typed, letter ${step}`
    data.count = step
    await world.settle(20)
  }
  return world.lines.filter((line) => !line.includes('"kind":"hyperty"')).slice(100)
}

/** Goes round the lines, with the numbers that they have then. */
function createEvents(lines: readonly string[]): () => string {
  const parts = lines.map((line) => {
    const [, at = '', of = '', kind = ''] =
      /^\{"n":\d+,"at":([\d.]+),"kind":"(?:ended","of":(\d+)|(\w+)")/.exec(line) ?? []
    const first = Number(/^\{"n":(\d+)/.exec(line)?.[1])
    const head = `{"n":${first},"at":${at},"kind":"${kind === '' ? `ended","of":${of}` : `${kind}"`}`
    assert.ok(line.startsWith(head), line)
    return { first, at: Number(at), of: of === '' ? undefined : Number(of), kind, rest: line.slice(head.length) }
  })
  const [begin, end] = [parts[0], parts.at(-1)]
  assert.ok(begin && end)
  const spanMs = end.at - begin.at + 20
  let n = 0
  return () => {
    const round = Math.floor(n / parts.length)
    const part = parts[n % parts.length] as (typeof parts)[number]
    const by = round * parts.length - begin.first + 1
    n++
    const at = Math.round((part.at + round * spanMs) * 1000) / 1000
    const head = part.of === undefined ? `${part.kind}"` : `ended","of":${Math.max(1, part.of + by)}`
    return `{"n":${n},"at":${at},"kind":"${head}${part.rest}`
  }
}

async function inFile<T>(use: (file: SessionFile, next: () => string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-bench-'))
  const next = createEvents(await typedLines())
  const file = await createSessionFile({ path: join(folder, 'session.ndjson'), header: liveHeader('bench', 0) })
  try {
    return await use(file, next)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The main loop's delay while so many events a second are appended, as it is told in the application. */
async function sessionWrite(): Promise<readonly Row[]> {
  return inFile(async (file, next) => {
    const delays = monitorEventLoopDelay({ resolution: 1 })
    const before = process.cpuUsage()
    delays.enable()
    const start = performance.now()
    let count = 0
    while (performance.now() - start < writingMs) {
      const due = Math.floor(((performance.now() - start) / 1000) * writtenPerSecond)
      for (; count < due; count++) file.append(next())
      await new Promise((resolve) => setTimeout(resolve, turnMs))
    }
    delays.disable()
    const { user, system } = process.cpuUsage(before)
    await file.close('unknown')
    assert.deepEqual([file.durable, file.dropped], [count, 0])
    const seconds = (performance.now() - start) / 1000
    const rate = count / seconds
    const share = Math.round((user + system) / 1e4 / seconds)
    const p99 = delays.percentile(99) / 1e6
    return [
      row(
        'session-write',
        writtenPerSecond / rate,
        1.02,
        rate,
        writtenPerSecond,
        `events a second for ${writingMs / 1000} s, all durable`,
      ),
      row(
        'session-write-delay',
        p99 / delayMsMax,
        1,
        p99,
        delayMsMax,
        `ms p99 that main's loop stands, ${share} % of a core`,
      ),
    ]
  })
}

function row(id: string, ratio: number, limit: number, ours: number, theirs: number, unit: string): Row {
  return { id, ours, theirs, ratio, limit, within: ratio <= limit, unit: `${unit} (wanted)` }
}

async function writeMillion(file: SessionFile, next: () => string): Promise<void> {
  for (let count = 0; count < million; count++) {
    file.append(next())
    if (count % 10_000 === 0) await file.flush()
  }
  await file.close('unknown')
}

async function gzippedBytes(path: string): Promise<number> {
  let bytes = 0
  await pipeline(createReadStream(path), createGzip(), async (chunks) => {
    for await (const chunk of chunks) bytes += (chunk as Buffer).length
  })
  return bytes
}

async function sessionBytes(): Promise<readonly Row[]> {
  return inFile(async (file, next) => {
    await writeMillion(file, next)
    const bytes = (await stat(file.path)).size / million
    const packed = (await gzippedBytes(file.path)) / million
    return [
      row('session-bytes', bytes / 250, 1, bytes, 250, 'bytes an event on the disk'),
      row('session-bytes-gzip', packed / 60, 1, packed, 60, 'bytes an event, gzip'),
    ]
  })
}

const run = promisify(execFile)

/** In a process of its own, so that its memory is its own. */
async function sessionOpen(): Promise<readonly Row[]> {
  return inFile(async (file, next) => {
    await writeMillion(file, next)
    const words = ['--expose-gc', process.argv[1] as string, '--open', file.path]
    const { stdout } = await run(process.execPath, words)
    const { ms, megabytes, events } = JSON.parse(lastLine(stdout)) as { ms: number; megabytes: number; events: number }
    assert.equal(events, million)
    return [
      row('session-open', ms / 6_000, 1, ms, 6_000, 'ms to a table of a million events'),
      row('session-open-memory', megabytes / 350, 1, megabytes, 350, 'MB more of memory with it'),
    ]
  })
}

/** What an inspector does with a file: its lines, proven, become a table. Prints what it took. */
export async function measureOpening(path: string): Promise<void> {
  const codec = { encoder: new TextEncoder(), decoder: new TextDecoder() }
  const collect = (globalThis as { gc?: () => void }).gc ?? ((): void => undefined)
  collect()
  const before = process.memoryUsage().rss
  const start = performance.now()
  const columns = createColumns({
    encode: (text) => codec.encoder.encode(text),
    encodeInto: (text, into) => codec.encoder.encodeInto(text, into).written,
    decode: (bytes) => codec.decoder.decode(bytes),
  })
  for await (const part of partsOf(path)) if (part.kind === 'event') columns.append(part.text)
  const ms = performance.now() - start
  collect()
  const megabytes = (process.memoryUsage().rss - before) / 1024 / 1024
  console.log(JSON.stringify({ ms, megabytes, events: columns.events }))
}

export const sessionBenches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  'session-write': sessionWrite,
  'session-bytes': sessionBytes,
  'session-open': sessionOpen,
}
