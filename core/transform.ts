/**
 * Two changes that were made of the same value, one beside the other: what each of them becomes when the other one
 * was made first. Whichever comes first, the same value comes of it. Knows nothing of who wrote, or of versions.
 */
import { overlaps, type Json, type Path, type WireChange } from './change.ts'

/** Of two changes, the one that is numbered first, or the other one, which prevails where both set one value. */
export type Side = 'earlier' | 'later'

type Splice = Extract<WireChange, { readonly length: 4 }>
type Run = readonly Json[] | string

/** What becomes of two changes: of the first where the second was made before it, and the other way round. */
export type Pair = (mine: WireChange, theirs: WireChange) => readonly [mine: WireChange[], theirs: WireChange[]]

/**
 * What a change becomes when another one was made before it: itself, at the place that is meant; several; or nothing,
 * where the other has deleted what it was in, or set the same value and prevails.
 * @example transform([['list'], 2, 1, []], [['list'], 0, 0, ['new']], 'later') // [[['list'], 3, 1, []]]
 */
export function transform(change: WireChange, other: WireChange, side: Side): WireChange[] {
  if (!overlaps(change, other)) return [change]
  const path = change[0]
  const depth = other[0].length
  if (other.length !== 4) {
    if (path.length < depth) return [change]
    // what stood there is gone, with all that was in it
    if (path.length > depth || change.length === 4) return []
    return side === 'later' ? [change] : []
  }
  if (path.length < depth) return [change]
  if (path.length === depth) return change.length === 4 ? transformSplice(change, other, side) : [change]
  const index = path[depth]
  if (typeof index !== 'number' || index < other[1]) return [change]
  if (index < other[1] + other[2]) return []
  return [withPath(change, [...path.slice(0, depth), index + grownBy(other), ...path.slice(depth + 1)])]
}

const grownBy = (splice: Splice): number => splice[3].length - splice[2]

function withPath(change: WireChange, path: Path): WireChange {
  if (change.length === 4) return [path, change[1], change[2], change[3]]
  return change.length === 2 ? [path, change[1]] : [path]
}

/**
 * A splice beside another of the same list or text. What the other took out is not taken out again, what it put in
 * stays. Of what both put in at one place, that of the earlier one stands first.
 */
function transformSplice(change: Splice, other: Splice, side: Side): WireChange[] {
  const [path, index, count, added] = change
  const start = other[1]
  const end = start + other[2]
  const put = other[3].length
  const moved = grownBy(other)
  const last = index + count
  // what is left to take out, before and behind what the other put in
  const before = Math.max(0, Math.min(last, start) - index)
  const behind = Math.max(0, last - Math.max(index, end))
  const behindAt = Math.max(index, end) + moved
  if (index < start) {
    if (behind === 0 || put === 0) return [[path, index, before + behind, added]]
    return [
      [path, behindAt, behind, emptyOf(added)],
      [path, index, before, added],
    ]
  }
  if (index > start || side === 'later') return [[path, index > end ? index + moved : start + put, behind, added]]
  // both begin here, and this one stands first
  if (behind === 0 || put === 0) return [[path, index, behind, added]]
  const rest: WireChange = [path, behindAt, behind, emptyOf(added)]
  return added.length === 0 ? [rest] : [rest, [path, index, 0, added]]
}

const emptyOf = (run: Run): Run => (typeof run === 'string' ? '' : [])

/** Each of two changes as it is when the other was made before it; `theirs` is the one that is numbered first. */
export const transformPair: Pair = (mine, theirs) => [
  transform(mine, theirs, 'later'),
  transform(theirs, mine, 'earlier'),
]

/**
 * Two lists of changes, each to be made in order, that begin at the same value: what each becomes when the other was
 * made before it.
 */
export function transformAll(
  mine: readonly WireChange[],
  theirs: readonly WireChange[],
  pair: Pair = transformPair,
): readonly [mine: readonly WireChange[], theirs: readonly WireChange[]] {
  let others = theirs
  const made: WireChange[] = []
  for (const change of mine) {
    const [next, left] = passThrough(change, others, pair)
    for (const one of next) made.push(one)
    others = left
  }
  return [made, others]
}

/** One change past a list of others. */
function passThrough(
  change: WireChange,
  others: readonly WireChange[],
  pair: Pair,
): readonly [mine: readonly WireChange[], theirs: readonly WireChange[]] {
  let mine: readonly WireChange[] = [change]
  let left: WireChange[] | undefined
  for (let at = 0; at < others.length; at++) {
    const other = others[at] as WireChange
    const isBeside = mine.length === 0 || (mine.length === 1 && !overlaps(mine[0] as WireChange, other))
    if (isBeside) {
      left?.push(other)
      continue
    }
    left ??= others.slice(0, at)
    const [next, theirs] = mine.length === 1 ? pair(mine[0] as WireChange, other) : transformAll(mine, [other], pair)
    mine = next
    left.push(...theirs)
  }
  return [mine, left ?? others]
}

/** True for a splice that neither takes out nor puts in anything. */
export const isIdle = (change: WireChange): boolean => change.length === 4 && change[2] === 0 && change[3].length === 0
