/**
 * All copies of one object at a moment, with who wrote each part of them: how they begin, take changes in, and what of
 * them is missing. Knows no messages.
 */
import {
  copyOf,
  createAuthored,
  isBranch,
  nodeAt,
  plainOf,
  write,
  type Authored,
  type Branch,
  type Origin,
  type Taken,
} from './authored.ts'
import { isContainer, sameJson, type Json, type JsonObject, type WireChange } from './change.ts'
import type { Address } from './message.ts'
import { overlay, reconcile } from './reconcile.ts'

/** What one hyperty holds of the object. */
export interface Copy {
  readonly who: Address
  tree: Authored
  version: number
  /** The event by which the whole value came, the one that sent it, and who did; absent where it was there. */
  whole: { readonly event: number; readonly of: number; readonly from: Address } | undefined
  /** What is missing; absent where nothing is. */
  doubt?: string | undefined
  /** Writes of this hyperty that nobody has answered, by the id of the message. */
  readonly asked: Map<number, Wrote>
  /** Writes that came and of which not all shows: it may, with a later one. */
  readonly waits: Wrote[]
}

/** A whole value under way; `left` deliveries of it have not ended. */
interface Carried {
  readonly tree: Authored
  readonly from: Address
  left: number
}

export interface Moment {
  readonly copies: Map<Address, Copy>
  /** By the event that sent it. */
  readonly carried: Map<number, Carried>
  /** What was written before anybody was shown the value. */
  readonly early: { readonly who: Address; readonly changes: readonly WireChange[]; readonly origin: Origin }[]
}

/** So many whole values under way are followed, and so many writes before the first of them. */
const carriedMax = 4_096
const earlyMax = 256
/** So many writes of which not all shows are remembered of a copy. */
const waitsMax = 64

export const createMoment = (): Moment => ({ copies: new Map(), carried: new Map(), early: [] })

/** The same moment, to be gone on from. */
export function momentOf({ copies, carried, early }: Moment): Moment {
  const others = new Map<Address, Copy>()
  for (const [who, copy] of copies)
    others.set(who, { ...copy, tree: copyOf(copy.tree), asked: new Map(copy.asked), waits: [...copy.waits] })
  const under = new Map([...carried].map(([n, one]) => [n, { ...one }]))
  return { copies: others, carried: under, early: [...early] }
}

export function begin(
  moment: Moment,
  who: Address,
  start: { readonly tree: Authored; readonly version: number; readonly whole?: Copy['whole'] },
): Copy {
  const asked = moment.copies.get(who)?.asked ?? new Map<number, Wrote>()
  const copy: Copy = { who, tree: start.tree, version: start.version, whole: start.whole, asked, waits: [] }
  moment.copies.set(who, copy)
  return copy
}

/** What is written before its writer has said what it holds. */
export function keepEarly({ early }: Moment, one: Moment['early'][number]): void {
  if (early.length < earlyMax) early.push(one)
}

export function carry(moment: Moment, n: number, { who, tree }: Copy, deliveries: number): void {
  if (deliveries === 0) return
  moment.carried.set(n, { tree: copyOf(tree), from: who, left: deliveries })
  if (moment.carried.size > carriedMax) moment.carried.delete(moment.carried.keys().next().value as number)
}

/** A delivery has ended; gives the whole value that it carried. */
export function endCarried(moment: Moment, n: number): Carried | undefined {
  const carried = moment.carried.get(n)
  if (carried && --carried.left <= 0) moment.carried.delete(n)
  return carried
}

/**
 * Somebody says what it holds: the first time that is seen it begins with it. `isNumbered`: of another version it is
 * another life of the object.
 */
export function say(
  moment: Moment,
  who: Address,
  { value, version, n, isNumbered }: { value: JsonObject; version: number; n: number; isNumbered: boolean },
): Copy {
  const known = moment.copies.get(who)
  if (known && sameJson(plainOf(known.tree.root), value)) {
    known.version = version
    known.doubt = undefined
    return known
  }
  if (!known || (isNumbered && known.version !== version)) {
    const origin: Origin = { write: n, event: n, at: who, isStart: true }
    const copy = begin(moment, who, { tree: createAuthored(value, origin), version })
    for (const one of moment.early.splice(0)) if (one.who === who) layOver(copy, one.changes, one.origin)
    return copy
  }
  known.tree.root = reconcile(known.tree.root, value, unknownAt(n, who), known.tree.owner) as Branch
  known.doubt = undefined
  return known
}

