/**
 * The last write of a burst, lost, leaves no gap by which it would be missed. So after quiet whoever wrote asks the others
 * which writes they know, and the reporter asks for all, until all are known to have them.
 */
import { createAfterQuiet, type Tail } from './after-quiet.ts'
import type { Desk, Held } from './desk.ts'
import type { ResponseMessage } from './message.ts'
import { covers, type Vector } from './vector.ts'

/** @param ask asks all who belong to an object what they know, under the number of the question */
export function createSpreadTails(desk: Desk, ask: (held: Held, question: number) => void) {
  const { bus, endpoint } = desk
  const tails = createAfterQuiet<Vector>(desk, ask, isLacking)

  /** What the others are to know: a follower vouches for its own writes. */
  function wanted({ spread, role }: Held): Vector {
    if (!spread || role === 'reporter') return spread?.vector ?? {}
    const own = spread.vector[spread.writer]
    return own === undefined ? {} : { [spread.writer]: own }
  }

  function isLacking({ held, known }: Tail<Vector>): boolean {
    const all = wanted(held)
    return endpoint
      .circleOf(held.url)
      .some((one) => one !== desk.url && !covers(known.get(one) ?? {}, all) && desk.isOnline(one))
  }

  /** The reporter asks for all: what one of them lost on its way to another is mended by it, too. */
  const isReliable = ({ url, role }: Held): boolean =>
    endpoint.isReliable() && (role !== 'reporter' || endpoint.circleOf(url).every((one) => bus.links.isReliable(one)))

  return {
    /**
     * Something was written or taken, or a link has changed: asks after quiet. `mustAsk`: once at least, as somebody came
     * or was away, and on links to be relied on, too.
     */
    touch(held: Held, mustAsk = false): void {
      if (mustAsk || tails.isOpen(held) || !isReliable(held)) tails.touch(held, mustAsk)
    },
    /** Takes an answer, if it is one to a question; gives the object then. */
    onAnswer({ id, from, body }: ResponseMessage): Held | undefined {
      const tail = tails.tailOf(id)
      if (!tail || !body.vector) return undefined
      tail.known.set(from, body.vector)
      return tail.held
    },
    stop: tails.stop,
  }
}
