/**
 * Who wrote each part of every copy of one object, folded from what was sent and how it ended. Each source of a whole
 * value hands on what it knew; where something is missing the copy says what, and nothing is made up.
 */
import { copyOf, createAuthored, plainOf, type Branch, type Taken } from './authored.ts'
import { sameJson, type JsonObject, type WireChange } from './change.ts'
import {
  begin,
  carry,
  confirm,
  endCarried,
  keepEarly,
  layOver,
  say,
  take,
  takeInstead,
  unknownAt,
  type Copy,
  type Moment,
} from './copies.ts'
import type { EndedEvent, SentEvent, StateEvent } from './event.ts'
import type { Address, Message, ResponseMessage } from './message.ts'
import { adopt, reconcile } from './reconcile.ts'

/** Who is told of what happens, when it is looked at for the first time. */
export interface Reader {
  /** A write took effect at a copy, and replaced parts of it. `ended` is absent where its writer made it. */
  took(write: number, who: Address, sent: SentEvent, ended: EndedEvent | undefined, replaced: Taken): void
  /** A whole value came to somebody: with it came what its sender had. */
  learnt(from: Address, ended: EndedEvent): void
  /** The delivery of a write ended, however it did; the copies are as they are afterwards. */
  ended(write: number, sent: SentEvent, ended: EndedEvent, copies: Moment['copies']): void
}

/** So many writes are known by their writer's number; of one that is forgotten it cannot be told who wrote it, where it comes in an answer. */
const writesMax = 200_000

export type Authorship = ReturnType<typeof createAuthorship>

