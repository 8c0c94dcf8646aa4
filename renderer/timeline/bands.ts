/**
 * From where to where in a session a hyperty was paused, off line, or down after a crash, or a link was cut: what is drawn as
 * a band on the lanes.
 * Knows rows and moments; draws nothing.
 */
import type { FaultEvent } from '../../core/event.ts'
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'

export interface Band {
  /** On whose lane; of a cut link one end, or nobody where all links are. */
  readonly who: Address
  readonly to?: Address
  readonly kind: 'paused' | 'down' | 'offline' | 'cut'
  readonly row: number
  readonly at: number
  /** Absent while it lasts. */
  readonly end?: { readonly row: number; readonly at: number }
}

/** So many are kept; the oldest go first. */
export const bandsMax = 2_000

export interface Bands {
  readonly all: readonly Band[]
  /** Looks at a row; each is looked at once. */
  look(columns: Columns, row: number): void
  clear(): void
}

const begins: { readonly [fault: string]: Band['kind'] } = { pause: 'paused', down: 'down', offline: 'offline' }
const ends: { readonly [fault: string]: Band['kind'] } = { resume: 'paused', up: 'down', online: 'offline' }

export function createBands(): Bands {
  let all: Band[] = []
  let looked = -1

  function end(who: Address, kind: Band['kind'] | undefined, row: number, at: number): void {
    const isMeant = (band: Band): boolean => band.who === who && !band.end && (kind ?? band.kind) === band.kind
    for (let index = all.findLastIndex(isMeant); index >= 0; index = all.findLastIndex(isMeant))
      all[index] = { ...(all[index] as Band), end: { row, at } }
  }

  /** A partition: of one link, or of all. */
  function cut({ at, order, state = 'begins' }: FaultEvent, row: number): void {
    const who = order?.from ?? ''
    if (state === 'ends') {
      const isMeant = (band: Band): boolean =>
        band.kind === 'cut' && band.who === who && band.to === order?.to && !band.end
      const index = all.findLastIndex(isMeant)
      if (index >= 0) all[index] = { ...(all[index] as Band), end: { row, at } }
    } else if (state === 'begins') add({ who, ...(order?.to !== undefined && { to: order.to }), kind: 'cut', row, at })
  }

  function add(band: Band): void {
    all.push(band)
    if (all.length > bandsMax) all = all.slice(-bandsMax)
  }

  return {
    get all() {
      return all
    },
    look(columns, row) {
      if (row <= looked) return
      const kind = columns.kindOf(row)
      if (kind !== 'fault' && kind !== 'hyperty') return
      looked = row
      const event = columns.eventOf(row)
      // who has left is neither paused nor down
      if (event?.kind === 'hyperty' && event.state === 'left') return end(event.url, undefined, row, event.at)
      if (event?.kind === 'fault' && event.order?.conditions.isCut) return cut(event, row)
      if (event?.kind !== 'fault' || event.who === undefined) return
      const [begun, ended] = [begins[event.fault], ends[event.fault]]
      if (ended) end(event.who, ended, row, event.at)
      if (!begun) return
      add({ who: event.who, kind: begun, row, at: event.at })
    },
    clear() {
      all = []
      looked = -1
    },
  }
}
