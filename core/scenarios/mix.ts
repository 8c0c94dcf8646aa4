/**
 * A random mix of all that hyperties can do: they write, grant, go off line, crash, pause, come and go, on links that
 * change their delay. Made for the soak: one seed is one run.
 */
import type { Random } from '../clock.ts'
import { hypertyUrl, objectUrl } from '../message.ts'
import type { Deed, Edit, Scenario, Size, Step } from '../scenario.ts'

const names = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi', 'Ivan', 'Judy']
const nameOf = (index: number): string => names[index] ?? `Hyperty ${index + 1}`

const todo = objectUrl('todo')
const keys = ['a', 'd', 'e']
const value = { a: 0, b: { c: 0 }, list: [0, 1, 2], text: 'words' }

/** How often something besides an edit happens, for each edit. */
const otherwise = 0.5
/** Most milliseconds between two steps. */
const pauseMsMax = 60

interface Dice {
  below(end: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
}

function diceOf(random: Random): Dice {
  const below = (end: number): number => Math.floor(random() * end)
  return {
    below,
    chance: (share) => random() < share,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  }
}

function editOf({ below, pick }: Dice): Edit {
  const roll = below(100)
  if (roll < 30) return { kind: 'set', path: [pick(keys)], value: below(1000) }
  if (roll < 40) return { kind: 'set', path: ['b', 'c'], value: { v: below(1000) } }
  if (roll < 45) return { kind: 'set', path: ['b'], value: { c: below(1000) } }
  if (roll < 55) return { kind: 'delete', path: [pick(keys)] }
  if (roll < 80) return { kind: 'insert', list: ['list'], index: below(8), value: below(1000) }
  return { kind: 'remove', list: ['list'], index: below(8) }
}

/** What else happens; each thing that goes wrong is mended some time later, or when the run ends. */
function otherOf(dice: Dice, people: readonly string[]): readonly Deed[] {
  const { chance, pick } = dice
  if (!chance(0.04)) return [singleOf(dice, people)]
  // a window that is gone with something on its way, and the next one that writes at once
  const who = pick(people)
  const edit = (): Deed => ({ who, do: 'edit', object: todo, edit: editOf(dice) })
  return [edit(), { who, do: 'crash' }, { who, do: 'restart' }, edit()]
}

function singleOf(dice: Dice, people: readonly string[]): Deed {
  const { below, chance, pick } = dice
  const owner = people[0] as string
  const who = pick(people)
  const roll = below(100)
  if (roll < 24)
    return { who: owner, do: 'ask', action: { do: 'grant', url: todo, to: hypertyUrl(who), write: chance(0.8) } }
  if (roll < 40) return { who, do: 'ask', action: { do: 'online', online: chance(0.65) } }
  if (roll < 52) return { who, do: chance(0.4) ? 'crash' : 'restart' }
  if (roll < 60) return { who, do: chance(0.4) ? 'pause' : 'resume' }
  if (roll < 74) return { do: 'delay', delayMs: pick([0, 0, 5, 50, 400]) }
  if (roll < 78) return { who, do: 'ask', action: { do: 'unfollow', url: todo } }
  if (roll < 83) return { who, do: 'ask', action: { do: 'follow', url: todo } }
  if (roll < 86) return { who, do: 'ask', action: { do: 'auto-accept', on: chance(0.5) } }
  if (roll < 90) return { who, do: 'ask', action: { do: chance(0.7) ? 'accept' : 'reject', url: todo } }
  if (roll < 93) return { who: owner, do: 'ask', action: { do: 'share', url: todo } }
  if (roll < 97 && who !== owner) return { who, do: chance(0.4) ? 'leave' : 'join' }
  if (roll < 98) return { who, do: 'create', name: 'todo', value }
  return { who: owner, do: 'edit', object: todo, edit: editOf(dice) }
}

/** Now and then the object ends before the run does: it is deleted, or its owner leaves. */
function endOf({ below }: Dice, who: string): readonly Deed[] {
  const roll = below(30)
  if (roll > 1) return []
  // an owner that is off line cannot tell anybody
  const here: readonly Deed[] = [
    { who, do: 'restart' },
    { who, do: 'resume' },
    { who, do: 'ask', action: { do: 'online', online: true } },
  ]
  return [...here, roll === 0 ? { who, do: 'leave' } : { who, do: 'ask', action: { do: 'delete', url: todo } }]
}

function stepsOfMix(random: Random, size: Size): readonly Step[] {
  const dice = diceOf(random)
  const people = Array.from({ length: size.hyperties }, (_, index) => nameOf(index))
  const steps: Step[] = []
  let at = 0
  const put = (deed: Deed, afterMs = dice.below(pauseMsMax * 100) / 100): void => {
    at += afterMs
    steps.push({ at: Math.round(at * 100) / 100, ...deed })
  }
  for (const who of people) put({ who, do: 'join' }, 5)
  const [owner = ''] = people
  put({ who: owner, do: 'create', name: 'todo', value })
  put({ who: owner, do: 'ask', action: { do: 'share', url: todo } })
  const edits = size.edits * size.hyperties
  const ending = endOf(dice, owner)
  const endsAt = dice.below(edits)
  for (let edit = 0; edit < edits; edit++) {
    put({ who: dice.pick(people), do: 'edit', object: todo, edit: editOf(dice) })
    const others = dice.chance(otherwise) ? otherOf(dice, people) : []
    // an object that has ended is not made anew: nothing tells a follower that was away its two lives apart
    for (const other of others)
      if (other.do !== 'create' || ending.length === 0) put(other, others.length > 1 ? 3 : undefined)
    if (edit === endsAt) for (const deed of ending) put(deed, 20)
  }
  return steps
}

export const mix: Scenario = {
  name: 'mix',
  text: 'All that can go wrong goes wrong at once, and after quiet all replicas are the same.',
  steps: stepsOfMix,
}
