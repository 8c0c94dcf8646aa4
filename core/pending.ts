/**
 * What was written in a window and is not settled, carried over what others have made meanwhile: each change to the
 * place that it means. Knows no data object and no versions.
 */
import { invert, overlaps, pathText, toWire, type Change, type WireChange } from './change.ts'
import { shortName, type Address, type Decision } from './message.ts'
import { isIdle, transformAll, transformPair } from './transform.ts'

/** What becomes of pending changes, what of those of others, and which of the pending ones have no place any more. */
export interface Carried {
  readonly pending: readonly WireChange[]
  readonly others: readonly WireChange[]
  readonly lost: WireChange[]
}

/** Carries pending changes over those of others, which were made of the same value and come first. */
export function carry(pending: readonly Change[], others: readonly WireChange[]): Carried {
  const lost: WireChange[] = []
  const [mine, left] = transformAll(pending.map(toWire), others, (change, other) => {
    const crossed = transformPair(change, other)
    if (crossed[0].length === 0) lost.push(change)
    return crossed
  })
  return { pending: mine, others: left, lost }
}

/** What takes changes back that were the last ones made. */
export const undoing = (changes: readonly Change[]): WireChange[] =>
  [...changes].reverse().map((change) => toWire(invert(change)))

const isSame = (one: WireChange | undefined, other: WireChange | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/**
 * What is to be made on top of changes so that others have been made in their place: as little as there is, for what
 * stands on top of them is carried over it, and would lose its place where something is taken away and put back.
 */
export function correctionOf(made: readonly Change[], wanted: readonly WireChange[]): WireChange[] {
  const had = made.filter((change) => !isIdle(toWire(change)))
  const wires = had.map(toWire)
  const goal = wanted.filter((change) => !isIdle(change))
  const most = Math.min(wires.length, goal.length)
  let head = 0
  while (head < most && isSame(wires[head], goal[head])) head++
  let tail = 0
  while (tail < most - head && isSame(wires.at(-1 - tail), goal.at(-1 - tail))) tail++
  const others = [...wires.slice(head, wires.length - tail), ...goal.slice(head, goal.length - tail)]
  // what came after it in the report stays only where that does not matter to it
  const isBeside = wires.slice(wires.length - tail).every((one) => others.every((other) => !overlaps(one, other)))
  const last = isBeside ? tail : 0
  return [...undoing(had.slice(head, had.length - last)), ...goal.slice(head, goal.length - last)]
}

/** Says that changes, which nobody else has seen, are gone. */
export function lostDecision(lost: readonly WireChange[], by: Address, author: Address): Decision {
  const [first] = lost as readonly [WireChange]
  const more = lost.length > 1 ? `, and ${lost.length - 1} more` : ''
  const who = author === by ? 'It stood in what was turned back' : `${shortName(author)} deleted or replaced it first`
  const reason = `What was written at ${pathText(first[0])}${more} has no place any more. ${who}.`
  return { allow: false, by, rule: 'inside-deleted', code: 409, reason }
}
