/**
 * Keeps one hyperty's data objects in step with the others, over the bus: takes frames from the hyperty's port and
 * messages from the bus, and hands each to its part, the reporter's or the observer's.
 */
import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import { createDesk, type Reply } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import { aboutObject, isChanges, shortName, type Address, type Code, type Message } from './message.ts'
import type { Model } from './model.ts'
import { createObserver } from './observer.ts'
import { createGate } from './pause.ts'
import type { Action, HypertyFrame, ReportFrame, SyncerFrame } from './port.ts'
import { createReporter } from './reporter.ts'
import type { SessionRecorder } from './recorder.ts'

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
  /** Neither sends nor takes anything until it is resumed; what comes meanwhile waits. */
  pause(): void
  resume(): void
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
  const reporter = createReporter(desk)
  const observer = createObserver(desk)
  const stopPeople = bus.onPeople(() => {
    port.tell({ kind: 'people', you: url, people: bus.people })
    gate.enter(() => reporter.welcome())
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
        if (objects.has(frame.url))
          recorder.add({ kind: 'state', who: url, object: frame.url, version: frame.version, hash: frame.hash })
        return undefined
      case 'request':
        return act(frame.id, frame.action)
      case 'hello':
        return onHello(frame.autoAccept)
      case 'pong':
        return undefined
    }
  }

  function onHello(autoAccept: boolean | undefined): void {
    if (autoAccept !== undefined) observer.setAutoAccept(autoAccept)
    desk.window++
    observer.forgetReports()
    port.tell({ kind: 'people', you: url, people: bus.people })
    for (const held of objects.values()) desk.passObject(held)
    endpoint.announce()
  }

  function onReport(frame: ReportFrame): void {
    const hops: SentHops = {
      changed: toSessionTime(frame.changedAt),
      posted: toSessionTime(frame.postedAt),
      taken: now(),
    }
    const held = objects.get(frame.url)
    if (!held || held.status === 'deleted' || held.status === 'left') {
      desk.turnBack(
        frame,
        hops,
        decided(false, 'object-gone', 404, `${held?.name ?? shortName(frame.url)} is not there any more.`),
      )
    } else if (held.role === 'reporter') reporter.report(held, frame, hops)
    else observer.report(held, frame, hops)
  }

  function act(id: number, action: Action): void {
    const answer: Reply = (code: Code, reason?: string, object?: Address): void =>
      port.tell({
        kind: 'answer',
        id,
        code,
        ...(reason === undefined ? {} : { reason }),
        ...(object === undefined ? {} : { url: object }),
      })
    switch (action.do) {
      case 'create':
        return reporter.create(action, answer)
      case 'online':
        setOnline(action.online)
        return answer(200)
      case 'auto-accept':
        observer.setAutoAccept(action.on)
        return answer(200)
      case 'follow':
        return observer.follow(action.url, answer)
      default:
    }
    const held = objects.get(action.url)
    if (!held) return answer(404, `There is no object ${shortName(action.url)} here.`)
    if (action.do === 'accept') return observer.accept(held, answer)
    if (action.do === 'reject') return observer.reject(held, answer)
    if (action.do === 'unfollow') return observer.unfollow(held, answer)
    if (held.role !== 'reporter') return answer(403, 'Only its owner may do that.')
    if (action.do === 'share') return reporter.share(held, action, answer)
    if (action.do === 'grant') return reporter.grant(held, action.to, action.write, answer)
    return reporter.end(held, answer)
  }

  function setOnline(online: boolean): void {
    endpoint.setOnline(online)
    if (!online) return
    for (const held of objects.values()) {
      if (held.status !== 'active') continue
      if (held.role === 'reporter') reporter.resume(held)
      else observer.resume(held)
    }
    reporter.welcome()
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
      if (!requests.answered(message, of)) recorder.ended(of, url, hops, 'answered')
      return
    }
    if (message.type === 'create') return observer.onInvitation(message, of, hops)
    const held = objects.get(aboutObject(message))
    if (!held) return onNothing(message, of, hops)
    switch (message.type) {
      case 'update': {
        const { version, author, changes } = message.body
        if (version === undefined) return reporter.onWrite(held, message, of, hops)
        return observer.onUpdate(held, { version, author: author ?? message.from, changes, ticket: { of, received } })
      }
      case 'delete':
        return observer.onDelete(held, of, hops)
      case 'event':
        return observer.onNews(held, message, of, hops)
      case 'subscribe':
        reporter.onSubscribe(held, message, of)
        break
      case 'unsubscribe':
        reporter.onUnsubscribe(held, message, of)
        break
      case 'read':
        reporter.answerWithValue(held, message, of)
    }
    recorder.ended(of, url, hops, 'answered')
  }

  /** It was taken before: it has no effect, but whoever asks again is answered again. */
  function onKnown(message: Message, of: number, hops: EndedHops): void {
    recorder.ended(of, url, hops, 'duplicate')
    const answer = desk.inbox.answerTo(message, of)
    if (answer) return requests.respond(message, answer, of)
    const held = objects.get(aboutObject(message))
    const wantsValue = message.type === 'read' || message.type === 'subscribe'
    if (wantsValue && held?.role === 'reporter' && desk.inbox.isSentAgain(message, of))
      reporter.answerWithValue(held, message, of)
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
    pause() {
      if (gate.isShut || isOver) return
      gate.shut()
      recorder.add({ kind: 'fault', fault: 'pause', who: url })
    },
    resume: () => gate.open(),
    crash() {
      if (isOver) return
      isOver = true
      stopPeople()
      stopRestarts()
      reporter.close()
      requests.close()
      port.detach()
      for (const held of objects.values()) observer.endWaiting(held)
      objects.clear()
      endpoint.crash()
      gate.open()
    },
    close() {
      gate.open()
      stopPeople()
      stopRestarts()
      for (const held of objects.values()) (held.role === 'reporter' ? reporter : observer).leave(held)
      objects.clear()
      reporter.close()
      requests.close()
      port.detach()
      endpoint.close()
    },
  }
}
