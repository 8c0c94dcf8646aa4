/**
 * What a Syncer keeps of one object: its value, its version, who follows, and the updates that came too early.
 * Knows the order of versions; knows nothing of messages or of windows.
 */
import { applyAll, applyInOrder, type JsonObject, type Path, type WireChange } from './change.ts'
import { changesText } from './codec.ts'
import { changesOf, type Address } from './message.ts'
import type { Model, Numbered } from './model.ts'
import type { ObjectRule } from './object-rules.ts'
import type { OnLeave } from './ownership.ts'
import type { ObjectInfo } from './port.ts'
import type { SpreadCopy } from './spread-copy.ts'

/** A numbered update on its way into a replica; `T` is what its bearer wants back when it is in. */
export interface Arrival<T> {
  readonly version: number
  readonly author: Address
  readonly changes: readonly WireChange[]
  readonly ticket: T
}

/** How many of its last updates a reporter remembers, to judge reports made without knowing them, and how many characters of them. */
const recentMax = 256
const recentCharactersMax = 4 * 1024 * 1024
/** How many updates may wait for a missing one; what comes beyond is left to the re-read. */
export const waitingMax = 10_000

/** Instead of an epoch: what an owner wrote alone that had lost the object meanwhile, and that nobody goes on from. */
export const writtenAlone = -1

