/**
 * Judges a run by its events, one by one as they happen: each delivery ends once, versions go up by one, nobody writes
 * without a grant, a snapshot is what the numbered updates make. A second account of what the Syncers do, and not theirs.
 */
import { ChangeError, applyAll, copyJson, sameJson, type JsonObject } from './change.ts'
import type { Evidence } from './checks.ts'
import { aboutObject, isChanges, shortName, type Address, type Message, type ResponseMessage } from './message.ts'

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
  | 'request is open'

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

/** An object from its creation to its end. */
interface Life {
  readonly value: JsonObject
  version: number
  readonly authors: Map<number, Address>
  readonly granted: Set<Address>
  /** The last version that was applied at each replica. */
  readonly applied: Map<Address, number>
}

interface Open {
  readonly message: Message
  /** That of the object it is about: there may be another by the time it ends. */
  life: Life | undefined
  left: number
}

export function createRunCheck({ now }: { readonly now: () => number }): RunCheck {
  const problems: Problem[] = []
  const open = new Map<number, Open>()
  const lives = new Map<Address, Life>()
  const grants = new Map<Address, Set<Address>>()
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
    const life = lives.get(resource)
    if (!life) {
      const [authors, applied] = [new Map<number, Address>(), new Map<Address, number>()]
      lives.set(resource, { value: copyJson(value), version, authors, applied, granted: granted(resource) })
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
    life.authors.set(version, body.author ?? from)
    const asked = cause === undefined ? undefined : open.get(cause)?.message
    if (body.author !== undefined && asked?.from !== body.author)
      wrong('wrong author', `Version ${version} is said to be by ${body.author}, who did not ask for it.`)
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

  function onAllowed(message: Message, cause: number | undefined): void {
    const { type, from, body } = message
    const object = aboutObject(message)
    if (type === 'create') onCreate(message)
    else if (type === 'update' && body.version !== undefined) onNumbered(message, body.version, cause)
    else if (type === 'update') {
      if (!granted(object).has(from))
        wrong('write without a grant', `${from} wrote to ${object} and was not granted it.`)
    } else if (type === 'event') {
      if (body.news === 'granted' && body.to) granted(object).add(body.to)
      if (body.news === 'revoked' && body.to) granted(object).delete(body.to)
      if (body.news === 'left') endLife(object)
    } else if (type === 'delete' && isChanges(message.to)) endLife(object)
    else if (type === 'read') onRead(from, object)
    else if (type === 'subscribe' || type === 'unsubscribe') lastRead.delete(`${from} ${object}`)
  }

  function onRead(from: Address, object: Address): void {
    const key = `${from} ${object}`
    const sinceMs = now() - (lastRead.get(key) ?? Number.NEGATIVE_INFINITY)
    // the clocks of both are the same; what is lost in the last digit is no haste
    if (sinceMs < readGapMs - 0.01) wrong('read too soon', `${from} reads ${object} again after ${sinceMs} ms.`)
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
    if (request.message.type === 'update' && life.authors.get(body.version) !== to)
      wrong('wrong answer', `${to} is told that version ${body.version} is its own, and it is not.`)
  }

  function onSent({ n, message, deliveries, cause, rule }: Evidence & { kind: 'sent' }): void {
    const entry: Open = { message, life: undefined, left: deliveries }
    if (deliveries > 0) open.set(n, entry)
    if (message.type === 'response') return onResponse(message)
    requests.set(`${message.from} ${message.id}`, { message, isAnswered: false })
    if (rule !== undefined) onAllowed(message, cause)
    entry.life = lives.get(aboutObject(message))
    return undefined
  }

  function onEnded({ of, to, effect }: Evidence & { kind: 'ended' }): void {
    const entry = open.get(of)
    if (!entry) return wrong('delivery ended twice', `Event ${of} ended at ${shortName(to)}, where nothing was open.`)
    if (--entry.left === 0) open.delete(of)
    const { message } = entry
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
  }

  return {
    problems,
    take(event) {
      if (event.kind === 'sent') onSent(event)
      else if (event.kind === 'ended') onEnded(event)
      else if (event.kind === 'hyperty' && event.state === 'left') forget(event.url)
      // who comes back on line reads at once
      else if (event.kind === 'fault' && event.fault === 'online')
        for (const key of lastRead.keys()) if (key.startsWith(`${event.who} `)) lastRead.delete(key)
    },
    truth: (object) => lives.get(object),
    open: () => [...open.values()].map(({ message }) => message),
  }
}
