/** The moments of one delivery as rows of a table: each as it was stamped, with what lies between; none derived. */
import type { EndedEvent, SentEvent } from '../../core/event.ts'

export interface HopRow {
  readonly label: string
  /** Milliseconds from the start of the session; absent where it was not stamped. */
  readonly at: number | undefined
  /** From the stamp before it. */
  readonly after: number | undefined
  /** On a window's own clock, converted. */
  readonly isWindow: boolean
}

type Wanted = readonly [label: string, at: number | undefined, isWindow: boolean]

/** All hops that such a message has, in order; those without a stamp say so. */
export function hopRows({ message, hops: sent, at }: SentEvent, ended: EndedEvent | undefined): HopRow[] {
  const end = ended?.hops ?? {}
  const wanted: Wanted[] = []
  if (message.type === 'create') {
    wanted.push(['object made', sent.created, true], ['observed by its hyperty', sent.observed, true])
  }
  if (message.type === 'update' && message.body.author === undefined) wanted.push(['changed', sent.changed, true])
  const fromWindow = sent.posted !== undefined || (message.type === 'update' && message.body.author === undefined)
  if (fromWindow) wanted.push(['handed to the port', sent.posted, true], ['taken by the Syncer', sent.taken, false])
  if (message.type === 'create') wanted.push(['observed by the Syncer', sent.watched, false])
  wanted.push(['taken by the bus', at, false])
  if (ended && end.received === undefined) return withGaps(wanted)
  wanted.push(['received by the other Syncer', end.received, false])
  if (message.type === 'create')
    wanted.push(['instance made', end.made, false], ['observed by the Syncer', end.watched, false])
  if (message.type === 'update' || message.type === 'create' || end.passed !== undefined) {
    wanted.push(['handed to the port', end.passed, false], ['in the window', end.applied, true])
  }
  if (message.type === 'create') wanted.push(['observed by its hyperty', end.observed, true])
  if (message.type === 'update') wanted.push(['hyperty told', end.told, true])
  return withGaps(wanted)
}

function withGaps(wanted: readonly Wanted[]): HopRow[] {
  let last: number | undefined
  return wanted.map(([label, at, isWindow]) => {
    const after = at === undefined || last === undefined ? undefined : at - last
    last = at ?? last
    return { label, at, after, isWindow }
  })
}
