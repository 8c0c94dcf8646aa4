/**
 * What the two parts of a Syncer share, the reporter's and the observer's: its objects, its port, its requests,
 * and how an object is shown to the hyperty.
 */
import { copyJson, type JsonObject, type WireChange } from './change.ts'
import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import type { Endpoint } from './endpoint.ts'
import type { SentHops } from './event.ts'
import { createHolding } from './holding.ts'
import { createInbox } from './inbox.ts'
import { createKeeper } from './keeper.ts'
import type { Address, Code, Decision, ResponseMessage } from './message.ts'
import type { Model } from './model.ts'
import type { AccessReport, ReportFrame } from './port.ts'
import { createPortSide, type Passed } from './port-side.ts'
import { createRecent } from './recent.ts'
import type { Replica } from './replica.ts'
import { createRequests } from './requests.ts'
import type { SessionRecorder } from './recorder.ts'
import type { Store } from './store.ts'
import type { Sharing } from './stored.ts'
import { createUnsaid } from './unsaid.ts'

/** A report of this hyperty that awaits its end; `window` says of which of its windows, one after another. */
export interface Own {
  readonly seq: number
  readonly window: number
  readonly decision: Decision
  /** What was made of it, where that is not what was reported. */
  readonly changes?: readonly WireChange[] | undefined
}

/** What comes back with an update that has been taken in: how to end its delivery, and whether it was ours. */
export interface Ticket {
  readonly of: number
  readonly received: number
  readonly own?: Own
}
export type Held = Replica<Ticket>

/** Answers a request of the hyperty. */
export type Reply = (code: Code, reason?: string, object?: Address, more?: Answered) => void
/** What an answer may carry beside its code. */
export type Answered = {
  readonly value?: JsonObject
  readonly version?: number
  readonly decision?: Decision
  readonly access?: AccessReport
}

/** Of so many objects that have gone it is known when, and of so many when they were asked for. */
const recentMax = 10_000

export type Desk = ReturnType<typeof createDesk>

