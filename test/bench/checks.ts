/**
 * How many events a second the verdict and all checks take, on one core, of events that lie in memory as they are read
 * from a session: three hyperties, two of which write. Beside it what it costs to walk over the same events.
 */
import { strict as assert } from 'node:assert'
import { createJudgement } from '../../core/check.ts'
import { checks } from '../../core/checks/index.ts'
import { createRandom } from '../../core/clock.ts'
import type { SessionEvent } from '../../core/event.ts'
import { objectUrl } from '../../core/message.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { ask, createPair, type World } from '../support/world.ts'
import type { Row } from './row.ts'

/** At least so many events a second. */
const wanted = 1_000_000
const rounds = 12_000
const runs = 9

/** A session of about ten events a round. */
async function createSession(): Promise<World> {
  const random = createRandom(1)
  const value = {
    title: '',
    list: [0],
    ...Object.fromEntries(Array.from({ length: 50 }, (_, key) => [`key${key}`, 0])),
  }
  const pair = await createPair({ value })
  const { world, alice, bob } = pair
  world.join('Carol')
  await world.settle()
  await ask(pair, alice, { do: 'share', url: objectUrl('todo') })
  await ask(pair, alice, { do: 'grant', url: objectUrl('todo'), to: bob.url, write: true })
  for (let round = 0; round < rounds; round++) {
    const who = random() < 0.5 ? alice : bob
    const data = who.object('todo').data as unknown as { [key: string]: unknown; list: number[] }
    if (random() < 0.8) data[`key${Math.floor(random() * 50)}`] = round
    else if (data.list.length < 100) data.list.splice(Math.floor(random() * data.list.length), 0, round)
    else data.list.splice(Math.floor(random() * data.list.length), 1)
    await world.settle(random() < 0.1 ? 200 : 1)
  }
  await world.settle(2000)
  return world
}

/** What nobody can do without: to look at each event and see what it is. */
function walk(events: readonly SessionEvent[]): number {
  let sum = 0
  for (const event of events) {
    if (event.kind === 'sent') sum += event.message.id
    else if (event.kind === 'ended') sum += event.of
    else sum += event.n
  }
  return sum
}

function judge(events: readonly SessionEvent[]): void {
  const verdict = createConvergenceCheck()
  const judgement = createJudgement(checks)
  for (const event of events) {
    verdict.take(event)
    judgement.take(event)
  }
  assert.equal(verdict.verdict(true).state, 'converged')
  assert.deepEqual(new Set(judgement.outcomes().map(({ state }) => state)), new Set(['pass']))
}

/** Microseconds of CPU an event. */
function costOf(events: readonly SessionEvent[], run: (all: readonly SessionEvent[]) => unknown): number {
  const before = process.cpuUsage()
  run(events)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / events.length
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number

export async function checksRate(): Promise<Row> {
  const { events } = await createSession()
  const [ours, floor]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    ours.push(costOf(events, judge))
    floor.push(costOf(Array.from({ length: 20 }, () => events).flat(), walk))
  }
  // the first ones are the compiler's
  const rate = Math.round(1e6 / median(ours.slice(2)))
  const walked = Math.round(1e6 / median(floor.slice(2)))
  const ratio = wanted / rate
  const unit = `events a second (wanted; a bare walk: ${walked}, ${(walked / rate).toFixed(0)} times)`
  return { id: 'checks-rate', ours: rate, theirs: wanted, ratio, limit: 1, within: ratio <= 1, unit }
}
