/**
 * Judges a run by its events, one by one as they happen: each delivery ends once, versions go up by one, nobody writes
 * without a grant, a snapshot is what the numbered updates make. A second account of what the Syncers do, and not theirs.
 */
import { ChangeError, sameJson, type JsonObject } from './change.ts'
import type { Evidence } from './evidence.ts'
import { createIntentCheck, type IntentCheck } from './intent-check.ts'
import { createLife, overlappedUnseen, type Life } from './life-account.ts'
import { createOrderAccount } from './order-account.ts'
import { createReadPace, lookMs } from './read-pace.ts'
import { createRightsAccount } from './rights-account.ts'
import { aboutObject, isChanges, shortName, type Address, type Message, type ResponseMessage } from './message.ts'
import type { Model } from './model.ts'

export type ProblemKind =
  | 'threw'
  | 'replicas differ'
  | 'replica is behind'
  | 'write is pending'
  | 'delivery is open'
  | 'request is open'
  | 'child outlives its parent'
  | 'delivery ended twice'
  | 'version is wrong'
  | 'write without a grant'
  | 'wrong author'
  | 'echo'
  | 'answered twice'
  | 'wrong answer'
  | 'snapshot is wrong'
  | 'read too soon'
  | 'stale write was taken'
  | 'intent was lost'
  | 'link out of order'
  | 'heard off line'
  | 'run does not end'

export interface Problem {
  readonly kind: ProblemKind
  /** One sentence for people. */
  readonly text: string
}

export interface RunCheck {
  take(event: Evidence): void
  /** What is wrong so far; at most `problemsMax` of it. */
  readonly problems: readonly Problem[]
  /** What the numbered updates make of an object; undefined where it was not shared, or has ended. */
  truth(object: Address): { readonly number: number; readonly value: JsonObject; readonly version: number } | undefined
  /** Deliveries that have not ended. */
  open(): readonly Message[]
}

export const problemsMax = 20

interface Open {
  readonly message: Message
  /** That of the object it is about: there may be another by the time it ends. */
  life: Life | undefined
  left: number
  /** Its sender was off line: nobody is to hear of it. */
  readonly isCut: boolean
}

export interface RunCheckOptions {
  readonly now: () => number
  /** How writes are settled, and who may write without a grant. */
  readonly model: Pick<Model, 'defaultWriters' | 'rebases'>
}

