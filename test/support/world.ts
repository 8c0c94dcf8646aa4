/** A world without windows: hyperties, Syncers and a bus on a virtual clock, the frames as text between them. */
import { crc32 } from 'node:zlib'
import type { Path } from '../../core/change.ts'
import { createAccess } from '../../core/access.ts'
import type { AccessRule } from '../../core/access-rules.ts'
import { createBus, type Bus } from '../../core/bus.ts'
import { createVirtualClock, type VirtualClock } from '../../core/clock.ts'
import { encodeFrame, parseHypertyFrame, parseSyncerFrame } from '../../core/codec.ts'
import type { EndedEvent, SentEvent, SessionEvent } from '../../core/event.ts'
import { createHyperty, type Hyperty, type HypertyNews } from '../../core/hyperty.ts'
import { sendWhenWritten } from '../../core/keeper.ts'
import { createMemoryStore, type Medium } from '../../core/memory-store.ts'
import { hypertyUrl, objectUrl } from '../../core/message.ts'
import type { Model } from '../../core/model.ts'
import { models as known } from '../../core/models/index.ts'
import type { Action, SyncerFrame } from '../../core/port.ts'
import { createMessageJudge } from '../../core/message-judge.ts'
import { textCodec } from '../../main/text-codec.ts'
import { createSessionRecorder, type SessionRecorder } from '../../core/recorder.ts'
import type { Store } from '../../core/store.ts'
import { readStored } from '../../core/stored.ts'
import { createSyncer, type Syncer } from '../../core/syncer.ts'
import type { DataObject } from '../../core/data-object.ts'

export interface Participant {
  readonly url: string
  readonly syncer: Syncer
  hyperty: Hyperty
  /** The window crashes: its port is gone, what it had not sent is lost. */
  crash(): void
  /** A new window of the same hyperty. */
  reopen(): void
  object(name: string): DataObject
}

export interface World {
  readonly clock: VirtualClock
  readonly bus: Bus
  readonly recorder: SessionRecorder
  readonly events: readonly SessionEvent[]
  readonly lines: readonly string[]
  /** Where what they hold is kept, and what could not be restored from it. */
  readonly store: Store | undefined
  readonly problems: readonly string[]
  join(name: string, options?: { readonly autoAccept?: boolean }): Participant
  /** Lets everything happen that is due within `ms`; a tick passes between any two hops. */
  settle(ms?: number): Promise<void>
  sent(type?: string): SentEvent[]
  ended(of: number): EndedEvent[]
}

/** How long a frame takes through a port; more than nothing, so that hops can be told apart. */
const portMs = 0.125

export interface WorldOptions {
  readonly rules?: readonly AccessRule[]
  /** What the hyperties hold is kept there; those that are there are restored, and joined by their names. */
  readonly medium?: Medium
  /** What they know; the first is that of every object. */
  readonly models?: readonly Model[]
}

