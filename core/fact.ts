/** What the record of a session says, one fact at a time, for those who look for anomalies. Shapes only. */
import type { Account, Ask, Copy, Write } from './account.ts'
import type { WireChange } from './change.ts'
import type { Address, ResponseMessage } from './message.ts'
import type { Overwritten } from './overwrite.ts'

/** A write by the number that its writer gave it. */
export interface OwnNumber {
  readonly writer: string
  readonly seq: number
}

/** A fact is told with the numbers of the events that prove it; absent handlers are not called. */
export interface Facts {
  /** A version is given to a write by whoever counts for the object. */
  numbered(account: Account, write: Write): void
  /** A writer gives a write of its own its number; the last one that it gave, and by which event. */
  gave(account: Account, write: OwnNumber, last: number, lastAt: number, n: number): void
  /** A write replaces what its author had not seen. */
  overwrote(account: Account, write: Write, found: Overwritten): void
  /** A hyperty writes: it asks for it, or numbers it itself. */
  wrote(copy: Copy, changes: readonly WireChange[], n: number): void
  /** A copy takes one version. */
  took(copy: Copy, version: number, n: number): void
  /** A copy takes a write by its writer's number; the last one of that writer it had, by which event, and whether it went past this one. */
  tookOf(copy: Copy, write: OwnNumber, have: { seq: number; n: number; isMissing: boolean }, n: number): void
  /** A copy takes a whole value. */
  loaded(copy: Copy, version: number, n: number): void
  /** A window says at which version its copy is. */
  said(copy: Copy, version: number, n: number): void
  /** A window says that its copy knows other writes than those that it took; how many of each. */
  claimed(copy: Copy, count: number, taken: number, n: number): void
  /** A copy holds something else than another at the same version, or that knows the same writes, for the first time since it agreed. */
  differed(copy: Copy, other: Copy, version: number | undefined, first: number, n: number): void
  /** A request to write is answered. */
  answered(ask: Ask, body: ResponseMessage['body'], n: number): void
  /** What access refused takes effect all the same. */
  forced(account: Account, author: Address, to: Address, first: number, n: number): void
  /** Somebody writes from whom the right was taken, or who never had it; by which event it was taken. */
  overstepped(account: Account, author: Address, first: number, n: number): void
}
