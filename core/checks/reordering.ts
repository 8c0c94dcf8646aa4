/** A copy takes a version after a later one. */
import type { Check } from '../check.ts'
import { hypertyOf } from '../vector.ts'

export const reordering: Check = {
  name: 'reordering',
  title: 'Reordering',
  text: 'A version took effect in a copy after a later one.',
  look: ({ found, nameOf, titleOf }) => ({
    took(copy, version, n) {
      if (!copy.missing?.has(version)) return
      const { object } = copy.account
      const sentence = `${nameOf(copy.who)}'s copy of ${titleOf(object)} took version ${version} after ${copy.version}.`
      found(object, copy.at, n, sentence)
    },
    tookOf(copy, { writer, seq }, { seq: last, n: first, isMissing }, n) {
      if (!isMissing) return
      const { object } = copy.account
      const sentence = `${nameOf(copy.who)}'s copy of ${titleOf(object)} took write ${seq} of ${nameOf(hypertyOf(writer))} after ${last}.`
      found(object, first, n, sentence)
    },
  }),
}
