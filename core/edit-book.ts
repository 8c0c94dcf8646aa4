/**
 * Follows every edit of a session to what became of it: refused, turned back, overwritten by somebody who had not seen
 * it, not arrived. Reads only what was sent and how it ended, so that it is the same for every concurrency model.
 */
import { isBefore, knew, placesOf, replaces, type Edit } from './edit.ts'
import type { Effect } from './event.ts'
import type { Evident } from './evidence.ts'
import {
  aboutObject,
  busAddress,
  isChanges,
  objectOf,
  type Address,
  type Message,
  type ResponseMessage,
} from './message.ts'

/** What became of an edit, told once for each, with the events that prove it. */
export interface Fates {
  made(edit: Edit): void
  refused(edit: Edit, n: number): void
  turnedBack(edit: Edit, n: number): void
  /** Replaced at a copy by an edit whose author had not seen it. */
  overwritten(edit: Edit, by: Edit): void
  /** Forgotten before it had reached everybody; what becomes of it will not be told. */
  forgotten(edit: Edit): void
}

/** So many edits are followed; the oldest are forgotten. */
export const editsMax = 4096
/** An edit may meet so many of the latest of its object. */
export const recentEditsMax = 64
/** So many messages under way are followed. */
export const openMax = 65_536

/** A message under way, about an object: the edit that it carries, a whole value, or the request for one. */
interface UnderWay {
  readonly object: Address
  readonly from: Address
  readonly isRequest: boolean
  readonly hasValue: boolean
  /** It asks for what its sender lacks. */
  readonly isAsking: boolean
  /** It says what became of an edit. */
  readonly isAnswer: boolean
  readonly edit: Edit | undefined
  left: number
}

/** Ends of a delivery that say nothing of the edit: another delivery of it decides. Any other end is one by which a model says that it does not show. */
const harmless = new Set<Effect>(['lost', 'duplicate', 'buffered', 'answered'])

type Changed = Message & { readonly type: 'update' | 'execute' }

export type EditBook = ReturnType<typeof createEditBook>

