/**
 * A copy sends back what it was sent. Proven only where the copy had nothing of its own under way when it took the
 * write, and the next thing that it writes says the same of the same places: nobody who sees a value sets it again.
 */
import { isContainer, pathText, sameJson, type WireChange } from '../change.ts'
import { changesText } from '../codec.ts'
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
      if (seen?.changes === undefined || !copy.isIdle || seen.author === copy.who || copy.wroteAt > seen.n) return
      if (!isSame(seen.changes, changes) || !isPlain(changes)) return
      const what = account.isSpread ? 'write' : 'version'
      const sentence = `${nameOf(copy.who)} was sent ${what} ${seen.version} of ${titleOf(account.object)}, by ${nameOf(seen.author)}, and sent the same change of ${pathText(changes[0]?.[0] ?? [])} back.`
      found(account.object, copy.shownAt, n, sentence)
    },
  }),
}

/** Values that nobody sets again where they stand, at places that each stand there once. */
function isPlain(changes: readonly WireChange[]): boolean {
  if (changes.length === 0 || changes.length > changesMax) return false
  const places = new Set(changes.map(([path]) => pathText(path)))
  const isSet = (change: WireChange): boolean => change.length === 1 || (change.length === 2 && !isContainer(change[1]))
  return places.size === changes.length && changes.every(isSet)
}

function isSame(seen: readonly WireChange[] | string, changes: readonly WireChange[]): boolean {
  if (typeof seen === 'string') return seen === changesText(changes)
  return seen.length === changes.length && seen.every((change, at) => sameJson(change, changes[at]))
}
