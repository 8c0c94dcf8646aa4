/**
 * npm run bench [-- NAME…] [-- --json FILE]: how fast it is, as ratios to peers measured in the same run. Each run
 * of a peer is a process of its own, warmed; CPU time; medians of interleaved runs; end states asserted equal.
 */
import { execFile } from 'node:child_process'
import { strict as assert } from 'node:assert'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { hashJson } from '../../core/hash.ts'
import type { Json } from '../../core/change.ts'
import { checksRate } from './checks.ts'
import { exportBenches, exportRows, measureExport } from './exports.ts'
import { timelineFilter } from './filter.ts'
import { growthBenches, measureGrowth } from './growth.ts'
import { peers, type PeerName } from './peers.ts'
import { lastLine, rowOf, type Row } from './row.ts'
import { measureOpening, sessionBenches } from './sessions.ts'
import { timelineBenches, timelineRows } from './timeline.ts'
import { windowSustained, windowVsPort } from './windows.ts'
import { wireBytes } from './wire.ts'
import { workloads, type WorkloadName } from './workload.ts'

/** What one process measures. */
interface Run {
  readonly peer: PeerName
  readonly workload: WorkloadName
  /** Changes in one report. */
  readonly batch: number
  readonly receivers: number
  readonly changes: number
  /** So often all of it is done before it is measured, until the compiler has come to rest. */
  readonly warmRounds: number
}

interface Bench {
  readonly id: string
  readonly ours: Run
  readonly theirs: Run
  /** Ours over theirs, at most. */
  readonly limit: number
}

const one: Run = { peer: 'ours', workload: 'mixed', batch: 64, receivers: 1, changes: 20_000, warmRounds: 40 }
const single: Run = { ...one, batch: 1, warmRounds: 10 }
/** What a store of tables, rows and cells can hold. */
const cells: Run = { ...one, workload: 'cells', warmRounds: 10 }
/** Each edit by itself, as an editor sends it, end to end. */
const edits: Run = { ...one, batch: 1, changes: 5_000, warmRounds: 6 }
/** For whoever takes long: warm as well. */
const brief: Run = { ...one, warmRounds: 8 }
/** Long enough for the compiler to be no part of it. */
const long: Run = { ...one, changes: 200_000, warmRounds: 4 }
const fanOut: Run = { ...one, receivers: 100, changes: 5_000, warmRounds: 2 }

const benches: readonly Bench[] = [
  { id: 'core-vs-floor', ours: one, theirs: { ...one, peer: 'floor' }, limit: 2 },
  { id: 'core-vs-floor-single', ours: single, theirs: { ...single, peer: 'floor' }, limit: 4 },
  { id: 'lww-vs-floor', ours: { ...one, peer: 'lww' }, theirs: { ...one, peer: 'floor' }, limit: 2 },
  { id: 'lww-vs-tinybase', ours: { ...cells, peer: 'lww' }, theirs: { ...cells, peer: 'tinybase' }, limit: 1 / 10 },
  { id: 'rebase-vs-sharedb', ours: { ...edits, peer: 'rebase' }, theirs: { ...edits, peer: 'sharedb' }, limit: 1 / 10 },
  // a tenth of this would be less than the floor takes
  { id: 'rebase-vs-sharedb-64', ours: { ...one, peer: 'rebase' }, theirs: { ...brief, peer: 'sharedb' }, limit: 1 / 2 },
  { id: 'core-vs-yjs', ours: one, theirs: { ...one, peer: 'yjs' }, limit: 1 / 3 },
  { id: 'fanout-vs-yjs', ours: fanOut, theirs: { ...fanOut, peer: 'yjs' }, limit: 1 / 10 },
  { id: 'crdt-vs-yjs', ours: { ...one, peer: 'crdt' }, theirs: { ...one, peer: 'yjs' }, limit: 1.3 },
  {
    id: 'growth-keys',
    ours: { ...single, workload: 'keys100000' },
    theirs: { ...single, workload: 'keys100' },
    limit: 1.5,
  },
  {
    id: 'growth-list',
    ours: { ...single, workload: 'list100000' },
    theirs: { ...single, workload: 'list100' },
    limit: 5,
  },
  {
    id: 'recording-on-off',
    ours: { ...long, peer: 'checked' },
    theirs: { ...long, peer: 'unrecorded' },
    limit: 1.25,
  },
]
const windowBenches = ['window-vs-port', 'window-sustained']
const otherBenches = [
  ...['checks-rate', 'wire-bytes', 'timeline-filter'],
  ...[...Object.keys(growthBenches), ...Object.keys(sessionBenches)],
  ...[...windowBenches, ...timelineBenches, ...exportBenches],
]
const runs = 5

