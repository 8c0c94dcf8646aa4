/**
 * The part of a Syncer for objects whose writers settle and send their writes themselves: it takes what its own hyperty
 * writes at once, takes in what the others send, and asks for what it lacks. Who belongs to an object, and who may write
 * to it, is the affair of the reporter and of access.
 */
import { copyJson, sameJson, type Json, type JsonObject, type WireChange } from './change.ts'
import { decisionOf, lifeOf, type Desk, type Held, type Ticket } from './desk.ts'
import type { EndedHops, SentHops } from './event.ts'
import type { Address, Decision, Message, ResponseMessage } from './message.ts'
import type { Settlement } from './model.ts'
import type { ReportFrame } from './port.ts'
import type { SpreadCopy, SpreadEntry, Whole } from './spread-copy.ts'
import { createSpreadPull } from './spread-pull.ts'
import { createSpreadTails } from './spread-tails.ts'
import { covers, hypertyOf, type Vector } from './vector.ts'

/** So long it is waited for the bus to say what is known here, that a write is refused; in milliseconds. */
const refusalMs = 5_000

type Copy = SpreadCopy<Ticket>
type UpdateMessage = Message & { readonly type: 'update' }

export type Spread = ReturnType<typeof createSpread>

export function createSpread(desk: Desk) {
  const { url, bus, endpoint, recorder, requests, objects, now, decided, settle } = desk
  const tails = createSpreadTails(desk, (held, question) => tell(held, question))
  const pulls = createSpreadPull(desk, takeAnswer, endWaiting)
  const stopLinks = bus.links.onChange(() => {
    for (const held of objects.values()) if (held.spread) tails.touch(held)
  })

  const asDecision = (settlement: Settlement): Decision => ({ ...settlement, by: url })

  /** A report of this hyperty: taken at once, unless access says no. */
  function report(held: Held, copy: Copy, frame: ReportFrame, hops: SentHops): void {
    const to = held.topic
    const seq = (copy.vector[copy.writer] ?? 0) + 1
    // places count only where the object has rules of its own
    const hasRules = (bus.access.facts(held.url)?.rules.length ?? 0) > 0
    const places = hasRules ? frame.changes.map(([path]) => [copy.placeOf(path)] as const) : frame.changes
    const draft = {
      id: 0,
      type: 'update',
      from: url,
      to,
      body: { source: url, ...lifeOf(held), seq, changes: places },
    } as const
    const permitted = endpoint.judge(draft)
    if (!permitted.allow) return refuse(held, seq, frame, hops, permitted)
    const written = copy.write(frame.changes, frame.base)
    const decision = asDecision(written.settlement)
    // nothing came of it, and its window is not to go on showing it
    if (written.changes.length === 0)
      return desk.turnBack(frame, hops, decision, decision.allow ? written.made : undefined)
    send(held, copy, written, hops)
    settle(held.url, frame.seq, decision, undefined, { changes: written.instead })
    return undefined
  }

  function send(
    held: Held,
    { writer }: Copy,
    { seq, stamp, changes }: { readonly seq: number; readonly stamp: Json; readonly changes: readonly WireChange[] },
    hops: SentHops,
    cause?: number,
  ): void {
    const name = writer === url ? {} : { writer }
    const body = { source: url, ...lifeOf(held), seq, stamp, ...name, changes }
    endpoint.send({ id: requests.nextId(), type: 'update', from: url, to: held.topic, body }, hops, cause)
    tails.touch(held)
  }

  /** It goes to the bus all the same, which answers it, so that the session shows who said no. */
  function refuse(held: Held, seq: number, frame: ReportFrame, hops: SentHops, decision: Decision): void {
    if (!endpoint.online) return desk.turnBack(frame, hops, decision)
    const { window } = desk
    const goneAt = desk.goneAt(held.url)
    const body = { source: url, ...lifeOf(held), seq, changes: frame.changes }
    const answered = (response: ResponseMessage, of: number): void => {
      const answer = response.body.code === 408 ? decision : decisionOf(response)
      const passed = of === 0 ? undefined : ({ of, hops: { received: now() }, effect: 'answered' } as const)
      // its window waits for it, even if another copy has taken the place of the one it was for
      if (window === desk.window && goneAt === desk.goneAt(held.url))
        settle(held.url, frame.seq, answer, passed && { ...passed, decision: answer })
      else desk.answered(of, answer)
    }
    return requests.send({ type: 'update', to: held.topic, body }, hops, answered, {
      isOnce: true,
      withinMs: refusalMs + 2 * bus.delayMs,
    })
  }

  function onUpdate(held: Held, message: UpdateMessage, of: number, hops: EndedHops): void {
    const copy = held.spread
    const { source, seq = 0, stamp = null, writer = source, changes } = message.body
    if (!copy || hypertyOf(writer) !== source) {
      const reason = copy ? 'It is said to be of another writer.' : `${held.name} is written through its owner.`
      return recorder.ended(of, url, hops, 'refused', decided(false, 'not-its-way', 409, reason))
    }
    if (held.status !== 'active') return recorder.ended(of, url, hops, 'stale', undefined, copy.version)
    const ticket = { of, received: hops.received ?? now() }
    const { taken, outcome } = copy.offer({ author: writer, seq, stamp, changes, ticket })
    if (outcome === 'known') recorder.ended(of, url, hops, 'stale', undefined, copy.version)
    else if (outcome === 'overflow') recorder.ended(of, url, hops, 'buffered', undefined, copy.version)
    if (outcome === 'waits' || outcome === 'overflow') pulls.pull(held, source)
    passTaken(held, taken)
    return undefined
  }

  function passTaken(held: Held, entries: readonly SpreadEntry<Ticket>[]): void {
    for (const { arrival, taken, version } of entries) {
      const { of, received } = arrival.ticket
      const isAsCame = isSame(taken.changes, arrival.changes)
      const made = isAsCame ? undefined : taken.changes
      // what is made as it came keeps its text
      const changes = isAsCame ? arrival.changes : taken.changes
      const decision = taken.settlement ? { decision: asDecision(taken.settlement) } : {}
      const passed = { of, hops: { received }, effect: taken.effect, ...decision, version, made }
      desk.passChanges(held, hypertyOf(arrival.author), changes, of === 0 ? undefined : passed, version)
    }
    if (entries.length > 0 && held.role === 'reporter') tails.touch(held)
  }

  /** Somebody answered with what this copy lacked, as writes or as a whole. */
  function takeAnswer(held: Held, { from, body }: ResponseMessage, of: number): void {
    const copy = held.spread as Copy
    const { updates = [], value, state = null, vector } = body
    if (value && vector && !covers(copy.vector, vector)) return merge(held, { value, state, vector }, from, of)
    const received = now()
    const { entries, covered, taken } = copy.catchUp(updates, { of, received })
    // the answer ends with the last of its writes
    const made = entries.flatMap((entry) => entry.taken.changes)
    const parts = entries.map((entry) => [entry.arrival.author, entry.arrival.seq, entry.taken.changes.length] as const)
    entries.forEach(({ arrival, taken: { changes }, version }, index) => {
      const isLast = index === entries.length - 1 && of > 0
      const passed = isLast ? ({ of, hops: { received }, effect: 'applied', version, made, parts } as const) : undefined
      desk.passChanges(held, hypertyOf(arrival.author), changes, passed, version)
    })
    if (entries.length === 0 && of > 0) recorder.ended(of, url, { received }, 'answered', undefined, copy.version, [])
    end(covered.map(({ ticket }) => ticket))
    passTaken(held, taken)
    // what was missing here may be missing elsewhere
    if (entries.length > 0) tails.touch(held, true)
    return undefined
  }

  /** Takes in all that another copy holds. */
  function merge(held: Held, whole: Whole, from: Address, of: number, received = now()): void {
    const copy = held.spread as Copy
    const { changes, covered, taken } = copy.merge(whole)
    const { version } = copy
    const passed = { of, hops: { received }, effect: 'applied', version, made: changes } as const
    desk.passChanges(held, from, changes, of === 0 ? undefined : passed, version)
    end(covered.map(({ ticket }) => ticket))
    passTaken(held, taken)
    tails.touch(held, true)
  }

  function end(tickets: readonly Ticket[]): void {
    for (const { of, received } of tickets) if (of > 0) recorder.ended(of, url, { received }, 'buffered')
  }

  function endWaiting(held: Held): void {
    end(held.spread?.giveUp().map(({ ticket }) => ticket) ?? [])
  }

  /** Says which writes are known here, and asks the same of all others. */
  function tell(held: Held, id = requests.nextId()): void {
    const vector = held.spread?.vector ?? {}
    const body = { source: url, ...lifeOf(held), news: 'vector', vector: { ...vector }, asks: true } as const
    endpoint.send({ id, type: 'event', from: url, to: held.topic, body })
  }

  /** What goes into an answer to somebody who knows as much as a vector says: the writes it lacks, or all. */
  function answerTo(held: Held, theirs: Vector | undefined): Partial<Omit<ResponseMessage['body'], 'source'>> {
    const copy = held.spread as Copy
    const known = { version: copy.version, vector: { ...copy.vector } }
    const lacked = theirs && copy.lackedBy(theirs)
    if (!lacked) return { ...known, ...wholeOf(held) }
    return lacked.length > 0 ? { ...known, updates: lacked } : known
  }

  return {
    report,
    onUpdate,
    merge,
    answerTo,
    takeAnswer,
    /** Somebody says which writes it knows. */
    onVector(held: Held, message: Message & { type: 'event' }, of: number, hops: EndedHops): void {
      const copy = held.spread
      const { vector, asks } = message.body
      if (!copy || !vector || held.status !== 'active') return recorder.ended(of, url, hops, 'stale')
      if (asks) requests.respond(message, { code: 200, version: copy.version, vector: { ...copy.vector } }, of)
      recorder.ended(of, url, hops, 'applied')
      return covers(copy.vector, vector) ? undefined : pulls.pull(held, message.from)
    },
    onAnswer(message: ResponseMessage): void {
      const held = tails.onAnswer(message)
      if (held?.spread && !covers(held.spread.vector, message.body.vector ?? {})) pulls.pull(held, message.from)
    },
    /** Somebody asks for what it lacks. */
    onPull(held: Held, message: Message & { type: 'read' }, of: number): void {
      const isThere = held.spread && held.status === 'active'
      if (isThere) return requests.respond(message, { code: 200, ...answerTo(held, message.body.vector) }, of)
      const reason = `${held.name} is not kept in step here.`
      return requests.respond(message, { code: 404, rule: 'follows-no-more', reason, by: url }, of)
    },
    /** A write that somebody asked the reporter for by name; gives what it came to. The request ends when it shows. */
    writeFor(held: Held, changes: readonly WireChange[], cause: number, hops: EndedHops): Decision {
      const copy = held.spread as Copy
      const written = copy.write(changes, Number.POSITIVE_INFINITY)
      const decision = asDecision(written.settlement)
      if (written.changes.length === 0) {
        recorder.ended(cause, url, hops, 'refused', decision, copy.version)
        return decision
      }
      const { made } = written
      const { version } = copy
      desk.passChanges(held, url, made, { of: cause, hops, effect: 'applied', decision, version, made }, version)
      send(held, copy, written, {}, cause)
      return decision
    },
    /** Somebody came, or this hyperty was away: what was under way then may be missing here or there. */
    touch: (held: Held): void => tails.touch(held, true),
    /** Back on line: says at once what is known here, and hears what is known elsewhere. */
    resume(held: Held): void {
      pulls.resetPace(held)
      tell(held)
      tails.touch(held, true)
      if ((held.spread?.gaps().length ?? 0) > 0) pulls.pull(held)
    },
    /** What waits is not going to be taken in any more. */
    endWaiting,
    /** Another copy takes the place of this one, and asks for itself. */
    resetPulls: pulls.forget,
    close(): void {
      stopLinks()
      tails.stop()
    },
  }
}

/** For a message: all of a copy, where its writers send their writes themselves. */
export function wholeOf(held: Held): { value: JsonObject; state?: Json; vector?: Vector } {
  const { spread, value } = held
  if (!spread) return { value: copyJson(value) }
  const whole = spread.whole()
  return { value: copyJson(whole.value), state: whole.state, vector: whole.vector }
}

/** Whether two reports make the same; most are one and the same. */
const isSame = (one: readonly WireChange[], other: readonly WireChange[]): boolean =>
  one === other || (one.length === other.length && sameJson(one as unknown as Json, other as unknown as Json))
