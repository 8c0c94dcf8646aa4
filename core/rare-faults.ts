/**
 * Counts the rare states of objects that pass on, of hyperties that crash, and of links that lose: a part of the rare
 * states, from events only. Knows nothing of how the Syncers come to be in them.
 */
import type { Evidence, Evident } from './evidence.ts'
import { aboutObject, isChanges, parentOf, type Address, type Message } from './message.ts'

export const rareFaults = [
  'message lost on a link',
  'message cut off on a link',
  'message doubled by a link',
  'request sent again',
  'followers asked after quiet where they stand',
  'message lost: its receiver has crashed',
  'duplicate after a crash',
  'crash that keeps its storage',
  'crash that loses its storage',
  'owner back after a crash is behind its followers',
  'restored copy was behind',
  'object ended: it was not stored',
  'crash while an object passes on',
  'message reached a halted hyperty',
  'clock set off while a write was asked',
  'hand-over accepted',
  'hand-over refused',
  'hand-over in flight while a write was asked',
  'write went on to the next owner',
  'update of an older epoch was refused',
  'object taken over',
  'take-over with a loss',
  'child of a parent that passed on',
  'child made by a follower',
  'follower removed',
  'write refused by a rule of the object',
  'write asked for by name was taken',
  'read once without following',
] as const

export type RareFault = (typeof rareFaults)[number]

export function createRareFaults(hitIf: (condition: boolean, state: RareFault) => void) {
  const open = new Map<number, { readonly message: Message; left: number }>()
  const requests = new Map<string, Message>()
  const latest = new Map<Address, number>()
  const reporters = new Map<Address, Address>()
  const passed = new Set<Address>()
  const moving = new Map<Address, Address>()
  const halted = new Set<Address>()
  const crashed = new Set<Address>()
  /** Who is back after a crash and has said nothing of what it owns. */
  const returned = new Set<Address>()
  const isWriteOpen = (): boolean => [...requests.values()].some(({ type }) => type === 'update')

  function onSent({ n, message, deliveries, rule }: Evident<'sent'>): void {
    const object = aboutObject(message)
    if (deliveries > 0) open.set(n, { message, left: deliveries })
    if (message.type === 'response') return onAnswer(message)
    const key = `${message.from} ${message.id}`
    hitIf(requests.has(key), 'request sent again')
    if (!isChanges(message.to)) requests.set(key, message)
    if (rule === undefined) return undefined
    if (message.type === 'create') onCreate(message, object)
    if (message.type === 'update' && message.body.version !== undefined) latest.set(object, message.body.version)
    if (message.type === 'delete') {
      hitIf(!!message.body.resource, 'follower removed')
      hitIf(!message.body.resource && returned.has(message.from), 'object ended: it was not stored')
    }
    if (message.type === 'event') onNews(message, object)
    if (message.type !== 'execute') return undefined
    if (message.body.method === 'hand over') moving.set(object, message.from)
    hitIf(message.body.method === 'assume' && isWriteOpen(), 'hand-over in flight while a write was asked')
    return undefined
  }

  function onCreate({ from }: Message, object: Address): void {
    const parent = parentOf(object)
    reporters.set(object, from)
    if (parent === undefined) return
    hitIf(passed.has(parent), 'child of a parent that passed on')
    hitIf(reporters.get(parent) !== from, 'child made by a follower')
  }

  function onNews({ from, body }: Message & { type: 'event' }, object: Address): void {
    hitIf(body.asks === true, 'followers asked after quiet where they stand')
    if (body.news !== 'reporter') return
    const isSame = reporters.get(object) === from
    const isHandedOver = moving.has(object)
    reporters.set(object, from)
    moving.delete(object)
    if (isSame) return
    passed.add(object)
    hitIf(isHandedOver, 'hand-over accepted')
    hitIf(!isHandedOver, 'object taken over')
    hitIf(!isHandedOver && (body.version ?? 0) < (latest.get(object) ?? 0), 'take-over with a loss')
  }

  function onAnswer({ id, to, from, body }: Message & { type: 'response' }): void {
    const message = requests.get(`${to} ${id}`)
    if (!message || body.code === 100) return
    requests.delete(`${to} ${id}`)
    const object = aboutObject(message)
    hitIf(body.code === 307 && message.type === 'update', 'write went on to the next owner')
    if (message.type === 'read') {
      hitIf(body.follows === false && body.code === 200, 'read once without following')
      const isSurvey = message.body.resource !== undefined && reporters.get(object) === to
      hitIf(isSurvey && body.value !== undefined, 'owner back after a crash is behind its followers')
    }
    if (message.type === 'subscribe') hitIf(crashed.has(to) && (body.version ?? 0) > 0, 'restored copy was behind')
    if (message.type !== 'execute') return
    hitIf(message.body.method === 'write' && body.code === 200, 'write asked for by name was taken')
    hitIf(message.body.method === 'hand over' && body.code !== 200 && from !== to, 'hand-over refused')
    if (message.body.method === 'hand over' && body.code !== 200) moving.delete(object)
  }

  function onEnded({ of, to, effect, decision, hops }: Evident<'ended'>): void {
    const entry = open.get(of)
    if (entry && --entry.left === 0) open.delete(of)
    const rule = decision?.rule
    hitIf(rule === 'link-loss', 'message lost on a link')
    hitIf(rule === 'link-cut' && (decision?.reason.startsWith('The link') ?? false), 'message cut off on a link')
    hitIf(rule === 'crashed', 'message lost: its receiver has crashed')
    hitIf(rule === 'older-epoch' || rule === 'current-epoch', 'update of an older epoch was refused')
    hitIf(effect === 'refused' && (rule?.startsWith('deny ') ?? false), 'write refused by a rule of the object')
    hitIf(effect === 'duplicate' && entry?.message.type !== 'create', 'message doubled by a link')
    hitIf(effect === 'duplicate' && crashed.has(to), 'duplicate after a crash')
    hitIf(halted.has(to) && hops.received === undefined && effect === 'lost', 'message reached a halted hyperty')
  }

  function onFault({ fault, who, stored }: Evident<'fault'>): void {
    if (who === undefined) return
    if (fault === 'pause') halted.add(who)
    if (fault === 'resume') hitIf(halted.delete(who) && open.size > 0, 'message reached a halted hyperty')
    hitIf(fault === 'skew' && isWriteOpen(), 'clock set off while a write was asked')
    hitIf(fault === 'down' && stored === true, 'crash that keeps its storage')
    hitIf(fault === 'down' && !stored, 'crash that loses its storage')
    hitIf(fault === 'down' && moving.size > 0, 'crash while an object passes on')
    if (fault === 'up') crashed.add(who)
    if (fault === 'up' && stored) returned.add(who)
  }

  return {
    event(event: Evidence): void {
      if (event.kind === 'sent') onSent(event)
      else if (event.kind === 'ended') onEnded(event)
      else if (event.kind === 'fault') onFault(event)
    },
  }
}
