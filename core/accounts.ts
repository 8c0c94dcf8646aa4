/**
 * The books of a ledger: for each object its latest writes, and for each copy where it stands. Each book has a bound;
 * what goes over it is forgotten and counted, so that nobody takes silence for proof.
 */
import { copiesMax, objectsMax, passingsMax, recentMax, textMax, textsMax } from './account.ts'
import type { Account, Copy, Said, Write } from './account.ts'
import { isContainer, type Json, type WireChange } from './change.ts'
import { changesText } from './codec.ts'
import { changesOf, objectOf, shortName, subscriptionOf, type Address } from './message.ts'

const fewMax = 4
const smallMax = 64

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
      ...{ object, reporter: undefined, life: 0, passings: [], endsAlone: true, isClosed: false },
      ...{ hasBegun: false, isWhole: false, isSpread: false, rebases: false, latest: 0, latestAt: 0 },
      ...{ writers: new Set(), barred: new Map(), copies: new Map(), writes: [], said: [] },
      ...{ given: new Map(), isByArrival: false, saidOf: new Map() },
    }
    accounts.set(object, account)
    if (accounts.size > objectsMax) {
      forgotten++
      close(accounts.keys().next().value as Address)
    }
    return account
  }

  /** It is shared or written to, for the first time where it is new; gives whether nothing was known of it before. */
  function begin(account: Account, isNew: boolean): boolean {
    if (account.hasBegun) return false
    account.hasBegun = true
    account.isWhole = isNew
    return true
  }

  function close(object: Address): void {
    const account = accounts.get(object)
    if (!account) return
    account.isClosed = true
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
      ...{ isDiffering: false, isRestarted: false, isAstray: false, stand: undefined },
    }
    account.copies.set(who, copy)
    copies++
    return copy
  }

  function release(account: Account, who: Address): void {
    if (!account.isClosed && account.copies.delete(who)) copies--
  }

  /** Whoever reported it has gone. */
  function vacate(account: Account, who: Address): void {
    if (account.reporter === who && account.endsAlone) return close(account.object)
    if (account.reporter === who) {
      // should it come back, it may write
      account.writers.add(who)
      account.reporter = undefined
    }
    release(account, who)
  }

  /** They hold the same: what was wrong with one of them is so no more. */
  function agree(one: Copy, other: Copy): void {
    one.isDiffering = other.isDiffering = false
    one.refusedAt = other.refusedAt = 0
  }

  function stray(copy: Copy): void {
    copy.isAstray = true
    copy.stand = undefined
    copy.version = undefined
    copy.missing = undefined
    copy.seen = undefined
    copy.shown = -1
    copy.isRestarted = false
    copy.isDiffering = false
    copy.refusedAt = 0
  }

  /** It holds what a reporter goes on from. */
  function settleAt(copy: Copy, version: number, n: number): void {
    copy.isAstray = false
    copy.isRestarted = false
    copy.version = version
    copy.at = n
    copy.missing = undefined
    copy.seen = undefined
    if (copy.shown > version) copy.shown = -1
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
    vacate,
    begin,
    stray,
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
      copy.isAstray = false
    },
    /** Somebody is the reporter from now on, and goes on from a version: whoever has more has what was dropped. */
    pass(account: Account, reporter: Address, from: number, n: number): void {
      const former = account.reporter
      // it keeps the right that it had
      if (former !== undefined) account.writers.add(former)
      account.reporter = reporter
      account.latest = from
      account.latestAt = n
      account.passings.push({ n, from })
      if (account.passings.length > passingsMax) account.passings.shift()
      account.writes.forEach((write, at) => {
        if (!write || write.version <= from) return
        if (write.ask) write.ask.numberedAt = 0
        characters -= charactersOf(write)
        account.writes[at] = undefined
      })
      account.said.forEach((said, at) => {
        if (said && said.version > from) account.said[at] = undefined
      })
      for (const copy of account.copies.values())
        if (copy.who !== reporter && ((copy.version ?? 0) > from || copy.shown > from)) stray(copy)
      const own = copyOf(account, reporter)
      if (own) settleAt(own, from, n)
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
      agree(copy, other.copy)
      return undefined
    },
    agree,
    meet(who: Address, name: string, hasLeft: boolean): void {
      names.set(who, name)
      if (hasLeft) for (const account of accounts.values()) vacate(account, who)
    },
    /** A hyperty is back after a crash; what it had not stored is gone. */
    comeBack(who: Address, isStored: boolean): void {
      for (const account of accounts.values()) {
        const copy = account.copies.get(who)
        if (!isStored && account.reporter === who) close(account.object)
        else if (!isStored) release(account, who)
        else if (copy) {
          stray(copy)
          copy.asksOpen = 0
        }
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
export type Accounts = ReturnType<typeof createAccounts>
