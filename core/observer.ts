/**
 * The part of a Syncer that follows: it takes invitations and subscribes. How its copy keeps in step is the affair of
 * catch-up, and what it wants to write that of own-writes.
 */
import { createCatchUp } from './catch-up.ts'
import { decisionOf, lifeOf, timeOf, type Desk, type Held, type Reply } from './desk.ts'
import type { EndedHops } from './event.ts'
import { createInvitations } from './invitations.ts'
import { hearTexts } from './marking.ts'
import { shortName, subscriptionOf, type Address, type Message } from './message.ts'
import { createOwnWrites } from './own-writes.ts'
import { createParting } from './parting.ts'
import type { Spread } from './spread.ts'

/** So often in a row it is tried to subscribe. */
const subscribeTriesMax = 8

export type Observer = ReturnType<typeof createObserver>

export function createObserver(desk: Desk, spread: Spread) {
  const { url, endpoint, recorder, models, objects, requests, now, drop } = desk
  const { passInfo, passObject } = desk
  const catchUp = createCatchUp(desk, spread, (held) => subscribe(held))
  const { read, readAnew, readWhole, resetPace, replace, replaceNow, setLeft, setGone, setDeleted, setRemoved } =
    catchUp
  const { heedEpoch, takeIn, passTaken, endWaiting, passOn, onOtherEpoch } = catchUp
  const { onNewReporter, onUnheardReporter } = catchUp
  const following = new Set<Address>()
  /** Copies whose subscription nobody answered, and how often in a row. */
  const unsubscribed = new Map<Held, number>()
  const parting = createParting(desk)
  const writes = createOwnWrites(desk, catchUp)
  const invitations = createInvitations(desk, { subscribe, supersede })
  desk.onDrop((held) => unsubscribed.delete(held))

  function follow(object: Address, answer: Reply): void {
    const known = objects.get(object)
    if (known && (known.status === 'active' || known.status === 'invited'))
      return answer(409, `${shortName(object)} is here already.`)
    if (endpoint.reports(object)) return answer(409, `${shortName(object)} is yours.`)
    if (following.has(object)) return answer(409, `${shortName(object)} is being followed already.`)
    if (!endpoint.online) return answer(503, 'You are off line. Go on line to follow it.')
    following.add(object)
    const goneAt = desk.goneAt(object)
    const life = endpoint.lifeOf(object)
    const body = { source: url, ...lifeOf({ life }) }
    requests.send({ type: 'subscribe', to: subscriptionOf(object), body }, {}, (response, of) => {
      following.delete(object)
      // an invitation was quicker
      const here = objects.get(object)
      if (here && (here.status === 'active' || here.status === 'invited')) {
        desk.answered(of)
        return answer(200, undefined, object)
      }
      // an invitation was quicker, and it is followed no more
      if (goneAt !== desk.goneAt(object) && response.body.code === 200) {
        desk.answered(of)
        parting.decline({ url: object, life: response.body.life ?? 0 })
        return answer(409, `${shortName(object)} is followed no more.`)
      }
      const { code, reason, value, version, name: objectName, model: modelName, mayWrite } = response.body
      const { epoch, onLeave, state, vector, texts, life } = response.body
      const model = models.find((kind) => kind.name === modelName)
      if (code !== 200 || !value || version === undefined || !model) {
        desk.answered(of, decisionOf(response))
        return answer(code === 200 ? 409 : code, reason ?? 'It could not be followed.')
      }
      // its owner crashed, or ended it, while the answer was on its way
      if (desk.bus.access.facts(object)?.life !== (life ?? 0)) {
        desk.answered(of)
        return answer(404, `${objectName ?? shortName(object)} has ended meanwhile.`)
      }
      const start = { url: object, name: objectName ?? shortName(object), model, reporter: response.from } as const
      const held = desk.open({
        ...start,
        role: 'observer',
        status: 'active',
        mayWrite: mayWrite === true,
        ...{ value, version, state, vector, epoch, onLeave, texts, life, rules: response.body.rules },
      })
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
    if (!before) return
    endWaiting(before)
    // what that one asked for is of no use to this one
    resetPace(before)
    spread.resetPulls(before)
  }

  function subscribe(held: Held, done?: Reply, isWhole = false): void {
    if (parting.isGoing(held)) return done?.(409, `${held.name} is followed no more.`)
    held.holding = true
    const mine = held.spread ? { vector: { ...held.spread.vector } } : { version: held.version }
    const body = { source: url, ...(isWhole ? lifeOf(held) : { ...mine, ...timeOf(held) }) }
    requests.send({ type: 'subscribe', to: subscriptionOf(held.url), body }, {}, (response, of) => {
      held.holding = false
      // it has become the reporter meanwhile, and knows better
      if (held.role === 'reporter') {
        desk.answered(of)
        return done?.(200, undefined, held.url)
      }
      // another copy has taken its place, or it is followed no more
      if (objects.get(held.url) !== held) {
        desk.answered(of)
        return done?.(409, `${held.name} is followed no more.`)
      }
      const { code, reason, value, version, mayWrite } = response.body
      if (code !== 200) {
        desk.answered(of, decisionOf(response))
        if (response.body.rule === 'removed') setRemoved(held)
        else if (code !== 408) setGone(held, response.body.rule)
        done?.(code, reason)
        if (held.status !== 'active') endWaiting(held)
        return code === 408 && held.status === 'active' ? tryAgain(held) : undefined
      }
      unsubscribed.delete(held)
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

  /** Nobody said no: once more, now if its reporter seems to be there, or when somebody comes or a link changes. */
  function tryAgain(held: Held): void {
    const tries = (unsubscribed.get(held) ?? 0) + 1
    unsubscribed.set(held, tries)
    if (desk.isOnline(held.reporter) && endpoint.online && tries < subscribeTriesMax) subscribe(held, undefined, true)
  }

  function onNews(held: Held, message: Message & { type: 'event' }, of: number, hops: EndedHops): void {
    const { news, to, version, asks, texts } = message.body
    const passed = { of, hops, effect: 'applied' } as const
    if (asks) requests.respond(message, { code: 200, version: held.version, mayWrite: held.mayWrite }, of)
    // said by an owner that has left since, to who owns it now
    if (held.role === 'reporter') return recorder.ended(of, url, hops, 'stale')
    if (news === 'reporter') return onNewReporter(held, message, passed)
    if ((message.body.epoch ?? 0) > held.epoch && news === 'version') return onUnheardReporter(held, message, passed)
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
    report: writes.report,
    invitations,
    follow,
    unfollow: parting.unfollow,
    replaceNow,
    readWhole,
    passOn,
    setDeleted,
    onUpdate: takeIn,
    onOtherEpoch,
    onNews,
    onDelete(held: Held, message: Message & { type: 'delete' }, of: number, hops: EndedHops): void {
      const passed = { of, hops, effect: 'applied' } as const
      const { resource, ended } = message.body
      if (resource) requests.respond(message, { code: 200 }, of)
      if (invitations.withdrawn(held)) return drop(held, passed)
      if (held.role === 'reporter' || held.status === 'deleted') return recorder.ended(of, url, hops, 'stale')
      if (resource && !ended) return setRemoved(held, passed)
      return setDeleted(held, passed)
    },
    /** Its reporter has gone, and this hyperty may not have been told: whoever knows is asked. */
    onDeparture(held: Held, wasOnline: boolean): void {
      // nor is one told who was not admitted yet
      const isTold = wasOnline && endpoint.isReliable() && !held.holding && !unsubscribed.has(held)
      if (endpoint.online && !isTold) readAnew(held)
    },
    /** Somebody has come, or a link has changed: who could not subscribe may be able to now. */
    onChance(): void {
      if (!endpoint.online) return
      parting.onChance()
      for (const held of [...unsubscribed.keys()]) {
        unsubscribed.delete(held)
        if (objects.get(held.url) === held && held.status === 'active') subscribe(held, undefined, true)
      }
    },
    /** Back on line: asks for what was missed, then sends what waited. */
    resume(held: Held): void {
      resetPace(held)
      read(held)
      if (held.spread && held.status === 'active') spread.resume(held)
      writes.resume(held)
    },
    giveUp: writes.giveUp,
    /** Follows again after a restart, and asks for the whole value: so the session shows what it goes on from. */
    rejoin: (held: Held): void => subscribe(held, undefined, true),
    forgetReports: writes.forget,
    /** Who reported this is back, and holds it no more. */
    onRestart: (held: Held): void => {
      if (endpoint.online) setLeft(held)
    },
    /** Its object has ended with a reporter of whom this hyperty may not have been told. */
    onEndUnheard: (held: Held): void => {
      if (endpoint.online) readAnew(held)
    },
    /** What waits is not going to be taken in any more. */
    endWaiting,
    endArrivals: catchUp.endArrivals,
    leave(held: Held): void {
      if (held.status !== 'active') return
      const body = { source: url, ...lifeOf(held) }
      requests.send({ type: 'unsubscribe', to: subscriptionOf(held.url), body }, {}, (_, of) => desk.answered(of))
    },
  }
}
