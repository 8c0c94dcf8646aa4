/**
 * What a recorder writes: everything that happened, as numbered events, each stamped where it happened.
 * Times are milliseconds from the start of the session, as numbers. A hop that was not stamped is absent, never derived.
 */
import type { HeldDeed } from './breakpoint.ts'
import type { JsonObject, WireChange } from './change.ts'
import type { Imported } from './imported.ts'
import type { LinkConditions } from './link-conditions.ts'
import type { LinkOrder } from './link-order.ts'
import type { Address, Decision, Message } from './message.ts'

/** Moments on the sender's side, before the bus took the message (`at` of the event). */
export interface SentHops {
  /** Hyperty → Object: made the data object (window clock, converted). */
  readonly created?: number | undefined
  /** Hyperty → Object: began to observe it. */
  readonly observed?: number | undefined
  /** Hyperty → Object: changed it; of several changes in a report, the first. */
  readonly changed?: number | undefined
  /** Object (or Hyperty) → Syncer: handed to the port. */
  readonly posted?: number | undefined
  /** The Syncer took it from the port. */
  readonly taken?: number | undefined
  /** Syncer → Object: the Syncer began to observe it. */
  readonly watched?: number | undefined
}

/** Moments on the receiver's side. */
export interface EndedHops {
  /** The receiving Syncer took it from the bus. */
  readonly received?: number | undefined
  /** Syncer → Object: made its instance. */
  readonly made?: number | undefined
  /** Syncer → Object: began to observe it. */
  readonly watched?: number | undefined
  /** Syncer → Object (or Hyperty): handed to the port. */
  readonly passed?: number | undefined
  /** The window has taken it: the change is in its data object, the object is shown. */
  readonly applied?: number | undefined
  /** Hyperty → Object: the receiving hyperty began to observe it. */
  readonly observed?: number | undefined
  /** Object → Hyperty: the hyperty's observer was told of the change. */
  readonly told?: number | undefined
}

/**
 * How a delivery ended. `applied`: it took effect here. `answered`: a response reached its asker, or a request was
 * answered. `refused`: denied by access or by the model. `lost`: on the link, or with its window. `duplicate` and
 * `superseded`: taken, and nothing of it shows, as something else stands against it. `stale`: seen before. `buffered`: kept back and covered by a later snapshot.
 */
export type Effect = 'applied' | 'answered' | 'refused' | 'lost' | 'duplicate' | 'stale' | 'buffered' | 'superseded'

interface Numbered {
  /** The number of the event in its session, from 1, without gaps. */
  readonly n: number
  /** Milliseconds from the start of the session. */
  readonly at: number
}

/** Once for a message, when the bus takes it. */
export interface SentEvent extends Numbered {
  readonly kind: 'sent'
  readonly message: Message
  readonly hops: SentHops
  /** How many deliveries began: 0 where nobody follows; each one ends with an event of its own. */
  readonly deliveries: number
  /** The event that this one answers or follows from. */
  readonly cause?: number
  /** The access rule that let it pass; absent where access refused it, which its ended event then says. */
  readonly rule?: string
}

/** Once for each delivery of a message. */
export interface EndedEvent extends Numbered {
  readonly kind: 'ended'
  /** The number of the sent event. */
  readonly of: number
  /** The hyperty to which it was delivered, or for a refusal by the bus the one that it was meant for. */
  readonly to: Address
  readonly hops: EndedHops
  readonly effect: Effect
  /** Absent where nothing had to be decided. */
  readonly decision?: Decision
  /** The object's version at this replica afterwards. */
  readonly version?: number
  /** The changes that came, where somebody edited them at a breakpoint: they are not those that were sent. */
  readonly altered?: readonly WireChange[]
  /** What was made of it here, where that is not what came. */
  readonly made?: readonly WireChange[]
  /** Where several writes came in one answer: of each, in order, its writer, its number there, and how many of `made` it came to. */
  readonly parts?: readonly MadePart[]
  /** What a foreign log said of this end. */
  readonly imported?: Imported
}

export type MadePart = readonly [writer: string, seq: number, count: number]

/** A hyperty came, or left. */
export interface HypertyEvent extends Numbered {
  readonly kind: 'hyperty'
  readonly url: Address
  readonly name: string
  readonly state: 'joined' | 'left'
}

/**
 * How well the clock of a hyperty's window is known from here on: a time that was stamped there and converted is off
 * by so much at most, either way. Absent: it is not known, or not any more.
 */
export interface ClockEvent extends Numbered {
  readonly kind: 'clock'
  readonly who: Address
  readonly uncertaintyMs?: number
}

/** A condition at work. */
export interface FaultEvent extends Numbered {
  readonly kind: 'fault'
  readonly fault:
    | 'offline'
    | 'online'
    | 'crash'
    | 'restart'
    | 'delay'
    | 'link'
    | 'pause'
    | 'resume'
    | 'down'
    | 'up'
    | 'skew'
    | 'breakpoint'
  readonly who?: Address
  /** For `delay`: the declared delay of every link. For `breakpoint`: by how much the message is late. */
  readonly delayMs?: number
  /** For `skew`: by how much the clock of `who` is off, and how much faster it runs. */
  readonly skewMs?: number
  readonly driftPercent?: number
  /** For `down` and `up`: what it had stored outlives the crash, and it goes on from there. */
  readonly stored?: true
  /** For `link`: what was ordered, of its conditions those that are not zero, and whether it is planned, begins or ends. */
  readonly order?: Omit<LinkOrder, 'conditions'> & { readonly conditions: Partial<LinkConditions> }
  readonly state?: 'planned' | 'begins' | 'ends'
  /** For `breakpoint`: the number of the event that sent the message, and the filter that it met, `step` or `pause`. */
  readonly of?: number
  readonly met?: string
  /** For `breakpoint`: what somebody did with the message; absent where it goes on as it was. */
  readonly did?: readonly HeldDeed[]
}

/** The canonical hash of a window's replica, taken when it had been quiet for a moment. */
export interface StateEvent extends Numbered {
  readonly kind: 'state'
  readonly who: Address
  readonly object: Address
  readonly version: number
  readonly hash: string
  /** Where writers number their writes themselves: which writes were known, as a short text; versions count for one copy only then. */
  readonly known?: string
  /** The whole value, said once where nobody else has been told of it: no message carries it. */
  readonly value?: JsonObject
  /** With it: which one it is of those that had its URL one after another. */
  readonly life?: number
}

/** A sentence somebody put into the session: a step of a demonstration, a remark, a note on an event; or what a foreign log says that happened. */
export interface NoteEvent extends Numbered {
  readonly kind: 'note'
  readonly text: string
  /** `phase` begins a part of the chart. */
  readonly style?: 'phase' | 'step' | 'remark'
  /** The event that it is about, or the first of them; without a text it is a bookmark. What is said last of an event counts. */
  readonly of?: number
  /** The last event that it is about. */
  readonly until?: number
  /** What stands there is taken away. */
  readonly removed?: true
  /** The hyperty at which it happened; absent for what is about all. */
  readonly who?: Address
  readonly imported?: Imported
}

export type SessionEvent = SentEvent | EndedEvent | HypertyEvent | ClockEvent | FaultEvent | StateEvent | NoteEvent
