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
import { peers, type PeerName } from './peers.ts'
import { createSteps } from './workload.ts'

interface Bench {
  readonly id: string
  readonly batch: number
  readonly against: PeerName
  /** Ours over theirs, at most. */
  readonly limit: number
}

const benches: readonly Bench[] = [
  { id: 'core-vs-floor', batch: 64, against: 'floor', limit: 2 },
  { id: 'core-vs-floor-single', batch: 1, against: 'floor', limit: 4 },
  { id: 'core-vs-yjs', batch: 64, against: 'yjs', limit: 1 / 3 },
]
const [changes, runs] = [20_000, 5]

async function measure(name: PeerName, batch: number): Promise<void> {
  for (let round = 0; round < Number(process.env['WARM'] ?? 1); round++) {
    const warm = await peers[name]()
    await warm.run(createSteps(changes, 2 + round), batch)
    await warm.close()
  }
  const peer = await peers[name]()
  const steps = createSteps(changes)
  const before = process.cpuUsage()
  await peer.run(steps, batch)
  const { user, system } = process.cpuUsage(before)
  console.log(JSON.stringify({ us: (user + system) / changes, hash: hashJson(peer.state() as Json) }))
  await peer.close()
  // timers of requests must not keep the process
  process.exit(0)
}

async function once(peer: PeerName, batch: number): Promise<{ us: number; hash: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    process.argv[1] as string,
    '--peer',
    peer,
    String(batch),
  ])
  return JSON.parse(stdout) as { us: number; hash: string }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number

async function compare({ id, batch, against, limit }: Bench) {
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    const [mine, other] = [await once('ours', batch), await once(against, batch)]
    assert.equal(mine.hash, other.hash, `${id}: ${against} ended with another state`)
    ours.push(mine.us)
    theirs.push(other.us)
  }
  const ratio = median(ours) / median(theirs)
  return {
    id,
    ours: median(ours),
    theirs: median(theirs),
    ratio,
    limit,
    within: ratio <= limit,
    unit: 'µs CPU a change',
  }
}

const words = process.argv.slice(2)
if (words[0] === '--peer') await measure(words[1] as PeerName, Number(words[2]))
else {
  const json = words.includes('--json') ? words[words.indexOf('--json') + 1] : undefined
  const names = words.filter((word) => word !== '--json' && word !== json)
  const rows = []
  for (const bench of benches) if (names.length === 0 || names.includes(bench.id)) rows.push(await compare(bench))
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
