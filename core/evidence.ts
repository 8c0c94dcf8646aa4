/**
 * What those who judge a session read of its events: every event will do, and so will what a recorder knows of one
 * while it writes it down. Shapes only.
 */
import type { WireChange } from './change.ts'
import type { EndedEvent, FaultEvent, HypertyEvent, MadePart, SentEvent, StateEvent } from './event.ts'
import type { Decision } from './message.ts'

/** What is read of an event; every event of a session will do, and of one of an unknown kind its number. */
export type Evidence =
  | (Pick<SentEvent, 'kind' | 'n' | 'message' | 'deliveries'> & {
      readonly cause?: number | undefined
      readonly rule?: string | undefined
      readonly hops?: SentEvent['hops'] | undefined
    })
  | (Pick<EndedEvent, 'kind' | 'n' | 'of' | 'to' | 'effect' | 'hops'> & {
      readonly decision?: Decision | undefined
      readonly version?: number | undefined
      readonly made?: readonly WireChange[] | undefined
      readonly parts?: readonly MadePart[] | undefined
    })
  | Omit<HypertyEvent, 'at'>
  | Omit<FaultEvent, 'at'>
  | Omit<StateEvent, 'at'>
  | { readonly kind: 'clock' | 'note' | 'unknown'; readonly n: number }

export type Evident<K extends Evidence['kind']> = Evidence & { readonly kind: K }
