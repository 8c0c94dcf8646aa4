/**
 * What a hyperty holds: the observed JSON of one data object, shown as confirmed + pending. Local writes become
 * change reports at the end of the turn; a refusal turns the pending change back by itself.
 * Knows nothing of the bus, nor of editors.
 */
import { applyInOrder, applyWire, overlaps, toWire, type Change, type JsonObject, type WireChange } from './change.ts'
import { createMaking } from './making.ts'
import { diff } from './difference.ts'
import type { Address, Decision } from './message.ts'
import type { Observation } from './observe.ts'
import { pack } from './packing.ts'
import { carry, correctionOf, lostDecision, undoing } from './pending.ts'
import type { ChangesFrame, ObjectInfo, ReportFrame } from './port.ts'
import { asTyped, isTextAt } from './shared-text.ts'

/** What happened to a data object; the value has changed already. */
export interface Happened {
  readonly changes: readonly Change[]
  readonly author: Address
  readonly local: boolean
  readonly why: 'local' | 'remote' | 'turned-back' | 'snapshot'
}

export interface DataObject {
  readonly info: ObjectInfo
  /** The observed Proxy; every local write goes through it or through `write`. */
  readonly data: JsonObject
  /** The plain JSON behind it, to be read only. */
  readonly value: JsonObject
  /** How many changes were made here and are not settled: not sent yet, or on their way. */
  readonly pending: number
  /** Writes changes, as if somebody had typed them. @throws ChangeError, NotJsonError */
  write(changes: readonly Change[]): void
  subscribe(listener: (happened: Happened) => void): () => void
}

/** `touchedAt` of a data object to which nothing has happened since its state was said. */
export const untouched = -Infinity

/** The side of a data object that its hyperty uses. */
export interface HeldObject extends DataObject {
  readonly url: Address
  /** As in `info`, which is made anew whenever somebody looks. */
  readonly version: number
  readonly status: ObjectInfo['status']
  /** When something last happened to it, of which its hyperty has said no state. */
  touchedAt: number
  setInfo(info: ObjectInfo): void
  remote(frame: ChangesFrame): void
  snapshot(value: JsonObject, info: ObjectInfo): void
  /** `made` is what was made of the report, where that is not what was reported. */
  settled(seq: number, decision: Decision, version: number, made?: readonly WireChange[]): void
}

