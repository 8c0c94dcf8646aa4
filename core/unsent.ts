/**
 * What was written in a window and waits to be sent, gathered into reports by what its writer had seen: a report never
 * claims to know what came after its changes were written and touches them. Knows numbers of frames, and no port.
 */
import { overlaps, toWire, type Change, type WireChange } from './change.ts'

/** Changes that go in one report. */
interface Batch {
  changes: Change[]
  /** When the first of them was made. */
  readonly changedAt: number
  /** The last frame before what touched them first; undefined where nothing did: they may go as if written now. */
  base: number | undefined
}

/** So many reports may wait; what is written then goes with the last of them. */
export const batchesMax = 8
/** So many changes of others are remembered, to see whether what is written next was written on top of them. */
const metMax = 64

const touches = (changes: readonly Change[], wires: readonly WireChange[]): boolean =>
  changes.some((change) => {
    const mine = toWire(change)
    return wires.some((wire) => overlaps(mine, wire))
  })

export type Unsent = ReturnType<typeof createUnsent>

export function createUnsent() {
  let batches: Batch[] = []
  /** What others made since the last batch was begun. */
  let met: WireChange[] = []
  let isMuch = false

  function forget(): void {
    if (met.length > 0) met = []
    isMuch = false
  }

  const unsent = {
    /** How many changes wait. */
    count: 0,
    all: (): readonly Change[] =>
      batches.length === 1 ? (batches[0] as Batch).changes : batches.flatMap(({ changes }) => changes),
    /** What goes next. */
    first: (): Readonly<Pick<Batch, 'changes' | 'changedAt'>> | undefined => batches[0],
    /** The last frame that nothing that waits was written before; undefined where nothing has touched any of it. */
    base(): number | undefined {
      let least: number | undefined
      for (const { base } of batches) if (base !== undefined && !(base >= (least ?? Infinity))) least = base
      return least
    },
    add(changes: readonly Change[], changedAt: number): void {
      unsent.count += changes.length
      const last = batches.at(-1)
      const isOpen = last?.base === undefined && !isMuch && !touches(changes, met)
      if (last && (isOpen || batches.length >= batchesMax)) {
        for (const change of changes) last.changes.push(change)
        return
      }
      batches.push({ changes: changes.slice(), changedAt, base: undefined })
      forget()
    },
    /** Takes the first changes out of what goes next. */
    take(count: number): void {
      const [first] = batches as [Batch]
      unsent.count -= count
      if (first.changes.length > count) first.changes = first.changes.slice(count)
      else batches.shift()
      if (batches.length === 0) forget()
    },
    touches: (wires: readonly WireChange[]): boolean => batches.some(({ changes }) => touches(changes, wires)),
    /** Others have made changes, before which the window had applied the frames up to `seen`; gives whether they touch what waits. */
    meet(wires: readonly WireChange[], seen: number): boolean {
      let isTouched = false
      for (const batch of batches) {
        if (!touches(batch.changes, wires)) continue
        isTouched = true
        batch.base ??= seen
      }
      if (batches.length === 0) return false
      if (met.length + wires.length > metMax) isMuch = true
      else met.push(...wires)
      if (isTouched && batches.length > 1) join()
      return isTouched
    },
    /** Puts others in the place of the changes of each report. */
    remake(make: (changes: readonly Change[]) => Change[]): void {
      for (const batch of batches) batch.changes = make(batch.changes)
      batches = batches.filter(({ changes }) => changes.length > 0)
      unsent.count = batches.reduce((sum, { changes }) => sum + changes.length, 0)
      if (batches.length === 0) forget()
    },
  }

  /** What was touched goes in one report with what was touched before it: both are judged by what the older one knew. */
  function join(): void {
    batches = batches.reduce<Batch[]>((kept, batch) => {
      const before = kept.at(-1)
      if (before?.base === undefined || batch.base === undefined) kept.push(batch)
      else for (const change of batch.changes) before.changes.push(change)
      return kept
    }, [])
  }

  return unsent
}
