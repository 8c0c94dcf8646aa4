/**
 * The contract of a concurrency model: how simultaneous writes are settled. A kind says what it needs of the
 * links and what it promises; both are tested. Knows no messages and no links.
 */
import type { Json, JsonObject, WireChange } from './change.ts'
import type { Address, Code, SpreadUpdate } from './message.ts'

export type { SpreadUpdate } from './message.ts'

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
}

/**
 * `converges`: who knows the same holds the same. `order kept`: all take the writes in one order. `no lost update`: what
 * was taken is overwritten only by who had seen it. `intent kept`: a place in a list or text stays the place that was meant.
 */
export type Promised = 'converges' | 'order kept' | 'no lost update' | 'intent kept'

interface Kind {
  readonly name: string
  /** One sentence for people. */
  readonly text: string
  /** `order`: the writes of one writer in their order, each once. `nothing`: any order, and any of them again. */
  readonly needs: 'order' | 'nothing'
  readonly promises: readonly Promised[]
  /** Who may write where its reporter has said nothing of it: the reporter only, or all who follow. */
  readonly defaultWriters: 'reporter' | 'everyone'
}

/** The reporter's Syncer numbers every write; by default only the reporter writes. */
export interface NumberedModel extends Kind {
  readonly way: 'numbered'
  /**
   * Asked by the reporter's Syncer: may these changes be numbered next? `since` are the updates of others that their
   * writer had not seen, oldest first; undefined when they reach back further than is known.
   */
  settle(changes: readonly WireChange[], since: readonly Numbered[] | undefined): Settlement
}

/** The writer's own Syncer takes a write at once and sends it to all who follow, each of whom settles it alike; all of them may write. */
export interface SpreadModel extends Kind {
  readonly way: 'spread'
  /** What one Syncer keeps of an object, from its value and what came with it. */
  open(start: SpreadStart): SpreadReplica
}

export type Model = NumberedModel | SpreadModel

export interface SpreadStart {
  /** The name of whoever writes here, different for each writer that there ever was. */
  readonly who: string
  /** Is copied. */
  readonly value: JsonObject
  /** What `state` gave, where the value came from. */
  readonly state?: Json | undefined
  /** Milliseconds, of this Syncer's own clock, which may be off. */
  readonly now: () => number
}

/** What a write became. */
export interface SpreadWrite {
  /** What travels with it, as JSON. */
  readonly stamp: Json
  /** What travels; nothing where nothing of it could be made. */
  readonly changes: readonly WireChange[]
  /** What was made here, in the place of what was written. */
  readonly made: readonly WireChange[]
  readonly settlement: Settlement
}

/** What a write of somebody else came to here. */
export interface SpreadTaken {
  /** What was made here. */
  readonly changes: readonly WireChange[]
  /** `superseded`: nothing of it shows, as something else stands against it. */
  readonly effect: 'applied' | 'superseded'
  /** Where something had to be decided. */
  readonly settlement?: Settlement
}

/** A write that does not show, or not any more, and has been replaced by one whose author is another. */
export interface Loser {
  readonly path: readonly (string | number)[]
  readonly author: string
  /** Undefined where it was a deletion. */
  readonly value?: Json
  /** Who wrote what stands in its place. */
  readonly by: string
}

export interface SpreadReplica {
  /** What is here now; to be read only. */
  readonly value: JsonObject
  /** The place whose rules guard a write to a path: that of the whole that is sent for it. */
  placeOf(path: readonly (string | number)[]): readonly (string | number)[]
  /**
   * Takes what is written here. `since` are the changes of others that are in the value and that the window had not
   * seen when it wrote, oldest first; undefined where they are not known any more.
   */
  write(changes: readonly WireChange[], since: readonly WireChange[] | undefined): SpreadWrite
  take(update: SpreadUpdate): SpreadTaken
  /** What has to travel with the value, so that whoever gets it decides alike. */
  state(): Json
  /** Takes in all that another replica holds; gives what was made here. */
  merge(value: JsonObject, state: Json): readonly WireChange[]
  /** The last writes that lost, bounded, the oldest first. */
  readonly losers: readonly Loser[]
}
