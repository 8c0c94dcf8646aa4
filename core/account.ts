/**
 * The books of a ledger: for each object its latest writes, and for each copy where it stands. Each book has a bound;
 * what goes over it is forgotten and counted, so that nobody takes silence for proof.
 */
import { isContainer, type Json, type WireChange } from './change.ts'
import { changesText } from './codec.ts'
import { changesOf, objectOf, shortName, subscriptionOf, type Address } from './message.ts'

/** A request, from when it was made; `base` is the version that its author knew. */
export interface Ask {
  readonly n: number
  readonly account: Account
  readonly author: Address
  /** The rule that let it pass; undefined where access refused it. */
  readonly rule: string | undefined
  /** It asks to follow from nothing: what comes is another copy than the one before. */
  readonly isFresh: boolean
  readonly isWrite: boolean
  /** Whether its author had been granted to write by then, or reports the object. */
  readonly mayWrite: boolean
  readonly base: number
  /** The event by which it was refused, and the one that gave it a version; 0 where there is none. */
  refusedAt: number
  numberedAt: number
  /** Nothing more is to come of it. */
  isDone: boolean
}

/** A write that has a version. `changes` are kept as they are where they are few and small, else as their text; undefined where that is too long. */
export interface Write {
  readonly version: number
  readonly n: number
  readonly source: Address
  readonly author: Address
  readonly rule: string
  readonly ask: Ask | undefined
  readonly changes: readonly WireChange[] | string | undefined
}

export interface Copy {
  readonly who: Address
  readonly account: Account
  /** The version that it is at, and the event that brought it there; undefined where that is not known. */
  version: number | undefined
  at: number
  /** Events by which it took its latest versions, by version modulo `recentMax`. */
  readonly recent: number[]
  /** Versions that it went past without taking them. */
  missing: Set<number> | undefined
  /** What its window said or confirmed last, and by which event; -1 where nothing. */
  shown: number
  shownAt: number
  /** The write that its window confirmed last; whether it had nothing of its own under way then. */
  seen: Write | undefined
  isIdle: boolean
  /** Its own last write, and how many of its requests wait for an answer. */
  wroteAt: number
  asksOpen: number
  /** The last refusal of a write of its own, since it agreed with others; 0 where there is none. */
  refusedAt: number
  isDiffering: boolean
  /** Its window has crashed since: what it holds now may be older. */
  isRestarted: boolean
}

interface Said {
  readonly version: number
  readonly hash: string
  readonly copy: Copy
  readonly n: number
}

export interface Account {
  readonly object: Address
  reporter: Address | undefined
  model: string | undefined
  /** Its writers number their writes themselves: there is no one sequence of versions. */
  isSpread: boolean
  /** What a writer had not seen is no reason against a write: it is carried over that. */
  rebases: boolean
  latest: number
  latestAt: number
  /** Whom the reporter has granted the right to write. */
  readonly writers: Set<Address>
  readonly copies: Map<Address, Copy>
  /** The latest writes, by version modulo `recentMax`. */
  readonly writes: (Write | undefined)[]
  readonly said: (Said | undefined)[]
}

/** Of each object so many writes and so many said states are remembered, of each copy so many versions. */
export const recentMax = 64
/** So many objects and so many copies in all are followed. */
export const objectsMax = 10_000
export const copiesMax = 100_000
/** The text of a write is kept where it has so many characters at most, and of all writes so many. */
export const textMax = 4096
export const textsMax = 32 * 1024 * 1024

