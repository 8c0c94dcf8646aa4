/**
 * Why a value is what it is, told from a session alone: who wrote it, by which events it came, what it replaced, what
 * lost against it, and who decided. Folds an object piece by piece when it is first asked for; reads a table and changes nothing in it.
 */
import { goneAt, isBranch, leavesOf, nodeAt, originsOf, plainOf, type Origin, type Replaced } from './authored.ts'
import { createAuthorship } from './authorship.ts'
import { decisionOf, isEdited, linksOf, type Decided, type Link } from './blame-links.ts'
import { pathText, type Json, type Path } from './change.ts'
import type { Columns } from './columns.ts'
import { asItCame } from './edited.ts'
import { createMoment, momentOf, type Copy, type Moment } from './copies.ts'
import { createEntryOrder } from './entry-order.ts'
import { shortName, type Address } from './message.ts'
import { hashJson } from './hash.ts'
import { authorOf, createLosses, type Loss } from './losses.ts'
import { createSaidStates } from './said-states.ts'

export interface Blame {
  readonly object: Address
  readonly hyperty: Address
  readonly path: Path
  /** Undefined where nothing stands there. */
  readonly value?: Json | undefined
  /** Why nothing more can be said: what is missing. Everything else may be wrong then, and is left out. */
  readonly missing?: string
  /** The event that sent the write; absent where it cannot be told. */
  readonly write?: number
  readonly author?: Address
  /** When it was written, on the clock of its writer's window where that is stamped. */
  readonly writtenAt?: number
  /** It was not written in this session: it stood there when the object was first shown. */
  readonly isStart?: boolean
  readonly isDeleted?: boolean
  /** It is not what its author wrote: somebody edited that at a breakpoint. */
  readonly isEdited?: boolean
  /** In the order of events, from the write to the copy. */
  readonly links: readonly Link[]
  readonly replaced?: Replaced & { readonly author?: Address | undefined }
  readonly decision?: Decided
  /** Others who wrote parts of it, where it is a text or is made of several values. */
  readonly others: readonly Address[]
  /** What lost against it. */
  readonly lost: readonly Loss[]
  /** A write of this hyperty to it that nobody has answered then. */
  readonly pending?: number
}

export interface ObjectBlame {
  /** Takes in so much more of the object; false where there is more. */
  advance(entriesMax: number): boolean
  /** How much of it is taken in, from 0 to 1. */
  readonly share: number
  readonly losses: readonly Loss[]
  readonly lossesForgotten: number
  /** Who has held it. */
  hyperties(): readonly Address[]
  /** The value at a copy just after an event, and undefined where it is not there. */
  copyAt(hyperty: Address, n: number): Copy | undefined
  why(hyperty: Address, path: Path, n: number): Blame
  /** Each value of a copy that holds no others, up to a number. */
  leaves(hyperty: Address, n: number, max: number): readonly Path[]
}

/** So many moments are kept, the nearest of which any other is folded from; at least so many entries apart. */
const keptMax = 1_024
const distanceMin = 256
/** So many parts of a value are looked at for their writers. */
const partsMax = 200

