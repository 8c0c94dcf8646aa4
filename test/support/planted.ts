// A small healthy session, and how to alter what it has recorded as a fault would have.
import type { EndedEvent, SentEvent, SessionEvent, StateEvent } from '../../core/event.ts'
import type { UpdateMessage } from '../../core/message.ts'
import { ask, createWorld, set, type Participant, type World } from './world.ts'
import { objectUrl } from '../../core/message.ts'

export interface CalmSession {
  readonly world: World
  readonly alice: Participant
  readonly bob: Participant
  readonly carol: Participant
}

/**
 * Versions 1 to 3 by Alice (title, count, other), 4 by Bob (title), 5 by Alice (deletes gone), 6 by Bob (gone again),
 * then a write of Carol's that access refuses, and 7 by Alice. Bob has a right to write, Carol has none.
 */
export async function calmSession(): Promise<CalmSession> {
  const world = createWorld()
  const [alice, bob, carol] = [world.join('Alice'), world.join('Bob'), world.join('Carol')]
  await world.settle()
  const pair = { world }
  const todo = objectUrl('todo')
  void alice.hyperty.create('todo', { title: 'a', gone: 1 })
  await world.settle()
  await ask(pair, alice, { do: 'share', url: todo, postedAt: world.recorder.now() })
  await ask(pair, alice, { do: 'grant', url: todo, to: bob.url, write: true })
  const steps: readonly (() => void)[] = [
    () => set(alice.object('todo'), { title: 'one' }),
    () => set(alice.object('todo'), { count: 2 }),
    () => set(alice.object('todo'), { other: 3 }),
    () => set(bob.object('todo'), { title: 'four' }),
    () => delete (alice.object('todo').data as { gone?: number }).gone,
    () => set(bob.object('todo'), { gone: 6 }),
    () => set(carol.object('todo'), { title: 'Carol' }),
    () => set(alice.object('todo'), { count: 7 }),
  ]
  for (const step of steps) {
    step()
    await world.settle()
  }
  return { world, alice, bob, carol }
}

/** The events with numbers without gaps again, and what refers to them. */
export function renumbered(events: readonly SessionEvent[]): SessionEvent[] {
  const numbers = new Map<number, number>()
  events.forEach(({ n }, index) => {
    if (!numbers.has(n)) numbers.set(n, index + 1)
  })
  return events.map((event, index) => {
    const n = index + 1
    if (event.kind === 'ended') return { ...event, n, of: numbers.get(event.of) ?? event.of }
    if (event.kind !== 'sent' || event.cause === undefined) return { ...event, n }
    return { ...event, n, cause: numbers.get(event.cause) ?? event.cause }
  })
}

export const isNumbered = (event: SessionEvent, version: number): event is SentEvent & { message: UpdateMessage } =>
  event.kind === 'sent' && event.message.type === 'update' && event.message.body.version === version

/** Where a copy took a version; the answer to its request, where it wrote that itself. */
export function tookOf(events: readonly SessionEvent[], who: Participant, version: number): EndedEvent {
  const sent = events.find((event) => isNumbered(event, version))
  return events.find(
    (event) => event.kind === 'ended' && event.of === sent?.n && event.to === who.url && event.effect === 'applied',
  ) as EndedEvent
}

/** A request to write, without a version. */
export const requestOf = (events: readonly SessionEvent[], who: Participant, index = 0): SentEvent =>
  events.filter(
    (event): event is SentEvent =>
      event.kind === 'sent' &&
      event.message.type === 'update' &&
      event.message.body.version === undefined &&
      event.message.from === who.url,
  )[index] as SentEvent

export const stateOf = (events: readonly SessionEvent[], who: Participant, version: number): StateEvent =>
  events.find((event) => event.kind === 'state' && event.who === who.url && event.version === version) as StateEvent

/** The events, each given one replaced by what takes its place. */
export const replaced = (
  events: readonly SessionEvent[],
  ...changes: readonly (readonly [event: SessionEvent, by: readonly SessionEvent[]])[]
): SessionEvent[] => renumbered(events.flatMap((event) => changes.find(([old]) => old === event)?.[1] ?? [event]))
