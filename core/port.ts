/**
 * What crosses a MessagePort, as plain data: the frames between a hyperty and its Syncer, and those between
 * main and the inspector. A frame with changes carries them as parsed JSON; codec.ts turns frames into text and back.
 */
import type { HoldReport } from './breakpoint.ts'
import type { ImportedFrom } from './imported.ts'
import type { JsonObject, Path, WireChange } from './change.ts'
import type { Ailing, FaultOrder, Skew } from './fault.ts'
import type { LinkOrder } from './link-order.ts'
import type { Address, Code, Decision, TextPlace } from './message.ts'
import type { Decided } from './decision-log.ts'
import type { ObjectRule } from './object-rules.ts'
import type { Lost } from './restoration.ts'
import type { OnLeave } from './ownership.ts'

export type { TextPlace } from './message.ts'

/** What a hyperty knows about a data object beside its value. */
export interface ObjectInfo {
  readonly url: Address
  readonly name: string
  readonly model: string
  readonly reporter: Address
  /** This hyperty's part in it. */
  readonly role: 'reporter' | 'observer'
  /**
   * `invited`: an invitation waits for an answer. `left`: its reporter has gone. `deleted`: ended by its reporter.
   * `removed`: its reporter wants this hyperty not to follow any more; what it has stays to be read.
   */
  readonly status: 'active' | 'invited' | 'left' | 'deleted' | 'removed'
  /** Whether access would let this hyperty write. */
  readonly mayWrite: boolean
  readonly version: number
  /** Known to the reporter only: who follows, and who of them may write. */
  readonly followers: readonly Follower[]
  /** Absent where the object ends with its reporter. */
  readonly onLeave?: 'take over'
  /** How often it has passed to another reporter; absent where it never has. */
  readonly epoch?: number
  /** It holds what a former owner wrote alone, which is not in the copies of the others. */
  readonly alone?: true
  /** Which one it is of those that had this URL one after another; absent for the first. */
  readonly life?: number
  /** The reporter wants to hand the object over to this hyperty, and waits for an answer. */
  readonly offered?: boolean
  /** The rules that the reporter has given it, the closest first; absent where there are none. */
  readonly rules?: readonly ObjectRule[]
  /** What stands at these paths is shared text: it changes by splices. */
  readonly texts?: readonly Path[]
  /** What is pending here is carried over the changes of others, as the object's model has it. */
  readonly rebases?: true
}
/** By which rules an object is guarded, the built-in ones last, and what was decided last, the latest first. */
export interface AccessReport {
  readonly rules: readonly ObjectRule[]
  readonly defaults: readonly { readonly id: string; readonly text: string }[]
  readonly decisions: readonly Decided[]
}
export interface Follower {
  readonly url: Address
  readonly mayWrite: boolean
}

/** A hyperty as the others see it. */
export interface Person {
  readonly url: Address
  readonly name: string
  readonly online: boolean
}

/** What has changed in who is there: who has come or is otherwise than before, and who has left for good. */
export interface PeopleNews {
  readonly here: readonly Person[]
  readonly left: readonly Address[]
}

