/** One hyperty of a hub: its Syncer, the port of its window, and how it fares. */
import { isRight, type Ailing, type Skew } from '../core/fault.ts'
import type { SkewedClock } from '../core/skew.ts'
import type { StoredCopy } from '../core/stored.ts'
import { readStored } from '../core/stored.ts'
import type { Syncer } from '../core/syncer.ts'
import type { WindowPort } from './window-port.ts'

export interface Member {
  readonly name: string
  /** Another one after each crash. */
  syncer: Syncer
  readonly clock: SkewedClock
  skew: Skew
  /** The Syncer has crashed, and none has taken its place. */
  isDown: boolean
  /** What it had stored when it crashed, if it keeps that. */
  kept: readonly string[] | undefined
  /** Whether it gets a window when it is restored. */
  hasWindow: boolean
  port: WindowPort | undefined
  crashed: boolean
  refused: number
  /** How well the clock of its window is known, and what the session says of that. */
  uncertaintyMs: number | undefined
  recordedUncertaintyMs: number | undefined
}

/** How a hyperty fares; undefined where it is well. */
export function ailingOf({ syncer, skew, isDown }: Member): Ailing | undefined {
  const state = isDown ? 'crashed' : syncer.isPaused ? 'paused' : 'running'
  return state === 'running' && isRight(skew) ? undefined : { who: syncer.url, state, ...skew }
}

/** Tells the window of a hyperty how that fares. */
export function tellHealth(member: Member | undefined, isHeld: boolean): void {
  if (!member?.port) return
  const { syncer, skew, port } = member
  port.send({ kind: 'health', you: syncer.url, isPaused: syncer.isPaused, ...skew, ...(isHeld ? { isHeld } : {}) })
}

/** Its Syncer ends; where its storage is kept, what stands there is for the next one. */
export function crashMember(member: Member, storage: 'kept' | 'lost'): void {
  const { syncer, name, port } = member
  member.isDown = true
  member.kept = storage === 'kept' ? [...(syncer.keeper?.records() ?? [])] : undefined
  syncer.crash(storage)
  // closed on purpose: that is no crash of its window
  member.port = undefined
  const rest = storage === 'kept' ? 'What it had stored is kept.' : 'What it held is gone.'
  port?.close(`${name} has crashed. ${rest}`)
}

/** The copies that its next Syncer begins with; taken once. */
export function takeKept(member: Member): readonly StoredCopy[] {
  const { hyperties } = readStored(member.kept ?? [], false)
  member.kept = undefined
  return hyperties.flatMap(({ copies }) => copies)
}

/** What is to outlive the application: of one that is down, what it had stored. */
export function* recordsOf({ kept, syncer }: Member): Iterable<string> {
  if (kept) yield* kept
  else yield* syncer.keeper?.records() ?? []
}