export function createWorld(options: WorldOptions = {}): World {
  const { models = known } = options
  const clock = createVirtualClock()
  // every look at the clock moves it a little, as it does on a machine: no two stamps are the same
  let looks = 0
  const now = (): number => clock.now() + ++looks * 0.000_001
  const recorder = createSessionRecorder(now)
  const lines: string[] = []
  const events: SessionEvent[] = []
  recorder.subscribe((line) => {
    lines.push(line)
    events.push(JSON.parse(line) as SessionEvent)
  })
  const access = options.rules ? createAccess(options.rules) : createAccess()
  const bus = createBus({ clock, recorder, access, judge: createMessageJudge(textCodec) })

  const kept =
    options.medium &&
    createMemoryStore({
      medium: options.medium,
      crc32,
      schedule: (run) => void clock.after(0, run),
      onFailure: () => undefined,
      onFull: () => undefined,
    })
  const store = kept?.store
  const stored = readStored(kept?.found.records ?? [])
  const syncers = new Map<string, Syncer>()

  function syncerOf(name: string): Syncer {
    const url = hypertyUrl(name)
    const syncer = syncers.get(url) ?? createSyncer({ url, name, bus, recorder, clock, models, store })
    if (!syncers.has(url)) syncer.keeper?.joined(name, true)
    syncers.set(url, syncer)
    return syncer
  }
  const left = stored.hyperties.flatMap(({ name, copies }) => syncerOf(name).restore(copies))

  function open(syncer: Syncer, more: object): { hyperty: Hyperty; cut: () => void } {
    let whole = true
    let hyperty: Hyperty | undefined
    const send = (frame: SyncerFrame): void => {
      const text = encodeFrame(frame)
      clock.after(portMs, () => whole && hyperty?.receive(parseSyncerFrame(text)))
    }
    syncer.attach(store ? sendWhenWritten(store, send) : send)
    hyperty = createHyperty({
      send: (frame) => {
        const text = encodeFrame(frame)
        clock.after(portMs, () => whole && syncer.receive(parseHypertyFrame(text)))
      },
      now,
      schedule: (run) => void clock.after(0, () => whole && run()),
      after: (delayMs, run) => clock.after(delayMs, () => whole && run()),
      ...more,
    })
    return { hyperty, cut: () => void (whole = false) }
  }

  return {
    clock,
    bus,
    recorder,
    events,
    lines,
    store,
    problems: [...stored.problems, ...left],
    join(name, more = {}) {
      const url = hypertyUrl(name)
      const syncer = syncerOf(name)
      // it is there for the first who comes after a restart, and not after it has been closed
      syncers.delete(url)
      let window = open(syncer, more)
      const participant: Participant = {
        url,
        syncer,
        hyperty: window.hyperty,
        crash() {
          window.cut()
          syncer.detach()
        },
        reopen() {
          window.cut()
          window = open(syncer, more)
          participant.hyperty = window.hyperty
        },
        object(objectName) {
          const object = participant.hyperty.objects.get(objectUrl(objectName))
          if (!object) throw new Error(`${name} holds no ${objectName}`)
          return object
        },
      }
      return participant
    },
    async settle(ms = 1000) {
      const until = clock.now() + ms
      do {
        clock.run(until)
        // promises of answers run between the turns of the clock
        await Promise.resolve()
        await Promise.resolve()
      } while (clock.run(until) > 0)
    },
    sent: (type) =>
      events.filter((event): event is SentEvent => event.kind === 'sent' && (!type || event.message.type === type)),
    ended: (of) => events.filter((event): event is EndedEvent => event.kind === 'ended' && event.of === of),
  }
}

/** Writes keys of an object, as its hyperty does. */
export const set = (object: DataObject, values: object): void => void Object.assign(object.data, values)

/** What a hyperty hears from now on. */
export function news(participant: Participant): HypertyNews[] {
  const heard: HypertyNews[] = []
  participant.hyperty.subscribe((one) => heard.push(one))
  return heard
}

/** Asks a Syncer for something, and lets everything happen that this brings about. */
export async function ask(pair: { readonly world: Pick<World, 'settle'> }, participant: Participant, action: Action) {
  const answer = participant.hyperty.request(action)
  await pair.world.settle()
  return answer
}

/** Two hyperties, Alice who made the object `todo` and shared it, and Bob who follows. */
export async function createPair(
  options: WorldOptions & { readonly value?: object; readonly texts?: readonly Path[] } = {},
) {
  const world = createWorld(options)
  const alice = world.join('Alice')
  const bob = world.join('Bob')
  await world.settle()
  const created = alice.hyperty.create(
    'todo',
    (options.value ?? { title: 'a', done: false, list: [1, 2, 3] }) as never,
    {
      ...(options.texts ? { texts: options.texts } : {}),
    },
  )
  await world.settle()
  await created
  void alice.hyperty.request({ do: 'share', url: objectUrl('todo'), postedAt: world.recorder.now() })
  await world.settle()
  return { world, alice, bob, todo: objectUrl('todo') }
}
