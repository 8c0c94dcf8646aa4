/**
 * What a ledger knows of an object and of each copy of it, and how much of that is remembered. Shapes only; who keeps
 * the books is `accounts`.
 */
import type { WireChange } from './change.ts'
import type { Address } from './message.ts'

/** A request, from when it was made; `base` is the version that its author knew. */
export interface Ask {
  readonly n: number
  /** That of its message, which stays the same when it is sent again. */
  readonly id: number
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

/** A write that has a version, or the number of its writer. `changes` are kept as they are where they are few and small, else as their text; undefined where that is too long. */
export interface Write {
  readonly version: number
  readonly n: number
  readonly source: Address
  readonly author: Address
  readonly rule: string
  readonly ask: Ask | undefined
  readonly changes: readonly WireChange[] | string | undefined
  /** The name that it was written under, where `version` is the number that its writer gave it. */
  readonly writer?: string
}

/** What is known of a copy of an object whose writers number their writes themselves. */
export interface Stand {
  /** By writer the number of its last write that was taken, and the event by which it was. */
  readonly taken: Map<string, { seq: number; n: number; missing: Set<number> | undefined }>
  /** How many in all. */
  count: number
  /** The order in which they were taken, as a number, up to one of them; not a number where it is not known. */
  order: number
  placed: number
  /** Its own writes whose place in that order is not known yet. */
  readonly own: number[]
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
  /** It holds what the record does not know, and will until it takes a whole value: it came back after a crash, or goes on from what was dropped. */
  isAstray: boolean
  /** Undefined where that is not known, or there is one sequence of versions. */
  stand: Stand | undefined
}

/** The object goes on with a reporter, from a version: what was numbered beyond that is dropped. */
interface Passing {
  readonly n: number
  readonly from: number
}

export interface Said {
  /** Of an object whose writers number their writes themselves it counts for this copy only. */
  readonly version: number
  readonly hash: string
  readonly copy: Copy
  readonly n: number
}

export interface Account {
  readonly object: Address
  reporter: Address | undefined
  /** Which one it is of those that had its URL. */
  life: number
  readonly passings: Passing[]
  /** It ends with its reporter; else it is nobody's until somebody takes it over. */
  endsAlone: boolean
  /** It has ended: nothing that is said of it counts any more. */
  isClosed: boolean
  /** It was shared, or written to; and that was seen from its beginning: who may write is known. */
  hasBegun: boolean
  isWhole: boolean
  /** Its writers number their writes themselves: there is no one sequence of versions. */
  isSpread: boolean
  /** What a writer had not seen is no reason against a write: it is carried over that. */
  rebases: boolean
  latest: number
  latestAt: number
  /** Whom the reporter has granted the right to write, and by which event it was taken from others. */
  readonly writers: Set<Address>
  readonly barred: Map<Address, number>
  /** Where writers number their writes themselves: the last number that each gave, and by which event. */
  readonly given: Map<string, { readonly index: number; seq: number; n: number }>
  /** Writes say nothing of how they are settled: what counts is the order in which they are taken. */
  isByArrival: boolean
  /** What copies said that they hold, by what was known there. */
  readonly saidOf: Map<string, Said>
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
/** Of an object so many passings are remembered. */
export const passingsMax = 16
/** The text of a write is kept where it has so many characters at most, and of all writes so many. */
export const textMax = 4096
export const textsMax = 32 * 1024 * 1024

/** Whether something that was sent of a version was dropped since, as the object goes on from an earlier one. */
export const isDropped = ({ passings }: Account, sentAt: number, version: number): boolean =>
  passings.some(({ n, from }) => sentAt < n && version > from)
