/**
 * The contract of a concurrency model: how simultaneous writes are settled. A kind says what it needs of the
 * links and what it promises; both are tested.
 */
import type { WireChange } from './change.ts'
import type { Address, Code, Collision } from './message.ts'

/** An update that the reporter has numbered, as the model sees it. */
export interface Numbered {
  readonly version: number
  readonly author: Address
  readonly changes: readonly WireChange[]
}

/** What a model says of a report; the Syncer adds who asked it. */
export interface Settlement {
  readonly allow: boolean
  readonly rule: string
  readonly code: Code
  /** One sentence for people. */
  readonly reason: string
  /** What is made instead of what was asked for. */
  readonly changes?: readonly WireChange[]
  readonly overwrote?: readonly Collision[]
  readonly turnedBack?: readonly Collision[]
}

export type Promised = 'converges' | 'order kept' | 'no lost update' | 'intent kept'

export interface Model {
  readonly name: string
  /** One sentence for people. */
  readonly text: string
  readonly needs: 'order' | 'nothing'
  readonly promises: readonly Promised[]
  /** Who may write where its reporter has said nothing of it: the reporter only, or all who follow. */
  readonly defaultWriters: 'reporter' | 'everyone'
  /** What is pending in a window is carried over the changes of others, as the reporter's Syncer does with what it is asked. */
  readonly rebases?: true
  /**
   * Asked by the reporter's Syncer: may these changes be numbered next? `since` are the updates that their
   * writer had not seen, of others or, where the model rebases, of a window before, oldest first; undefined when they reach back further than is known.
   */
  settle(changes: readonly WireChange[], since: readonly Numbered[] | undefined): Settlement
}
