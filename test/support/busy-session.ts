/**
 * A healthy session in which much happens: three hyperties write, at times the same and at times at once; rights come
 * and go, and so do followers, links and windows. All of it from one seed.
 */
import type { Json, JsonObject } from '../../core/change.ts'
import { createRandom } from '../../core/clock.ts'
import { objectUrl } from '../../core/message.ts'
import { createWorld, type Participant, type World } from './world.ts'

const names = ['Alice', 'Bob', 'Carol'] as const
const todo = objectUrl('todo')

export interface BusySession {
  readonly world: World
  readonly everyone: readonly [Participant, Participant, Participant]
  readonly todo: string
}

/** A window crashes, or comes back, as the hub records it. */
export function crash(world: World, who: Participant): void {
  world.recorder.add({ kind: 'fault', fault: 'crash', who: who.url })
  who.crash()
}
export function reopen(world: World, who: Participant): void {
  world.recorder.add({ kind: 'fault', fault: 'restart', who: who.url })
  who.reopen()
}

export interface BusyOptions {
  readonly steps?: number
  /** Whether people go off line, windows crash and followers leave. */
  readonly isRough?: boolean
  /** By name; owner-only where none is given. */
  readonly model?: string
  /** Is told after each step. */
  readonly onStep?: (session: BusySession, step: number) => void
}

export async function busySession(seed: number, options: BusyOptions = {}): Promise<BusySession> {
  const { steps = 40, isRough = true, model = 'owner-only', onStep } = options
  const random = createRandom(seed)
  const world = createWorld()
  const everyone = names.map((name) => world.join(name)) as [Participant, Participant, Participant]
  const session = { world, everyone, todo }
  await world.settle()
  const value = { title: 'a', b: { c: 0 }, list: [0, 1] } satisfies JsonObject
  void everyone[0].hyperty.create('todo', value, { model })
  await world.settle()
  void everyone[0].hyperty.request({ do: 'share', url: todo, postedAt: 0 })
  await world.settle()
  const crashed = new Set<Participant>()
  for (let step = 0; step < steps; step++) {
    const who = everyone[Math.floor(random() * 3)] as Participant
    act(session, who, random, isRough, crashed)
    await world.settle(random() < 0.5 ? random() : 400)
    onStep?.(session, step)
  }
  world.bus.setDelay(0)
  for (const who of crashed) reopen(world, who)
  await world.settle()
  for (const who of everyone) void who.hyperty.request({ do: 'online', online: true })
  await world.settle(60_000)
  return session
}

/** Something happens: a write, a right, a cut, a crash, somebody follows or does not. */
function act(
  { world, everyone: [owner] }: BusySession,
  who: Participant,
  random: () => number,
  isRough: boolean,
  crashed: Set<Participant>,
): void {
  const chance = random() * (isRough ? 1 : 0.75)
  if (chance < 0.55) write(who, random)
  else if (chance < 0.7) void owner.hyperty.request({ do: 'grant', url: todo, to: who.url, write: random() < 0.7 })
  else if (chance < 0.75) world.bus.setDelay(random() < 0.3 ? 0 : 30)
  else if (chance < 0.83) void who.hyperty.request({ do: 'online', online: random() < 0.6 })
  else if (chance < 0.9) void who.hyperty.request({ do: random() < 0.4 ? 'unfollow' : 'follow', url: todo })
  else if (chance < 0.94) void owner.hyperty.request({ do: 'share', url: todo })
  else {
    crash(world, who)
    crashed.add(who)
    if (random() < 0.3) return
    reopen(world, who)
    crashed.delete(who)
  }
}

/** Few values and few places, so that many write the same at the same time. */
function write(who: Participant, random: () => number): void {
  const data = who.hyperty.objects.get(todo)?.data as { [key: string]: Json } | undefined
  if (!data) return
  const chance = random()
  const value = Math.floor(random() * 3)
  const list = data['list'] as Json[]
  if (chance < 0.3) data['title'] = `text ${value}`
  else if (chance < 0.5) data['key'] = value
  else if (chance < 0.7) delete data['key']
  else if (chance < 0.8) data['b'] = { c: value }
  else if (chance < 0.92) list.splice(value % (list.length + 1), 0, value)
  else if (list.length > 0) list.splice(value % list.length, 1)
}
