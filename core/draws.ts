/**
 * What else happens in a random scenario beside edits: the usual coming and going, objects that pass on, hyperties that
 * crash, links that go bad. Says what is asked, and not whether it is allowed.
 */
import { editOf, note, todo, value, type Dice, type Draw } from './drawing.ts'
import { noConditions } from './link-conditions.ts'
import type { LinkOrder, LinkTime } from './link-order.ts'
import { linkPresets } from './link-presets.ts'
import { hypertyUrl, type Address } from './message.ts'
import type { ObjectRule } from './object-rules.ts'
import type { Action } from './port.ts'
import type { Deed } from './scenario.ts'

const ask = (who: string, action: Action): Deed => ({ who, do: 'ask', action })

/** People go off line, windows crash and pause, invitations are answered, links change their delay. */
export const usual: Draw = (dice, people) => {
  const { chance, pick } = dice
  if (!chance(0.04)) return [usualOne(dice, people)]
  // a window that is gone with something on its way, and the next one that writes at once
  const who = pick(people)
  const edit = (): Deed => ({ who, do: 'edit', object: todo, edit: editOf(dice) })
  return [edit(), { who, do: 'crash' }, { who, do: 'restart' }, edit()]
}

function usualOne(dice: Dice, people: readonly string[]): Deed {
  const { below, chance, pick } = dice
  const owner = people[0] as string
  const who = pick(people)
  const roll = below(100)
  if (roll < 24) return ask(owner, { do: 'grant', url: todo, to: hypertyUrl(who), write: chance(0.8) })
  if (roll < 40) return ask(who, { do: 'online', online: chance(0.65) })
  if (roll < 52) return { who, do: chance(0.4) ? 'crash' : 'restart' }
  if (roll < 60) return { who, do: chance(0.4) ? 'pause' : 'resume' }
  if (roll < 74) return { do: 'delay', delayMs: pick([0, 0, 5, 50, 400]) }
  if (roll < 78) return ask(who, { do: 'unfollow', url: todo })
  if (roll < 83) return ask(who, { do: 'follow', url: todo })
  if (roll < 86) return ask(who, { do: 'auto-accept', on: chance(0.5) })
  if (roll < 90) return ask(who, { do: chance(0.7) ? 'accept' : 'reject', url: todo })
  if (roll < 93) return ask(owner, { do: 'share', url: todo })
  if (roll < 97 && who !== owner) return { who, do: chance(0.4) ? 'leave' : 'join' }
  if (roll < 98) return { who, do: 'create', name: 'todo', value }
  return { who: owner, do: 'edit', object: todo, edit: editOf(dice) }
}

/** Objects are handed over and taken over, have children and rules; who follows is removed; writes are asked for by name. */
export const passingOn: Draw = (dice, people) => {
  const { below, chance, pick } = dice
  const [who, other] = [pick(people), pick(people)]
  const to = hypertyUrl(other)
  const url: Address = chance(0.2) ? note : todo
  const roll = below(100)
  if (roll < 20) return [ask(who, { do: 'hand-over', url, to })]
  if (roll < 30) return takeOverOf(dice, who, other, url)
  if (roll < 42) return [ask(who, { do: chance(0.8) ? 'accept' : 'reject', url })]
  if (roll < 45) return [ask(who, { do: 'auto-accept', on: chance(0.7) })]
  if (roll < 50) return [ask(who, { do: 'remove', url, from: to })]
  if (roll < 56) return [ask(who, { do: 'share', url, ...(chance(0.5) ? { to: [to] } : {}) })]
  if (roll < 68) return [ask(who, { do: 'grant', url, to, write: chance(0.8) })]
  if (roll < 74) return [{ who, do: 'create', name: 'note', value, parent: todo }]
  if (roll < 80) return [ask(who, chance(0.6) ? { do: 'rule-set', url, rule: ruleOf(dice, to) } : ruleAwayOf(dice, to))]
  if (roll < 86) return [ask(who, { do: 'read', url })]
  if (roll < 94) return [ask(who, { do: 'execute', url, name: 'put', changes: [[[pick(['a', 'd'])], below(1000)]] })]
  return [ask(who, { do: 'online', online: chance(0.8) })]
}

