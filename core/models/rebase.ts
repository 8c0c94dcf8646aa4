/**
 * Whoever follows may write; the reporter's Syncer numbers every write. One that was made without knowing the last
 * ones is carried over them to the places it means; of what collides, a resolver decides, and the decision tells.
 */
import { pathText, sameJson, type WireChange } from '../change.ts'
import { shortName, type Address, type Collision } from '../message.ts'
import type { NumberedModel, Numbered, Settlement } from '../model.ts'
import { isIdle, transformAll, transformPair } from '../transform.ts'

/** What somebody else wrote first. */
export interface Theirs {
  readonly change: WireChange
  readonly author: Address
  readonly version: number
}

/**
 * Decides between a write and one that was numbered first, where not both can stand: `mine` is made, `theirs` stays, or
 * other changes are made instead of mine, of the value as theirs left it. Inside what they deleted mine cannot be made.
 * The idea is that of sync-it.
 */
export type Resolve = (
  mine: WireChange,
  theirs: Theirs,
) => 'mine' | 'theirs' | { readonly merged: readonly WireChange[] } | undefined

/** So many pairs of changes are compared for one report; beyond that it is turned back. */
export const pairsMax = 1_000_000
/** So many collisions are told in one decision, and values up to so many characters. */
export const toldMax = 16
const valueCharactersMax = 1024

const taken: Settlement = { allow: true, rule: 'numbered', code: 200, reason: 'The owner took it.' }
const tooMuch: Settlement = {
  allow: false,
  rule: 'changed-meanwhile',
  code: 409,
  reason: 'Too much has changed since this was written.',
}

type Crossed = readonly [mine: WireChange[], theirs: WireChange[]]

/** A change that is not made, and what was done to what it was in. */
interface TurnedBack {
  readonly collision: Collision
  readonly deed: 'deleted' | 'replaced'
}

/** What is put in the place of a change that is not made, so that what came after it in its report has its places. */
function undoing(change: WireChange): WireChange {
  if (change.length !== 4) return [change[0]]
  const [path, index, count, added] = change
  const run = typeof added === 'string' ? ' '.repeat(count) : Array.from({ length: count }, () => null)
  return [path, index, added.length, run]
}

const isSame = (one: WireChange, other: WireChange): boolean =>
  one.length === other.length && one.length < 4 && sameJson([...one] as never, [...other] as never)

function collisionOf(gone: WireChange, { author, version }: Pick<Theirs, 'author' | 'version'>): Collision {
  const value = gone.length === 1 ? undefined : gone.length === 2 ? gone[1] : gone[3]
  const isTold = value !== undefined && JSON.stringify(value).length <= valueCharactersMax
  return { path: gone[0], author, version, ...(isTold ? { value } : {}) }
}

/** A model that rebases; without a resolver the later one of two that set a value prevails, and a deletion stays. */
export function createRebase({ resolve = () => undefined }: { readonly resolve?: Resolve } = {}): NumberedModel {
  function settle(changes: readonly WireChange[], since: readonly Numbered[] | undefined): Settlement {
    if (!since) return tooMuch
    if (since.length === 0) return taken
    if (changes.length * since.reduce((sum, update) => sum + update.changes.length, 0) > pairsMax) return tooMuch
    const overwrote = new Map<string, Collision>()
    const turnedBack: TurnedBack[] = []

    function cross(mine: WireChange, theirs: Theirs): Crossed {
      const [ours, left] = transformPair(mine, theirs.change)
      if ((ours.length > 0 && left.length > 0) || isSame(mine, theirs.change)) return [ours, left]
      const isInside = ours.length === 0
      const wanted = resolve(mine, theirs)
      if (wanted && typeof wanted === 'object') {
        const { merged } = wanted
        return [[...merged], [isInside ? theirs.change : undoing(mine), ...merged]]
      }
      if (isInside || wanted === 'theirs') {
        const deed = !isInside || theirs.change.length === 2 ? 'replaced' : 'deleted'
        turnedBack.push({ collision: collisionOf(mine, theirs), deed })
        return isInside ? [ours, left] : [[], [undoing(mine)]]
      }
      overwrote.set(pathText(theirs.change[0]), collisionOf(theirs.change, theirs))
      return [ours, left]
    }

    let ours = changes
    for (const { author, version, changes: others } of since)
      [ours] = transformAll(ours, others, (mine, change) => cross(mine, { change, author, version }))
    return told(changes, ours, [...overwrote.values()], turnedBack)
  }

  return {
    name: 'rebase',
    way: 'numbered',
    text: 'Everyone who follows writes; the owner puts all writes in one order, and carries each over those before it.',
    needs: 'order',
    promises: ['converges', 'no lost update'],
    defaultWriters: 'everyone',
    rebases: true,
    settle,
  }
}

/** What came of a report, as a settlement with what is to be known of it. */
function told(
  asked: readonly WireChange[],
  ours: readonly WireChange[],
  overwrote: readonly Collision[],
  turnedBack: readonly TurnedBack[],
): Settlement {
  const lost = turnedBack.slice(0, toldMax).map(({ collision }) => collision)
  const [first] = turnedBack
  const why =
    first &&
    `${shortName(first.collision.author)} ${first.deed} ${pathText(first.collision.path)}, or what it was in, first`
  if (ours.length === 0 && why)
    return { allow: false, rule: 'inside-deleted', code: 409, reason: `${why}.`, turnedBack: lost }
  const busy = ours.filter((change) => !isIdle(change))
  // there is nothing left to do where others did the same; it is numbered all the same
  const made = busy.length > 0 ? busy : ours.slice(0, 1)
  const isAsAsked = made.length === asked.length && made.every((change, index) => change === asked[index])
  const changes = isAsAsked ? {} : { changes: made }
  const [replaced] = overwrote
  const over =
    replaced && `it replaced what ${shortName(replaced.author)} wrote at ${pathText(replaced.path)} meanwhile`
  const details = {
    ...changes,
    ...(overwrote.length > 0 ? { overwrote: overwrote.slice(0, toldMax) } : {}),
    ...(lost.length > 0 ? { turnedBack: lost } : {}),
  }
  if (why) {
    const count = turnedBack.length > 1 ? `${turnedBack.length} of its changes` : 'one of its changes'
    const more = over ? `; ${over}` : ''
    return { ...taken, rule: 'taken-in-part', reason: `The owner took it but for ${count}: ${why}${more}.`, ...details }
  }
  if (over) return { ...taken, rule: 'overwrote', reason: `The owner took it; ${over}.`, ...details }
  if (isAsAsked) return taken
  return { ...taken, rule: 'rebased', reason: 'The owner took it, at the place it has by now.', ...details }
}

export const rebase: NumberedModel = createRebase()
