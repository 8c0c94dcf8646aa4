/**
 * Counts the rare states that a run went through, from its events and the frames of its ports: what is never reached
 * is not tested, however many runs there were. Knows nothing of how the Syncers come to be in them.
 */
import type { Evidence } from './evidence.ts'
import { createRareFaults, rareFaults } from './rare-faults.ts'
import { aboutObject, isChanges, type Address, type Message, type ResponseMessage } from './message.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'

export const rareStates = [
  'invitation accepted later',
  'invitation rejected',
  'invitation withdrawn',
  'invitation to who follows already',
  'invitation lost on its way',
  'followed without an invitation',
  'follow refused: it is not there',
  'name is taken',
  'unfollowed while an update was under way',
  'message lost: its sender is off line',
  'message lost: its receiver is off line',
  'message lost: its receiver has left',
  'update waited for a missing one',
  'update covered by a snapshot',
  'update known already',
  'update arrived during a snapshot',
  're-read during a snapshot',
  're-read brought a snapshot',
  're-read found nothing new',
  're-read of what is gone',
  'read lost on its way',
  'snapshot asked for and lost',
  'write turned back with 409',
  'write refused with 403',
  'write to what is gone: 404',
  'write ended with 408',
  'write judged after its grant was revoked',
  'write lost on its way',
  'answer to a write lost on its way',
  'two writes asked at once',
  'offline write queued',
  'report of a crashed window answered late',
  'delivery lost with its window',
  "owner's window crashed while a write was asked",
  'owner left while a write was asked',
  'deleted while a write was asked',
  'owner off line while a write was asked',
  ...rareFaults,
] as const

export type RareState = (typeof rareStates)[number]
export type RareCounts = Readonly<Record<RareState, number>>

export interface RareStates {
  event(event: Evidence, at: number): void
  frame(who: Address, frame: HypertyFrame | SyncerFrame): void
  readonly counts: RareCounts
}

export const noCounts = (): Record<RareState, number> =>
  Object.fromEntries(rareStates.map((state) => [state, 0])) as Record<RareState, number>

/** An update that stays in a Syncer for longer than this has waited there, in milliseconds. */
const waitedMs = 1

/** A message that was not answered, or not ended everywhere. */
interface Open {
  readonly message: Message
  readonly at: number
  left: number
  /** The window that asked has crashed since. */
  isCrashed: boolean
  /** The right to do it was taken since. */
  isRevoked: boolean
}

type Evident<K extends Evidence['kind']> = Extract<Evidence, { readonly kind: K }>

const isWrite = ({ type, body }: Message): boolean => type === 'update' && !('version' in body)

