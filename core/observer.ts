/**
 * The part of a Syncer that follows: it takes invitations, subscribes, and asks the reporter to write. How its copy
 * keeps in step is the affair of catch-up.
 */
import { createCatchUp } from './catch-up.ts'
import { decisionOf, epochOf, type Desk, type Held, type Reply } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import { hearTexts } from './marking.ts'
import { shortName, subscriptionOf, type Address, type Message, type ResponseMessage } from './message.ts'
import type { ReportFrame } from './port.ts'
import type { Spread } from './spread.ts'

/** What is known of a write that was asked for, when its answer comes. */
interface Write {
  readonly held: Held
  readonly frame: ReportFrame
  readonly window: number
  readonly base: number
  /** It is of the window that is open still, and of the object that is here still. */
  readonly isKnown: boolean
}

export type Observer = ReturnType<typeof createObserver>

export function createObserver(desk: Desk, spread: Spread) {
  const { url, name, endpoint, recorder, models, objects, requests, now, decided, settle, drop } = desk
  const { passInfo, passObject } = desk
  const invitations = new Map<Address, Message & { type: 'create' }>()
  const { read, readWhole, resetPace, replace, setLeft, setRemoved, heedEpoch, ...catchUp } = createCatchUp(
    desk,
    spread,
    (held) => subscribe(held),
  )
  const { takeIn, passTaken, endWaiting, awaitAnswer, replaceNow, onOtherEpoch, onNewReporter } = catchUp
  const waitingReports = new Map<Address, { frame: ReportFrame; hops: SentHops }>()
  const following = new Set<Address>()
  let autoAccept = true
  desk.onDrop((held) => {
    invitations.delete(held.url)
    waitingReports.delete(held.url)
  })

  function reportAsWriter(held: Held, frame: ReportFrame, hops: SentHops, base = held.versionAt(frame.base)): void {
    const { window } = desk
    const goneAt = desk.goneAt(held.url)
    const body = { source: url, base, changes: frame.changes }
    const isAnswered = awaitAnswer(held)
    requests.send({ type: 'update', to: held.url, body }, hops, (response, of) => {
      const isKnown = window === desk.window && goneAt === desk.goneAt(held.url)
      onWritten({ held, frame, window, base, isKnown }, response, of)
      isAnswered()
    })
  }

  /** A write of this hyperty is answered. */
  function onWritten({ held, frame, window, base, isKnown }: Write, response: ResponseMessage, of: number): void {
    const decision = decisionOf(response)
    const received = now()
    // dropped meanwhile, and perhaps followed anew
    const current = objects.get(held.url)
    if (!current) return desk.answered(of, decision)
    if (decision.code === 307) {
      desk.answered(of, decision)
      return isKnown && current === held ? desk.again(held, frame, base) : undefined
    }
    // a copy that is not kept in step any more waits for nothing
    const isKept = current.status === 'active' || (current.status === 'left' && current.onLeave === 'take over')
    if (isKept && decision.allow && response.body.version !== undefined) {
      const { version, changes } = response.body
      const own = { seq: frame.seq, window: isKnown ? window : -1, decision, changes }
      const ticket = { of, received, own }
      return takeIn(current, { version, author: url, changes: changes ?? frame.changes, ticket })
    }
    if (!isKnown) return desk.answered(of, decision)
    const passed = of === 0 ? undefined : ({ of, hops: { received }, effect: 'answered', decision } as const)
    settle(frame.url, frame.seq, decision, passed)
    if (decision.code === 408) read(held)
    else if (decision.rule === 'nobody-there' && held.status === 'active') setLeft(held)
    return undefined
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
    const known = objects.get(object)
    if (known && (known.status === 'active' || known.status === 'invited'))
      return answer(409, `${shortName(object)} is here already.`)
    if (following.has(object)) return answer(409, `${shortName(object)} is being followed already.`)
    following.add(object)
    requests.send({ type: 'subscribe', to: subscriptionOf(object), body: { source: url } }, {}, (response, of) => {
      following.delete(object)
      // an invitation was quicker
      const here = objects.get(object)
      if (here && (here.status === 'active' || here.status === 'invited')) {
        desk.answered(of)
        return answer(200, undefined, object)
      }
      const { code, reason, value, version, name: objectName, model: modelName, mayWrite } = response.body
      const { epoch, onLeave, state, vector, texts } = response.body
      const model = models.find((kind) => kind.name === modelName)
      if (code !== 200 || !value || version === undefined || !model) {
        desk.answered(of, decisionOf(response))
        return answer(code === 200 ? 409 : code, reason ?? 'It could not be followed.')
      }
      const start = { url: object, name: objectName ?? shortName(object), model, reporter: response.from } as const
      const held = desk.open({
        ...start,
        role: 'observer',
        status: 'active',
        mayWrite: mayWrite === true,
        ...{ value, version, state, vector, epoch, onLeave, texts },
      })
      held.rules = response.body.rules ?? []
      supersede(held)
      passObject(held, { of, hops: { received: now(), made: now() }, effect: 'applied' })
      if (held.spread) spread.resume(held)
      answer(200, undefined, object)
    })
  }

  /** A new copy takes the place of one that was left or removed; what waited for that one ends. */
  function supersede(held: Held): void {
    const before = objects.get(held.url)
    objects.set(held.url, held)
    if (before) endWaiting(before)
  }

  function subscribe(held: Held, done?: Reply, isWhole = false): void {
    held.holding = true
    const mine = held.spread ? { vector: { ...held.spread.vector } } : { version: held.version }
    const body = isWhole ? { source: url } : { source: url, ...mine, ...epochOf(held) }
    requests.send({ type: 'subscribe', to: subscriptionOf(held.url), body }, {}, (response, of) => {
      held.holding = false
      // another copy has taken its place, or it is followed no more
      if (objects.get(held.url) !== held) {
        desk.answered(of)
        return done?.(409, `${held.name} is followed no more.`)
      }
      const { code, reason, value, version, mayWrite } = response.body
      if (code !== 200) {
        desk.answered(of, decisionOf(response))
        setLeft(held)
        return done?.(code, reason)
      }
      heedEpoch(held, response)
      held.mayWrite = mayWrite === true
      held.rules = response.body.rules ?? []
      held.texts = response.body.texts ?? []
      if (held.spread) {
        spread.takeAnswer(held, response, of)
        passInfo(held)
        spread.resume(held)
      } else if (value && version !== undefined) replace(held, value, version, of)
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
      endpoint.forsake(held.url)
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

  function onInvitation(message: Message & { type: 'create' }, of: number, hops: EndedHops): void {
    const { resource, name: objectName, model: modelName, version, value, epoch, onLeave } = message.body
    const { state, vector, texts } = message.body
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
    const held = desk.open({ ...start, mayWrite: false, value, version, state, vector, epoch, onLeave, texts })
    const made = now()
    supersede(held)
    passObject(held, { of, hops: { ...hops, made, watched: now() }, effect: 'applied', version })
    if (autoAccept) {
      requests.respond(message, { code: 200 }, of)
      subscribe(held)
    } else invitations.set(resource, message)
    return undefined
  }

  function onNews(held: Held, message: Message & { type: 'event' }, of: number, hops: EndedHops): void {
    const { news, to, version, asks, texts } = message.body
    const passed = { of, hops, effect: 'applied' } as const
    if (asks) requests.respond(message, { code: 200, version: held.version, mayWrite: held.mayWrite }, of)
    if (news === 'reporter') return onNewReporter(held, message, passed)
    if (news === 'followed' && to !== undefined) desk.followed(held.url, to)
    else if (news === 'left') return setLeft(held, passed)
    else if (to === url || news === 'rules') held.mayWrite = endpoint.mayWrite(held.url)
    if (news === 'rules') held.rules = message.body.rules ?? []
    const isMarked = (news === 'texts' || news === 'version') && hearTexts(held, texts)
    if (news === 'version' && !held.spread && version !== undefined && version > held.version) read(held, version)
    if ((to === url && news !== 'followed') || news === 'rules' || isMarked) return passInfo(held, passed)
    return recorder.ended(of, url, hops, 'applied')
  }

  return {
    report(held: Held, frame: ReportFrame, hops: SentHops, base?: number): void {
      if (endpoint.online) reportAsWriter(held, frame, hops, base)
      else waitingReports.set(held.url, { frame, hops })
    },
    accept,
    reject,
    follow,
    unfollow,
    setAutoAccept(on: boolean): void {
      autoAccept = on
    },
    acceptsByItself: (): boolean => autoAccept,
    replaceNow,
    readWhole,
    onInvitation,
    onUpdate: takeIn,
    onOtherEpoch,
    onNews,
    onDelete(held: Held, message: Message & { type: 'delete' }, of: number, hops: EndedHops): void {
      const invitation = invitations.get(held.url)
      if (invitation) {
        requests.respond(invitation, { code: 404, reason: `${held.name} is not there any more.`, by: url }, of)
        if (message.body.resource) requests.respond(message, { code: 200 }, of)
        return drop(held, { of, hops, effect: 'applied' })
      }
      if (message.body.resource) {
        requests.respond(message, { code: 200 }, of)
        return setRemoved(held, { of, hops, effect: 'applied' })
      }
      held.status = 'deleted'
      held.mayWrite = false
      endWaiting(held)
      desk.ended(held.url)
      passInfo(held, { of, hops, effect: 'applied' })
    },
    /** Back on line: asks for what was missed, then sends what waited. */
    resume(held: Held): void {
      resetPace(held)
      read(held)
      if (held.spread && held.status === 'active') spread.resume(held)
      const report = waitingReports.get(held.url)
      waitingReports.delete(held.url)
      if (report) reportAsWriter(held, report.frame, report.hops)
    },
    /** Follows again after a restart, and asks for the whole value: so the session shows what it goes on from. */
    rejoin: (held: Held): void => subscribe(held, undefined, true),
    /** The window has gone, and its reports with it. */
    forgetReports: (): void => waitingReports.clear(),
    /** Who reported this is back, and holds it no more. */
    onRestart: (held: Held): void => setLeft(held),
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
