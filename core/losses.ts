/**
 * The journal of what was written and does not stand: overwritten by somebody who had not seen it, lost against
 * another write, turned back, or refused. Each entry has the value and the two events that prove it.
 */
import { leavesOf, nodeAt, originsOf, plainOf, type Taken } from './authored.ts'
import { pathText, type Json, type Path, type WireChange } from './change.ts'
import type { Moment } from './copies.ts'
import type { Reader } from './authorship.ts'
import type { EndedEvent, SentEvent } from './event.ts'
import { busAddress, type Address, type Decision, type Message } from './message.ts'

/**
 * `overwritten`: by a write whose author had not seen it. `lost`: another write stands against it. `turned back`: by the
 * owner, or by what its writer's own Syncer knew. `refused`: by access.
 */
export type LossKind = 'overwritten' | 'lost' | 'turned back' | 'refused'

export interface Loss {
  readonly kind: LossKind
  readonly object: Address
  readonly path: Path
  /** Undefined where it was a deletion, or is too long to be kept. */
  readonly value?: Json | undefined
  readonly isLong?: true
  /** It stood in a list, or in a text, at the end of its path. */
  readonly isPlace?: true
  /** The event that sent it, and who wrote it. */
  readonly write: number
  readonly author: Address
  /** The write that stands instead, as far as that can be told. */
  readonly by?: number
  readonly byAuthor?: Address
  /** The event that proves it, and at whose copy. */
  readonly event: number
  readonly at: Address
  readonly decision?: Decision
}

/** So many entries are kept; the oldest are forgotten, and counted. */
export const lossesMax = 2_000
/** A value is kept up to so many characters of JSON. */
export const lossCharactersMax = 10_000
/** Of so many writes it is known who has seen them. */
export const writesSeenMax = 4_096
/** Of one write so many parts are entered. */
const partsMax = 32

interface Written {
  readonly author: Address
  /** On the clock of its writer's window. */
  readonly at: number
  /** Who has it, and since when on the clock of that one's window. */
  readonly seen: Map<Address, number>
}

export interface Losses extends Reader {
  readonly entries: readonly Loss[]
  readonly forgotten: number
}

export function createLosses(object: Address): Losses {
  const written = new Map<number, Written>()
  const known = new Set<string>()
  let entries: Loss[] = []
  let forgotten = 0

  function enter(loss: Omit<Loss, 'object'>): void {
    const key = `${loss.write} ${pathText(loss.path)}`
    if (known.has(key)) return
    known.add(key)
    if (known.size > 4 * lossesMax) known.delete(known.values().next().value as string)
    const isLong = loss.value !== undefined && JSON.stringify(loss.value).length > lossCharactersMax
    entries.push({ ...loss, object, ...(isLong ? { value: undefined, isLong } : {}) })
    if (entries.length < 2 * lossesMax) return
    forgotten += lossesMax
    entries = entries.slice(-lossesMax)
  }

  function meet(write: number, sent: SentEvent): Written | undefined {
    let found = written.get(write)
    if (found || (sent.n !== write && sent.cause !== write)) return found
    const at = sent.hops.changed ?? sent.at
    written.set(write, (found = { author: authorOf(sent.message), at, seen: new Map() }))
    if (written.size > writesSeenMax) written.delete(written.keys().next().value as number)
    return found
  }

  const hadSeen = (who: Address, { author, seen }: Written, at: number): boolean =>
    author === who || (seen.get(who) ?? Number.POSITIVE_INFINITY) <= at

  /** What a write took out, of which its author did not know. */
  function overwrite(write: number, who: Address, event: number, replaced: Taken): void {
    const by = written.get(write)
    if (!by) return
    let parts = 0
    for (const part of replaced) {
      for (const { path, node } of leavesOf(part.node, part.path)) {
        if (++parts > partsMax) return
        for (const origin of originsOf(node)) {
          const of = origin.isStart ? undefined : written.get(origin.write)
          if (!of || origin.write === write || of.author === by.author || hadSeen(by.author, of, by.at)) continue
          const isPlace = typeof path.at(-1) === 'number' ? { isPlace: true as const } : {}
          const value = plainOf(node)
          enter({
            kind: 'overwritten',
            path,
            value,
            ...isPlace,
            write: origin.write,
            author: of.author,
            by: write,
            byAuthor: by.author,
            event,
            at: who,
          })
        }
      }
    }
  }

  function dropped(kind: LossKind, write: number, sent: SentEvent, ended: EndedEvent, copies: Moment['copies']): void {
    const { message } = sent
    const changes = message.type === 'update' || message.type === 'execute' ? (message.body.changes ?? []) : []
    const copy = copies.get(ended.decision?.by ?? ended.to) ?? copies.get(ended.to)
    for (const change of changes.slice(0, partsMax)) {
      const node = copy && nodeAt(copy.tree, change[0])
      const stands = node?.origin
      // that part of it stands
      if (kind === 'lost' && (stands?.write === write || change.length === 4)) continue
      const by = stands && !stands.isStart && stands.write !== write ? written.get(stands.write) : undefined
      const proof = by && stands ? { by: stands.write, byAuthor: by.author } : {}
      const decision = ended.decision ? { decision: ended.decision } : {}
      enter({
        kind,
        ...lostBy(change),
        write,
        author: authorOf(message),
        ...proof,
        event: ended.n,
        at: ended.to,
        ...decision,
      })
    }
  }

  return {
    get entries() {
      return entries.slice(-lossesMax)
    },
    get forgotten() {
      return forgotten + Math.max(0, entries.length - lossesMax)
    },
    took(write, who, sent, ended, replaced) {
      const found = meet(write, sent)
      overwrite(write, who, ended?.n ?? sent.n, replaced)
      if (!found || found.seen.has(who)) return
      found.seen.set(who, ended ? (ended.hops.applied ?? Number.NEGATIVE_INFINITY) : found.at)
    },
    learnt(from, { to, hops, of }) {
      const at = hops.applied ?? Number.NEGATIVE_INFINITY
      for (const [write, { seen, author }] of written)
        if (write < of && (author === from || seen.has(from)) && !seen.has(to)) seen.set(to, at)
    },
    ended(write, sent, ended, copies) {
      const { effect, decision } = ended
      meet(write, sent)
      const isAsk = sent.message.to === object
      if (effect === 'refused' && decision && decision.code !== 307 && (isAsk || decision.by === busAddress))
        dropped(decision.by === busAddress ? 'refused' : 'turned back', write, sent, ended, copies)
      else if (effect === 'superseded') dropped('lost', write, sent, ended, copies)
      else if (effect === 'applied' && decision && sent.rule !== undefined && !isAsk)
        dropped('lost', write, sent, ended, copies)
      for (const { path, value, author } of decision?.turnedBack ?? [])
        enter({
          kind: 'turned back',
          path,
          value,
          write,
          author: authorOf(sent.message),
          byAuthor: author,
          event: ended.n,
          at: ended.to,
          ...(decision ? { decision } : {}),
        })
    },
  }
}

/** Whoever wrote what a message carries. */
export const authorOf = ({ type, body }: Message): Address => (type === 'update' && body.author) || body.source

const lostBy = (change: WireChange): Pick<Loss, 'path' | 'value' | 'isPlace'> => {
  if (change.length !== 4) return { path: change[0], value: change[1] }
  const [path, index, , added] = change
  const value = typeof added === 'string' || added.length !== 1 ? added : added[0]
  return { path: [...path, index], value: added.length === 0 ? undefined : value, isPlace: true }
}
