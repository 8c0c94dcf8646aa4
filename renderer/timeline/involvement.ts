/** How much each hyperty has to do with a session: how many messages it sent or was sent. Looks at each row once. */
import type { Columns } from '../../core/columns.ts'
import type { Address } from '../../core/message.ts'
import { namedMax, type Member } from './lanes.ts'

export interface Involvement {
  of(url: Address): number
  /** Looks at what is new, where there are so many that only the most involved have lanes. */
  look(columns: Columns, members: readonly Member[]): void
}

export function createInvolvement(): Involvement {
  let counts = new Map<number, number>()
  let table: Columns | undefined
  let looked = 0
  const count = (id: number): void => void counts.set(id, (counts.get(id) ?? 0) + 1)
  return {
    of: (url) => counts.get(table?.addresses.find(url) ?? -1) ?? 0,
    look(columns, members) {
      if (columns !== table) [table, looked, counts] = [columns, 0, new Map()]
      if (members.length <= namedMax) return
      for (; looked < columns.count; looked++) {
        if (columns.kindOf(looked) !== 'message' || columns.typeOf(looked) === 'presence') continue
        count(columns.from.get(looked))
        count(columns.to.get(looked))
      }
    },
  }
}
