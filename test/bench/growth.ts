/**
 * The limits of the simulator, as programs of their own: runs a minute, the cost of a delivery among few and among many
 * hyperties, the memory of a replica that follows and is idle.
 * 10,000 hyperties and 1,000,000 reports in one run:
 *   node scripts/run-ts.mjs --max-old-space-size=8192 test/bench/run.ts --growth limits
 */
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createBus } from '../../core/bus.ts'
import { copyJson, type JsonObject } from '../../core/change.ts'
import { createVirtualClock } from '../../core/clock.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { createQuietRecorder } from '../../core/quiet-recorder.ts'
import type { Step } from '../../core/scenario.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { simulate } from '../../core/simulator.ts'
import { createSyncer } from '../../core/syncer.ts'
import { lastLine, rowOf, type Row } from './row.ts'

const nameOf = (index: number): string => `H${index}`
const objectOf = (index: number): string => objectUrl(`o${index}`)
const observers = 10

/** Hyperties that follow one object each, ten to an object; its owner follows that of the next ten. */
function* gathering(hyperties: number): Generator<Step> {
  const objects = Math.max(1, hyperties / observers)
  for (let index = 0; index < hyperties + (objects === 1 ? 1 : 0); index++)
    yield { at: 0, who: nameOf(index), do: 'join' }
  for (let object = 0; object < objects; object++) {
    const who = nameOf(object * observers)
    yield { at: 10, who, do: 'create', name: `o${object}`, value: { count: 0 } }
    const first = objects === 1 ? 1 : ((object + 1) % objects) * observers
    const to = Array.from({ length: observers }, (_, index) => hypertyUrl(nameOf(first + index)))
    yield { at: 20, who, do: 'ask', action: { do: 'share', url: objectOf(object), to } }
  }
}

/** Each owner writes once a second: what happens to an object is the same, however many there are. */
function* writing(hyperties: number, reports: number): Generator<Step> {
  const objects = Math.max(1, hyperties / observers)
  for (let report = 0; report < reports; report++) {
    const object = report % objects
    const edit = { kind: 'set', path: ['count'], value: report + 1 } as const
    yield {
      at: 1000 + (report / objects) * 1000,
      who: nameOf(object * observers),
      do: 'edit',
      object: objectOf(object),
      edit,
    }
  }
}

/** Microseconds of CPU for each delivery of an update, told from those of the gathering. */
export async function deliveryUs(hyperties: number, reports: number): Promise<number> {
  let before = process.cpuUsage()
  let deliveries = 0
  // the first of them warm it up
  const mark = reports / 5
  const markMs = 1000 + (mark / Math.max(1, hyperties / observers)) * 1000
  const steps = [...gathering(hyperties), ...writing(hyperties, reports)]
  let isWarm = false
  const run = await simulate({
    scenario: { name: 'growth', text: '', steps },
    model: ownerOnly,
    seed: 1,
    judge: false,
    conditions: { skewMs: 0, portJitterMs: 0 },
    witness: {
      event({ kind }, at) {
        if (!isWarm && at >= markMs) {
          isWarm = true
          before = process.cpuUsage()
        }
        if (isWarm && kind === 'ended') deliveries++
      },
    },
  })
  const { user, system } = process.cpuUsage(before)
  assert.deepEqual(run.problems, [])
  assert.equal(deliveries, (reports - mark) * observers)
  for (const { hyperty } of run.hyperties.values())
    for (const object of hyperty.objects.values())
      assert.equal(object.info.version, reports / Math.max(1, hyperties / observers))
  return (user + system) / deliveries
}

async function limits(): Promise<void> {
  const us = await deliveryUs(10_000, 1_000_000)
  const { maxRSS } = process.resourceUsage()
  console.log(`10,000 hyperties, 1,000,000 reports: ${us.toFixed(2)} µs CPU a delivery, at most ${maxRSS >> 10} MiB`)
  assert.ok(maxRSS < 8 * 1024 * 1024, 'more than 8 GB')
}

/** Bytes of a follower's replica that is idle, in its Syncer, beside its data. */
function replicaBytes(): number {
  const replicas = 5_000
  const clock = createVirtualClock()
  const recorder = createQuietRecorder(clock.now)
  const bus = createBus({ clock, recorder })
  const join = (name: string) => {
    const syncer = createSyncer({ url: hypertyUrl(name), name, bus, recorder, clock, models: [ownerOnly] })
    syncer.receive({ kind: 'hello' })
    return syncer
  }
  const value: JsonObject = { title: 'Groceries', done: false, list: [1, 2, 3] }
  const owner = join('owner')
  const follower = join('follower')
  const make = (from: number, count: number): void => {
    for (let index = from; index < from + count; index++) {
      owner.receive({ kind: 'request', id: index, action: { do: 'create', name: `o${index}`, value } })
    }
    clock.run(clock.now() + 60_000)
  }
  const follow = (from: number, count: number): void => {
    for (let index = from; index < from + count; index++)
      follower.receive({ kind: 'request', id: index, action: { do: 'follow', url: objectOf(index) } })
    clock.run(clock.now() + 60_000)
  }
  const heap = (): number => {
    for (let round = 0; round < 4; round++) (globalThis as { gc?: () => void }).gc?.()
    return process.memoryUsage().heapUsed
  }
  make(0, 2 * replicas)
  follow(0, replicas)
  const before = heap()
  follow(replicas, replicas)
  const after = heap()
  const data = Array.from({ length: replicas }, () => copyJson(value))
  const dataBytes = heap() - after
  assert.equal(data.length, replicas)
  return (after - before - dataBytes) / replicas
}

/** Milliseconds of CPU for a run of three hyperties with sixty edits by each: 12 are 10,000 runs a minute on two cores. */
async function runMs(): Promise<number> {
  const play = async (from: number, count: number): Promise<void> => {
    for (let seed = from; seed < from + count; seed++) {
      const { problems } = await simulate({ scenario: mix, model: ownerOnly, seed })
      assert.deepEqual(problems, [], `seed ${seed}`)
    }
  }
  await play(1, 200)
  const before = process.cpuUsage()
  await play(1001, 500)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 500 / 1000
}

/** Each against what is wanted: a rate as time for a run, so that less is better in all of them. */
export const growthBenches: Readonly<Record<string, () => Promise<Row>>> = {
  'simulator-rate': async () =>
    rowOf('simulator-rate', { ours: await inProcess('rate'), theirs: 12 }, 1, 'ms CPU a run, of 12'),
  'delivery-growth': async () =>
    rowOf(
      'delivery-growth',
      { ours: await inProcess('many'), theirs: await inProcess('few') },
      1.5,
      'µs CPU a delivery',
    ),
  'replica-memory': async () =>
    rowOf('replica-memory', { ours: await inProcess('memory'), theirs: 4096 }, 1, 'bytes a replica, of 4096'),
}

/** Each figure is of a process of its own. */
async function inProcess(name: string): Promise<number> {
  const words = [...process.execArgv, '--max-old-space-size=8192', process.argv[1] as string, '--growth', name]
  const { stdout } = await promisify(execFile)(process.execPath, words)
  return Number(lastLine(stdout))
}

/** What a process of its own measures. */
export async function measureGrowth(name: string): Promise<void> {
  if (name === 'limits') return limits()
  const measured =
    name === 'rate'
      ? await runMs()
      : name === 'memory'
        ? replicaBytes()
        : await deliveryUs(name === 'many' ? 10_000 : 10, 100_000)
  console.log(measured)
}
