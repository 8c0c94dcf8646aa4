/** Which of the listed values is the one that somebody asked for, or the nearest to it. Knows no window. */
import type { Path } from '../../core/change.ts'

export interface Nearest {
  /** Its place in the list; -1 where the list is empty or has nothing in common with what was asked for. */
  readonly place: number
  /** Whether it is what was asked for, or stands in it, or holds it. */
  readonly isIt: boolean
}

/**
 * A list is one value under some models, and an object never is: what holds the path, or stands first in it, is meant as well.
 * @example nearestLeaf([['a'], ['b', 'c']], ['b']) // { place: 1, isIt: true }
 */
export function nearestLeaf(leaves: readonly Path[], asked: Path): Nearest {
  let place = -1
  let shared = 0
  for (const [index, leaf] of leaves.entries()) {
    const common = commonLength(leaf, asked)
    if (common === leaf.length || common === asked.length) return { place: index, isIt: true }
    if (common > shared) [place, shared] = [index, common]
  }
  return { place, isIt: false }
}

function commonLength(one: Path, other: Path): number {
  const most = Math.min(one.length, other.length)
  let length = 0
  while (length < most && one[length] === other[length]) length++
  return length
}