export function createDesk(options: {
  readonly url: Address
  readonly name: string
  readonly bus: Bus
  readonly endpoint: Endpoint
  readonly recorder: SessionRecorder
  readonly clock: Clock
  readonly reads?: () => number
  readonly models: readonly Model[]
  /** Where what it holds outlives it; nowhere if there is none. */
  readonly store?: Store | undefined
  readonly toSessionTime: (windowTime: number) => number
}) {
  const { url, endpoint, clock, recorder, store } = options
  const objects = new Map<Address, Held>()
  const inbox = createInbox()
  const requests = createRequests({
    endpoint,
    clock,
    recorder,
    inbox,
    declaredMs: () => options.bus.delayMs,
    firstId: endpoint.firstId,
  })
  const port = createPortSide(options)
  /** The frame that told the window that an object is gone: what it wrote before belongs to none that came after. */
  const goneAt = createRecent<Address, number>(recentMax)
  const onDrop = new Set<(held: Held) => void>()
  const unsaid = createUnsaid(() => endpoint.online)
  let sharingOf: (held: Pick<Held, 'url'>) => Sharing | undefined = () => undefined
  const keeper = store && createKeeper({ who: url, store, objects, sharingOf: (held) => sharingOf(held) })

  /**
   * `passed.version` is that of the report itself: the replica may be ahead, of what its window is yet to be shown.
   * Where not even what came before the report was shown, `isShown` is false. `changes` were made instead of those reported.
   */
  function settle(
    object: Address,
    seq: number,
    decision: Decision,
    passed?: Passed,
    {
      changes,
      isShown = true,
    }: { readonly changes?: readonly WireChange[] | undefined; readonly isShown?: boolean } = {},
  ): void {
    const held = objects.get(object)
    const n = port.next()
    const version = passed?.version ?? held?.version ?? 0
    const said = { kind: 'settled', n, url: object, seq, version, decision } as const
    port.pass(changes ? { ...said, changes } : said, passed, held)
    if (isShown) held?.shown(n, version)
  }

  return {
    ...options,
    objects,
    inbox,
    requests,
    port,
    keeper,
    unsaid,
    /** When an object was last asked for, by its URL. */
    readAt: createRecent<Address, number>(recentMax),
    open: createHolding<Ticket>(url, { now: options.reads ?? clock.now }, endpoint.firstId),
    /** Says how the reporter shares an object, for what is stored of it. */
    describeSharing(describe: typeof sharingOf): void {
      sharingOf = describe
    },
    goneAt: (object: Address): number => goneAt.get(object) ?? 0,
    /** Counts the windows of this hyperty: a report of one that has gone is not settled in the next. */
    window: 0,
    /** An object has ended; set by the Syncer. */
    ended: (_object: Address): void => undefined,
    /** Somebody follows an object; set by the Syncer. */
    followed: (_object: Address, _person: Address): void => undefined,
    /** Sends a report on, whose object has passed to another reporter; set by the Syncer. */
    again: (_held: Held, _frame: ReportFrame, _base: number): void => undefined,
    now: (): number => recorder.now(),
    /** Whether somebody is there, and on line. */
    isOnline: (who: Address): boolean => options.bus.people.some(({ url: one, online }) => online && one === who),
    decided: (allow: boolean, rule: string, code: Code, reason: string): Decision => ({
      allow,
      by: url,
      rule,
      code,
      reason,
    }),
    settle,
    /** Ends the delivery of an answer; a 408 that nobody sent has none. */
    answered(of: number, decision?: Decision): void {
      if (of > 0) recorder.ended(of, url, { received: recorder.now() }, 'answered', decision)
    },
    /** Ends a report that never reached the bus, in the record too; `changes` were made of one that was taken. */
    turnBack(frame: ReportFrame, hops: SentHops, decision: Decision, changes?: readonly WireChange[]): void {
      const body = { source: url, changes: frame.changes }
      const of = recorder.sent({ id: requests.nextId(), type: 'update', from: url, to: frame.url, body }, hops, 1)
      recorder.ended(of, url, {}, 'refused', decision)
      settle(frame.url, frame.seq, decision, undefined, { changes })
    },
    passInfo(held: Held, passed?: Passed): void {
      keeper?.info(held)
      port.pass({ kind: 'info', n: port.next(), info: held.info() }, passed, held)
    },
    passObject(held: Held, passed?: Passed): void {
      if (passed) keeper?.copy(held)
      else keeper?.shown(held)
      const n = port.next()
      port.pass({ kind: 'object', n, info: held.info(), value: copyJson(held.value) }, passed, held)
      held.shown(n, held.version)
    },
    /** Somebody else's changes, which are in the replica already. */
    passChanges(
      held: Held,
      author: Address,
      changes: readonly WireChange[],
      passed: Passed | undefined,
      version = passed?.version ?? held.version,
    ): void {
      const n = port.next()
      held.spread?.passed(n, changes)
      port.pass({ kind: 'changes', n, url: held.url, version, author, changes }, passed, held)
      held.shown(n, version)
    },
    onDrop(listener: (held: Held) => void): void {
      onDrop.add(listener)
    },
    /** Forgets an object, here and in the hyperty. */
    drop(held: Held, passed?: Passed): void {
      objects.delete(held.url)
      keeper?.gone(held.url)
      for (const listener of onDrop) listener(held)
      const n = port.next()
      goneAt.set(held.url, n)
      port.pass({ kind: 'gone', n, url: held.url }, passed)
    },
  }
}

/** Which object of its URL is meant, for a message; nothing for the first one. */
export const lifeOf = ({ life }: { readonly life: number }): { readonly life?: number } => (life === 0 ? {} : { life })
/** The same with its epoch; nothing where it has never passed to another reporter. */
export const timeOf = (held: Held): { readonly life?: number; readonly epoch?: number } =>
  held.epoch === 0 ? lifeOf(held) : { ...lifeOf(held), epoch: held.epoch }

/** What an answer says, as a decision. */
export function decisionOf(response: ResponseMessage): Decision {
  const { code, rule, reason, by } = response.body
  const said = { allow: code < 300, by: by ?? response.from, rule: rule ?? 'answered', code, reason: reason ?? '' }
  return { ...said, ...collisionsOf(response.body) }
}

type Collided = Pick<Decision, 'overwrote' | 'turnedBack'>
/** What gave way, as a decision tells it and an answer carries it. */
export const collisionsOf = ({ overwrote, turnedBack }: Collided): Collided => ({
  ...(overwrote ? { overwrote } : {}),
  ...(turnedBack ? { turnedBack } : {}),
})
