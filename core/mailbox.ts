/**
 * What comes to a Syncer from the bus: each message goes to the part whose affair it is, what was taken before is answered
 * again, and what is about nothing that is here is told so.
 */
import type { Desk, Held } from './desk.ts'
import type { EndedHops } from './event.ts'
import type { Handover } from './handover.ts'
import { isTakenOnce } from './inbox.ts'
import { aboutObject, isChanges, shortName, type Message } from './message.ts'
import type { Observer } from './observer.ts'
import type { Presence } from './presence.ts'
import type { Reporter } from './reporter.ts'
import type { Spread } from './spread.ts'

/** What is asked of a reporter. */
type Asked = Message & { readonly type: 'update' | 'subscribe' | 'unsubscribe' | 'read' | 'execute' }

export function createMailbox(
  desk: Desk,
  parts: {
    readonly reporter: Reporter
    readonly observer: Observer
    readonly handover: Handover
    readonly spread: Spread
    readonly presence: Presence
    /** The hyperty has crashed, and takes nothing any more. */
    readonly isOver: () => boolean
  },
) {
  const { url, name, endpoint, recorder, requests, objects, now, decided } = desk
  const { reporter, observer, handover, spread, presence, isOver } = parts

  function onMessage(message: Message, of: number): void {
    const received = now()
    const hops: EndedHops = { received }
    if (isOver()) return loseInCrash(of)
    const mayComeAgain = isTakenOnce(message) || !endpoint.isReliable()
    if (mayComeAgain && desk.inbox.isKnown(message, of)) return onKnown(message, of, hops)
    if (message.type === 'response') {
      reporter.onAnswer(message)
      spread.onAnswer(message)
      if (!requests.answered(message, of)) recorder.ended(of, url, hops, 'answered')
      return
    }
    if (message.type === 'create') return observer.invitations.onInvitation(message, of, hops)
    const held = objects.get(aboutObject(message))
    if (!held || held.life !== (message.body.life ?? 0)) return onNothing(message, of, hops)
    switch (message.type) {
      case 'update': {
        const { version, author = message.from, changes, epoch = 0 } = message.body
        if (message.body.seq !== undefined) return spread.onUpdate(held, message, of, hops)
        if (version === undefined) return onAsked(held, message, of, hops)
        if (held.status === 'removed' || held.status === 'deleted')
          return recorder.ended(of, url, hops, 'stale', undefined, held.version)
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

  function loseInCrash(of: number): void {
    recorder.ended(of, url, {}, 'lost', decided(false, 'crashed', 503, `${name} had crashed before it took it.`))
  }

  /** A request to the reporter of an object; it waits while the object passes to another one, or is sent on. */
  function onAsked(held: Held, message: Asked, of: number, hops: EndedHops): void {
    if (isOver()) return loseInCrash(of)
    // it ended while this waited
    if (objects.get(held.url) !== held) return onNothing(message, of, hops)
    if (message.type === 'read' && message.body.resource) {
      onReadHere(held, message, of)
      return recorder.ended(of, url, hops, 'answered')
    }
    handover.reclaim(held)
    if (held.moving && handover.wait(held, () => onAsked(held, message, of, hops))) return undefined
    if (held.role !== 'reporter' && endpoint.reports(held.url)) {
      // sent on, it would come back here
      const reason = `${name} cannot say where ${held.name} goes on. Look, and ask again.`
      requests.respond(message, { code: 503, rule: 'owner-gone', reason, by: url }, of)
      return recorder.ended(of, url, hops, 'refused', decided(false, 'owner-gone', 503, reason))
    } else if (held.role !== 'reporter') {
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
    answerAgain(message, of)
    recorder.ended(of, url, hops, 'duplicate')
  }

  function answerAgain(message: Message, of: number): void {
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
    if (message.type === 'delete' && message.body.ended) requests.respond(message, { code: 200 }, of)
    const asks = message.type !== 'delete' && !isChanges(message.to)
    if (asks) requests.respond(message, { code, rule, reason, by }, of)
    recorder.ended(of, url, hops, asks ? 'refused' : 'stale', decision)
  }

  return onMessage
}
