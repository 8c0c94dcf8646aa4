/** What a row of a session's table may be, and the order in which a column counts such things. */
import type { Effect, EndedHops, SentHops } from './event.ts'
import type { MessageType } from './message.ts'

/** What a row stands for. `unknown`: a kind of event that this version does not know, kept as text. */
export type RowKind = 'message' | 'hyperty' | 'clock' | 'fault' | 'state' | 'note' | 'unknown'

export const rowKinds = [
  'message',
  'hyperty',
  'clock',
  'fault',
  'state',
  'note',
  'unknown',
] as const satisfies readonly RowKind[]

export const messageTypes = [
  'create',
  'subscribe',
  'unsubscribe',
  'read',
  'update',
  'delete',
  'event',
  'response',
  'execute',
  'presence',
] as const satisfies readonly MessageType[]

export const effects = [
  'applied',
  'answered',
  'refused',
  'lost',
  'duplicate',
  'stale',
  'buffered',
  'superseded',
] as const satisfies readonly Effect[]

/** In the order in which they follow each other. */
export const sentHops = [
  'created',
  'observed',
  'changed',
  'posted',
  'taken',
  'watched',
] as const satisfies readonly (keyof SentHops)[]

export const endedHops = [
  'received',
  'made',
  'watched',
  'passed',
  'applied',
  'observed',
  'told',
] as const satisfies readonly (keyof EndedHops)[]
