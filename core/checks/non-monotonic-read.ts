/** A version goes back: in a copy, in what a window says of it, or where versions are given. */
import type { Check } from '../check.ts'
import { hypertyOf } from '../vector.ts'

export const nonMonotonicRead: Check = {
  name: 'non-monotonic-read',
  title: 'Non-monotonic read',
  text: 'Somebody who had seen a version was shown an earlier one.',
  look: ({ found, nameOf, titleOf }) => ({
    loaded(copy, version, n) {
      const { account, version: from = 0 } = copy
      if (version >= from) return
      const whose = `${nameOf(copy.who)}'s copy of ${titleOf(account.object)}`
      found(account.object, copy.at, n, `${whose} was at version ${from} and was set back to ${version}.`)
    },
    said(copy, version, n) {
      if (version >= copy.shown) return
      const { object } = copy.account
      const sentence = `${nameOf(copy.who)}'s window showed version ${copy.shown} of ${titleOf(object)}, and then ${version}.`
      found(object, copy.shownAt, n, sentence)
    },
    gave({ object }, { writer, seq }, last, lastAt, n) {
      if (seq > last) return
      const who = nameOf(hypertyOf(writer))
      found(object, lastAt, n, `${who} gave the number ${seq} in ${titleOf(object)} after ${last}.`)
    },
    numbered({ object, isSpread, latest, latestAt }, { version, source, n }) {
      if (isSpread || version > latest || latestAt === 0) return
      found(object, latestAt, n, `${nameOf(source)} gave the number ${version} in ${titleOf(object)} after ${latest}.`)
    },
  }),
}