export function createRareStates(): RareStates {
  const counts = noCounts()
  const open = new Map<number, Open>()
  /** By sender and id. */
  const requests = new Map<string, Open>()
  const reporters = new Map<Address, Address>()
  /** When a follower asked for its first snapshot, and when it got it. */
  const snapshots = new Map<string, { readonly askedAt: number; gotAt: number }>()
  const offline = new Set<Address>()
  /** What windows asked, by who and id. */
  const actions = new Map<string, string>()

  const hit = (state: RareState): void => void counts[state]++
  const faults = createRareFaults((condition, state) => hitIf(condition, state))
  const hitIf = (condition: boolean, state: RareState): void => void (condition && counts[state]++)
  const writesTo = (object: Address): Open[] =>
    [...requests.values()].filter(({ message }) => isWrite(message) && message.to === object)

  function onSent({ n, message, deliveries, rule }: Evident<'sent'>, at: number): void {
    const object = aboutObject(message)
    const entry: Open = { message, at, left: deliveries, isCrashed: false, isRevoked: false }
    if (deliveries > 0) open.set(n, entry)
    if (message.type === 'response' || (rule === undefined && message.type !== 'subscribe')) return
    if (!isChanges(message.to)) requests.set(`${message.from} ${message.id}`, entry)
    const key = `${message.from} ${object}`
    if (message.type === 'create') reporters.set(object, message.from)
    else if (message.type === 'subscribe') snapshots.set(key, { askedAt: at, gotAt: Number.POSITIVE_INFINITY })
    else if (message.type === 'read')
      hitIf(snapshots.get(key)?.gotAt === Number.POSITIVE_INFINITY, 're-read during a snapshot')
    else if (message.type === 'delete') {
      if (message.body.resource) hit('invitation withdrawn')
      else hitIf(writesTo(object).length > 0, 'deleted while a write was asked')
    } else if (message.type === 'event') onNews(message, object)
    else if (isWrite(message)) {
      const { from } = message
      hitIf(
        writesTo(object).some((other) => other.message.from !== from),
        'two writes asked at once',
      )
    }
  }

  function onNews({ body }: Message & { type: 'event' }, object: Address): void {
    const writes = writesTo(object)
    hitIf(body.news === 'left' && writes.length > 0, 'owner left while a write was asked')
    if (body.news !== 'revoked') return
    for (const write of writes) if (write.message.from === body.to) write.isRevoked = true
  }

  function onEnded({ of, to, effect, decision, hops }: Evident<'ended'>, at: number): void {
    const entry = open.get(of)
    if (!entry) return
    if (--entry.left === 0) open.delete(of)
    const { message } = entry
    if (effect === 'lost') onLost(entry, decision?.rule, at)
    if (effect === 'duplicate') hit('invitation to who follows already')
    if (message.type === 'response') onAnswer(message, effect === 'lost', at)
    else if (message.type === 'update') {
      if (isWrite(message)) return onJudged(entry, decision?.code)
      hitIf(effect === 'buffered', 'update covered by a snapshot')
      hitIf(effect === 'stale' && decision === undefined, 'update known already')
      hitIf(effect === 'stale' && decision?.rule === 'object-gone', 'unfollowed while an update was under way')
      const { received, passed = at } = hops
      if (received === undefined) return
      hitIf(effect === 'applied' && passed - received > waitedMs, 'update waited for a missing one')
      const snapshot = snapshots.get(`${to} ${aboutObject(message)}`)
      hitIf(!!snapshot && snapshot.askedAt < received && snapshot.gotAt > received, 'update arrived during a snapshot')
    }
  }

  function onJudged({ isRevoked }: Open, code: number | undefined): void {
    hitIf(code === 409, 'write turned back with 409')
    hitIf(code === 403, 'write refused with 403')
    hitIf(code === 404, 'write to what is gone: 404')
    hitIf(isRevoked, 'write judged after its grant was revoked')
  }

  function onLost({ message, at: sentAt }: Open, rule: string | undefined, at: number): void {
    if (rule === 'window-gone') return hit('delivery lost with its window')
    if (rule === 'nobody-there') hit('message lost: its receiver has left')
    else hit(sentAt === at ? 'message lost: its sender is off line' : 'message lost: its receiver is off line')
    hitIf(message.type === 'create', 'invitation lost on its way')
    hitIf(message.type === 'read', 'read lost on its way')
    hitIf(message.type === 'subscribe', 'snapshot asked for and lost')
    hitIf(isWrite(message), 'write lost on its way')
    return undefined
  }

  function onAnswer(response: ResponseMessage, isLost: boolean, at: number): void {
    const { code, rule, value } = response.body
    if (code === 100) return
    const key = `${response.to} ${response.id}`
    const request = requests.get(key)
    if (!request) return
    requests.delete(key)
    const { message } = request
    if (isLost) return hitIf(isWrite(message), 'answer to a write lost on its way')
    if (message.type === 'create') hitIf(rule === 'rejected', 'invitation rejected')
    else if (message.type === 'read') {
      if (code === 200) hit(value ? 're-read brought a snapshot' : 're-read found nothing new')
      else hitIf(code === 404, 're-read of what is gone')
    } else if (message.type === 'subscribe') {
      const snapshot = snapshots.get(`${message.from} ${aboutObject(message)}`)
      if (snapshot) snapshot.gotAt = at
      hitIf(message.body.version === undefined && code === 200, 'followed without an invitation')
      hitIf(message.body.version === undefined && code === 404, 'follow refused: it is not there')
    } else if (isWrite(message)) hitIf(request.isCrashed, 'report of a crashed window answered late')
    return undefined
  }

  function onFault({ fault, who }: Evident<'fault'>): void {
    if (fault === 'offline' && who) offline.add(who)
    if (fault === 'online' && who) offline.delete(who)
    for (const entry of requests.values()) {
      const { message } = entry
      if (!isWrite(message)) continue
      if (fault === 'crash' && message.from === who) entry.isCrashed = true
      if (reporters.get(message.to) !== who) continue
      hitIf(fault === 'crash', "owner's window crashed while a write was asked")
      hitIf(fault === 'offline', 'owner off line while a write was asked')
    }
  }

  function onFrame(who: Address, frame: HypertyFrame | SyncerFrame): void {
    if (frame.kind === 'request') actions.set(`${who} ${frame.id}`, frame.action.do)
    else if (frame.kind === 'settled') hitIf(frame.decision.code === 408, 'write ended with 408')
    else if (frame.kind === 'report')
      hitIf(offline.has(who) && reporters.get(frame.url) !== who, 'offline write queued')
    else if (frame.kind === 'answer') {
      const action = actions.get(`${who} ${frame.id}`)
      hitIf(action === 'create' && frame.code === 409, 'name is taken')
      hitIf(action === 'accept' && frame.code === 200, 'invitation accepted later')
    }
  }

  return {
    counts,
    event(event, at) {
      faults.event(event)
      if (event.kind === 'sent') onSent(event, at)
      else if (event.kind === 'ended') onEnded(event, at)
      else if (event.kind === 'fault') onFault(event)
    },
    frame: onFrame,
  }
}
