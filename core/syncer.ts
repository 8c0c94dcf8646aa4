/**
 * Keeps one hyperty's data objects in step with the others, over the bus: takes frames from the hyperty's port and
 * messages from the bus, and hands each to its part, the reporter's or the observer's.
 */
import { createActions } from './actions.ts'
import { createAsking } from './asking.ts'
import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import { createDesk, type Held } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import { createHandover } from './handover.ts'
import type { Keeper } from './keeper.ts'
import { aboutObject, isChanges, shortName, type Address, type Message } from './message.ts'
import type { Model } from './model.ts'
import { createObserver } from './observer.ts'
import { createPresence } from './presence.ts'
import { createGate } from './pause.ts'
import type { HypertyFrame, ReportFrame, SyncerFrame } from './port.ts'
import { createReporter } from './reporter.ts'
import type { SessionRecorder } from './recorder.ts'
import { createSpread } from './spread.ts'
import { createRestoring } from './restore.ts'
import type { Store } from './store.ts'
import type { StoredCopy } from './stored.ts'

/** What is asked of a reporter. */
type Asked = Message & { readonly type: 'update' | 'subscribe' | 'unsubscribe' | 'read' | 'execute' }

export interface Syncer {
  readonly url: Address
  readonly name: string
  readonly online: boolean
  /** Gives a port to speak through: a window has come, or has come again. */
  attach(send: (frame: SyncerFrame) => void): void
  /** The port is gone; what was under way to it is recorded as lost. */
  detach(): void
  /** A frame from the hyperty; times in it are on the hyperty's clock. */
  receive(frame: HypertyFrame): void
  /** Takes over copies from before a restart; before its hyperty says hello. Gives the names of those it could not. */
  restore(copies: readonly StoredCopy[]): readonly string[]
  /** What stands in the store for it. */
  readonly keeper: Keeper | undefined
  /** Neither sends nor takes anything until it is resumed; what comes meanwhile waits. */
  pause(): void
  resume(): void
  /** Too much that waits ends a pause as well. */
  readonly isPaused: boolean
  /** Ends without a word, and everything it held is gone; a Syncer for the same URL may be made again. */
  crash(): void
  /** The hyperty leaves for good. */
  close(): void
}

export interface SyncerOptions {
  readonly url: Address
  readonly name: string
  readonly bus: Bus
  readonly recorder: SessionRecorder
  readonly clock: Clock
  readonly models: readonly Model[]
  /** Where what it holds is kept; without one it is gone with this Syncer. */
  readonly store?: Store | undefined
  /** Converts a time of the hyperty's clock to milliseconds of the session. */
  readonly toSessionTime?: (windowTime: number) => number
}