/** What a hyperty asks of its Syncer. Each is answered by one `answer` frame with the same id. */
export type Action =
  /** The times are of the window that made the data object; absent where the Syncer makes it. */
  | {
      readonly do: 'create'
      readonly name: string
      readonly value: JsonObject
      readonly createdAt?: number
      readonly observedAt?: number
      /** The object whose child it is to be; who follows that one is invited. */
      readonly parent?: Address
      /** What becomes of it when its reporter leaves; by default it is closed. */
      readonly onLeave?: OnLeave
      /** How simultaneous writes to it are settled; by default only its owner writes. */
      readonly model?: string
      /** Where a text is to be shared character by character; no places in lists. */
      readonly texts?: readonly Path[]
    }
  /** Invites hyperties; without `to`, all that are there now and all that come later. */
  | { readonly do: 'share'; readonly url: Address; readonly to?: readonly Address[]; readonly postedAt?: number }
  | { readonly do: 'accept'; readonly url: Address }
  | { readonly do: 'reject'; readonly url: Address }
  /** Follow an object by name or URL without having been invited. */
  | { readonly do: 'follow'; readonly url: Address }
  | { readonly do: 'unfollow'; readonly url: Address }
  /** Asks once for the value of an object, without following it. */
  | { readonly do: 'read'; readonly url: Address }
  /** Asks the reporter for a write under a name of its own; nothing is written here until it is taken. */
  | { readonly do: 'execute'; readonly url: Address; readonly name: string; readonly changes: readonly WireChange[] }
  | { readonly do: 'grant'; readonly url: Address; readonly to: Address; readonly write: boolean }
  | { readonly do: 'delete'; readonly url: Address }
  /** The reporter gives its object a rule, or takes one away by its name (`ruleId`). */
  | { readonly do: 'rule-set'; readonly url: Address; readonly rule: ObjectRule }
  | { readonly do: 'rule-remove'; readonly url: Address; readonly id: string }
  /** The reporter says which texts of its object are shared character by character. */
  | { readonly do: 'texts'; readonly url: Address; readonly texts: readonly Path[] }
  /** Asks by which rules an object is guarded, and what was decided last. */
  | { readonly do: 'access'; readonly url: Address }
  /** The reporter asks a follower to be the reporter from now on; `accept` and `reject` answer it. */
  | { readonly do: 'hand-over'; readonly url: Address; readonly to: Address }
  /** Becomes the reporter of an object whose reporter is not there any more. */
  | { readonly do: 'take-over'; readonly url: Address }
  /** The reporter wants a hyperty not to follow any more. */
  | { readonly do: 'remove'; readonly url: Address; readonly from: Address }
  | { readonly do: 'online'; readonly online: boolean }
  /** Whether invitations are accepted by themselves (the default) or wait for an answer. */
  | { readonly do: 'auto-accept'; readonly on: boolean }

/**
 * The changes of one turn, or of several, as written in a window. `base` is the number of a frame: of those that the
 * window applied after it, none touches what was written before that frame was applied.
 */
export interface ReportFrame {
  readonly kind: 'report'
  readonly url: Address
  /** Counts the reports of this window on this object, from 1. */
  readonly seq: number
  readonly base: number
  readonly changedAt: number
  readonly postedAt: number
  readonly changes: readonly WireChange[]
}

/** Hyperty → Syncer. Times are of the window's own clock. */
export type HypertyFrame =
  /** First of all, and again when a window was reopened: asks for all objects. */
  | { readonly kind: 'hello'; readonly autoAccept?: boolean }
  | { readonly kind: 'request'; readonly id: number; readonly action: Action }
  | ReportFrame
  /** The frame numbered `n` has taken effect. Also gives one credit back. */
  | {
      readonly kind: 'applied'
      readonly n: number
      readonly appliedAt: number
      readonly observedAt?: number
      readonly toldAt?: number
      /** A report may come yet that was written after this earlier frame. */
      readonly base?: number
    }
  | { readonly kind: 'state'; readonly url: Address; readonly version: number; readonly hash: string }
  /** Where the hyperty is in a shared text of an object; in none where there is no place. */
  | { readonly kind: 'presence'; readonly url: Address; readonly place?: TextPlace }
  /** Answers `ping`, with the window's clock, for its offset. */
  | { readonly kind: 'pong'; readonly sentAt: number; readonly at: number }

