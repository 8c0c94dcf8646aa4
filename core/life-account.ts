/**
 * What the messages of a run say an object is: its value by its numbered updates, its owner, who may write. A second
 * account beside that of the Syncers, for those who judge a run; judges nothing itself.
 */
import { applyAll, copyJson, overlaps, type JsonObject, type WireChange } from './change.ts'
import type { Address } from './message.ts'

export interface Update {
  readonly author: Address
  readonly changes: readonly WireChange[]
}

/** An object from its creation to its end. */
export interface Life {
  /** Which one it is of those that had its URL one after another. */
  readonly number: number
  readonly reporter: Address
  readonly value: JsonObject
  readonly version: number
  /** How often it has passed to another owner, or to the same one after a crash. */
  readonly passings: number
  readonly updates: ReadonlyMap<number, Update>
  /** Who may write: whom an owner has granted it, and whoever has been one. */
  readonly granted: Set<Address>
  /** The last version that was applied at each replica. */
  readonly applied: Map<Address, number>
  /** Takes an update as the next version. @throws ChangeError where it does not fit */
  take(version: number, update: Update): void
  /** It goes on with another owner, from a version that is not beyond the last one: what came after that is dropped. */
  pass(reporter: Address, version: number): void
  /** What somebody holds may be older from now on. */
  doubt(who: Address): void
}

export function createLife(start: {
  readonly number: number
  readonly reporter: Address
  readonly value: JsonObject
  readonly version: number
  readonly granted: Set<Address>
}): Life {
  const from = { value: copyJson(start.value), version: start.version }
  let { reporter, version } = start
  let value = copyJson(start.value)
  let passings = 0
  const updates = new Map<number, Update>()
  const applied = new Map<Address, number>()
  const { granted } = start
  granted.add(reporter)

  function rewind(to: number): void {
    for (let dropped = version; dropped > to; dropped--) updates.delete(dropped)
    value = copyJson(from.value)
    version = to
    for (let next = from.version + 1; next <= to; next++) applyAll(value, updates.get(next)?.changes ?? [])
    for (const [who, last] of applied) if (last > to) applied.set(who, to)
  }

  return {
    number: start.number,
    get reporter() {
      return reporter
    },
    get value() {
      return value
    },
    get version() {
      return version
    },
    get passings() {
      return passings
    },
    updates,
    granted,
    applied,
    take(next, update) {
      version = next
      updates.set(next, update)
      applyAll(value, update.changes)
    },
    pass(to, at) {
      passings++
      granted.add(reporter)
      reporter = to
      granted.add(to)
      if (at < version) rewind(Math.max(at, from.version))
    },
    doubt: (who) => void applied.delete(who),
  }
}

/** The first update after `base`, by somebody else, that changes of a later version overlap: they are to be turned back. */
export function overlappedUnseen(
  { updates }: Life,
  from: Address,
  base: number,
  changes: readonly WireChange[],
  version: number,
): number | undefined {
  for (let unseen = base + 1; unseen < version; unseen++) {
    const other = updates.get(unseen)
    if (!other || other.author === from) continue
    if (other.changes.some((theirs) => changes.some((mine) => overlaps(mine, theirs)))) return unseen
  }
  return undefined
}