export function createRunCheck({ now, model }: RunCheckOptions): RunCheck {
  const problems: Problem[] = []
  const open = new Map<number, Open>()
  const lives = new Map<Address, Life>()
  const lastLives = new Map<Address, number>()
  const intents = new Map<Address, IntentCheck>()
  const rights = createRightsAccount(model)
  const linkOrder = createOrderAccount((text) => wrong('link out of order', text))
  /** Since when. */
  const offline = new Map<Address, number>()
  const pace = createReadPace(now, (text) => wrong('read too soon', text))
  /** Requests by their sender and id, how often each was sent, and answered; `doubles`: copies that a link made of the first. */
  const requests = new Map<string, { readonly message: Message; sent: number; doubles: number; answered: number }>()

  function wrong(kind: ProblemKind, text: string): void {
    if (problems.length < problemsMax) problems.push({ kind, text })
  }

  function endLife(object: Address): void {
    lives.delete(object)
    rights.forget(object)
    intents.delete(object)
  }

  function onCreate(message: Message & { type: 'create' }): void {
    const { resource, value, version } = message.body
    // whose writers number their writes themselves has no value that follows from the order of its updates
    if (message.body.vector) return void lives.delete(resource)
    const life = lives.get(resource)
    if (!life || (version === 0 && life.reporter !== message.from)) {
      const [number, granted] = [message.body.life ?? 0, rights.granted(resource)]
      lives.set(resource, createLife({ number, reporter: message.from, value, version, granted }))
      if (model.rebases) {
        const intent = createIntentCheck()
        intent.begin(value, version)
        intents.set(resource, intent)
      }
    } else checkSnapshot(life, message, value, version)
    lives.get(resource)?.doubt(message.to)
  }

  function checkSnapshot(life: Life, { from, to }: Message, value: JsonObject, version: number): void {
    if (version === life.version && sameJson(value, life.value)) return
    wrong('snapshot is wrong', `What ${from} gives ${to} as version ${version} is not what its updates make.`)
  }

  function onNumbered(message: Message & { type: 'update' }, version: number, cause: number | undefined): void {
    const { from, body } = message
    const object = aboutObject(message)
    const life = lives.get(object)
    if (!life) return
    if (version !== life.version + 1)
      wrong('version is wrong', `${object} goes from version ${life.version} to ${version}.`)
    const asked = cause === undefined ? undefined : open.get(cause)?.message
    if (body.author !== undefined && asked?.from !== body.author)
      wrong('wrong author', `Version ${version} is said to be by ${body.author}, who did not ask for it.`)
    if (asked?.type === 'update' || asked?.type === 'execute') {
      const { base = 0, changes = [] } = asked.body
      const unseen = model.rebases ? undefined : overlappedUnseen(life, asked.from, base, body.changes, version)
      if (unseen !== undefined)
        wrong('stale write was taken', `Version ${version} overlaps version ${unseen}, which its writer had not seen.`)
      const lost = intents.get(object)?.number(version, body.changes, { base, changes })
      if (lost) wrong('intent was lost', lost)
    } else intents.get(object)?.number(version, body.changes, undefined)
    try {
      life.take(version, { author: body.author ?? from, changes: body.changes })
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      wrong(
        'snapshot is wrong',
        `Version ${version} of ${object} does not fit the version before it: ${error.message}.`,
      )
    }
  }

  function onAllowed(message: Message, cause: number | undefined, rule: string, isFirst: boolean): void {
    const { type, from, body } = message
    const object = aboutObject(message)
    // one that nobody followed any more has ended without a word
    const { life: number = 0 } = body
    if (number > (lastLives.get(object) ?? 0)) {
      endLife(object)
      lastLives.set(object, number)
    }
    const life = lives.get(object)
    // what is sent again says what was so the first time
    if (type === 'create' && isFirst) onCreate(message)
    else if (type === 'update' && body.version !== undefined) onNumbered(message, body.version, cause)
    else if ((type === 'update' && body.seq === undefined) || (type === 'execute' && body.method === 'write')) {
      if (rule !== 'reporter-may-all' && life && !rights.allow(rule, object, from))
        wrong('write without a grant', `${from} wrote to ${object} and was not granted it.`)
    } else if (type === 'event') {
      // what an owner takes from itself it keeps all the same, and has when it is none any more
      const isGiven = body.news === 'granted'
      if (body.to && (isGiven || (body.news === 'revoked' && body.to !== from))) rights.note(object, body.to, isGiven)
      if (body.news === 'rules') rights.setRules(object, body.rules ?? [])
      if (body.news === 'reporter' && life) onPassed(life, message, body.version ?? 0)
      if (body.news === 'left' && !body.vacant) endLife(object)
    } else if (type === 'delete' && isChanges(message.to)) endLife(object)
    // for all of it, for once, or for one who takes it over: that is not paced
    else if (type === 'read' && (body.version === undefined || body.resource || !isFirst)) return
    else if (type === 'read') pace.read(from, object)
    else if (type === 'subscribe' || type === 'unsubscribe') pace.forget(from, object)
  }

  function onPassed(life: Life, message: Message, version: number): void {
    const { from } = message
    if (version > life.version)
      wrong('version is wrong', `${from} goes on from version ${version}, and version ${life.version} is the last one.`)
    if (version < life.version) intents.delete(aboutObject(message))
    life.pass(from, version)
  }

  function onResponse(response: ResponseMessage): void {
    const { to, from, id, body } = response
    // what its asker says itself, as nobody else did, is none of those that are counted
    if (body.code === 100 || body.by === to) return
    const request = requests.get(`${to} ${id}`)
    if (!request) return
    // whoever asks again, because a link may have lost it, is answered again
    if (++request.answered > request.sent) wrong('answered twice', `${from} answers request ${id} of ${to} once more.`)
    // it goes on at once to the one who owns it by now
    if (body.code === 307) pace.forget(to, aboutObject(request.message))
    // what is followed no more is forgotten, and read anew when it comes back
    if (request.message.type === 'unsubscribe') pace.forget(to, aboutObject(request.message))
    const life = lives.get(aboutObject(request.message))
    if (body.code !== 200 || body.version === undefined || !life || from !== life.reporter) return
    if (body.value) checkSnapshot(life, response, body.value, body.version)
    if (request.message.type === 'update' && life.passings === 0 && life.updates.get(body.version)?.author !== to)
      wrong('wrong answer', `${to} is told that version ${body.version} is its own, and it is not.`)
  }

  function onSent({ n, message, deliveries, cause, rule }: Evidence & { kind: 'sent' }): void {
    const entry: Open = { message, life: undefined, left: deliveries, isCut: offline.has(message.from) }
    if (deliveries > 0) open.set(n, entry)
    if (message.type === 'response') return onResponse(message)
    const key = `${message.from} ${message.id}`
    const known = requests.get(key)
    // a copy of the first that comes after it was sent again is answered like that
    if (known) known.sent += known.doubles + Math.max(1, deliveries)
    if (known) known.doubles = 0
    // a question to all who follow is answered by each of them
    else if (!isChanges(message.to) && message.type !== 'presence')
      requests.set(key, { message, sent: 1, doubles: Math.max(0, deliveries - 1), answered: 0 })
    if (rule !== undefined) onAllowed(message, cause, rule, !known)
    entry.life = lives.get(aboutObject(message))
    return undefined
  }

  function onEnded({ of, to, effect, hops }: Evidence & { kind: 'ended' }): void {
    const entry = open.get(of)
    if (!entry) return wrong('delivery ended twice', `Event ${of} ended at ${shortName(to)}, where nothing was open.`)
    if (--entry.left === 0) open.delete(of)
    const { message } = entry
    // what its asker says itself, as nobody answered, has come by no link
    const isOwnWord = message.type === 'response' && message.body.by === to
    if (hops.received !== undefined && !isOwnWord) {
      linkOrder.received(of, message, to, hops.received)
      const isDeaf = hops.received > (offline.get(to) ?? Number.POSITIVE_INFINITY) + lookMs
      if (entry.isCut || isDeaf)
        wrong('heard off line', `${shortName(to)} heard ${shortName(message.from)}, and one of them was off line.`)
    }
    if (message.type !== 'update' || effect !== 'applied' || message.body.version === undefined) return undefined
    if ((message.body.author ?? message.from) === to) wrong('echo', `${to} gets its own write as somebody else's.`)
    const applied = entry.life?.applied
    const { version } = message.body
    const last = applied?.get(to) ?? 0
    if (version <= last) wrong('version is wrong', `${to} applies version ${version} after version ${last}.`)
    applied?.set(to, version)
    return undefined
  }

  function forget(who: Address): void {
    for (const key of requests.keys()) if (key.startsWith(`${who} `)) requests.delete(key)
    pace.forgetAll(who)
    linkOrder.forget(who)
    offline.delete(who)
  }

  /** Somebody has forgotten what it answered, or another has its URL: what comes of that is answered once more. */
  function answersAnew(): void {
    for (const { message, left } of open.values()) {
      const request = requests.get(`${message.from} ${message.id}`)
      if (request && message.type !== 'response') request.sent += left
    }
  }

  function onFault({ fault, who, stored, order }: Evidence & { kind: 'fault' }): void {
    const { reorderPercent = 0, duplicatePercent = 0 } = order?.conditions ?? {}
    if (reorderPercent > 0 || duplicatePercent > 0) linkOrder.mayBeOvertaken()
    if (!who) return
    if (fault === 'skew') pace.drifts(who)
    // who is back after a crash is on line, and has forgotten when it read last
    if (fault === 'down') offline.delete(who)
    if (fault === 'down') pace.forgetAll(who)
    if (fault === 'up') onUp(who, stored ?? false)
    if (fault === 'offline') offline.set(who, now())
    if (fault !== 'online') return
    offline.delete(who)
    // who comes back on line reads at once
    pace.forgetAll(who)
  }

  /** What it held is gone with a crash, or is older. */
  function onUp(who: Address, isStored: boolean): void {
    forget(who)
    answersAnew()
    for (const [object, life] of lives) {
      life.doubt(who)
      if (!isStored && life.reporter === who) endLife(object)
    }
  }

  function take(event: Evidence): void {
    if (event.kind === 'sent') onSent(event)
    else if (event.kind === 'ended') onEnded(event)
    else if (event.kind === 'fault') onFault(event)
    else if (event.kind === 'hyperty' && event.state === 'left') {
      forget(event.url)
      answersAnew()
    }
  }

  return {
    problems,
    take,
    truth: (object) => lives.get(object),
    open: () => [...open.values()].map(({ message }) => message),
  }
}