/** `isWrite` says whether an event sent a write or asked for one, `changesOf` what it wrote. */
export function createAuthorship(isWrite: (n: number) => boolean, changesOf: (n: number) => readonly WireChange[]) {
  /** By the name of their writer and their number there. */
  const writes = new Map<string, number>()

  /** The event by which a write was sent first, or asked for where somebody else numbers or sends it. */
  function writeOf({ n, message, cause, rule }: SentEvent): number {
    const isCaused = cause !== undefined && isWrite(cause)
    const first = isCaused ? (repeats.get(cause) ?? cause) : n
    if (message.type !== 'update') return message.type === 'execute' ? first : n
    // access refused it: it is nobody else's
    return rule === undefined && message.body.seq !== undefined ? n : first
  }
  /** Requests that were sent again, and the first time that they were. */
  const repeats = new Map<number, number>()

  function onSent(moment: Moment, event: SentEvent, reader?: Reader): void {
    const { n, message, deliveries, rule } = event
    const { value, version, isNumbered } = valueIn(message)
    if (value && (message.type !== 'response' || message.body.code === 200))
      return carry(moment, n, say(moment, message.from, { value, version, n, isNumbered }), deliveries)
    if (message.type !== 'update' && message.type !== 'execute') return undefined
    const write = writeOf(event)
    if (write !== n && repeats.size < writesMax) repeats.set(n, write)
    const { changes = [] } = message.body
    const isAsk = message.type === 'execute' || (message.body.version === undefined && message.body.seq === undefined)
    if (isAsk) return void moment.copies.get(message.from)?.asked.set(message.id, { write, changes })
    // what access refused is nowhere
    if (rule === undefined || message.type !== 'update') return undefined
    const { source, seq, writer = source } = message.body
    if (seq !== undefined) writes.set(`${writer} #${seq}`, write)
    if (writes.size > writesMax) writes.delete(writes.keys().next().value as string)
    const copy = moment.copies.get(source)
    if (!copy) keepEarly(moment, { who: source, changes, origin: { write, event: n, at: source } })
    const replaced = !copy
      ? []
      : message.body.version === undefined
        ? take(copy, changes, write, n)
        : confirm(copy, changes, message.body.version, write, n)
    if (replaced) reader?.took(write, source, event, undefined, replaced)
    return undefined
  }

  function onEnded(moment: Moment, event: SentEvent, ended: EndedEvent, reader?: Reader): void {
    const { message } = event
    const { effect, hops } = ended
    const carried = endCarried(moment, event.n)
    // what was handed to a window that has gone is in the copy all the same
    const isIn = effect === 'applied' || (effect === 'lost' && hops.passed !== undefined)
    if (valueIn(message).value) {
      if (isIn) onWhole(moment, event, ended, carried, reader)
    } else if (message.type === 'response') {
      if (message.body.updates) onUpdates(moment, message, event, ended, reader)
      else if (isIn || effect === 'answered' || effect === 'buffered') onAnswer(moment, message, event, ended, reader)
    } else if (message.type === 'update' || message.type === 'execute') {
      if (message.type === 'update' && (isIn || effect === 'superseded')) onTaken(moment, event, message, ended, reader)
      reader?.ended(writeOf(event), event, ended, moment.copies)
    }
  }

  function onWhole(
    moment: Moment,
    { message, n }: SentEvent,
    ended: EndedEvent,
    carried: Pick<Copy, 'tree'> | undefined,
    reader?: Reader,
  ): void {
    const { to, made, version: held } = ended
    const { value, version } = valueIn(message)
    const known = moment.copies.get(to)
    const whole = { event: ended.n, of: n, from: message.from }
    if (made && known) {
      take(known, made, 0, ended.n)
      if (carried) adopt(known.tree, carried.tree, ended.n)
      known.whole = whole
      known.version = held ?? known.version
    } else if (value) {
      const unknown = unknownAt(ended.n, to)
      const tree = carried ? copyOf(carried.tree) : createAuthored(value, unknown)
      tree.root = reconcile(tree.root, value, unknown, tree.owner) as Branch
      const copy = begin(moment, to, { tree, version: held ?? version, whole })
      // it was merged with what was there, which is not known
      if (made) copy.doubt = `what ${to} held before event ${ended.n}`
    }
    reader?.learnt(message.from, ended)
  }

  function onTaken(
    moment: Moment,
    event: SentEvent,
    { body }: Message & { type: 'update' },
    ended: EndedEvent,
    reader?: Reader,
  ): void {
    const { version, seq, source, changes } = body
    const { to, made, effect, decision } = ended
    const copy = moment.copies.get(to)
    if (!copy || to === source) return
    const write = writeOf(event)
    if (version !== undefined) {
      const replaced = confirm(copy, changes, version, write, ended.n)
      if (replaced) reader?.took(write, to, event, ended, replaced)
    } else if (seq !== undefined) {
      const replaced = made ? takeInstead(copy, made, { write, changes }, ended.n) : take(copy, changes, write, ended.n)
      // it says what stands here, and is later
      if (made && effect === 'applied' && !decision) layOver(copy, changes, { write, event: ended.n, at: to })
      copy.version = ended.version ?? copy.version
      if (effect !== 'superseded') reader?.took(write, to, event, ended, replaced)
    }
  }

  /** Writes that somebody lacked came in one answer; what was made of them is told in one piece. */
  function onUpdates(
    moment: Moment,
    { body, from }: ResponseMessage,
    event: SentEvent,
    ended: EndedEvent,
    reader?: Reader,
  ): void {
    const copy = moment.copies.get(ended.to)
    const { updates = [] } = body
    if (!copy || !ended.made) return
    let next = 0
    for (const [writer, seq, count] of ended.parts ?? []) {
      const made = ended.made.slice(next, (next += count))
      const write = writes.get(`${writer} #${seq}`) ?? 0
      const update = updates.find((one) => one.author === writer && one.seq === seq)
      const changes = update?.changes ?? changesOf(write)
      const replaced = takeInstead(copy, made, { write, changes }, ended.n)
      if (write > 0) reader?.took(write, ended.to, event, ended, replaced)
    }
    // a session that does not say which of them made what
    if (next < ended.made.length) take(copy, ended.made.slice(next), 0, ended.n)
    copy.version = ended.version ?? copy.version
    reader?.learnt(from, ended)
  }

  function onAnswer(
    moment: Moment,
    { id, body }: ResponseMessage,
    event: SentEvent,
    ended: EndedEvent,
    reader?: Reader,
  ): void {
    const copy = moment.copies.get(ended.to)
    const own = copy?.asked.get(id)
    if (!copy || !own || body.code < 200) return
    copy.asked.delete(id)
    const { version } = body
    // what is not kept in step any more takes nothing in
    const isTaken = ended.effect === 'lost' || (ended.version !== undefined && ended.version >= (version ?? 0))
    if (body.code >= 300 || version === undefined) return
    if (!isTaken) {
      copy.doubt ??= 'what the window kept of its own writes while the copy was not kept in step'
      return
    }
    const replaced = confirm(copy, body.changes ?? own.changes, version, own.write, ended.n)
    if (replaced) reader?.took(own.write, ended.to, event, ended, replaced)
  }

  return {
    /** A window says what nobody else has been told. */
    begin(moment: Moment, { who, value, version, n, life = 0 }: StateEvent): void {
      const known = moment.copies.get(who)
      if (!value || (known && sameJson(plainOf(known.tree.root), value))) return
      if (known && life === 0) return
      begin(moment, who, { tree: createAuthored(value, { write: n, event: n, at: who, isStart: true }), version })
    },
    fold(moment: Moment, sent: SentEvent, ended: EndedEvent | undefined, reader?: Reader): void {
      if (ended) onEnded(moment, sent, ended, reader)
      else onSent(moment, sent, reader)
    },
    writeOf,
  }
}

/** The whole value that a message carries, and its version. */
function valueIn({ type, body }: Message): {
  readonly value?: JsonObject | undefined
  readonly version: number
  readonly isNumbered: boolean
} {
  const isWhole = type === 'create' || type === 'response' || (type === 'execute' && body.method === 'assume')
  if (!isWhole) return { version: 0, isNumbered: false }
  return { value: body.value, version: body.version ?? 0, isNumbered: body.vector === undefined }
}
