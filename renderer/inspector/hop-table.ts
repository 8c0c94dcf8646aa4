/** The moments of one delivery as rows of a table: each as it was stamped, with what lies between; none derived. */
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { importedOf, type Address } from '../../core/message.ts'
import type { WindowClocks } from '../../core/window-clock.ts'

export interface HopRow {
  readonly label: string
  /** Milliseconds from the start of the session; absent where it was not stamped. */
  readonly at: number | undefined
  /** From the stamp before it. */
  readonly after: number | undefined
  /** On a window's own clock, converted. */
  readonly isWindow: boolean
  /** By how much such a time may be off, either way; absent where the session does not say it. */
  readonly uncertaintyMs: number | undefined
}

/** `from`: when it was converted at the earliest, where that is not when the event was recorded. */
type Wanted = readonly [label: string, at: number | undefined, isWindow: boolean, from?: number | undefined]

/** All hops that such a message has, in order; those without a stamp say so. */
export function hopRows(sent: SentEvent, ended: EndedEvent | undefined, clocks: WindowClocks): HopRow[] {
  let last: number | undefined
  const rowsOf = (hops: readonly Wanted[], who: Address, recordedAt: number): HopRow[] =>
    hops.map(([label, at, isWindow, from = recordedAt]) => {
      const after = at === undefined || last === undefined ? undefined : at - last
      last = at ?? last
      const isConverted = isWindow && at !== undefined
      const uncertaintyMs = isConverted ? clocks.uncertaintyMs(who, from, recordedAt) : undefined
      return { label, at, after, isWindow, uncertaintyMs }
    })
  const departure = rowsOf(departureHops(sent), sent.message.body.source, sent.at)
  return [...departure, ...rowsOf(arrivalHops(sent, ended), ended?.to ?? '', ended?.at ?? 0)]
}

/** Those on the clocks of the sender's window and of main. */
function departureHops({ message, hops, at }: SentEvent): Wanted[] {
  if (importedOf(message)) return [['sent', at, false]]
  const wanted: Wanted[] = []
  if (message.type === 'create') {
    // converted when the object was made, which may be long before it is shared
    wanted.push(['object made', hops.created, true, hops.created])
    wanted.push(['observed by its hyperty', hops.observed, true, hops.observed])
  }
  if (message.type === 'update' && message.body.author === undefined)
    wanted.push(['changed', hops.changed, true, hops.taken])
  const fromWindow = hops.posted !== undefined || (message.type === 'update' && message.body.author === undefined)
  if (fromWindow)
    wanted.push(['handed to the port', hops.posted, true, hops.taken], ['taken by the Syncer', hops.taken, false])
  if (message.type === 'create') wanted.push(['observed by the Syncer', hops.watched, false])
  wanted.push(['taken by the bus', at, false])
  return wanted
}

/** Those on the clocks of main and of the receiver's window. */
function arrivalHops({ message }: SentEvent, ended: EndedEvent | undefined): Wanted[] {
  const hops = ended?.hops ?? {}
  if (ended && hops.received === undefined) return []
  if (importedOf(message))
    return [
      ['received', hops.received, false],
      ...(hops.applied === undefined ? [] : [['done with', hops.applied, false] as const]),
    ]
  const wanted: Wanted[] = [['received by the other Syncer', hops.received, false]]
  if (message.type === 'create')
    wanted.push(['instance made', hops.made, false], ['observed by the Syncer', hops.watched, false])
  if (message.type === 'update' || message.type === 'create' || hops.passed !== undefined) {
    wanted.push(['handed to the port', hops.passed, false], ['in the window', hops.applied, true])
  }
  if (message.type === 'create') wanted.push(['observed by its hyperty', hops.observed, true])
  if (message.type === 'update') wanted.push(['hyperty told', hops.told, true])
  return wanted
}