/** A Syncer for one hyperty; has its seat on the bus at once, and joins the others when its hyperty says hello. @throws Error where the URL is taken */
export function createSyncer(options: SyncerOptions): Syncer {
  const { url, name, bus, recorder } = options
  const toSessionTime = options.toSessionTime ?? ((time: number) => time)
  const gate = createGate(options.clock, () => recorder.add({ kind: 'fault', fault: 'resume', who: url }))
  let isOver = false
  const endpoint = bus.connect(url, name, (message, of) => {
    if (gate.isShut) gate.enter(() => onMessage(message, of))
    else onMessage(message, of)
  })
  const desk = createDesk({ ...options, clock: gate.clock, endpoint, toSessionTime })
  const { objects, port, requests, now, decided } = desk
  const spread = createSpread(desk)
  const reporter = createReporter(desk, spread)
  const observer = createObserver(desk, spread)
  const handover = createHandover(desk, { reporter, observer, spread })
  const restoring = createRestoring(desk, { reporter, observer })
  const presence = createPresence(desk)
  const asking = createAsking(desk, observer.onUpdate)
  const actions = createActions(desk, { reporter, observer, handover, asking })
  desk.ended = reporter.endChildren
  desk.followed = reporter.inviteToChildren
  desk.again = (held, frame, base) => dispatch(held, frame, {}, base)
  const stopPeople = bus.onPeople(() => {
    port.tell({ kind: 'people', you: url, people: bus.people })
    gate.enter(() => reporter.members.welcome())
  })

  const stopRestarts = bus.onRestart((who) =>
    gate.enter(() => {
      reporter.onRestart(who)
      for (const held of objects.values())
        if (held.role === 'observer' && held.reporter === who && held.status === 'active') observer.onRestart(held)
    }),
  )

  function receive(frame: HypertyFrame): void {
    if (gate.isShut) return gate.enter(() => take(frame))
    return take(frame)
  }

  function take(frame: HypertyFrame): void {
    if (isOver) return undefined
    switch (frame.kind) {
      case 'report':
        return onReport(frame)
      case 'applied':
        return port.applied(frame)
      case 'state':
        return onState(frame)
      case 'request':
        return actions.act(frame.id, frame.action)
      case 'presence':
        return presence.say(frame)
      case 'hello':
        return onHello(frame.autoAccept)
      case 'pong':
        return undefined
    }
  }

  function onState({ url: object, version, hash }: HypertyFrame & { kind: 'state' }): void {
    const held = objects.get(object)
    const known = held?.spread?.knownAt(version)
    // of what was known then, where it is not known any more: the window says it again
    if (!held || (held.spread && known === undefined)) return
    const more = known === undefined ? {} : { known }
    recorder.add({ kind: 'state', who: url, object, version, hash, ...more })
  }

  function onHello(autoAccept: boolean | undefined): void {
    if (autoAccept !== undefined) observer.setAutoAccept(autoAccept)
    desk.window++
    observer.forgetReports()
    port.tell({ kind: 'people', you: url, people: bus.people })
    for (const held of objects.values()) desk.passObject(held)
    endpoint.announce()
    restoring.rejoin()
  }

  function onReport(frame: ReportFrame): void {
    const hops: SentHops = {
      changed: toSessionTime(frame.changedAt),
      posted: toSessionTime(frame.postedAt),
      taken: now(),
    }
    const held = objects.get(frame.url)
    const isOfAnother = frame.base < desk.goneAt(frame.url)
    if (held?.status === 'removed') {
      const reason = `The owner of ${held.name} does not want ${name} to follow any more.`
      desk.turnBack(frame, hops, decided(false, 'removed', 403, reason))
    } else if (!held || isOfAnother || held.status === 'deleted' || held.status === 'left') {
      desk.turnBack(
        frame,
        hops,
        decided(false, 'object-gone', 404, `${held?.name ?? shortName(frame.url)} is not there any more.`),
      )
    } else dispatch(held, frame, hops)
  }

  function dispatch(held: Held, frame: ReportFrame, hops: SentHops, base?: number): void {
    if (held.spread) return spread.report(held, held.spread, frame, hops)
    if (held.moving) {
      const known = base ?? held.versionAt(frame.base)
      if (handover.wait(held, () => dispatch(held, frame, hops, known))) return
      desk.turnBack(frame, hops, decided(false, 'too-much-waits', 503, `Too much waits while ${held.name} passes on.`))
    } else if (held.role === 'reporter') reporter.report(held, frame, hops, base)
    else observer.report(held, frame, hops, base)
  }

  function onMessage(message: Message, of: number): void {
    const received = now()
    const hops: EndedHops = { received }
    if (isOver) {
      const decision = decided(false, 'crashed', 503, `${name} had crashed before it took it.`)
      return recorder.ended(of, url, {}, 'lost', decision)
    }
    if (!endpoint.reliable && desk.inbox.isKnown(message, of)) return onKnown(message, of, hops)
    if (message.type === 'response') {
      reporter.onAnswer(message)
      spread.onAnswer(message)
      if (!requests.answered(message, of)) recorder.ended(of, url, hops, 'answered')
      return
    }
    if (message.type === 'create') return observer.onInvitation(message, of, hops)
    const held = objects.get(aboutObject(message))
    if (!held) return onNothing(message, of, hops)
    switch (message.type) {
      case 'update': {
        const { version, author = message.from, changes, epoch = 0 } = message.body
        if (message.body.seq !== undefined) return spread.onUpdate(held, message, of, hops)
        if (version === undefined) return onAsked(held, message, of, hops)
        if (held.status === 'removed') return recorder.ended(of, url, hops, 'stale', undefined, held.version)
        const arrival = { version, author, changes, ticket: { of, received } }
        if (epoch !== held.epoch) return observer.onOtherEpoch(held, arrival, epoch, message.from)
        return observer.onUpdate(held, arrival)
      }
      case 'delete':
        return observer.onDelete(held, message, of, hops)
      case 'event':
        if (message.body.news === 'vector') return spread.onVector(held, message, of, hops)
        return observer.onNews(held, message, of, hops)
      case 'presence':
        return presence.take(held, message, of, hops)
      case 'execute':
        if (message.body.method === 'write') return onAsked(held, message, of, hops)
        return handover.onExecute(held, message, of, hops)
      default:
        return onAsked(held, message, of, hops)
    }
  }

  /** Asked of this copy, whoever the reporter is. */
  function onReadHere(held: Held, message: Message & { type: 'read' }, of: number): void {
    if (message.body.vector) spread.onPull(held, message, of)
    else handover.onSurvey(held, message, of)
  }

  /** A request to the reporter of an object; it waits while the object passes to another one, or is sent on. */
  function onAsked(held: Held, message: Asked, of: number, hops: EndedHops): void {
    if (message.type === 'read' && message.body.resource) onReadHere(held, message, of)
    else if (held.moving && handover.wait(held, () => onAsked(held, message, of, hops))) return undefined
    else if (held.role !== 'reporter') {
      const reason = `${held.name} has passed to another owner.`
      requests.respond(message, { code: 307, rule: 'passed-on', reason, by: url }, of)
      return recorder.ended(of, url, hops, 'refused', decided(false, 'passed-on', 307, reason))
    } else if (message.type === 'update' || message.type === 'execute') return reporter.onWrite(held, message, of, hops)
    else if (message.type === 'subscribe') reporter.onSubscribe(held, message, of)
    else if (message.type === 'unsubscribe') reporter.onUnsubscribe(held, message, of)
    else reporter.answerWithValue(held, message, of)
    return recorder.ended(of, url, hops, 'answered')
  }

  /** It was taken before: it has no effect, but whoever asks again is answered again. */
  function onKnown(message: Message, of: number, hops: EndedHops): void {
    recorder.ended(of, url, hops, 'duplicate')
    const answer = desk.inbox.answerTo(message, of)
    if (answer) return requests.respond(message, answer, of)
    const held = objects.get(aboutObject(message))
    const wantsValue = message.type === 'read' || message.type === 'subscribe'
    if (!wantsValue || !held || !desk.inbox.isSentAgain(message, of)) return undefined
    if (message.type === 'read' && message.body.resource) return onReadHere(held, message, of)
    if (held.role === 'reporter' && !held.moving) reporter.answerWithValue(held, message, of)
    return undefined
  }

  function onNothing(message: Message, of: number, hops: EndedHops): void {
    const decision = decided(false, 'object-gone', 404, `${shortName(message.to)} is not there any more.`)
    const { code, rule, reason, by } = decision
    const asks = message.type !== 'delete' && !isChanges(message.to)
    if (asks) requests.respond(message, { code, rule, reason, by }, of)
    recorder.ended(of, url, hops, asks ? 'refused' : 'stale', decision)
  }

  return {
    url,
    name,
    get online() {
      return endpoint.online
    },
    attach: (send) => port.attach(send),
    detach: () => port.detach(),
    receive,
    restore: restoring.restore,
    keeper: desk.keeper,
    pause() {
      if (gate.isShut || isOver) return
      gate.shut()
      recorder.add({ kind: 'fault', fault: 'pause', who: url })
    },
    resume: () => gate.open(),
    get isPaused() {
      return gate.isShut
    },
    crash() {
      if (isOver) return
      isOver = true
      stopPeople()
      stopRestarts()
      reporter.close()
      presence.close()
      spread.close()
      requests.close()
      port.detach()
      for (const held of objects.values()) observer.endWaiting(held)
      objects.clear()
      desk.keeper?.left()
      endpoint.crash()
      gate.open()
    },
    close() {
      gate.open()
      stopPeople()
      for (const held of objects.values()) handover.giveUp(held)
      stopRestarts()
      for (const held of objects.values()) (held.role === 'reporter' ? reporter : observer).leave(held)
      objects.clear()
      desk.keeper?.left()
      reporter.close()
      presence.close()
      spread.close()
      requests.close()
      port.detach()
      endpoint.close()
    },
  }
}
