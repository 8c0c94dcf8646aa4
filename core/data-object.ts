/**
 * What a hyperty holds: the observed JSON of one data object, shown as confirmed + pending. Local writes become
 * change reports at the end of the turn; a refusal turns the pending change back by itself.
 * Knows nothing of the bus, nor of editors.
 */
import { applyInOrder, applyWire, overlaps, toWire, type Change, type JsonObject, type WireChange } from './change.ts'
import { diff } from './difference.ts'
import { createMaking } from './making.ts'
import type { Address, Decision } from './message.ts'
import type { Observation } from './observe.ts'
import { pack } from './packing.ts'
import { carry, correctionOf, lostDecision, undoing } from './pending.ts'
import type { ChangesFrame, ObjectInfo, ReportFrame, SyncerFrame } from './port.ts'
import { asTyped, isTextAt } from './shared-text.ts'
import { createUnsent } from './unsent.ts'

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
  /** The frame that what waits to be sent was written after, where something has touched it since. */
  base(): number | undefined
  setInfo(info: ObjectInfo): void
  remote(frame: ChangesFrame): void
  snapshot(frame: ObjectFrame): void
  settled(frame: SettledFrame): void
}

type ObjectFrame = SyncerFrame & { readonly kind: 'object' }
type SettledFrame = SyncerFrame & { readonly kind: 'settled' }

interface Options {
  readonly info: ObjectInfo
  readonly value: JsonObject
  readonly you: Address
  readonly observation: Observation
  readonly now: () => number
  /** The number of the last frame that had taken effect when it was made. */
  readonly seen: number
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
  const unsent = createUnsent()
  /** `reported` is set once what is on its way was carried elsewhere here. */
  let flight: { readonly seq: number; changes: readonly Change[]; reported?: readonly WireChange[] } | undefined
  /** What is being written through `write`. */
  let asked: Change | undefined
  let changedAt = 0
  let seq = 0
  /** The number of the last frame that took effect here. */
  let { seen } = options

  const tracked = observation.track(options.value, (change) => {
    if (turn.length === 0) {
      changedAt = now()
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
    unsent.add(untold, changedAt)
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
    for (let next = unsent.first(); next && !flight; next = unsent.first()) {
      const base = unsent.base() ?? seen
      const { changes, wires, refusal } = pack(next.changes)
      unsent.take(changes.length)
      if (refusal) {
        turnBack(changes)
        const reason = `It is too much to be sent: ${refusal.message}.`
        options.refused({ allow: false, by: you, rule: 'report-bounds', code: refusal.code, reason })
        continue
      }
      flight = { seq: ++seq, changes }
      const { url } = info
      send({ kind: 'report', url, seq, base, changedAt: next.changedAt, postedAt: now(), changes: wires })
    }
  }

  /** Takes off changes that are not going to be settled, from beneath those that were made after them. */
  function turnBack(changes: readonly Change[]): void {
    tellLocal()
    const done: Change[] = []
    const back = undoing(changes)
    undo(unsent.all(), done)
    undo(changes, done)
    if (info.rebases) carryUnsent(back, you, done)
    else redoUnsent(done)
    tell(done, you, 'turned-back')
  }

  /** Puts what is not sent yet on again, at the places it means beside what others, or a refusal, have made. */
  function carryUnsent(others: readonly WireChange[], author: Address, done: Change[]): void {
    const { pending, lost } = carry(unsent.all(), others)
    unsent.remake(() => remake(pending, done, lost))
    if (lost.length > 0) options.refused(lostDecision(lost, you, author))
  }

  const redoUnsent = (done: Change[]): void => unsent.remake((changes) => redo(changes, done))

  /** Makes changes beneath what is pending here: takes it off, makes them, and puts it on again. */
  function beneath(done: Change[], author: Address, work: () => readonly WireChange[]): void {
    undo(unsent.all(), done)
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
    redoUnsent(done)
  }

  /** What was reported has become something else: that takes its place, beneath what was written after it. */
  function replace(changes: readonly Change[], wanted: readonly WireChange[] | undefined): void {
    const correction = wanted ? correctionOf(changes, wanted) : []
    if (correction.length === 0) return
    const done: Change[] = []
    undo(unsent.all(), done)
    const made = remake(correction, done)
    if (info.rebases) carryUnsent(made.map(toWire), you, done)
    else redoUnsent(done)
    tell(done, you, 'remote')
  }

  /** Whether changes of others touch what is pending here; what is carried over them counts as written on top of them. */
  function meets(wires: readonly WireChange[]): boolean {
    const isMet = info.rebases ? unsent.touches(wires) : unsent.meet(wires, seen)
    const touches = (change: WireChange): boolean => wires.some((wire) => overlaps(change, wire))
    return isMet || (flight?.changes.some((change) => touches(toWire(change))) ?? false)
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
    count: () => turn.length + unsent.count + (flight?.changes.length ?? 0),
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
    base: unsent.base,
    setInfo,
    remote(frame) {
      endTurn()
      const isBeneath = (flight || unsent.count > 0) && meets(frame.changes)
      seen = frame.n
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
    snapshot({ value, info: next, n }) {
      endTurn()
      setInfo(next)
      const done: Change[] = []
      beneath(done, next.reporter, () => {
        const wires = diff(tracked.raw as JsonObject, value, isTextAt(next.texts)).map(toWire)
        meets(wires)
        return makeAll(wires, done)
      })
      seen = n
      tell(done, next.reporter, 'snapshot')
    },
    settled({ n, decision, version, seq: settledSeq, changes: made }) {
      endTurn()
      seen = n
      if (!flight || flight.seq !== settledSeq) return
      const { changes, reported } = flight
      flight = undefined
      if (decision.allow) {
        replace(changes, made ?? reported)
        if (version > object.version) object.version = version
      } else turnBack(changes)
      trySend()
    },
  }
  return object as unknown as HeldObject
}