async function measure({ peer: name, workload, batch, receivers, changes, warmRounds }: Run): Promise<void> {
  const { createRoot, createSteps } = workloads[workload]
  for (let round = 0; round < warmRounds; round++) {
    const warm = await peers[name]({ createRoot, receivers })
    await warm.run(createSteps(changes, round + 2), batch)
    await warm.close()
  }
  const peer = await peers[name]({ createRoot, receivers })
  const steps = createSteps(changes)
  const before = process.cpuUsage()
  await peer.run(steps, batch)
  const { user, system } = process.cpuUsage(before)
  const hashes = new Set(peer.states().map((state) => hashJson(state as Json)))
  assert.equal(hashes.size, 1, `${name}: receivers ended with different states`)
  console.log(JSON.stringify({ us: (user + system) / changes, hash: [...hashes][0] }))
  await peer.close()
  // timers of requests must not keep the process
  process.exit(0)
}

async function once(run: Run): Promise<{ us: number; hash: string }> {
  const words = [...process.execArgv, process.argv[1] as string, '--run', JSON.stringify(run)]
  const { stdout } = await promisify(execFile)(process.execPath, words)
  return JSON.parse(lastLine(stdout)) as { us: number; hash: string }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number

async function compare({ id, ours, theirs, limit }: Bench): Promise<Row> {
  const [mine, others]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    const [me, other] = [await once(ours), await once(theirs)]
    if (ours.workload === theirs.workload) assert.equal(me.hash, other.hash, `${id}: they ended with different states`)
    mine.push(me.us)
    others.push(other.us)
  }
  return rowOf(id, { ours: median(mine), theirs: median(others) }, limit, 'µs CPU a change')
}

async function main(words: readonly string[]): Promise<void> {
  const json = words.includes('--json') ? words[words.indexOf('--json') + 1] : undefined
  // the name of a group stands for all that begin with it
  const names = words
    .filter((word) => word !== '--json' && word !== json)
    .flatMap((word) => (word === 'timeline' ? timelineBenches : [word]))
  const isWanted = (id: string): boolean => names.length === 0 || names.includes(id)
  const unknown = names.filter((name) => ![...benches.map(({ id }) => id), ...otherBenches].includes(name))
  if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(', ')}`)
  const rows: Row[] = []
  for (const bench of benches) if (isWanted(bench.id)) rows.push(await compare(bench))
  if (isWanted('checks-rate')) rows.push(await checksRate())
  if (isWanted('wire-bytes')) rows.push(await wireBytes())
  if (isWanted('timeline-filter')) rows.push(timelineFilter())
  for (const [id, measureRow] of Object.entries(growthBenches)) if (isWanted(id)) rows.push(await measureRow())
  rows.push(...(await exportRows(isWanted)))
  for (const [id, measureRows] of Object.entries(sessionBenches)) if (isWanted(id)) rows.push(...(await measureRows()))
  if (isWanted('window-vs-port')) rows.push(await windowVsPort())
  if (isWanted('window-sustained')) rows.push(...(await windowSustained()))
  if (timelineBenches.some(isWanted)) rows.push(...(await timelineRows(isWanted)))
  console.table(
    rows.map(({ ours, theirs, ratio, limit, ...row }) => ({
      ...row,
      ours: ours.toFixed(2),
      theirs: theirs.toFixed(2),
      ratio: ratio.toFixed(2),
      limit: limit.toFixed(2),
    })),
  )
  if (json) await writeFile(json, `${JSON.stringify(rows, null, 2)}\n`)
}

const words = process.argv.slice(2)
if (words[0] === '--run') await measure(JSON.parse(words[1] as string) as Run)
else if (words[0] === '--open') await measureOpening(words[1] as string)
else if (words[0] === '--growth') await measureGrowth(words[1] as string)
else if (words[0] === '--export') await measureExport(...(words.slice(1) as [string, string, string]))
else await main(words)