/** The blame of one object of a table that may still grow. */
export function createObjectBlame(columns: Columns, object: Address): ObjectBlame {
  const order = createEntryOrder(columns, object)
  const isWrite = (n: number): boolean => {
    const row = columns.rowOf(n)
    const type = row === undefined ? undefined : columns.typeOf(row)
    return type === 'update' || type === 'execute'
  }
  const authorship = createAuthorship(isWrite, (n) => {
    const message = columns.sentOf(columns.rowOf(n) ?? -1)?.message
    return message?.type === 'update' || message?.type === 'execute' ? (message.body.changes ?? []) : []
  })
  const losses = createLosses(object)
  const said = createSaidStates(columns, object)
  /** The last looks at what windows said, by the row where they did: whether it is what was folded. */
  const agrees = new Map<number, boolean>()
  let kept: { readonly place: number; readonly moment: Moment }[] = []
  let distance = distanceMin
  let last = createMoment()
  let done = 0

  function fold(moment: Moment, place: number, reader?: typeof losses): void {
    const entry = order.entryAt(place)
    const row = entry >>> 1
    const sent = columns.sentOf(row)
    if (!sent) return onState(moment, row)
    const ended = (entry & 1) === 1 ? columns.endedOf(row) : undefined
    if (ended) authorship.fold(moment, asItCame(sent, ended), ended, reader)
    else if ((entry & 1) === 0) authorship.fold(moment, sent, undefined, reader)
  }

  function onState(moment: Moment, row: number): void {
    const event = columns.eventOf(row)
    if (event?.kind === 'state') authorship.begin(moment, event)
  }

  function keep(): void {
    if (done - (kept.at(-1)?.place ?? 0) < distance) return
    kept.push({ place: done, moment: momentOf(last) })
    if (kept.length <= keptMax) return
    kept = kept.filter((_, index) => index % 2 === 1)
    distance *= 2
  }

  function refresh(): void {
    const first = order.grow()
    if (first >= done) return
    // something took effect before what was folded: back to the moment before it
    kept = kept.filter(({ place }) => place <= first)
    const near = kept.at(-1)
    last = near ? momentOf(near.moment) : createMoment()
    done = near?.place ?? 0
  }

  function momentAt(n: number): Moment | undefined {
    const row = columns.rowOf(n)
    if (row === undefined) return undefined
    const isEnd = columns.endN.get(row) === n
    const time = isEnd ? (columns.endedOf(row)?.at ?? columns.lastAt) : columns.at.get(row)
    const end = Math.min(done, order.countUntil(time))
    if (end === done) return last
    const near = kept.filter(({ place }) => place <= end).at(-1)
    const moment = near ? momentOf(near.moment) : createMoment()
    for (let place = near?.place ?? 0; place < end; place++) fold(moment, place)
    return moment
  }

  const copyAt = (hyperty: Address, n: number): Copy | undefined => momentAt(n)?.copies.get(hyperty)

  /** What its window said that it holds, and is not what was folded. */
  function deniedBy(hyperty: Address, { whole }: Copy, n: number): number | undefined {
    const row = said.lastOf(hyperty, n)
    if (row === undefined || columns.n.get(row) < (whole?.event ?? 0)) return undefined
    let does = agrees.get(row)
    if (does === undefined) {
      const event = columns.eventOf(row)
      const then = copyAt(hyperty, columns.n.get(row))
      // what was handed to the window, and had not reached it, makes another version
      const isComparable = event?.kind === 'state' && then?.version === event.version
      does = !isComparable || hashJson(plainOf(then.tree.root)) === event.hash
      agrees.set(row, does)
      if (agrees.size > keptMax) agrees.delete(agrees.keys().next().value as number)
    }
    return does ? undefined : columns.n.get(row)
  }

  const authorAt = (write: number): Address | undefined => {
    const sent = columns.sentOf(columns.rowOf(write) ?? -1)
    return sent && authorOf(sent.message)
  }

  function why(hyperty: Address, path: Path, n: number): Blame {
    const base = { object, hyperty, path, links: [], others: [], lost: [] }
    const copy = copyAt(hyperty, n)
    if (!copy) return { ...base, missing: `how ${shortName(object)} came to ${shortName(hyperty)}` }
    const node = nodeAt(copy.tree, path)
    const value = node && plainOf(node)
    if (copy.doubt !== undefined) return { ...base, value, missing: copy.doubt }
    const denied = deniedBy(hyperty, copy, n)
    if (denied !== undefined)
      return { ...base, missing: `what led to the value that ${shortName(hyperty)} told of in event ${denied}` }
    const pending = [...copy.asked.values()].find(({ changes }) => changes.some(([one]) => reaches(one, path)))
    const open = pending ? { pending: pending.write } : {}
    const gone = node ? undefined : goneAt(copy.tree, path)
    const origin = node ? newestOf(node) : gone
    if (!origin) return { ...base, ...open, missing: `who, if anybody, wrote to ${pathText(path)}` }
    const by = whoElse(node)
    if (origin.write === 0)
      return { ...base, ...open, value, missing: `the write that came with event ${origin.event}` }
    const sent = columns.sentOf(columns.rowOf(origin.write) ?? -1)
    if (!sent) return { ...base, ...open, value, missing: `event ${origin.write}` }
    const author = origin.isStart ? origin.at : authorOf(sent.message)
    const { before } = origin
    const replaced = before
      ? { replaced: { ...before, author: before.write ? authorAt(before.write) : undefined } }
      : {}
    const decision = origin.isStart ? undefined : decisionOf(columns, origin)
    return {
      ...base,
      ...open,
      ...replaced,
      value,
      write: origin.write,
      author,
      ...(origin.isStart ? { isStart: true } : { writtenAt: sent.hops.changed ?? sent.at }),
      ...(gone ? { isDeleted: true } : {}),
      ...(isEdited(columns, origin) ? { isEdited: true } : {}),
      links: linksOf(columns, origin, copy),
      ...(decision ? { decision } : {}),
      others: by.filter((one) => one !== author),
      lost: losses.entries.filter((one) => one.by === origin.write && reaches(one.path, path) && one.event <= n),
    }
  }

  function whoElse(node: ReturnType<typeof nodeAt>): readonly Address[] {
    const all = new Set<Address>()
    let parts = 0
    for (const leaf of node ? leavesOf(node) : []) {
      if (++parts > partsMax) break
      for (const origin of originsOf(leaf.node)) {
        const author = origin.isStart ? origin.at : authorAt(origin.write)
        if (author !== undefined) all.add(author)
      }
    }
    return [...all]
  }

  return {
    advance(entriesMax) {
      refresh()
      const end = Math.min(order.count, done + entriesMax)
      while (done < end) {
        fold(last, done, losses)
        done++
        keep()
      }
      return done === order.count
    },
    get share() {
      return order.count === 0 ? 1 : done / order.count
    },
    get losses() {
      return losses.entries
    },
    get lossesForgotten() {
      return losses.forgotten
    },
    hyperties: () => [...last.copies.keys()],
    copyAt,
    why,
    leaves(hyperty, n, max) {
      const copy = copyAt(hyperty, n)
      const paths: Path[] = []
      if (copy)
        for (const { path } of leavesOf(copy.tree.root)) {
          if (paths.length >= max) break
          paths.push(path)
        }
      return paths
    },
  }
}

/** Of a value that is made of several, the last write; of events the number counts. */
function newestOf(node: NonNullable<ReturnType<typeof nodeAt>>): Origin {
  let newest = node.origin
  if (!isBranch(node)) return newest
  let parts = 0
  for (const { node: leaf } of leavesOf(node)) {
    if (++parts > partsMax) break
    if (leaf.origin.write > newest.write) newest = leaf.origin
  }
  return newest
}

/** Whether one path stands at or above the other. */
function reaches(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return false
  return true
}