/** Who may have been the owner goes off line and writes on for itself, or leaves in good order, and comes back. */
const takeOverOf = (dice: Dice, who: string, other: string, url: Address): readonly Deed[] =>
  dice.chance(0.5) ? takeOverFromAfar(dice, who, other, url) : takeOverAnew(who, other, url)

const takeOverFromAfar = (dice: Dice, who: string, other: string, object: Address): readonly Deed[] => [
  ask(who, { do: 'online', online: false }),
  { who, do: 'edit', object, edit: editOf(dice) },
  ask(other, { do: 'take-over', url: object }),
  { who, do: 'edit', object, edit: editOf(dice) },
  { who: other, do: 'edit', object, edit: editOf(dice) },
  ...(dice.chance(0.5) ? [ask(who, { do: 'online', online: true })] : []),
]

const takeOverAnew = (who: string, other: string, url: Address): readonly Deed[] => [
  { who, do: 'up' },
  { who, do: 'proceed' },
  { who, do: 'restart' },
  { who, do: 'resume' },
  ask(who, { do: 'online', online: true }),
  { who, do: 'leave' },
  ask(other, { do: 'take-over', url }),
  { who, do: 'join' },
]

const ruleOf = ({ chance, pick }: Dice, who: Address): ObjectRule => {
  const may = pick(['read', 'write', 'write', 'execute', 'children'] as const)
  const path = may === 'write' || may === 'execute' ? pick([[], ['list'], ['b', 'c']]) : []
  return { allow: chance(0.6), who: chance(0.5) ? who : 'everyone', may, ...(path.length > 0 ? { path } : {}) }
}

const ruleAwayOf = (dice: Dice, who: Address): Action => {
  const { allow, may, path = [] } = ruleOf(dice, who)
  const words = [allow ? 'allow' : 'deny', 'everyone', may, ...(path.length > 0 ? [`/${path.join('/')}`] : [])]
  return { do: 'rule-remove', url: todo, id: words.join(' ') }
}

/** Hyperties crash with and without their storage, halt, and have clocks that go wrong. */
export const crashing: Draw = (dice, people) => {
  const { below, chance, pick } = dice
  const who = pick(people)
  const roll = below(100)
  const storage = chance(0.75) ? 'kept' : 'lost'
  if (roll < 25) return [{ who, do: 'down', storage }]
  // what it had just written is on its way, and perhaps not stored
  if (roll < 40)
    return [
      { who, do: 'edit', object: todo, edit: editOf(dice) },
      { who, do: 'down', storage },
      { who, do: 'up' },
    ]
  // somebody else goes on with what it owned
  if (roll < 43) return [{ who, do: 'down', storage }, ask(pick(people), { do: 'take-over', url: todo })]
  if (roll < 65) return [{ who, do: 'up' }]
  if (roll < 75) return [{ who, do: 'halt' }]
  if (roll < 88) return [{ who, do: 'proceed' }]
  return [{ who, do: 'skew', skewMs: below(10_000) - 5_000, driftPercent: below(41) - 20 }]
}

/** Links go bad: for good, for a while, or for the next messages; between two, from or to one, or all of them. */
export const linking: Draw = (dice, people) => {
  const { below, chance, pick } = dice
  const between = {
    ...(chance(0.5) ? { from: hypertyUrl(pick(people)) } : {}),
    ...(chance(0.5) ? { to: hypertyUrl(pick(people)) } : {}),
  }
  const { conditions } = pick(linkPresets)
  const held = { ...noConditions, isHeld: true }
  const time = timeOf(dice)
  // what is cut or held for good lets nothing happen any more
  const isEndless = time.kind === 'standing' && conditions.isCut
  const order: LinkOrder = { ...between, conditions: isEndless ? noConditions : conditions, time, seed: below(1e9) }
  if (!chance(0.1)) return [{ do: 'link', order }]
  return [
    { do: 'link', order: { ...order, conditions: held, time: { kind: 'span', afterMs: 0, forMs: 1 + below(2000) } } },
  ]
}

function timeOf({ below, pick }: Dice): LinkTime {
  const roll = below(100)
  if (roll < 40) return { kind: 'standing' }
  if (roll < 75) return { kind: 'span', afterMs: below(300), forMs: 1 + below(3000) }
  const type = pick([undefined, 'update', 'create', 'subscribe', 'read', 'response', 'execute'] as const)
  return { kind: 'next', count: 1 + below(3), ...(type === undefined || type === 'execute' ? {} : { type }) }
}