interface Options {
  readonly info: ObjectInfo
  readonly value: JsonObject
  readonly you: Address
  readonly observation: Observation
  readonly now: () => number
  /** The number of the last frame that took effect here. */
  readonly base: () => number
  readonly schedule: (run: () => void) => void
  readonly send: (report: ReportFrame) => void
  /** Changes made here are too much to be sent, and have been turned back. */
  readonly refused: (decision: Decision) => void
  /** Somebody here has written to it, at that time. */
  readonly touched: (at: number) => void
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
/** The getters stand in a prototype: an object with getters of its own is a dictionary to the engine. */
interface Held extends Omit<HeldObject, 'info' | 'pending'> {
  readonly __proto__: object
  look(): ObjectInfo
  count(): number
}
const looks = {
  get info(): ObjectInfo {
    return (this as unknown as Held).look()
  },
  get pending(): number {
    return (this as unknown as Held).count()
  },
}

/** A data object in a hyperty. `value` becomes its own. */
export function createDataObject(options: Options): HeldObject {
  const { you, observation, now, schedule, send, touched } = options
  /** Its version may be behind: a frozen copy is made when somebody looks. */
  let info = options.info
  const listeners = new Set<(happened: Happened) => void>()
  let turn: Change[] = []
  let untold: readonly Change[] = []
  let unsent: Change[] = []
  /** `reported` is set once what is on its way was carried elsewhere here. */
  let flight: { readonly seq: number; changes: readonly Change[]; reported?: readonly WireChange[] } | undefined
  /** What is being written through `write`. */
  let asked: Change | undefined
  let changedAt = 0
  let seq = 0

  const tracked = observation.track(options.value, (change) => {
    if (turn.length === 0) {
      if (unsent.length === 0) changedAt = now()
      schedule(endTurn)
    }
    turn.push(info.texts ? asTyped(change, isTextAt(info.texts), asked) : change)
  })
  const data = tracked.data as JsonObject
  const { makeAll, undo, redo, remake } = createMaking(tracked)

  function tell(changes: readonly Change[], author: Address, why: Happened['why']): void {
    if (changes.length === 0 || listeners.size === 0) return
    const happened = { changes, author, local: why === 'local', why }
    for (const listener of [...listeners]) listener(happened)
  }

  function endTurn(): void {
    if (turn.length === 0) return
    untold = turn
    turn = []
    if (unsent.length === 0) unsent = untold.slice()
    else for (const change of untold) unsent.push(change)
    // first on its way: those who are told here have time
    trySend()
    tellLocal()
  }

  function tellLocal(): void {
    const changes = untold
    untold = []
    if (changes.length === 0) return
    touched(changedAt)
    tell(changes, you, 'local')
  }

  function trySend(): void {
    while (!flight && unsent.length > 0) {
      const { changes, wires, refusal } = pack(unsent)
      unsent = changes.length === unsent.length ? [] : unsent.slice(changes.length)
      if (refusal) {
        turnBack(changes)
        const reason = `It is too much to be sent: ${refusal.message}.`
        options.refused({ allow: false, by: you, rule: 'report-bounds', code: refusal.code, reason })
        continue
      }
      flight = { seq: ++seq, changes }
      const { url } = info
      send({ kind: 'report', url, seq, base: options.base(), changedAt, postedAt: now(), changes: wires })
      if (unsent.length > 0) changedAt = now()
    }
  }

  /** Takes off changes that are not going to be settled, from beneath those that were made after them. */
  function turnBack(changes: readonly Change[]): void {
    tellLocal()
    const done: Change[] = []
    const back = undoing(changes)
    undo(unsent, done)
    undo(changes, done)
    if (info.rebases) carryUnsent(back, you, done)
    else unsent = redo(unsent, done)
    tell(done, you, 'turned-back')
  }

  /** Puts what is not sent yet on again, at the places it means beside what others, or a refusal, have made. */
  function carryUnsent(others: readonly WireChange[], author: Address, done: Change[]): void {
    const { pending, lost } = carry(unsent, others)
    unsent = remake(pending, done, lost)
    if (lost.length > 0) options.refused(lostDecision(lost, you, author))
  }

  /** Makes changes beneath what is pending here: takes it off, makes them, and puts it on again. */
  function beneath(done: Change[], author: Address, work: () => readonly WireChange[]): void {
    undo(unsent, done)
    if (flight) undo(flight.changes, done)
    let others = work()
    if (info.rebases) {
      if (flight) {
        const carried = carry(flight.changes, others)
        flight.reported ??= flight.changes.map(toWire)
        flight.changes = remake(carried.pending, done)
        others = carried.others
      }
      return carryUnsent(others, author, done)
    }
    if (flight) flight.changes = redo(flight.changes, done)
    unsent = redo(unsent, done)
  }

  /** What was reported has become something else: that takes its place, beneath what was written after it. */
  function replace(changes: readonly Change[], wanted: readonly WireChange[] | undefined): void {
    const correction = wanted ? correctionOf(changes, wanted) : []
    if (correction.length === 0) return
    const done: Change[] = []
    undo(unsent, done)
    const made = remake(correction, done)
    if (info.rebases) carryUnsent(made.map(toWire), you, done)
    else unsent = redo(unsent, done)
    tell(done, you, 'remote')
  }

  const touchesPending = (wires: readonly WireChange[]): boolean => {
    const touches = (change: Change): boolean => {
      const mine = toWire(change)
      return wires.some((wire) => overlaps(mine, wire))
    }
    return unsent.some(touches) || (flight?.changes.some(touches) ?? false)
  }

  function setInfo(next: ObjectInfo): void {
    info = Object.freeze(next)
    object.version = next.version
    object.status = next.status
  }

  const object: Mutable<Held> = {
    __proto__: looks,
    url: info.url,
    version: info.version,
    status: info.status,
    touchedAt: untouched,
    data,
    value: tracked.raw as JsonObject,
    look() {
      if (info.version !== object.version) info = Object.freeze({ ...info, version: object.version })
      return info
    },
    count: () => turn.length + unsent.length + (flight?.changes.length ?? 0),
    write(changes) {
      try {
        for (const change of changes) {
          asked = change
          applyWire(data, toWire(change))
        }
      } finally {
        asked = undefined
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    setInfo,
    remote(frame) {
      endTurn()
      const isBeneath = (flight || unsent.length > 0) && touchesPending(frame.changes)
      object.version = frame.version
      if (!isBeneath && listeners.size === 0 && !tracked.observed()) {
        return applyInOrder(tracked.raw as JsonObject, frame.changes)
      }
      const done: Change[] = []
      const work = (): readonly WireChange[] => makeAll(frame.changes, done)
      if (isBeneath) beneath(done, frame.author, work)
      else work()
      tell(done, frame.author, 'remote')
    },
    snapshot(value, next) {
      endTurn()
      setInfo(next)
      const done: Change[] = []
      beneath(done, next.reporter, () => {
        const wires = diff(tracked.raw as JsonObject, value, isTextAt(next.texts)).map(toWire)
        return makeAll(wires, done)
      })
      tell(done, next.reporter, 'snapshot')
    },
    settled(settledSeq, decision, settledVersion, made) {
      endTurn()
      if (!flight || flight.seq !== settledSeq) return
      const { changes, reported } = flight
      if (decision.allow) {
        flight = undefined
        replace(changes, made ?? reported)
        if (settledVersion > object.version) object.version = settledVersion
      } else {
        flight = undefined
        turnBack(changes)
      }
      trySend()
    },
  }
  return object as unknown as HeldObject
}
