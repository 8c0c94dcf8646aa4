/**
 * From where to where in a session a hyperty was paused, or down after a crash: what is drawn as a band on its lane.
 * Knows rows and moments; draws nothing.
 */
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'

export interface Band {
  readonly who: Address
  readonly kind: 'paused' | 'down'
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

const begins: { readonly [fault: string]: Band['kind'] } = { pause: 'paused', down: 'down' }
const ends: { readonly [fault: string]: Band['kind'] } = { resume: 'paused', up: 'down' }

export function createBands(): Bands {
  let all: Band[] = []
  let looked = -1

  function end(who: Address, kind: Band['kind'] | undefined, row: number, at: number): void {
    const isMeant = (band: Band): boolean => band.who === who && !band.end && (kind ?? band.kind) === band.kind
    for (let index = all.findLastIndex(isMeant); index >= 0; index = all.findLastIndex(isMeant))
      all[index] = { ...(all[index] as Band), end: { row, at } }
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
      if (event?.kind !== 'fault' || event.who === undefined) return
      const [begun, ended] = [begins[event.fault], ends[event.fault]]
      if (ended) end(event.who, ended, row, event.at)
      if (!begun) return
      all.push({ who: event.who, kind: begun, row, at: event.at })
      if (all.length > bandsMax) all = all.slice(-bandsMax)
    },
    clear() {
      all = []
      looked = -1
    },
  }
}
