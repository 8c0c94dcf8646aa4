/**
 * A copy sends back what it was sent. Proven only where the copy had nothing of its own under way when it took the
 * write, and the next thing that it writes says the same of the same places: nobody who sees a value sets it again.
 */
import { isContainer, pathText, type WireChange } from '../change.ts'
import type { Check } from '../check.ts'

/** More changes than so many are not compared. */
const changesMax = 8

export const pingPongEcho: Check = {
  name: 'ping-pong-echo',
  title: 'Ping-pong echo',
  text: 'A copy sent a change that it had just been sent.',
  look: ({ found, nameOf, titleOf }) => ({
    wrote(copy, changes, n) {
      const { seen, account } = copy
      if (!seen?.changes || !copy.isIdle || seen.author === copy.who || copy.wroteAt > seen.n) return
      if (!isSame(seen.changes, changes)) return
      const sentence = `${nameOf(copy.who)} was sent version ${seen.version} of ${titleOf(account.object)}, by ${nameOf(seen.author)}, and sent the same change of ${pathText(seen.changes[0]?.[0] ?? [])} back.`
      found(account.object, copy.shownAt, n, sentence)
    },
  }),
}

/** The same values at the same places, each place once. */
function isSame(one: readonly WireChange[], other: readonly WireChange[]): boolean {
  if (one.length !== other.length || one.length > changesMax || one.length === 0) return false
  const places = new Set(one.map(([path]) => pathText(path)))
  return places.size === one.length && one.every((change, at) => isSameChange(change, other[at] as WireChange))
}

function isSameChange(one: WireChange, other: WireChange): boolean {
  if (one.length !== other.length || one.length === 4 || pathText(one[0]) !== pathText(other[0])) return false
  if (one.length === 1) return true
  return !isContainer(one[1]) && Object.is(one[1], other[1])
}
