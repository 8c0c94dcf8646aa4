/** What an export of 1,000,000 events takes in memory, by format, each in a process of its own. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import { formats } from '../../core/formats/index.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import type { Format } from '../../core/format.ts'
import type { SessionEvent } from '../../core/event.ts'
import type { SessionPart } from '../../core/session.ts'
import type { Model } from '../../core/model.ts'
import type { Scenario } from '../../core/scenario.ts'
import { exportSession } from '../../main/exporting.ts'
import { writeSession } from '../../main/saving.ts'
import { lastLine, rowOf, type Row } from './row.ts'

const events = 1_000_000
const growthMegabytesMax = 200
const sampledMs = 20

export const exportBenches = ['export-memory', ...formats.map(({ name }) => `export-${name}`)]

/** A session of many people who write in bursts, as often as it takes: its events are numbered on, their times go on. */
async function writeLong(path: string): Promise<void> {
  const scenario = scenarios.find(({ name }) => name === 'burst') as Scenario
  const { session } = await play({ scenario, checks }, models[0] as Model, 1, true)
  if (!session) throw new Error('The run has left no session.')
  const { header } = session
  const lines = session.lines.map((line) => JSON.parse(line) as Moved)
  const spanMs = Math.ceil((lines.at(-1)?.at ?? 0) + 1)
  async function* read(): AsyncGenerator<SessionPart> {
    yield { kind: 'header', header, text: JSON.stringify(header) }
    for (let n = 0; n < events; n++) {
      const event = lines[n % lines.length] as Moved
      const base = n - (n % lines.length)
      const moved = moveOn(event, base, (base / lines.length) * spanMs)
      yield { kind: 'event', event: moved as unknown as SessionEvent, text: JSON.stringify(moved), sealed: false }
    }
  }
  await writeSession({ read }, ndjson, path)
}

interface Moved {
  readonly n: number
  readonly at: number
  readonly of?: number
  readonly cause?: number
  readonly hops?: Readonly<Record<string, number>>
}

function moveOn({ n, at, of, cause, hops, ...rest }: Moved, base: number, ms: number): Moved {
  // a sum of floats would have digits that no clock has said
  const later = (time: number): number => Math.round((time + ms) * 1000) / 1000
  return {
    ...{ n: n + base, at: later(at), ...rest },
    ...(of === undefined ? {} : { of: of + base }),
    ...(cause === undefined ? {} : { cause: cause + base }),
    ...(hops ? { hops: Object.fromEntries(Object.entries(hops).map(([hop, time]) => [hop, later(time)])) } : {}),
  }
}

/** In a process of its own: says by how much its memory grew at most. */
export async function measureExport(name: string, from: string, to: string): Promise<void> {
  const format = formats.find((one) => one.name === name) as Format
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), sampledMs)
  const start = performance.now()
  await exportSession({ from, format, to, onProgress: () => (most = Math.max(most, process.memoryUsage().rss)) })
  clearInterval(timer)
  const seconds = (performance.now() - start) / 1000
  console.log(JSON.stringify({ megabytes: (most - before) / 1024 / 1024, seconds }))
}

export async function exportRows(isWanted: (id: string) => boolean): Promise<Row[]> {
  const wanted = formats.filter(({ name }) => isWanted(`export-${name}`) || isWanted('export-memory'))
  if (wanted.length === 0) return []
  const folder = await mkdtemp(join(tmpdir(), 'syncscope-exports-'))
  const rows: Row[] = []
  try {
    const from = join(folder, 'session.ndjson')
    await writeLong(from)
    for (const { name } of wanted) {
      const to = join(folder, `out.${name}`)
      const words = [...process.execArgv, process.argv[1] as string, '--export', name, from, to]
      const { stdout } = await promisify(execFile)(process.execPath, words)
      const { megabytes, seconds } = JSON.parse(lastLine(stdout)) as { megabytes: number; seconds: number }
      rows.push(
        rowOf(
          `export-${name}`,
          { ours: megabytes, theirs: 1 },
          growthMegabytesMax,
          `MB grown, in ${seconds.toFixed(0)} s`,
        ),
      )
      // a long diagram is many files
      await rm(to, { force: true })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return rows
}
