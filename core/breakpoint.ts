/** Breakpoints of the bus, what somebody wants to become of a message that is held at one, and how that is told. Plain data. */
import type { WireChange } from './change.ts'
import type { MessageType } from './message.ts'

/** Holds the bus at messages that a filter matches. */
export interface Breakpoint {
  readonly filter: string
  readonly isOn: boolean
  /** It is off after it has held the bus. */
  readonly once?: boolean
}

export interface CountedBreakpoint extends Breakpoint {
  /** How often it has held the bus. */
  readonly hits: number
}

/** What is to become of a message that is held; `restore`: what was to become of it at first. */
export type HeldAct =
  | { readonly do: 'drop' | 'double' | 'restore' }
  | { readonly do: 'delay'; readonly delayMs: number }
  | { readonly do: 'edit'; readonly changes: readonly WireChange[] }

/** The same as a page says it: changes as the JSON that somebody has written. */
export type HeldOrder = Exclude<HeldAct, { readonly do: 'edit' }> | { readonly do: 'edit'; readonly changes: string }

/** How the bus goes on: until the next breakpoint, by one message, or not further than the next message. */
export type HoldMove = 'continue' | 'step' | 'pause'

/** A message that is held or waits behind one, for people. */
export interface HeldMessage {
  /** The number of its event. */
  readonly n: number
  readonly type: MessageType
  readonly from: string
  /** To whom it goes, by name or by topic. */
  readonly to: string
  readonly receivers: number
  /** The filter that it met, or why it is held where it met none; absent where it only waits. */
  readonly met?: string
  /** What is to become of it, in the order in which it happens. */
  readonly fate: readonly HeldDeed[]
  readonly delayMs: number
  /** Its changes as they will go on, as JSON; absent where it carries none that could be edited. */
  readonly changes?: string
}

/** What somebody did with a message that was held. */
export type HeldDeed = 'edited' | 'dropped' | 'doubled' | 'delayed'

export interface HoldReport {
  readonly breakpoints: readonly CountedBreakpoint[]
  readonly isHolding: boolean
  /** It holds at the next message, whatever that is. */
  readonly isPausing: boolean
  /** Those that come first; the one that holds the bus is the first of them. */
  readonly messages: readonly HeldMessage[]
  readonly waiting: number
}

export const breakpointsMax = 50
export const heldDelayMsMax = 60_000
export const editCharactersMax = 1024 * 1024
