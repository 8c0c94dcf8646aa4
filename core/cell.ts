/** One container of a followed tree, and where it stands: nothing is kept in step with moves, the way up is verified. */
import type { Observed } from './change-record.ts'
import type { Change, Json, Key, Path } from './change.ts'
import { depthMax } from './intake.ts'

export type Container = Json[] | { [key: string]: Json }

export interface Tree {
  readonly onChange: (change: Change) => void
  /** The observed cells, detached ones too. */
  readonly observed: Set<Observed>
  /** How many calls of `applying` are at work. */
  applying: number
}

/** It is the handler of its own proxy, so that a trap has it at hand without a look-up. */
export interface Cell extends Observed, ProxyHandler<Container> {
  readonly tree: Tree
  readonly target: Container
  /** Where it was seen last; undefined for the root. */
  parent: Cell | undefined
  key: Key
  /** The child that was read last. */
  recent: Cell | undefined
  /** The proxy that makes change records; made for the first observer. */
  recorder: object | undefined
}

/** A path is put together here and cut off: an array that was filled from its end is slow for ever after. */
const keys: Key[] = Array.from({ length: depthMax + 1 }, () => '')

/** The path of a container, or of `last` in it; undefined when it is detached. */
export function pathOf(cell: Cell, last?: Key): Path | undefined {
  let depth = depthOf(cell) - 1
  const length = last === undefined ? depth : depth + 1
  if (last !== undefined) keys[depth] = last
  let at = cell
  while (at.parent) {
    if (!isInPlace(at.parent.target, at)) return undefined
    keys[--depth] = at.key
    at = at.parent
  }
  return keys.slice(0, length)
}

/** True where the parent still holds it; brings the key up to date, for lists move their elements. */
function isInPlace(parent: Container, cell: Cell): boolean {
  if (!Array.isArray(parent)) return parent[cell.key] === cell.target
  let index = Number(cell.key)
  if (parent[index] !== cell.target) index = parent.indexOf(cell.target)
  if (index < 0) return false
  cell.key = index
  return true
}

/** How many containers there are from the root to this one, both counted. */
export function depthOf(cell: Cell): number {
  let depth = 1
  for (let at = cell.parent; at; at = at.parent) depth++
  return depth
}

/** True where a cell in place stands in what a write to `holder` takes away: `count` elements, or one key. */
export function isLeaving(cell: Cell, holder: Cell, key: Key, count: number): boolean {
  for (let at = cell; at.parent; at = at.parent) {
    if (at.parent !== holder) continue
    if (typeof key === 'string') return at.key === key
    return Number(at.key) >= key && Number(at.key) < key + count
  }
  return false
}