/** Syncer → hyperty; those about objects are numbered by `n` and must be acknowledged by `applied`. */
export type SyncerFrame =
  /** An object is new here, or its value is set anew (a snapshot). */
  | { readonly kind: 'object'; readonly n: number; readonly info: ObjectInfo; readonly value: JsonObject }
  /** Somebody else's changes. */
  | ChangesFrame
  /** A report of this window has ended: taken as `version`, or turned back by `decision`. */
  | {
      readonly kind: 'settled'
      readonly n: number
      readonly url: Address
      readonly seq: number
      readonly version: number
      readonly decision: Decision
      /** What was made of it, where that is not what was reported. */
      readonly changes?: readonly WireChange[]
    }
  /** What is known about an object has changed, its value has not. */
  | { readonly kind: 'info'; readonly n: number; readonly info: ObjectInfo }
  /** The object is gone from this hyperty (unfollowed, rejected). */
  | { readonly kind: 'gone'; readonly n: number; readonly url: Address }
  | {
      readonly kind: 'answer'
      readonly id: number
      readonly code: Code
      readonly reason?: string
      readonly url?: Address
      /** What was read, or as what version a write was taken. */
      readonly value?: JsonObject
      readonly version?: number
      /** Who decided by which rule, where a write was asked for. */
      readonly decision?: Decision
      readonly access?: AccessReport
    }
  /**
   * Who is there: all of them when the hyperty says hello, then what has changed. Where values cross, all stand beside
   * what has changed, as that list is one for everybody; as text they do not.
   */
  | {
      readonly kind: 'people'
      readonly you: Address
      readonly people?: readonly Person[] | undefined
      readonly news?: PeopleNews
    }
  | { readonly kind: 'ping'; readonly sentAt: number }
  | PresenceFrame
  /** What was lost is to be written again, as if somebody had typed it here. */
  | ({ readonly kind: 'restore'; readonly url: Address } & Lost)
  /** How this hyperty itself fares, when that changes and when its window comes. */
  | ({ readonly kind: 'health'; readonly you: Address; readonly isPaused: boolean; readonly isHeld?: true } & Skew)

/** Where somebody else is in a shared text of an object; in none where there is no place. */
export interface PresenceFrame {
  readonly kind: 'presence'
  readonly url: Address
  readonly who: Address
  readonly place?: TextPlace
}

export interface ChangesFrame {
  readonly kind: 'changes'
  readonly n: number
  readonly url: Address
  readonly version: number
  readonly author: Address
  readonly changes: readonly WireChange[]
}

/** A value of an object, in the copy of one hyperty. */
export interface ValueAt {
  readonly object: Address
  readonly hyperty: Address
  readonly path: Path
}

/** Main → inspector. */
export type InspectorFrame =
  /** What is shown: the running session, or a file. Comes first, and again when it changes; the rows begin anew. */
  | {
      readonly kind: 'source'
      readonly live: boolean
      readonly title: string
      readonly notice?: string
      /** Where it was made of a log of another system. */
      readonly imported?: ImportedFrom
    }
  /** What is shown is a log of JSON lines: how it begins, and whether it is read already as somebody has said. */
  | { readonly kind: 'foreign'; readonly title: string; readonly head: string; readonly isRead: boolean }
  /** Lines of the session, in order: header, events, footer; seal lines are left out. */
  | { readonly kind: 'lines'; readonly text: string }
  /** An event of what is shown is to be shown in the chart; comes after its line. */
  | { readonly kind: 'show'; readonly event: number }
  /** Somebody wants to export what is shown. */
  | { readonly kind: 'export' }
  /** Somebody asks why a value is what it is. */
  | { readonly kind: 'why'; readonly about: ValueAt }
  | { readonly kind: 'status'; readonly status: InspectorStatus }
  /** How far `playPhases` is. */
  | {
      readonly kind: 'phases'
      readonly state: 'running' | 'done' | 'failed'
      readonly step: number
      readonly steps: number
      readonly sentence: string
    }

export interface InspectorStatus {
  /** Events appended, and of these how many are safe on the disk. */
  readonly recorded: number
  readonly durable: number
  /** Events not shown or not written because a bound was reached. */
  readonly dropped: number
  readonly slowMotionMs: number
  /** The conditions of links that were ordered last, and how many there are in all. */
  readonly links: readonly LinkOrder[]
  readonly linksCount: number
  /** Hyperties that are paused, crashed, or have a wrong clock; and the faults that are planned. */
  readonly ailing: readonly Ailing[]
  readonly planned: readonly FaultOrder[]
  /** Breakpoints, and what is held at one. */
  readonly hold: HoldReport
  readonly file: string
  /** Present when the recorder had to stop; says why. */
  readonly failure?: string
  /** What there is to know of what is stored: it could not be restored, or is not stored any more. */
  readonly stored?: string
  /** Hyperties without windows. */
  readonly crowd?: number
  readonly people: readonly Person[]
  /** A session that was cut off, offered at the start. */
  readonly recovered?: { readonly path: string; readonly events: number }
}

/** Inspector → main: so many `lines` frames have been taken in. */
export type InspectorReply = { readonly kind: 'credit'; readonly frames: number }
