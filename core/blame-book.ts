/** The blame of every object of a table, each begun when it is first asked for and taken in piece by piece. */
import { createObjectBlame, type ObjectBlame } from './blame.ts'
import type { Columns } from './columns.ts'
import type { Address } from './message.ts'

export interface BlameBook {
  /** The objects of the table, in order of appearance. */
  objects(): readonly Address[]
  of(object: Address): ObjectBlame
}

/** So many objects are remembered; the one that was asked for longest ago is forgotten. */
export const objectsMax = 64

export function createBlameBook(columns: Columns): BlameBook {
  const blames = new Map<Address, ObjectBlame>()
  const found: Address[] = []
  let looked = 0
  return {
    objects() {
      for (; looked < columns.addresses.count; looked++) {
        const address = columns.addresses.textOf(looked)
        if (address.startsWith('comm:')) found.push(address)
      }
      return found.filter((object) => columns.touching(object).length > 0)
    },
    of(object) {
      const blame = blames.get(object) ?? createObjectBlame(columns, object)
      blames.delete(object)
      blames.set(object, blame)
      if (blames.size > objectsMax) blames.delete(blames.keys().next().value as Address)
      return blame
    },
  }
}
