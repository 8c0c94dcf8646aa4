/**
 * The part of a Syncer that follows: it takes invitations, subscribes, takes updates in by their versions, re-reads
 * where one is missing, and asks the reporter to write.
 */
import { ChangeError, copyJson, type JsonObject } from './change.ts'
import { decisionOf, type Desk, type Held, type Own, type Reply, type Ticket } from './desk.ts'
import type { Effect, EndedHops, SentHops } from './event.ts'
import { shortName, subscriptionOf, type Address, type Message, type ResponseMessage } from './message.ts'
import type { ReportFrame } from './port.ts'
import { createReplica, type Arrival } from './replica.ts'
import { createReread } from './reread.ts'

export function createObserver(desk: Desk) {
  const { url, name, endpoint, recorder, models, objects, requests, now, decided, settle, drop } = desk
  const { passInfo, passObject } = desk
  const invitations = new Map<Address, Message & { type: 'create' }>()
  const { read, readWhole, resetPace } = createReread(desk, replace)
  const waitingReports = new Map<Address, { frame: ReportFrame; hops: SentHops }>()
  /**
   * Writes of this hyperty that nobody has answered yet, and the snapshot that came meanwhile. It may hold such a
   * write already, and would then stand in the window beneath the same write, pending: so it waits.
   */
  const unanswered = new Map<Address, { count: number; snapshot?: () => void }>()
  let autoAccept = true
  desk.onDrop((held) => {
    invitations.delete(held.url)
    waitingReports.delete(held.url)
    endWaiting(held)
  })

  function reportAsWriter(held: Held, frame: ReportFrame, hops: SentHops): void {
    const { window } = desk
    const body = { source: url, base: held.versionAt(frame.base), changes: frame.changes }
    const waits = unanswered.get(held.url) ?? { count: 0 }
    waits.count++
    unanswered.set(held.url, waits)
    requests.send({ type: 'update', to: held.url, body }, hops, (response, of) => {
      onWritten(held, frame, window, response, of)
      if (--waits.count > 0) return
      unanswered.delete(held.url)
      waits.snapshot?.()
    })
  }

  function onWritten(held: Held, frame: ReportFrame, window: number, response: ResponseMessage, of: number): void {
    const decision = decisionOf(response)
    const received = now()
    if (decision.allow && response.body.version !== undefined) {
      const own = { seq: frame.seq, window, decision }
      const { version } = response.body
      return takeIn(held, { version, author: url, changes: frame.changes, ticket: { of, received, own } })
    }
    if (window !== desk.window) {
      if (of > 0) recorder.ended(of, url, { received }, 'answered', decision)
      return
    }
    const passed = of === 0 ? undefined : ({ of, hops: { received }, effect: 'answered', decision } as const)
    settle(frame.url, frame.seq, decision, passed)
    if (decision.code === 408) read(held)
  }

  function accept(held: Held, answer: Reply): void {
    const invitation = invitations.get(held.url)
    if (!invitation) return answer(409, 'There is no invitation that waits for an answer.')
    invitations.delete(held.url)
    held.status = 'active'
    requests.respond(invitation, { code: 200 })
    subscribe(held, (code, reason) => answer(code, reason, held.url))
  }

  function reject(held: Held, answer: Reply): void {
    const invitation = invitations.get(held.url)
    if (!invitation) return answer(409, 'There is no invitation that waits for an answer.')
    requests.respond(invitation, { code: 403, reason: `${name} said no.`, rule: 'rejected', by: url })
    drop(held)
    answer(200)
  }

  function follow(object: Address, answer: Reply): void {
    if (objects.has(object)) return answer(409, `${shortName(object)} is here already.`)
    requests.send({ type: 'subscribe', to: subscriptionOf(object), body: { source: url } }, {}, (response, of) => {
      const { code, reason, value, version, name: objectName, model: modelName, mayWrite } = response.body
      const model = models.find((kind) => kind.name === modelName)
      if (code !== 200 || !value || version === undefined || !model) {
        desk.answered(of, decisionOf(response))
        return answer(code === 200 ? 409 : code, reason ?? 'It could not be followed.')
      }
      const start = { url: object, name: objectName ?? shortName(object), model, reporter: response.from } as const
      const held = createReplica<Ticket>({
        ...start,
        role: 'observer',
        status: 'active',
        mayWrite: mayWrite === true,
        value: copyJson(value),
        version,
      })
      objects.set(object, held)
      passObject(held, { of, hops: { received: now(), made: now() }, effect: 'applied' })
      answer(200, undefined, object)
    })
  }

  function subscribe(held: Held, done?: Reply): void {
    held.holding = true
    const body = { source: url, version: held.version }
    requests.send({ type: 'subscribe', to: subscriptionOf(held.url), body }, {}, (response, of) => {
      held.holding = false
      const { code, reason, value, version, mayWrite } = response.body
      if (code !== 200) {
        desk.answered(of, decisionOf(response))
        held.status = 'left'
        passInfo(held)
        return done?.(code, reason)
      }
      held.mayWrite = mayWrite === true
      if (value && version !== undefined) replace(held, value, version, of)
      else {
        desk.answered(of)
        passInfo(held)
        passTaken(held, held.resume())
      }
      return done?.(200)
    })
  }

  function unfollow(held: Held, answer: Reply): void {
    if (held.role === 'reporter') return answer(409, 'An owner cannot stop following; delete the object instead.')
    if (held.status !== 'active') {
      drop(held)
      return answer(200)
    }
    requests.send({ type: 'unsubscribe', to: subscriptionOf(held.url), body: { source: url } }, {}, (_response, of) => {
      desk.answered(of)
      if (objects.get(held.url) === held) drop(held)
      answer(200)
    })
    return undefined
  }

  function replace(held: Held, value: JsonObject, version: number, of: number, received = now()): void {
    const waits = unanswered.get(held.url)
    if (waits) {
      // of two that wait, the older one is ended when its turn comes
      const earlier = waits.snapshot
      waits.snapshot = () => {
        earlier?.()
        replace(held, value, version, of, received)
      }
      return
    }
    if (version < held.version || objects.get(held.url) !== held)
      return recorder.ended(of, url, { received }, 'stale', undefined, held.version)
    for (const { ticket } of held.replace(copyJson(value), version)) conclude(held, ticket, 'buffered')
    passObject(held, { of, hops: { received }, effect: 'applied', version })
    // only now: the window is given the snapshot, and then what came after it
    passTaken(held, held.resume())
  }

  /** Ends an update that brings nothing new: it is here already, or a snapshot covers it. */
  function conclude(held: Held, { of, received, own }: Ticket, effect: Effect): void {
    if (own?.window === desk.window) settleOwn(held, of, received, own)
    else recorder.ended(of, url, { received }, own ? 'answered' : effect, own?.decision, held.version)
  }

  /** What waited for a missing version is not going to be taken in here any more. */
  function endWaiting(held: Held): void {
    for (const { ticket } of held.giveUp()) conclude(held, ticket, 'buffered')
    const waits = unanswered.get(held.url)
    unanswered.delete(held.url)
    waits?.snapshot?.()
    if (waits) delete waits.snapshot
  }

  function settleOwn(held: Held, of: number, received: number, { seq, decision }: Own): void {
    settle(held.url, seq, decision, { of, hops: { received }, effect: 'answered', decision, version: held.version })
  }

  /** Offers an update to the replica, and hands on what that set free. */
  function takeIn(held: Held, arrival: Arrival<Ticket>): void {
    try {
      const { taken, outcome } = held.offer(arrival)
      if (outcome === 'stale') conclude(held, arrival.ticket, 'stale')
      else if (outcome === 'overflow') conclude(held, arrival.ticket, 'buffered')
      else if (outcome === 'waits' && !held.holding) read(held)
      passTaken(held, taken)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      // it would not fit, so this replica is not what it should be: the whole value is read again
      const { of, received } = arrival.ticket
      const reason = `It does not fit what is here: ${error.message}. The object is read again.`
      recorder.ended(of, url, { received }, 'refused', decided(false, 'does-not-fit', 409, reason), held.version)
      readWhole(held)
    }
  }

  function passTaken(held: Held, taken: readonly Arrival<Ticket>[]): void {
    for (const { version, author, changes, ticket } of taken) {
      const { of, received, own } = ticket
      if (own?.window === desk.window) {
        settleOwn(held, of, received, own)
        continue
      }
      desk.passChanges(held, author, changes, { of, hops: { received }, effect: 'applied', version })
    }
  }

  function onInvitation(message: Message & { type: 'create' }, of: number, hops: EndedHops): void {
    const { resource, name: objectName, model: modelName, version, value } = message.body
    const model = models.find((kind) => kind.name === modelName)
    const known = objects.get(resource)
    if (known && known.status === 'active') {
      requests.respond(message, { code: 200 }, of)
      return recorder.ended(of, url, hops, 'duplicate')
    }
    if (!model) {
      const decision = decided(false, 'unknown-model', 400, `${name} does not know the concurrency model ${modelName}.`)
      const { code, reason, rule, by } = decision
      requests.respond(message, { code, reason, rule, by }, of)
      return recorder.ended(of, url, hops, 'refused', decision)
    }
    const status = autoAccept ? 'active' : 'invited'
    const start = { url: resource, name: objectName, model, reporter: message.from, role: 'observer', status } as const
    const held = createReplica<Ticket>({ ...start, mayWrite: false, value: copyJson(value), version })
    const made = now()
    objects.set(resource, held)
    passObject(held, { of, hops: { ...hops, made, watched: now() }, effect: 'applied', version })
    if (autoAccept) {
      requests.respond(message, { code: 200 }, of)
      subscribe(held)
    } else invitations.set(resource, message)
    return undefined
  }

  function onNews(held: Held, message: Message & { type: 'event' }, of: number, hops: EndedHops): void {
    const { news, to, version, asks } = message.body
    if (asks) requests.respond(message, { code: 200, version: held.version, mayWrite: held.mayWrite }, of)
    if (news === 'left') held.status = 'left'
    if (news === 'left' || (to === url && news === 'revoked')) held.mayWrite = false
    if (to === url && news === 'granted') held.mayWrite = true
    if (news === 'version' && version !== undefined && version > held.version) read(held)
    if (news === 'left' || to === url) passInfo(held, { of, hops, effect: 'applied' })
    else recorder.ended(of, url, hops, 'applied')
  }

  return {
    report(held: Held, frame: ReportFrame, hops: SentHops): void {
      if (endpoint.online) reportAsWriter(held, frame, hops)
      else waitingReports.set(held.url, { frame, hops })
    },
    accept,
    reject,
    follow,
    unfollow,
    setAutoAccept(on: boolean): void {
      autoAccept = on
    },
    onInvitation,
    onUpdate: takeIn,
    onNews,
    onDelete(held: Held, of: number, hops: EndedHops): void {
      const invitation = invitations.get(held.url)
      if (invitation) {
        requests.respond(invitation, { code: 404, reason: `${held.name} is not there any more.`, by: url }, of)
        return drop(held, { of, hops, effect: 'applied' })
      }
      held.status = 'deleted'
      held.mayWrite = false
      passInfo(held, { of, hops, effect: 'applied' })
    },
    /** Back on line: asks for what was missed, then sends what waited. */
    resume(held: Held): void {
      resetPace(held)
      read(held)
      const report = waitingReports.get(held.url)
      waitingReports.delete(held.url)
      if (report) reportAsWriter(held, report.frame, report.hops)
    },
    /** The window has gone, and its reports with it. */
    forgetReports: (): void => waitingReports.clear(),
    /** Who reported this is back, and holds it no more. */
    onRestart(held: Held): void {
      held.status = 'left'
      held.mayWrite = false
      passInfo(held)
    },
    /** What waits is not going to be taken in any more. */
    endWaiting,
    leave(held: Held): void {
      endWaiting(held)
      if (held.status !== 'active') return
      requests.send({ type: 'unsubscribe', to: subscriptionOf(held.url), body: { source: url } }, {}, (_, of) =>
        desk.answered(of),
      )
    },
  }
}
