/**
 * Puts what was stored of one object at several hyperties in order among each other, as a kill between two records, or
 * a damaged block, may have left it: one owner at most, nobody ahead of it, and who follows has a copy.
 */
import type { JsonObject } from './change.ts'
import type { Address } from './message.ts'
import type { ObjectInfo } from './port.ts'

interface Copy {
  info: ObjectInfo
  value: JsonObject
  sharing?: unknown
  spread?: unknown
}
interface Owned {
  readonly by: Address
  readonly copy: Copy
}
export interface Copies {
  readonly url: Address
  readonly copies: ReadonlyMap<Address, Copy>
}

const timeOf = ({ info: { life = 0, epoch = 0 } }: Copy): readonly [number, number] => [life, epoch]
const isLater = (one: Copy, other: Copy): boolean => {
  const [[life, epoch], [otherLife, otherEpoch]] = [timeOf(one), timeOf(other)]
  return life > otherLife || (life === otherLife && epoch > otherEpoch)
}

export function settleCopies(hyperties: readonly Copies[]): void {
  const owned = ownersOf(hyperties)
  const followers = new Map<Address, Set<Address>>()
  for (const { url, copies } of hyperties)
    for (const [object, copy] of copies) {
      const own = owned.get(object)
      if (own?.copy === copy) continue
      settleCopy(copy, own)
      if (copy.info.status === 'active') followers.set(object, (followers.get(object) ?? new Set()).add(url))
    }
  for (const [object, { copy }] of owned) {
    const here = copy.info.followers.filter(({ url }) => followers.get(object)?.has(url))
    copy.info = { ...copy.info, followers: here }
  }
}

/** Of two who think that they own an object the one owns it to whom it passed last. */
function ownersOf(hyperties: readonly Copies[]): ReadonlyMap<Address, Owned> {
  const owned = new Map<Address, Owned>()
  for (const { url: by, copies } of hyperties)
    for (const [object, copy] of copies) {
      const known = owned.get(object)
      if (copy.info.role === 'reporter' && (!known || isLater(copy, known.copy))) owned.set(object, { by, copy })
    }
  return owned
}

/** The copy of one who does not own the object. */
function settleCopy(copy: Copy, own: Owned | undefined): void {
  const { status, onLeave, role } = copy.info
  if (role === 'reporter') {
    copy.info = { ...copy.info, role: 'observer', followers: [] }
    delete copy.sharing
  }
  const mayGoOn = status === 'active' || (status === 'left' && onLeave === 'take over')
  if (!mayGoOn) return
  if (!own || timeOf(own.copy)[0] !== timeOf(copy)[0]) {
    copy.info = { ...copy.info, status: own ? 'deleted' : 'left', mayWrite: false }
    return
  }
  const { by } = own
  // those whose writers settle their own writes are ahead of each other, and merge what they hold
  const isAhead = !copy.spread && !isLater(own.copy, copy) && copy.info.version > own.copy.info.version
  if (isAhead) {
    own.copy.value = JSON.parse(JSON.stringify(copy.value)) as JsonObject
    own.copy.info = { ...own.copy.info, version: copy.info.version }
  }
  const epoch = own.copy.info.epoch === undefined ? {} : { epoch: own.copy.info.epoch }
  copy.info = { ...copy.info, ...epoch, status: 'active', reporter: by }
}