export function createEditBook(fates: Fates) {
  /** By who made it and the number of its request: one that is sent again is the same. */
  const edits = new Map<string, Edit>()
  const recent = new Map<Address, Edit[]>()
  const open = new Map<number, UnderWay>()

  function onSent(event: Evident<'sent'>): void {
    const { n, message, deliveries } = event
    // what access denies is for its author only, wherever it was meant to go
    const isRequest = !isChanges(message.to) || event.rule === undefined
    const edit = doesWrite(message) ? editOf(event, message, isRequest) : undefined
    if (edit && message.type === 'update') edit.version = message.body.version ?? edit.version
    if (edit) edit.open += deliveries
    if (deliveries === 0 || message.type === 'event' || message.type === 'presence') return
    const asked = message.type === 'response' ? open.get(event.cause ?? 0) : undefined
    const object = message.type === 'response' ? asked?.object : aboutObject(message)
    if (object === undefined) return
    const [from, isAnswer] = [message.from, asked?.edit !== undefined]
    // what is lacked comes as a whole value, or as the writes that make it
    const hasValue = message.type === 'response' ? answers(message, asked) : bringsValue(message)
    const isAsking = message.type === 'read' || message.type === 'subscribe'
    open.set(n, { object, from, isRequest, isAsking, hasValue, isAnswer, edit, left: deliveries })
    if (open.size > openMax) open.delete(open.keys().next().value as number)
  }

  function editOf({ n, cause, hops }: Evident<'sent'>, message: Changed, isAsked: boolean): Edit | undefined {
    const { source } = message.body
    const author = (message.type === 'update' && message.body.author) || source
    // a numbered write of somebody else is what that one asked for
    const asked = cause === undefined ? undefined : open.get(cause)?.edit
    if (asked || author !== source) return asked
    const key = `${source} ${message.id}`
    const known = edits.get(key)
    if (known) return known
    const object = objectOf(message.to)
    const others = recentOf(object)
    const at = hops?.changed ?? Number.POSITIVE_INFINITY
    const edit: Edit = {
      ...{ n, object, author, isAsked, places: placesOf(message.body.changes ?? []), taken: new Map() },
      ...{ missing: new Map(), open: 0, isSettled: !isAsked, isOut: false, isReplaced: false },
      ...{ isOverwritten: false, version: undefined },
      unseen: new Set(others.flatMap((other) => (hadSeen(author, other, at) ? [] : [other.n]))),
    }
    edit.taken.set(author, { n, at })
    edits.set(key, edit)
    if (edits.size > editsMax) forget()
    others.push(edit)
    if (others.length > recentEditsMax) others.shift()
    fates.made(edit)
    if (!isAsked) meet(edit, author)
    return edit
  }

  function recentOf(object: Address): Edit[] {
    let list = recent.get(object)
    if (!list) recent.set(object, (list = []))
    if (recent.size > editsMax) recent.delete(recent.keys().next().value as Address)
    return list
  }

  function forget(): void {
    const [key, oldest] = edits.entries().next().value as [string, Edit]
    edits.delete(key)
    if (hasNotArrived(oldest)) fates.forgotten(oldest)
  }

  /** Whether an edit was in the window of somebody when that one wrote, at a time of the window's. */
  function hadSeen(who: Address, edit: Edit, writtenAt: number): boolean {
    if (edit.author === who) return true
    const taken = edit.taken.get(who)
    return taken !== undefined && taken.at <= writtenAt
  }

  /** An edit takes effect at a copy: what it replaces there was seen by its author, or was not. */
  function meet(edit: Edit, who: Address): void {
    for (const other of recentOf(edit.object)) {
      if (other === edit || other.isOut || !other.isSettled || !other.taken.has(who)) continue
      if (isBefore(edit, other) || !replaces(edit, other)) continue
      if (knew(edit, other)) other.isReplaced = true
      else if (other.author !== edit.author) overwrite(other, edit)
    }
  }

  function overwrite(edit: Edit, by: Edit): void {
    if (edit.isReplaced || edit.isOverwritten) return
    edit.isOverwritten = true
    fates.overwritten(edit, by)
  }

  /** It came and does not show: something else stands in its place, or it found no place. */
  function giveWay(edit: Edit, who: Address, n: number): void {
    let isReplaced = false
    for (const other of recentOf(edit.object)) {
      if (other === edit || other.isOut || !other.taken.has(who) || !replaces(other, edit)) continue
      isReplaced = true
      if (knew(other, edit)) edit.isReplaced = true
      else if (other.author !== edit.author) overwrite(edit, other)
    }
    if (!isReplaced) edit.missing.set(who, n)
  }

  /** Whether a copy is not what it was: it took an edit or a value, or was told what became of its own edit. */
  function onEnded(event: Evident<'ended'>): boolean {
    const entry = open.get(event.of)
    if (!entry) return false
    if (--entry.left === 0) open.delete(event.of)
    const { edit, object, from, isRequest } = entry
    const isTaken = event.effect === 'applied' || event.effect === 'answered'
    if (edit) {
      edit.open--
      onEditEnded(edit, event, isRequest)
    } else if (entry.hasValue && isTaken) learn(object, from, event)
    return isTaken && (edit !== undefined || entry.hasValue || entry.isAnswer)
  }

  function onEditEnded(edit: Edit, event: Evident<'ended'>, isRequest: boolean): void {
    const { n, effect, decision, hops } = event
    if (effect === 'applied' || (effect === 'lost' && hops.received !== undefined))
      return takeIn(edit, event, isRequest)
    // what an owner numbers that has lost the object is refused by access, and nobody has it but its author
    const isDenied = !isRequest && decision?.by === busAddress
    if (effect === 'refused' && (isRequest || isDenied)) {
      if (edit.isOut || (edit.isSettled && !isDenied)) return
      edit.isOut = true
      if (decision?.by === busAddress) fates.refused(edit, n)
      else fates.turnedBack(edit, n)
    } else if ((effect === 'lost' && !isRequest) || effect === 'refused') edit.missing.set(event.to, n)
    else if (!harmless.has(effect) && decision?.allow === false && decision.rule !== 'object-gone')
      giveWay(edit, event.to, n)
  }

  function takeIn(edit: Edit, { n, to, hops }: Evident<'ended'>, isRequest: boolean): void {
    if (isRequest) edit.isSettled = true
    edit.missing.delete(to)
    if (edit.taken.has(to)) return
    edit.taken.set(to, { n, at: hops.applied ?? Number.NEGATIVE_INFINITY })
    meet(edit, to)
  }

  /** A whole value came from somebody: with it came all that this one had. */
  function learn(object: Address, from: Address, { n, of, to, hops }: Evident<'ended'>): void {
    for (const edit of recentOf(object)) {
      const there = edit.taken.get(from)
      if (!there || there.n > of || !edit.isSettled || edit.isOut) continue
      edit.missing.delete(to)
      if (edit.taken.has(to)) continue
      edit.taken.set(to, { n, at: hops.applied ?? Number.NEGATIVE_INFINITY })
      weigh(edit, to)
    }
  }

  /** It came with others, and nothing says which of two that did not know each other stands: the later one is taken to. */
  function weigh(edit: Edit, who: Address): void {
    for (const other of recentOf(edit.object)) {
      if (other === edit || other.isOut || !other.isSettled || !other.taken.has(who)) continue
      if (other.author === edit.author || knew(edit, other) || knew(other, edit)) continue
      const [earlier, later] = writtenAt(edit) < writtenAt(other) ? [edit, other] : [other, edit]
      if (replaces(later, earlier) && !later.isOverwritten && !isBefore(later, earlier)) overwrite(earlier, later)
    }
  }

  return {
    sent: onSent,
    ended: onEnded,
    /** Somebody is gone, or follows an object no more: nothing need reach them. */
    gone(who: Address, object?: Address): void {
      for (const edit of edits.values()) if (object === undefined || edit.object === object) edit.missing.delete(who)
    },
    /** What has not reached everybody, now that nothing of it is under way. */
    notArrived: (): readonly Edit[] => [...edits.values()].filter(hasNotArrived),
    clear(): void {
      edits.clear()
      recent.clear()
      open.clear()
    },
  }
}

const writtenAt = ({ author, taken, n }: Edit): number => {
  const at = taken.get(author)?.at ?? n
  return Number.isFinite(at) ? at : n
}

const hasNotArrived = ({ isOut, isReplaced, isSettled, open, missing }: Edit): boolean =>
  !isOut && open === 0 && !isReplaced && (!isSettled || missing.size > 0)

function doesWrite(message: Message): message is Changed {
  return message.type === 'update' || (message.type === 'execute' && message.body.method === 'write')
}

/** An invitation, or all that whoever is the reporter from now on goes on from. */
const bringsValue = (message: Message): boolean =>
  message.type === 'create' || (message.type === 'execute' && message.body.value !== undefined)

const answers = ({ body }: ResponseMessage, asked: UnderWay | undefined): boolean =>
  body.value !== undefined || (asked?.isAsking === true && body.code === 200)
