/** What the record of a session says, one fact at a time, for those who look for anomalies. Shapes only. */
import type { Account, Ask, Copy, Write } from './account.ts'
import type { WireChange } from './change.ts'
import type { Address, ResponseMessage } from './message.ts'
import type { Overwritten } from './overwrite.ts'

/** A fact is told with the numbers of the events that prove it; absent handlers are not called. */
export interface Facts {
  /** A version is given to a write by whoever counts for the object. */
  numbered(account: Account, write: Write): void
  /** A write replaces what its author had not seen. */
  overwrote(account: Account, write: Write, found: Overwritten): void
  /** A hyperty writes: it asks for it, or as the reporter numbers it itself. */
  wrote(copy: Copy, changes: readonly WireChange[], n: number): void
  /** A copy takes one version. */
  took(copy: Copy, version: number, n: number): void
  /** A copy takes a whole value. */
  loaded(copy: Copy, version: number, n: number): void
  /** A window says at which version its copy is. */
  said(copy: Copy, version: number, n: number): void
  /** A copy holds something else than another at the same version, for the first time since it agreed. */
  differed(copy: Copy, other: Copy, version: number, first: number, n: number): void
  /** A request to write is answered. */
  answered(ask: Ask, body: ResponseMessage['body'], n: number): void
  /** What access refused takes effect all the same. */
  forced(account: Account, author: Address, to: Address, first: number, n: number): void
}
