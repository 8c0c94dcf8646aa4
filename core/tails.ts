/**
 * The last update of a burst, lost, leaves no gap by which it would be missed. So where links are not to be relied on,
 * a reporter asks its followers after quiet where they stand, until all are known to have it.
 */
import { createAfterQuiet, type Tail } from './after-quiet.ts'
import type { Desk, Held } from './desk.ts'
import type { Address, ResponseMessage } from './message.ts'

/** What a follower said that it holds, and whether it knows its rights. */
interface Said {
  readonly version: number
  readonly mayWrite: boolean
}

/**
 * @param ask asks all followers of an object where they stand, under the number of the question
 * @param tellRight tells a follower once more whether it may write
 */
export function createTails(
  desk: Desk,
  ask: (held: Held, question: number) => void,
  tellRight: (held: Held, follower: Address, mayWrite: boolean) => void,
) {
  const tails = createAfterQuiet<Said>(desk, ask, (tail) =>
    [...tail.held.followers.keys()].some((one) => lacks(tail, one)),
  )

  function lacks({ held, known }: Tail<Said>, follower: Address): boolean {
    const said = known.get(follower)
    const isThere = held.spread ? said !== undefined : said?.version === held.version
    if (isThere && said?.mayWrite === held.followers.get(follower)) return false
    return desk.isOnline(follower)
  }

  return {
    /** Something was numbered or granted, or a link has changed: asks after quiet. */
    touch(held: Held): void {
      if (!desk.endpoint.isReliable()) tails.touch(held)
    },
    /** Takes an answer, if it is one to a question. */
    onAnswer({ id, from, body }: ResponseMessage): void {
      const tail = tails.tailOf(id)
      if (!tail || body.version === undefined || !tail.held.followers.has(from)) return
      const mayWrite = body.mayWrite ?? false
      tail.known.set(from, { version: body.version, mayWrite })
      const granted = tail.held.followers.get(from) ?? false
      if (granted !== mayWrite) tellRight(tail.held, from, granted)
    },
    stop: tails.stop,
  }
}
