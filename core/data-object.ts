/**
 * What a hyperty holds: the observed JSON of one data object, shown as confirmed + pending. Local writes become
 * change reports at the end of the turn; a refusal turns the pending change back by itself.
 * Knows nothing of the bus, nor of editors.
 */
import {
  applyInOrder,
  applyWire,
  ChangeError,
  invert,
  overlaps,
  toWire,
  type Change,
  type JsonObject,
  type WireChange,
} from './change.ts'
import { refusalOf } from './codec.ts'
import { diff } from './difference.ts'
import type { Address, Decision } from './message.ts'
import type { Observation } from './observe.ts'
import type { ChangesFrame, ObjectInfo, ReportFrame } from './port.ts'

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
  settled(seq: number, decision: Decision, version: number): void
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

/** Most changes in one report; more wait for the next. */
const reportChangesMax = 4096

/** A data object in a hyperty. `value` becomes its own. */
export function createDataObject(options: Options): HeldObject {
  const { you, observation, now, schedule, send, touched } = options
  /** Its version may be behind: a frozen copy is made when somebody looks. */
  let info = options.info
  const listeners = new Set<(happened: Happened) => void>()
  let turn: Change[] = []
  let untold: readonly Change[] = []
  let unsent: Change[] = []
  let flight: { readonly seq: number; changes: readonly Change[] } | undefined
  let changedAt = 0
  let seq = 0

  const tracked = observation.track(options.value, (change) => {
    if (turn.length === 0) {
      if (unsent.length === 0) changedAt = now()
      schedule(endTurn)
    }
    turn.push(change)
  })
  const data = tracked.data as JsonObject

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
      let count = Math.min(unsent.length, reportChangesMax)
      let wires = (count === unsent.length ? unsent : unsent.slice(0, count)).map(toWire)
      let refusal = refusalOf(wires)
      // one of them is too much, or all of them together
      while (refusal && count > 1) {
        count = Math.ceil(count / 2)
        wires = wires.slice(0, count)
        refusal = refusalOf(wires)
      }
      const changes = count === unsent.length ? unsent : unsent.slice(0, count)
      unsent = count === unsent.length ? [] : unsent.slice(count)
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
    undo(unsent, done)
    undo(changes, done)
    unsent = redo(unsent, done)
    tell(done, you, 'turned-back')
  }

  /** Makes a change that is no local write: observers are told, no report is made of it. */
  function make(wire: WireChange): Change | undefined {
    if (!tracked.observed()) return applyWire(tracked.raw as JsonObject, wire)
    return tracked.applying(() => applyWire(tracked.data as JsonObject, wire))
  }

  function undo(changes: readonly Change[], done: Change[]): void {
    for (let index = changes.length - 1; index >= 0; index--) {
      const made = make(toWire(invert(changes[index] as Change)))
      if (made) done.push(made)
    }
  }

  /** Makes pending changes again on what is there now; one that finds no place any more is dropped. */
  function redo(changes: readonly Change[], done: Change[]): Change[] {
    const kept: Change[] = []
    for (const change of changes) {
      try {
        const made = make(toWire(change))
        if (!made) continue
        kept.push(made)
        done.push(made)
      } catch (error) {
        if (!(error instanceof ChangeError)) throw error
      }
    }
    return kept
  }

  /** Makes changes beneath what is pending here: takes it off, makes them, and puts it on again. */
  function beneath(done: Change[], work: () => void): void {
    undo(unsent, done)
    if (flight) undo(flight.changes, done)
    work()
    if (flight) flight.changes = redo(flight.changes, done)
    unsent = redo(unsent, done)
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
      for (const change of changes) applyWire(data, toWire(change))
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
      const work = (): void => {
        for (const wire of frame.changes) {
          const made = make(wire)
          if (made) done.push(made)
        }
      }
      if (isBeneath) beneath(done, work)
      else work()
      tell(done, frame.author, 'remote')
    },
    snapshot(value, next) {
      endTurn()
      setInfo(next)
      const done: Change[] = []
      beneath(done, () => {
        for (const change of diff(tracked.raw as JsonObject, value)) {
          const made = make(toWire(change))
          if (made) done.push(made)
        }
      })
      tell(done, next.reporter, 'snapshot')
    },
    settled(settledSeq, decision, settledVersion) {
      endTurn()
      if (!flight || flight.seq !== settledSeq) return
      const changes = flight.changes
      if (decision.allow) {
        flight = undefined
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
