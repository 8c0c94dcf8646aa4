/**
 * How a follower's copy of an object keeps in step: it takes updates in by their versions, reads again where one is
 * missing, and heeds who the reporter is. Knows nothing of invitations or of what its own hyperty wants.
 */
import { ChangeError, copyJson, type JsonObject } from './change.ts'
import type { Desk, Held, Own, Ticket } from './desk.ts'
import type { Effect } from './event.ts'
import { hearTexts } from './marking.ts'
import type { Address, Message, ResponseMessage } from './message.ts'
import type { Passed } from './port-side.ts'
import type { Arrival } from './replica.ts'
import { createReread } from './reread.ts'
import type { Spread } from './spread.ts'

export function createCatchUp(desk: Desk, spread: Spread, subscribe: (held: Held) => void) {
  const { url, endpoint, recorder, now, decided, settle, passInfo, passObject } = desk
  const { read, readAnew, readWhole, resetPace } = createReread(desk, {
    ...{ replace, setRemoved, setGone, heedAnswer, subscribe },
    takeAnswer: spread.takeAnswer,
  })
  /**
   * Writes of this hyperty that nobody has answered yet, and the snapshot that came meanwhile. It may hold such a
   * write already, and would then stand in the window beneath the same write, pending: so it waits.
   */
  const unanswered = new Map<Address, { count: number; snapshot?: () => void; isTakenBack?: boolean }>()
  desk.onDrop(endWaiting)

  /** Its reporter has gone; where it may be taken over, somebody may come yet. */
  function setLeft(held: Held, passed?: Passed): void {
    held.status = 'left'
    held.mayWrite = false
    endWaiting(held)
    const isOver = held.onLeave === 'close' || desk.bus.access.facts(held.url) === undefined
    if (isOver) desk.ended(held.url)
    passInfo(held, passed)
  }

  /** Its reporter has ended it. */
  function setDeleted(held: Held, passed?: Passed): void {
    held.status = 'deleted'
    held.mayWrite = false
    endWaiting(held)
    desk.ended(held.url)
    passInfo(held, passed)
  }

  /** Nobody answers for it any more; the rule by which that was said tells why. */
  function setGone(held: Held, rule: string | undefined): void {
    if (held.status !== 'active' && held.status !== 'left') return
    // what came since it was left, and lacks something, is not going to be taken in either
    endWaiting(held)
    if (rule === 'object-ended' || rule === 'current-life') setDeleted(held)
    else if (held.status === 'active') setLeft(held)
  }

  /** Learns from an answer who the reporter is; the value that comes with it is of that epoch. */
  function heedEpoch(held: Held, { from, body: { epoch = 0, version = 0 } }: ResponseMessage): void {
    if (epoch > held.epoch) passOn(held, from, epoch, version)
  }

  /** Another one is the reporter, from a version on: what waits is of an earlier epoch, and may not be what that one numbers. */
  function passOn(held: Held, reporter: Address, epoch: number, from = held.version): void {
    if (epoch > held.epoch) giveUp(held)
    held.passTo(reporter, 'observer', epoch, from)
  }

  /** The reporter wants this hyperty not to follow any more: it keeps what it has, to be read. */
  function setRemoved(held: Held, passed?: Passed): void {
    held.status = 'removed'
    held.mayWrite = false
    endWaiting(held)
    passInfo(held, passed)
  }

  function replaceNow(held: Held, value: JsonObject, version: number, of: number, received = now()): void {
    for (const { ticket } of held.replace(copyJson(value), version)) conclude(held, ticket, 'buffered')
    passObject(held, { of, hops: { received }, effect: 'applied', version })
    // only now: the window is given the snapshot, and then what came after it
    passTaken(held, held.resume())
  }

  function replace(held: Held, value: JsonObject, version: number, of: number): void {
    const received = now()
    const { epoch } = held
    const waits = unanswered.get(held.url)
    // one that takes this copy back, to what another reporter goes on from, waits for nothing; its window is shown it again
    const isTakenBack = version < held.version
    if (waits && isTakenBack) waits.isTakenBack = true
    if (!waits || isTakenBack) return replaceNow(held, value, version, of)
    // of two that wait, the older one is ended when its turn comes
    const earlier = waits.snapshot
    waits.snapshot = () => {
      earlier?.()
      const isHere = desk.objects.get(held.url) === held
      if (isHere && epoch === held.epoch && version >= held.version) {
        replaceNow(held, value, version, of, received)
        return held.waiting > 0 && held.status === 'active' ? read(held) : undefined
      }
      recorder.ended(of, url, { received }, 'stale', undefined, held.version)
      if (isHere && (epoch !== held.epoch || held.valueEpoch < held.epoch)) readWhole(held)
    }
    return undefined
  }

  /** Counts a write of this hyperty until it is answered, which is told by the function that it gives back. */
  function awaitAnswer(held: Held): () => void {
    const waits = unanswered.get(held.url) ?? { count: 0 }
    waits.count++
    unanswered.set(held.url, waits)
    return () => {
      if (--waits.count > 0) return
      if (unanswered.get(held.url) === waits) unanswered.delete(held.url)
      if (waits.snapshot) return waits.snapshot()
      const isHere = desk.objects.get(held.url) === held && held.role === 'observer'
      return waits.isTakenBack && isHere ? passObject(held) : undefined
    }
  }

  /** Ends an update that brings nothing new: it is here already, or a snapshot covers it. */
  function conclude(held: Held, { of, received, own }: Ticket, effect: Effect): void {
    if (own?.window === desk.window) settleOwn(held, of, received, own, held.version, false)
    else recorder.ended(of, url, { received }, own ? 'answered' : effect, own?.decision, held.version)
  }

  /** What waits is not taken in: a write of this hyperty that its owner took is not in this copy, and not to stay in its window. */
  function giveUp(held: Held): void {
    for (const { ticket } of held.giveUp()) {
      const { of, received, own } = ticket
      if (own?.window !== desk.window || !own.decision.allow) conclude(held, ticket, 'buffered')
      else {
        const reason = `What the owner of ${held.name} took before it has not come. Look, and write it again.`
        const decision = decided(false, 'owner-gone', 503, reason)
        settle(held.url, own.seq, decision, { of, hops: { received }, effect: 'answered', decision })
      }
    }
  }

  /** What waited for a missing version is not going to be taken in here any more. */
  function endWaiting(held: Held): void {
    const waits = unanswered.get(held.url)
    unanswered.delete(held.url)
    endArrivals(held, waits)
  }

  /** The same, of a copy that stays: its own writes that nobody has answered may be answered yet. */
  function endArrivals(held: Held, waits = unanswered.get(held.url)): void {
    giveUp(held)
    spread.endWaiting(held)
    const snapshot = waits?.snapshot
    if (waits) delete waits.snapshot
    snapshot?.()
  }

  function settleOwn(held: Held, of: number, received: number, own: Own, version: number, isShown = true): void {
    const { seq, decision, changes } = own
    const passed = { of, hops: { received }, effect: 'answered', decision, version } as const
    settle(held.url, seq, decision, passed, { changes, isShown })
  }

  /** Offers an update to the replica, and hands on what that set free. */
  function takeIn(held: Held, arrival: Arrival<Ticket>): void {
    try {
      const { taken, outcome } = held.offer(arrival)
      if (outcome === 'stale') conclude(held, arrival.ticket, 'stale')
      else if (outcome === 'overflow') conclude(held, arrival.ticket, 'buffered')
      else if (outcome === 'waits' && !held.holding && !unanswered.get(held.url)?.snapshot) read(held)
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
        settleOwn(held, of, received, own, version)
        continue
      }
      desk.passChanges(held, author, changes, { of, hops: { received }, effect: 'applied', version })
    }
  }

  /** A numbered update of another epoch than the one known here. */
  function onOtherEpoch(held: Held, arrival: Arrival<Ticket>, epoch: number, from: Address): void {
    const { of, received } = arrival.ticket
    if (epoch < held.epoch) {
      if (arrival.version <= held.epochFrom) return takeIn(held, arrival)
      const reason = `${held.name} has passed to another owner since this was written.`
      return recorder.ended(of, url, { received }, 'refused', decided(false, 'older-epoch', 409, reason), held.version)
    }
    // what it took from the former reporter may not be what the new one goes on from: all of it is read
    passOn(held, from, epoch, -1)
    recorder.ended(of, url, { received }, 'buffered', undefined, held.version)
    revive(held)
    return readWhole(held)
  }

  /** There is a reporter again. */
  function revive(held: Held, passed?: Passed): void {
    // what it said before it went may come late
    if (held.status === 'left' && endpoint.reporterOf(held.url) === held.reporter) held.status = 'active'
    held.mayWrite = endpoint.mayWrite(held.url)
    passInfo(held, passed)
  }

  /** Somebody answered for an object: there is a reporter, and it may be another one. */
  function heedAnswer(held: Held, response: ResponseMessage): void {
    const { epoch } = held
    heedEpoch(held, response)
    const isMarked = hearTexts(held, response.body.texts)
    if (epoch !== held.epoch) held.mayWrite = endpoint.mayWrite(held.url)
    if (epoch !== held.epoch) passInfo(held)
    // an answer may have been on its way for so long that it is of an owner that has gone
    const isOwner = endpoint.reporterOf(held.url) === response.from
    if (held.status === 'left' && isOwner) revive(held)
    else if (isMarked) passInfo(held)
  }

  function onNewReporter(held: Held, message: Message & { type: 'event' }, passed: Passed): void {
    const { epoch = 0, version = 0 } = message.body
    if (epoch < held.epoch) return recorder.ended(passed.of, url, passed.hops, 'stale')
    const had = epoch === held.epoch ? held.epochFrom : held.version
    // of a passing that was missed it is not known from where it went on
    const isNext = epoch <= held.valueEpoch + 1
    passOn(held, message.from, epoch, version)
    revive(held, passed)
    // who writes to it tells what is known, and hears what is not
    if (held.spread) return undefined
    if (isNext && had <= version) held.valueEpoch = epoch
    else return readWhole(held)
    if (version > held.version) read(held, version)
    return undefined
  }

  /** A reporter says where it stands, and this hyperty has not heard that it is the reporter now. */
  function onUnheardReporter(held: Held, { from, body }: Message & { type: 'event' }, passed: Passed): void {
    passOn(held, from, body.epoch ?? 0, -1)
    revive(held, passed)
    return held.spread ? undefined : readWhole(held)
  }

  return {
    read,
    readAnew,
    readWhole,
    /** The next read is the first one again. */
    resetPace,
    replace,
    /** For one who is the reporter from now on, and waits for nobody's answer. */
    replaceNow,
    setLeft,
    setGone,
    setDeleted,
    setRemoved,
    heedEpoch,
    passOn,
    takeIn,
    passTaken,
    endWaiting,
    endArrivals,
    awaitAnswer,
    onOtherEpoch,
    onNewReporter,
    onUnheardReporter,
  }
}