export interface Replica<T> {
  readonly url: Address
  /** Where the reporter sends what changed. */
  readonly topic: Address
  readonly name: string
  readonly model: Model
  readonly reporter: Address
  readonly role: ObjectInfo['role']
  readonly onLeave: OnLeave
  /** Where a text is shared character by character. */
  texts: readonly Path[]
  status: ObjectInfo['status']
  mayWrite: boolean
  readonly value: JsonObject
  readonly version: number
  /** Present where every writer settles and sends its writes itself: then value and version are those of it. */
  readonly spread: SpreadCopy<T> | undefined
  /** Followers and whether they may write; filled at the reporter only. */
  readonly followers: Map<Address, boolean>
  /** While set, updates wait: a snapshot is on its way. */
  holding: boolean
  readonly waiting: number
  /** How often the object has passed to another reporter, and the version at which its present one began. */
  readonly epoch: number
  readonly epochFrom: number
  /** The epoch that its value is of; an older one, as long as it is not read with what the present reporter goes on from. */
  valueEpoch: number
  /** Which one it is of those that had this URL one after another. */
  readonly life: number
  /** While set, it passes to another reporter, and what is asked of it waits. */
  moving: boolean
  offered: boolean
  /** What its reporter has said of who may do what. */
  rules: readonly ObjectRule[]
  /** Another hyperty, or this one, is the reporter from a version on; by default from the one that is held. */
  passTo(reporter: Address, role: ObjectInfo['role'], epoch: number, from?: number): void
  /** The last updates that were numbered here, oldest first. */
  recent(): readonly Numbered[]
  /** Takes over what another reporter numbered last. */
  adopt(recent: readonly Numbered[]): void
  /** Told of every update right after it was taken in, whoever wrote it. */
  onTaken: ((version: number, author: Address, changes: readonly WireChange[]) => void) | undefined
  info(): ObjectInfo
  /** Takes changes as the next version, all or none. @throws ChangeError */
  number(author: Address, changes: readonly WireChange[]): number
  /** The updates after a version, those of others or, where the model rebases, all; undefined when that is too long ago. */
  since(version: number, writer: Address): readonly Numbered[] | undefined
  /**
   * Offers an update from elsewhere: taken in with all that waited for it, kept waiting, or known already.
   * @throws ChangeError where it does not fit: the value is to be replaced then
   */
  offer(arrival: Arrival<T>): {
    readonly taken: readonly Arrival<T>[]
    readonly outcome: 'taken' | 'waits' | 'stale' | 'overflow'
  }
  /** Takes a snapshot; gives the waiting updates that it holds already. Those that now fit are to be resumed. */
  replace(value: JsonObject, version: number): readonly Arrival<T>[]
  /** Takes in what waited, after a snapshot or after `holding` has been cleared. */
  resume(): readonly Arrival<T>[]
  /** Gives back what waits, which is not going to be taken in. */
  giveUp(): readonly Arrival<T>[]
  /** Remembers that frame `n` shows a version. */
  shown(n: number, version: number): void
  /** The version that a window knew when it had applied the frames up to `base`. */
  versionAt(base: number): number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A replica of an object as it is at `version`. */
export function createReplica<T>(start: {
  readonly url: Address
  readonly name: string
  readonly model: Model
  readonly reporter: Address
  readonly role: ObjectInfo['role']
  readonly status: ObjectInfo['status']
  readonly mayWrite: boolean
  readonly value: JsonObject
  readonly version: number
  readonly onLeave?: OnLeave | undefined
  readonly texts?: readonly Path[] | undefined
  readonly epoch?: number | undefined
  readonly alone?: true | undefined
  readonly spread?: SpreadCopy<T> | undefined
  readonly life?: number | undefined
  readonly rules?: readonly ObjectRule[] | undefined
}): Replica<T> {
  const { url, name, model, onLeave = 'close', spread } = start
  // as text: it is seldom asked for, and so many small objects that stay would be carried along by every collection
  let recent: { readonly version: number; readonly author: Address; readonly text: string }[] = []
  let recentCharacters = 0
  const waiting = new Map<number, Arrival<T>>()
  /** Numbers of frames and the version that each shows, by turns; before `seen` they have been applied. */
  let shown: number[] = []
  let seen = 0
  let known = start.version

  function remember(author: Address, changes: readonly WireChange[]): void {
    const text = changesText(changes)
    recent.push({ version: replica.version, author, text })
    recentCharacters += text.length
    if (recent.length <= 2 * recentMax && recentCharacters <= 2 * recentCharactersMax) return
    let kept = recent.length
    let characters = 0
    while (kept > 0 && recent.length - kept < recentMax && characters <= recentCharactersMax)
      characters += (recent[--kept] as { text: string }).text.length
    recent = recent.slice(kept)
    recentCharacters = characters
  }

  const nextOne = (): Arrival<T> | undefined => waiting.get(replica.version + 1)

  function takeWaiting(taken: Arrival<T>[]): Arrival<T>[] {
    for (let next = nextOne(); next && !replica.holding; next = nextOne()) {
      waiting.delete(next.version)
      applyInOrder(replica.value, next.changes)
      replica.version = next.version
      replica.onTaken?.(next.version, next.author, next.changes)
      taken.push(next)
    }
    replica.waiting = waiting.size
    return taken
  }

  // plain fields: an object with getters of its own is a dictionary to the engine
  const replica: Mutable<Replica<T>> = {
    url,
    topic: changesOf(url),
    name,
    model,
    reporter: start.reporter,
    role: start.role,
    onLeave,
    texts: start.texts ?? [],
    status: start.status,
    mayWrite: start.mayWrite,
    followers: new Map(),
    holding: false,
    moving: false,
    offered: false,
    rules: start.rules ?? [],
    life: start.life ?? 0,
    epoch: start.epoch ?? 0,
    epochFrom: start.version,
    valueEpoch: start.alone ? writtenAlone : (start.epoch ?? 0),
    passTo(next, nextRole, nextEpoch, from = replica.version) {
      replica.reporter = next
      replica.epoch = nextEpoch
      replica.epochFrom = from
      if (nextRole === 'observer') {
        recent = []
        recentCharacters = 0
        replica.followers.clear()
      }
      replica.role = nextRole
    },
    recent: () =>
      recent
        .slice(-recentMax)
        .map(({ text, ...update }) => ({ ...update, changes: JSON.parse(text) as readonly WireChange[] })),
    adopt(updates) {
      recent = updates.map(({ changes, ...update }) => ({ ...update, text: changesText(changes) }))
      recentCharacters = recent.reduce((sum, { text }) => sum + text.length, 0)
    },
    onTaken: undefined,
    spread,
    value: start.value,
    version: start.version,
    waiting: 0,
    info: () => ({
      url,
      name,
      model: model.name,
      reporter: replica.reporter,
      role: replica.role,
      status: replica.status,
      mayWrite: replica.mayWrite,
      version: replica.version,
      followers: [...replica.followers].map(([follower, may]) => ({ url: follower, mayWrite: may })),
      ...(onLeave === 'take over' ? { onLeave } : {}),
      ...(replica.epoch > 0 ? { epoch: replica.epoch } : {}),
      ...(replica.valueEpoch === writtenAlone ? { alone: true } : {}),
      ...(replica.life > 0 ? { life: replica.life } : {}),
      ...(replica.offered ? { offered: true } : {}),
      ...(replica.rules.length > 0 ? { rules: replica.rules } : {}),
      ...(replica.texts.length > 0 ? { texts: replica.texts } : {}),
      ...(model.rebases ? { rebases: true } : {}),
    }),
    number(author, changes) {
      applyAll(replica.value, changes)
      replica.version++
      remember(author, changes)
      replica.onTaken?.(replica.version, author, changes)
      return replica.version
    },
    since(from, writer) {
      if (from >= replica.version) return []
      const oldest = recent[0]?.version ?? replica.version + 1
      if (from + 1 < oldest) return undefined
      return recent
        .filter((update) => update.version > from && (model.rebases || update.author !== writer))
        .map(({ text, ...update }) => ({ ...update, changes: JSON.parse(text) as readonly WireChange[] }))
    },
    offer(arrival) {
      if (arrival.version <= replica.version || waiting.has(arrival.version)) return { taken: [], outcome: 'stale' }
      if (!replica.holding && arrival.version === replica.version + 1) {
        applyInOrder(replica.value, arrival.changes)
        replica.version = arrival.version
        replica.onTaken?.(arrival.version, arrival.author, arrival.changes)
        return { taken: waiting.size > 0 ? takeWaiting([arrival]) : [arrival], outcome: 'taken' }
      }
      if (waiting.size >= waitingMax) return { taken: [], outcome: 'overflow' }
      waiting.set(arrival.version, arrival)
      replica.waiting = waiting.size
      return { taken: [], outcome: 'waits' }
    },
    replace(next, nextVersion) {
      replica.value = next
      replica.version = nextVersion
      replica.valueEpoch = replica.epoch
      const covered = [...waiting.values()].filter((arrival) => arrival.version <= nextVersion)
      for (const arrival of covered) waiting.delete(arrival.version)
      replica.waiting = waiting.size
      return covered
    },
    resume: () => takeWaiting([]),
    giveUp() {
      const left = [...waiting.values()]
      waiting.clear()
      replica.waiting = 0
      return left
    },
    shown(n, at) {
      shown.push(n, at)
    },
    versionAt(base) {
      spread?.seen(base)
      for (; seen < shown.length && (shown[seen] as number) <= base; seen += 2) known = shown[seen + 1] as number
      if (seen === shown.length) for (; seen > 0; seen--) shown.pop()
      else if (seen > 1024) {
        shown = shown.slice(seen)
        seen = 0
      }
      return known
    },
  }
  // what its writers settle themselves holds its value itself
  if (spread)
    Object.defineProperties(replica, { value: { get: () => spread.value }, version: { get: () => spread.version } })
  return replica
}
