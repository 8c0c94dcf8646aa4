/**
 * What was written in a window and is not settled, carried over what others have made meanwhile: each change to the
 * place that it means. Knows no data object and no versions.
 */
import { invert, pathText, toWire, type Change, type WireChange } from './change.ts'
import { shortName, type Address, type Decision } from './message.ts'
import { transformAll, transformPair } from './transform.ts'

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

/** Says that changes, which nobody else has seen, are gone. */
export function lostDecision(lost: readonly WireChange[], by: Address, author: Address): Decision {
  const [first] = lost as readonly [WireChange]
  const more = lost.length > 1 ? `, and ${lost.length - 1} more` : ''
  const who = author === by ? 'It stood in what was turned back' : `${shortName(author)} deleted or replaced it first`
  const reason = `What was written at ${pathText(first[0])}${more} has no place any more. ${who}.`
  return { allow: false, by, rule: 'inside-deleted', code: 409, reason }
}
