/** A write replaces what its author had not seen. */
import { pathText } from '../change.ts'
import type { Check } from '../check.ts'

export const staleOverwrite: Check = {
  name: 'stale-overwrite',
  title: 'Stale overwrite',
  text: 'A write was taken that replaces a newer one, which its author had not seen.',
  look: ({ found, nameOf, titleOf }) => ({
    overwrote({ object }, write, { earlier, path, isDeleted }) {
      if (isDeleted) return
      const sentence = `${nameOf(write.author)} wrote ${pathText(path)} in ${titleOf(object)} having seen version ${write.ask?.base}; that replaced what ${nameOf(earlier.author)} had written as version ${earlier.version}.`
      found(object, earlier.n, write.n, sentence)
    },
  }),
}
