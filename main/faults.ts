/**
 * Faults of hyperties as they are ordered: at once or for a span of time, and their mending. Knows when; how a hyperty
 * pauses or crashes is the affair of the hub, and how one is restarted is passed in.
 */
import type { Cancel, Clock } from '../core/clock.ts'
import { faultText, isRight, rightClock, type Ailing, type FaultOrder } from '../core/fault.ts'
import { shortName, type Address } from '../core/message.ts'
import type { Hub } from './hub.ts'

/** So many may be planned at once. */
export const plannedMax = 100

export interface Faults {
  /** Gives, as a sentence, why it cannot be. */
  order(order: FaultOrder): string | undefined
  /** Ends the faults of a hyperty, or of all, or those of one kind; those to come too. Gives how many hyperties were mended. */
  mend(who?: Address, fault?: FaultOrder['fault']): number
  /** Those that have not begun. */
  readonly planned: readonly FaultOrder[]
}

type FaultHub = Pick<Hub, 'pause' | 'resume' | 'crash' | 'keepsStorage' | 'skew' | 'ailing' | 'nameOf' | 'note'>

export function createFaults(options: {
  readonly clock: Clock
  readonly hub: FaultHub
  /** Brings back a hyperty that has crashed. */
  readonly restart: (who: Address) => void
  readonly onChange: () => void
}): Faults {
  const { clock, hub, restart, onChange } = options
  /** What begins or ends later. */
  const due = new Set<{ readonly order: FaultOrder; readonly isBegun: boolean; readonly cancel: Cancel }>()
  const nameOf = (who: Address): string => hub.nameOf(who) ?? shortName(who)
  const isDown = (who: Address): boolean => hub.ailing.some((one) => one.who === who && one.state === 'crashed')

  function later(delayMs: number, order: FaultOrder, isBegun: boolean, run: (order: FaultOrder) => void): void {
    const cancel = clock.after(delayMs, () => {
      due.delete(one)
      run(order)
      onChange()
    })
    const one = { order, isBegun, cancel }
    due.add(one)
  }

  function begin(order: FaultOrder): void {
    const { who, time } = order
    if (order.fault === 'skew') hub.skew(who, { skewMs: order.skewMs, driftPercent: order.driftPercent })
    else if (order.fault === 'pause') hub.pause(who)
    else hub.crash(who, order.storage)
    if (time.kind === 'span') later(time.forMs, order, true, end)
  }

  function end({ who, fault }: Pick<FaultOrder, 'who' | 'fault'>): void {
    if (fault === 'pause') hub.resume(who)
    else if (fault === 'skew') hub.skew(who, rightClock)
    else if (isDown(who)) restart(who)
  }

  /** Forgets what is to begin or to end; gives whose it was. */
  function drop(isMeant: (order: FaultOrder) => boolean): readonly Address[] {
    const found = [...due].filter(({ order }) => isMeant(order))
    for (const one of found) {
      one.cancel()
      due.delete(one)
    }
    return found.map(({ order }) => order.who)
  }

  return {
    order(order) {
      const { who, fault, time } = order
      if (hub.nameOf(who) === undefined) return 'There is no such participant any more.'
      if (isDown(who) && fault !== 'skew') return `${nameOf(who)} has crashed already. Restart it first.`
      if (order.fault === 'crash' && order.storage === 'kept' && !hub.keepsStorage)
        return `Nothing is stored in this run: ${nameOf(who)} can only crash without its storage.`
      const waits = time.kind === 'span' && time.afterMs > 0
      if (time.kind === 'span' && due.size >= plannedMax)
        return `There are ${plannedMax} faults planned already. Mend some first.`
      if (waits) {
        hub.note(`Planned: ${faultText(order, nameOf)}.`, 'remark')
        later(time.afterMs, order, false, begin)
      } else {
        // what was to end the same fault sooner no longer does
        drop((other) => other.who === who && other.fault === fault)
        begin(order)
      }
      onChange()
      return undefined
    },
    mend(who, fault) {
      const isIts = (one: { readonly who: Address }): boolean => who === undefined || one.who === who
      const ends = (kind: FaultOrder['fault']): boolean => fault === undefined || fault === kind
      const mended = new Set(drop((order) => isIts(order) && ends(order.fault)))
      for (const one of hub.ailing.filter(isIts))
        for (const kind of faultsOf(one).filter(ends)) {
          end({ who: one.who, fault: kind })
          mended.add(one.who)
        }
      onChange()
      return mended.size
    },
    get planned() {
      return [...due].flatMap(({ order, isBegun }) => (isBegun ? [] : [order]))
    },
  }
}

/** What ails a hyperty, by the names of orders. */
const faultsOf = (one: Ailing): readonly FaultOrder['fault'][] => [
  ...(isRight(one) ? [] : (['skew'] as const)),
  ...(one.state === 'running' ? [] : [one.state === 'paused' ? ('pause' as const) : ('crash' as const)]),
]