const fewMax = 4
const smallMax = 64

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts() {
  const accounts = new Map<Address, Account>()
  /** By the addresses that messages have, so that no text is cut for each of them. */
  const byTopic = new Map<Address, Account>()
  const names = new Map<Address, string>()
  let copies = 0
  let forgotten = 0
  /** Of the texts of all writes. */
  let characters = 0

  function of(object: Address): Account {
    const known = accounts.get(object)
    if (known) return known
    const account: Account = {
      ...{ object, reporter: undefined, model: undefined, isSpread: false, rebases: false, latest: 0, latestAt: 0 },
      ...{ writers: new Set(), copies: new Map(), writes: [], said: [] },
    }
    accounts.set(object, account)
    if (accounts.size > objectsMax) {
      forgotten++
      close(accounts.keys().next().value as Address)
    }
    return account
  }

  function close(object: Address): void {
    const account = accounts.get(object)
    if (!account) return
    copies -= account.copies.size
    for (const write of account.writes) characters -= charactersOf(write)
    accounts.delete(object)
    for (const topic of [object, changesOf(object), subscriptionOf(object)]) byTopic.delete(topic)
  }

  function copyOf(account: Account, who: Address): Copy | undefined {
    const known = account.copies.get(who)
    if (known) return known
    if (copies >= copiesMax) {
      forgotten++
      return undefined
    }
    const copy: Copy = {
      ...{ who, account, version: undefined, at: 0, recent: [], missing: undefined, shown: -1, shownAt: 0 },
      ...{ seen: undefined, isIdle: false, wroteAt: 0, asksOpen: 0, refusedAt: 0 },
      ...{ isDiffering: false, isRestarted: false },
    }
    account.copies.set(who, copy)
    copies++
    return copy
  }

  function release(account: Account, who: Address): void {
    if (account.copies.delete(who)) copies--
  }

  function took(copy: Copy, version: number, n: number): void {
    const from = copy.version ?? version - 1
    if (version <= from) return void copy.missing?.delete(version)
    for (let skipped = from + 1; skipped < version && skipped <= from + recentMax; skipped++)
      (copy.missing ??= new Set()).add(skipped)
    copy.version = version
    copy.at = n
    copy.recent[version % recentMax] = n
    return undefined
  }

  return {
    get forgotten() {
      return forgotten
    },
    forgot: (): void => void forgotten++,
    of,
    close,
    release,
    took,
    copy: copyOf,
    nameOf: (who: Address): string => names.get(who) ?? shortName(who),
    /** The account of the object that an address or topic belongs to. */
    at(topic: Address): Account {
      const known = byTopic.get(topic)
      if (known) return known
      const account = of(objectOf(topic))
      byTopic.set(topic, account)
      return account
    },
    /**
     * Changes as they may be kept. Many as text: so many small objects that stay would be carried along by every
     * collection; few as they are: to write them down costs more.
     */
    keepable(changes: readonly WireChange[]): Write['changes'] {
      if (changes.length <= fewMax && changes.every(isSmall)) return changes
      const text = changesText(changes)
      return text.length <= textMax && characters + text.length <= textsMax ? text : undefined
    },
    enter(account: Account, write: Write): void {
      const at = write.version % recentMax
      characters += charactersOf(write) - charactersOf(account.writes[at])
      account.writes[at] = write
      if (write.version < account.latest) return
      account.latest = write.version
      account.latestAt = write.n
    },
    load(copy: Copy, version: number, n: number): void {
      copy.version = version
      copy.at = n
      copy.recent.length = 0
      copy.missing = undefined
      copy.seen = undefined
      copy.isRestarted = false
    },
    /** A window confirms that it shows a version. */
    show(copy: Copy, version: number, n: number, write: Write | undefined): void {
      if (version >= copy.shown) {
        copy.shown = version
        copy.shownAt = n
      }
      copy.seen = write?.version === version ? write : undefined
      copy.isIdle = copy.asksOpen === 0 && write !== undefined && copy.wroteAt < write.n
    },
    /** It is not known any more where the copy stands. */
    doubt(copy: Copy): void {
      forgotten++
      copy.version = undefined
      copy.missing = undefined
      copy.isRestarted = false
    },
    /** Notes what a copy is said to hold; gives who said something else of that version. */
    compare(account: Account, copy: Copy, version: number, hash: string, n: number): Said | undefined {
      const other = account.said[version % recentMax]
      const isOwn = copy.who === account.reporter
      const isNew = other?.version !== version || other.copy === copy
      if (isNew || isOwn) account.said[version % recentMax] = { version, hash, copy, n }
      if (isNew) return undefined
      if (other.hash !== hash) return other
      for (const one of [copy, other.copy]) {
        one.isDiffering = false
        one.refusedAt = 0
      }
      return undefined
    },
    meet(who: Address, name: string, hasLeft: boolean): void {
      names.set(who, name)
      if (!hasLeft) return
      for (const account of accounts.values()) {
        if (account.reporter === who) close(account.object)
        else release(account, who)
      }
    },
    /** A window has crashed: what it comes back with may be older. */
    restart(who: Address): void {
      for (const account of accounts.values()) {
        const copy = account.copies.get(who)
        if (!copy) continue
        copy.isRestarted = true
        copy.shown = -1
        copy.seen = undefined
        copy.asksOpen = 0
      }
    },
    clear(): void {
      accounts.clear()
      byTopic.clear()
      copies = 0
      characters = 0
    },
  }
}

const charactersOf = (write: Write | undefined): number =>
  typeof write?.changes === 'string' ? write.changes.length : 0

const isSmallValue = (value: Json | undefined): boolean =>
  typeof value === 'string' ? value.length <= smallMax : !isContainer(value)

function isSmall(change: WireChange): boolean {
  if (change.length === 1) return true
  if (change.length === 2) return isSmallValue(change[1])
  const added = change[3]
  return typeof added === 'string' ? added.length <= smallMax : added.length <= 1 && isSmallValue(added[0])
}
