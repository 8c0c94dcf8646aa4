/**
 * Keeps one hyperty's data objects in step with the others, over the bus: takes frames from the hyperty's port and
 * messages from the bus, and hands each to its part, the reporter's or the observer's.
 */
import { createActions } from './actions.ts'
import { createAsking } from './asking.ts'
import type { Bus } from './bus.ts'
import { copyJson } from './change.ts'
import type { Clock } from './clock.ts'
import { createDesk, lifeOf, type Held } from './desk.ts'
import type { SentHops } from './event.ts'
import { createHandover } from './handover.ts'
import { createMailbox } from './mailbox.ts'
import type { Keeper } from './keeper.ts'
import { shortName, type Address } from './message.ts'
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
  /**
   * Ends without a word, and everything it held is gone; a Syncer for the same URL may be made again. Where the storage
   * is kept, that one restores the copies in it and goes on from them.
   */
  crash(storage?: 'lost' | 'kept'): void
  /** The hyperty leaves for good. */
  close(): void
}

export interface SyncerOptions {
  readonly url: Address
  readonly name: string
  readonly bus: Bus
  readonly recorder: SessionRecorder
  /** By which it waits. */
  readonly clock: Clock
  /** What its clock reads, wrong or right: the time by which models stamp. That of `clock` where it is not given. */
  readonly reads?: () => number
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
  let isLeaving = false
  const endpoint = bus.connect(url, name, (message, of) => {
    if (gate.isShut) gate.enter(() => mailbox(message, of))
    else mailbox(message, of)
  })
  const desk = createDesk({ ...options, clock: gate.clock, endpoint, toSessionTime })
  const { objects, port, requests, now, decided } = desk
  const spread = createSpread(desk)
  const reporter = createReporter(desk, spread)
  const observer = createObserver(desk, spread)
  const handover = createHandover(desk, { reporter, observer, spread })
  const restoring = createRestoring(desk, { reporter, observer, handover })
  const presence = createPresence(desk)
  const asking = createAsking(desk, observer.onUpdate)
  const actions = createActions(desk, { reporter, observer, handover, asking })
  const mailbox = createMailbox(desk, { reporter, observer, handover, spread, presence, isOver: () => isOver })
  desk.ended = reporter.endChildren
  desk.followed = reporter.inviteToChildren
  desk.again = (held, frame, base) => dispatch(held, frame, {}, base)
  const stopPeople = bus.onPeople((news) => {
    port.tell({ kind: 'people', you: url, people: bus.people, news })
    gate.enter(() => {
      reporter.members.welcome()
      observer.onChance()
    })
  })
  const stopLinks = bus.links.onChange(() => gate.enter(() => observer.onChance()))
  const stopDepartures = bus.onDeparture((who, wasOnline) =>
    gate.enter(() => {
      for (const held of objects.values())
        if (held.role === 'observer' && held.status === 'active') {
          // one that was taking it over has told nobody yet
          const isKnown = held.reporter === who
          if (isKnown || bus.access.facts(held.url)?.reporter === who) observer.onDeparture(held, isKnown && wasOnline)
        }
    }),
  )

  const stopRestarts = bus.onRestart((who) =>
    gate.enter(() => {
      reporter.onRestart(who)
      for (const held of objects.values()) {
        if (held.role !== 'observer' || held.status !== 'active') continue
        if (held.reporter === who) observer.onRestart(held)
        else if (!bus.access.facts(held.url)) observer.onEndUnheard(held)
      }
    }),
  )

  function receive(frame: HypertyFrame): void {
    if (!gate.isShut) return take(frame)
    const { window } = port
    // what a window said that has gone meanwhile is gone with it
    return gate.enter(() => window === port.window && take(frame))
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
    const isAlone = held.role === 'reporter' && held.version === version && reporter.members.isUnrecorded(held)
    const whole = isAlone ? { value: copyJson(held.value), ...lifeOf(held) } : {}
    recorder.add({ kind: 'state', who: url, object, version, hash, ...more, ...whole })
  }

  function onHello(autoAccept: boolean | undefined): void {
    if (autoAccept !== undefined) observer.invitations.setAutoAccept(autoAccept)
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
    if (isOver || isLeaving) return undefined
    if (objects.get(held.url) !== held)
      return desk.turnBack(frame, hops, decided(false, 'object-gone', 404, `${held.name} is not there any more.`))
    if (held.spread) return spread.report(held, held.spread, frame, hops)
    handover.reclaim(held)
    if (held.moving) {
      const known = base ?? held.versionAt(frame.base)
      const { window } = port
      if (handover.wait(held, () => window === port.window && dispatch(held, frame, hops, known))) return
      desk.turnBack(frame, hops, decided(false, 'too-much-waits', 503, `Too much waits while ${held.name} passes on.`))
    } else if (held.role === 'reporter') reporter.report(held, frame, hops, base)
    else observer.report(held, frame, hops, base)
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
    crash(storage = 'lost') {
      if (isOver) return
      isOver = true
      stopPeople()
      stopRestarts()
      stopDepartures()
      stopLinks()
      handover.close()
      reporter.close()
      presence.close()
      spread.close()
      requests.close()
      port.detach()
      for (const held of objects.values()) {
        observer.endWaiting(held)
        handover.giveUp(held)
      }
      objects.clear()
      if (storage === 'lost') desk.keeper?.left()
      endpoint.crash(storage === 'kept')
      gate.open()
    },
    close() {
      gate.open()
      // its window is about to go: what it reported last, and waits, is gone with it
      isLeaving = true
      stopPeople()
      handover.leave()
      stopRestarts()
      stopDepartures()
      stopLinks()
      for (const held of objects.values()) {
        observer.endWaiting(held)
        // one that has just been handed over is another one's
        const isOwn = held.role === 'reporter' && endpoint.reports(held.url)
        ;(isOwn ? reporter : observer).leave(held)
      }
      objects.clear()
      desk.keeper?.left()
      handover.close()
      reporter.close()
      presence.close()
      spread.close()
      requests.close()
      port.detach()
      endpoint.close()
    },
  }
}
