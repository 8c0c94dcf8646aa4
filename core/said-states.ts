/** What windows said of their copies of one object, by the hash of its value: a witness against what is folded. */
import type { Columns } from './columns.ts'
import type { Address } from './message.ts'

export interface SaidStates {
  /** The last row in which a hyperty said what it holds, at or before an event. */
  lastOf(hyperty: Address, n: number): number | undefined
}

export function createSaidStates(columns: Columns, object: Address): SaidStates {
  const rows = new Map<number, number[]>()
  let looked = 0

  function grow(): void {
    const about = columns.addresses.find(object)
    for (; looked < columns.count; looked++) {
      if (columns.object.get(looked) !== about || columns.kindOf(looked) !== 'state') continue
      const who = columns.from.get(looked)
      const list = rows.get(who)
      if (list) list.push(looked)
      else rows.set(who, [looked])
    }
  }

  return {
    lastOf(hyperty, n) {
      grow()
      const list = rows.get(columns.addresses.find(hyperty) ?? -1) ?? []
      let low = 0
      let high = list.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (columns.n.get(list[middle] as number) <= n) low = middle + 1
        else high = middle
      }
      return list[low - 1]
    },
  }
}
