/**
 * Judges a run by its events, one by one as they happen: each delivery ends once, versions go up by one, nobody writes
 * without a grant, a snapshot is what the numbered updates make. A second account of what the Syncers do, and not theirs.
 */
import { ChangeError, applyAll, copyJson, overlaps, sameJson, type JsonObject, type WireChange } from './change.ts'
import type { Evidence } from './evidence.ts'
import { createIntentCheck, type IntentCheck } from './intent-check.ts'
import { aboutObject, isChanges, shortName, type Address, type Message, type ResponseMessage } from './message.ts'
import type { Model } from './model.ts'

export type ProblemKind =
  | 'threw'
  | 'replicas differ'
  | 'replica is behind'
  | 'write is pending'
  | 'delivery is open'
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
  truth(object: Address): { readonly value: JsonObject; readonly version: number } | undefined
  /** Deliveries that have not ended. */
  open(): readonly Message[]
}

export const problemsMax = 20
const readGapMs = 400
/** Two looks at the clock in one moment are apart by less than this. */
const lookMs = 0.01

/** An object from its creation to its end. */
interface Life {
  readonly value: JsonObject
  version: number
  readonly updates: Map<number, { readonly author: Address; readonly changes: readonly WireChange[] }>
  readonly granted: Set<Address>
  readonly intents: IntentCheck | undefined
  /** The last version that was applied at each replica. */
  readonly applied: Map<Address, number>
}

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
  /** Who was granted it, or barred, where the model lets everyone write. */
  const grants = new Map<Address, Set<Address>>()
  const lastReceived = new Map<string, { readonly n: number; readonly received: number }>()
  /** Since when. */
  const offline = new Map<Address, number>()
  const lastRead = new Map<string, number>()
  /** Requests by their sender and id, and whether their answer was sent. */
  const requests = new Map<string, { readonly message: Message; isAnswered: boolean }>()

  function wrong(kind: ProblemKind, text: string): void {
    if (problems.length < problemsMax) problems.push({ kind, text })
  }

  function granted(object: Address): Set<Address> {
    let set = grants.get(object)
    if (!set) grants.set(object, (set = new Set()))
    return set
  }

  function endLife(object: Address): void {
    lives.delete(object)
    grants.delete(object)
  }

  function onCreate(message: Message & { type: 'create' }): void {
    const { resource, value, version } = message.body
    // whose writers number their writes themselves has no value that follows from the order of its updates
    if (message.body.vector) return void lives.delete(resource)
    const life = lives.get(resource)
    if (!life) {
      const [updates, applied] = [new Map(), new Map()]
      const intents = model.rebases && createIntentCheck()
      intents?.begin(value, version)
      lives.set(resource, { value: copyJson(value), version, updates, applied, granted: granted(resource), intents })
    } else checkSnapshot(life, message, value, version)
    lives.get(resource)?.applied.delete(message.to)
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
    life.version = version
    life.updates.set(version, { author: body.author ?? from, changes: body.changes })
    const asked = cause === undefined ? undefined : open.get(cause)?.message
    if (body.author !== undefined && asked?.from !== body.author)
      wrong('wrong author', `Version ${version} is said to be by ${body.author}, who did not ask for it.`)
    if (asked?.type === 'update' && !model.rebases) checkBase(life, asked, version)
    const asks = asked?.type === 'update' ? { base: asked.body.base ?? 0, changes: asked.body.changes } : undefined
    const lost = life.intents?.number(version, body.changes, asks)
    if (lost) wrong('intent was lost', lost)
    try {
      applyAll(life.value, body.changes)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      wrong(
        'snapshot is wrong',
        `Version ${version} of ${object} does not fit the version before it: ${error.message}.`,
      )
    }
  }

  /** What overlaps something that its writer had not seen is to be turned back. */
  function checkBase(life: Life, { from, body }: Message & { type: 'update' }, version: number): void {
    for (let unseen = (body.base ?? 0) + 1; unseen < version; unseen++) {
      const other = life.updates.get(unseen)
      if (!other || other.author === from) continue
      if (other.changes.some((theirs) => body.changes.some((mine) => overlaps(mine, theirs))))
        return wrong(
          'stale write was taken',
          `Version ${version} overlaps version ${unseen}, which its writer had not seen.`,
        )
    }
    return undefined
  }

  /** Of two messages of one link the earlier one is received first. */
  function checkOrder(n: number, { from }: Message, to: Address, received: number): void {
    const link = `${from} ${to}`
    const last = lastReceived.get(link)
    if (last && n > last.n === received < last.received)
      wrong('link out of order', `Of ${shortName(from)}'s messages to ${shortName(to)} a later one arrived first.`)
    if (!last || n > last.n) lastReceived.set(link, { n, received })
  }

  function onAllowed(message: Message, cause: number | undefined): void {
    const { type, from, body } = message
    const object = aboutObject(message)
    if (type === 'create') onCreate(message)
    else if (type === 'update' && body.version !== undefined) onNumbered(message, body.version, cause)
    else if (type === 'update' && body.seq === undefined) {
      // of a model where all may write, those are remembered who may not
      if (granted(object).has(from) === (model.defaultWriters === 'everyone'))
        wrong('write without a grant', `${from} wrote to ${object} and was not granted it.`)
    } else if (type === 'event') {
      const isOther = body.news === (model.defaultWriters === 'everyone' ? 'revoked' : 'granted')
      if (isOther && body.to) granted(object).add(body.to)
      else if ((body.news === 'granted' || body.news === 'revoked') && body.to) granted(object).delete(body.to)
      if (body.news === 'left') endLife(object)
    } else if (type === 'delete' && isChanges(message.to)) endLife(object)
    else if (type === 'read') onRead(from, object)
    else if (type === 'subscribe' || type === 'unsubscribe') lastRead.delete(`${from} ${object}`)
  }

  function onRead(from: Address, object: Address): void {
    const key = `${from} ${object}`
    const sinceMs = now() - (lastRead.get(key) ?? Number.NEGATIVE_INFINITY)
    if (sinceMs < readGapMs - lookMs) wrong('read too soon', `${from} reads ${object} again after ${sinceMs} ms.`)
    lastRead.set(key, now())
  }

  function onResponse(response: ResponseMessage): void {
    const { to, from, id, body } = response
    if (body.code === 100) return
    const request = requests.get(`${to} ${id}`)
    if (!request) return
    if (request.isAnswered) wrong('answered twice', `${from} answers request ${id} of ${to} once more.`)
    request.isAnswered = true
    // what is followed no more is forgotten, and read anew when it comes back
    if (request.message.type === 'unsubscribe') lastRead.delete(`${to} ${aboutObject(request.message)}`)
    const life = lives.get(aboutObject(request.message))
    if (body.code !== 200 || body.version === undefined || !life) return
    if (body.value) checkSnapshot(life, response, body.value, body.version)
    if (request.message.type === 'update' && life.updates.get(body.version)?.author !== to)
      wrong('wrong answer', `${to} is told that version ${body.version} is its own, and it is not.`)
  }

  function onSent({ n, message, deliveries, cause, rule }: Evidence & { kind: 'sent' }): void {
    const entry: Open = { message, life: undefined, left: deliveries, isCut: offline.has(message.from) }
    if (deliveries > 0) open.set(n, entry)
    if (message.type === 'response') return onResponse(message)
    // a question to all is answered by each of them
    if (message.type !== 'event' && message.type !== 'presence')
      requests.set(`${message.from} ${message.id}`, { message, isAnswered: false })
    if (rule !== undefined) onAllowed(message, cause)
    entry.life = lives.get(aboutObject(message))
    return undefined
  }

  function onEnded({ of, to, effect, hops }: Evidence & { kind: 'ended' }): void {
    const entry = open.get(of)
    if (!entry) return wrong('delivery ended twice', `Event ${of} ended at ${shortName(to)}, where nothing was open.`)
    if (--entry.left === 0) open.delete(of)
    const { message } = entry
    if (hops.received !== undefined) {
      checkOrder(of, message, to, hops.received)
      const isDeaf = hops.received > (offline.get(to) ?? Number.POSITIVE_INFINITY) + lookMs
      if (entry.isCut || isDeaf)
        wrong('heard off line', `${shortName(to)} heard ${shortName(message.from)}, and one of them was off line.`)
    }
    if (message.type !== 'update' || effect !== 'applied' || message.body.version === undefined) return undefined
    if ((message.body.author ?? message.from) === to) wrong('echo', `${to} gets its own write as somebody else's.`)
    const applied = entry.life?.applied
    const last = applied?.get(to) ?? 0
    const { version } = message.body
    if (version <= last) wrong('version is wrong', `${to} applies version ${version} after version ${last}.`)
    applied?.set(to, version)
    return undefined
  }

  function forget(who: Address): void {
    for (const key of requests.keys()) if (key.startsWith(`${who} `)) requests.delete(key)
    for (const key of lastRead.keys()) if (key.startsWith(`${who} `)) lastRead.delete(key)
    for (const key of lastReceived.keys()) if (key.endsWith(` ${who}`)) lastReceived.delete(key)
    offline.delete(who)
  }

  function onFault(fault: string, who: Address): void {
    if (fault === 'offline') offline.set(who, now())
    if (fault !== 'online') return
    offline.delete(who)
    // who comes back on line reads at once
    for (const key of lastRead.keys()) if (key.startsWith(`${who} `)) lastRead.delete(key)
  }

  return {
    problems,
    take(event) {
      if (event.kind === 'sent') onSent(event)
      else if (event.kind === 'ended') onEnded(event)
      else if (event.kind === 'hyperty' && event.state === 'left') forget(event.url)
      else if (event.kind === 'fault' && event.who) onFault(event.fault, event.who)
    },
    truth: (object) => lives.get(object),
    open: () => [...open.values()].map(({ message }) => message),
  }
}
