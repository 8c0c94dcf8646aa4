/** In how many leaves two values differ: places at which one has a value that the other has not, or another one. */
import type { Json } from './change.ts'

const isTree = (value: Json | undefined): value is Json & object => typeof value === 'object' && value !== null

/** The leaves of a value; something empty counts as one. */
function leavesOf(value: Json | undefined): number {
  if (!isTree(value)) return value === undefined ? 0 : 1
  const parts = Object.values(value) as Json[]
  return Math.max(
    1,
    parts.reduce<number>((sum, part) => sum + leavesOf(part), 0),
  )
}

/** @example differingLeaves({ a: 1, b: 2 }, { a: 1, c: [3, 4] }) // 3 */
export function differingLeaves(one: Json | undefined, other: Json | undefined): number {
  if (one === other) return 0
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other))
    return Math.max(leavesOf(one), leavesOf(other))
  const [here, there] = [one, other] as { readonly [key: string]: Json }[]
  const keys = new Set([...Object.keys(here ?? {}), ...Object.keys(there ?? {})])
  let sum = 0
  for (const key of keys) sum += differingLeaves(here?.[key], there?.[key])
  return sum
}