/** Makes changes of a write, by the event that brought them; gives what they replaced. */
export function take(copy: Copy, changes: readonly WireChange[], of: number, event: number): Taken {
  const all: { readonly path: WireChange[0]; readonly node: Parameters<typeof plainOf>[0] }[] = []
  for (const change of changes) {
    const taken = write(copy.tree, change, { write: of, event, at: copy.who })
    if (taken) all.push(...taken)
    else copy.doubt ??= `a change before event ${event}, which does not fit what is known`
  }
  return all
}

/** Makes changes of a write as a version; gives nothing where that version is there already. */
export function confirm(
  copy: Copy,
  changes: readonly WireChange[],
  version: number,
  of: number,
  event: number,
): Taken | undefined {
  if (version <= copy.version) return undefined
  if (version > copy.version + 1) copy.doubt ??= `version ${copy.version + 1}`
  copy.version = version
  return take(copy, changes, of, event)
}

/** Parts that stand as a write set them come from it. */
export function layOver(copy: Copy, changes: readonly WireChange[], origin: Origin): void {
  for (const change of changes) {
    if (change.length !== 2) continue
    const node = nodeAt(copy.tree, change[0])
    if (node && node.origin.write !== origin.write && sameJson(plainOf(node), change[1]))
      write(copy.tree, change, origin)
  }
}

/** A write, and what it wrote. */
export interface Wrote {
  readonly write: number
  readonly changes: readonly WireChange[]
}

/**
 * What was made is not what was written: a part that it sets may hold what others wrote below it, and what waited for it
 * shows with it. Each part comes from the write that put such a value there; from nobody where none did.
 */
export function takeInstead(copy: Copy, made: readonly WireChange[], wrote: Wrote, event: number): Taken {
  const all = [wrote, ...copy.waits]
  const by = (value: Json | string): number =>
    all.find(({ changes }) => changes.some((change) => puts(change, value)))?.write ?? 0
  const replaced: Taken[number][] = []
  for (const change of made) {
    const [path, value] = change
    if (change.length === 1 || (change.length === 4 && change[3].length === 0))
      replaced.push(...take(copy, [change], wrote.write, event))
    else if (change.length === 4)
      for (const one of elementsOf(change))
        replaced.push(...take(copy, [one], by(typeof one[3] === 'string' ? one[3] : (one[3][0] as Json)), event))
    else {
      const write = by(value as Json)
      const node = write === 0 ? nodeAt(copy.tree, path) : undefined
      if (node && isBranch(node) && isContainer(value as Json))
        overlay(copy.tree, path, value as Json, { write: wrote.write, event, at: copy.who })
      else replaced.push(...take(copy, [change], write, event))
    }
  }
  if (made.length < wrote.changes.length) copy.waits.push(wrote)
  if (copy.waits.length > waitsMax) copy.waits.shift()
  return replaced
}

type Splice = Extract<WireChange, { length: 4 }>

/** A splice as one for each element; a stretch of text is one. */
function elementsOf(change: Splice): readonly Splice[] {
  const [path, index, count, added] = change
  if (typeof added === 'string') return [change]
  return added.map((item, offset) => [path, index + offset, offset === 0 ? count : 0, [item]])
}

/** Whether a change puts a value somewhere, or puts something there that holds it. */
function puts(change: WireChange, value: Json): boolean {
  if (change.length === 2) return holds(change[1], value)
  if (change.length !== 4) return false
  const added = change[3]
  return typeof added === 'string'
    ? typeof value === 'string' && added.includes(value)
    : added.some((one) => holds(one, value))
}

const holds = (whole: Json, part: Json): boolean =>
  sameJson(whole, part) ||
  (typeof whole === 'string' && typeof part === 'string' && whole.includes(part)) ||
  (isContainer(whole) && Object.values(whole).some((one) => holds(one as Json, part)))

export const unknownAt = (event: number, at: Address): Origin => ({ write: 0, event, at })
