/** A copy takes a version after a later one. */
import type { Check } from '../check.ts'

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
  }),
}
