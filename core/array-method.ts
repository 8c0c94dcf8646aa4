/** What an array method that moves elements is going to do, said before it does it. */

export const arrayMethods = ['push', 'pop', 'shift', 'unshift', 'splice'] as const
export type ArrayMethod = (typeof arrayMethods)[number]

/** A run of `deleteCount` elements from `index` on gives way to `addedCount` others, the last ones of the arguments. */
export interface ArrayPlan {
  readonly index: number
  readonly deleteCount: number
  readonly addedCount: number
}

/** The plan of a call; undefined where there is nothing to do. Takes the arguments as the method itself does. */
export function planOf(name: ArrayMethod, list: readonly unknown[], args: readonly unknown[]): ArrayPlan | undefined {
  const { length } = list
  switch (name) {
    case 'push':
      return { index: length, deleteCount: 0, addedCount: args.length }
    case 'unshift':
      return { index: 0, deleteCount: 0, addedCount: args.length }
    case 'pop':
      return length > 0 ? { index: length - 1, deleteCount: 1, addedCount: 0 } : undefined
    case 'shift':
      return length > 0 ? { index: 0, deleteCount: 1, addedCount: 0 } : undefined
    case 'splice':
      return planOfSplice(length, args)
  }
}

function planOfSplice(length: number, args: readonly unknown[]): ArrayPlan | undefined {
  if (args.length === 0) return undefined
  const start = toInteger(args[0])
  const index = start < 0 ? Math.max(length + start, 0) : Math.min(start, length)
  const rest = length - index
  const deleteCount = args.length === 1 ? rest : Math.min(Math.max(toInteger(args[1]), 0), rest)
  const addedCount = Math.max(args.length - 2, 0)
  return deleteCount > 0 || addedCount > 0 ? { index, deleteCount, addedCount } : undefined
}

const toInteger = (value: unknown): number =>
  Number.isInteger(value) ? (value as number) : Math.trunc(Number(value)) || 0

/** The methods that put other elements in the places there are. */
export const rearrangements = ['sort', 'reverse', 'fill', 'copyWithin'] as const
export type Rearrangement = (typeof rearrangements)[number]

/** The smallest run that holds all differences of two lists of one length; empty where there are none. */
export function changedRange(
  before: readonly unknown[],
  after: readonly unknown[],
): readonly [start: number, end: number] {
  let end = before.length
  while (end > 0 && before[end - 1] === after[end - 1]) end--
  let start = 0
  while (start < end && before[start] === after[start]) start++
  return [start, end]
}

/** The first index whose object stands at an earlier one too, or -1. */
export function aliasIn(list: readonly unknown[]): number {
  const met = new Set<unknown>()
  return list.findIndex((item) => {
    if (typeof item !== 'object' || item === null) return false
    return met.size === met.add(item).size
  })
}
