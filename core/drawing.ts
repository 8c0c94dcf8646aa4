/**
 * What random scenarios are drawn with: dice, people, edits of an object that has a bit of everything, and steps one
 * after another. Knows nothing of what else there is to be done, which is the affair of draws.ts.
 */
import type { Random } from './clock.ts'
import { childUrl, objectUrl, type Address } from './message.ts'
import type { OnLeave } from './ownership.ts'
import type { Deed, Edit, Size, Step } from './scenario.ts'

const names = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi', 'Ivan', 'Judy']

export const todo = objectUrl('todo')
/** A child of it, made by whoever does so first. */
export const note = childUrl(todo, 'note')
const keys = ['a', 'd', 'e']
export const value = { a: 0, b: { c: 0 }, list: [0, 1, 2], text: 'words' }

export interface Dice {
  below(end: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
}

export function diceOf(random: Random): Dice {
  const below = (end: number): number => Math.floor(random() * end)
  return {
    below,
    chance: (share) => random() < share,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  }
}

export const peopleOf = ({ hyperties }: Size): readonly string[] =>
  Array.from({ length: hyperties }, (_, index) => names[index] ?? `Hyperty ${index + 1}`)

export function editOf({ below, pick }: Dice): Edit {
  const roll = below(100)
  if (roll < 30) return { kind: 'set', path: [pick(keys)], value: below(1000) }
  if (roll < 40) return { kind: 'set', path: ['b', 'c'], value: { v: below(1000) } }
  if (roll < 45) return { kind: 'set', path: ['b'], value: { c: below(1000) } }
  if (roll < 55) return { kind: 'delete', path: [pick(keys)] }
  if (roll < 80) return { kind: 'insert', list: ['list'], index: below(8), value: below(1000) }
  return { kind: 'remove', list: ['list'], index: below(8) }
}

/** Something that happens beside the edits; each thing that goes wrong is mended some time later, or when the run ends. */
export type Draw = (dice: Dice, people: readonly string[]) => readonly Deed[]

/** Most milliseconds between two steps. */
const pauseMsMax = 60

/** Puts deeds one after another, a random while apart. */
export function createTimeline({ below }: Dice) {
  const steps: Step[] = []
  let at = 0
  return {
    steps,
    put(deed: Deed, afterMs = below(pauseMsMax * 100) / 100): void {
      at += afterMs
      steps.push({ at: Math.round(at * 100) / 100, ...deed })
    },
  }
}

/** Everybody comes, the first one makes the object and shares it, and lets everybody write. */
function begin(put: (deed: Deed, afterMs?: number) => void, people: readonly string[], onLeave: OnLeave): void {
  const [owner = ''] = people
  for (const who of people) put({ who, do: 'join' }, 5)
  put({ who: owner, do: 'create', name: 'todo', value, onLeave })
  put({ who: owner, do: 'ask', action: { do: 'share', url: todo } })
}

/** Edits of all, and between them what the draws bring: each of them as often as the others. */
export const stepsWith =
  (draws: readonly Draw[], share: number) =>
  (random: Random, size: Size): readonly Step[] => {
    const dice = diceOf(random)
    const people = peopleOf(size)
    const { steps, put } = createTimeline(dice)
    begin(put, people, dice.chance(0.7) ? 'take over' : 'close')
    for (let edit = 0; edit < size.edits * people.length; edit++) {
      const object: Address = dice.chance(0.15) ? note : todo
      put({ who: dice.pick(people), do: 'edit', object, edit: editOf(dice) })
      const others = dice.chance(share) ? dice.pick(draws)(dice, people) : []
      for (const other of others) put(other, others.length > 1 ? 3 : undefined)
    }
    return steps
  }
