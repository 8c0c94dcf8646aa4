/** A write brings back what was deleted, by somebody who did not know. */
import { pathText } from '../change.ts'
import type { Check } from '../check.ts'

export const resurrection: Check = {
  name: 'resurrection',
  title: 'Resurrection',
  text: 'What was deleted came back by a write whose author had not seen that it was deleted.',
  look: ({ found, nameOf, titleOf }) => ({
    overwrote({ object }, write, { earlier, path, isDeleted }) {
      if (!isDeleted) return
      const sentence = `${nameOf(earlier.author)} deleted ${pathText(path)} in ${titleOf(object)} as version ${earlier.version}; ${nameOf(write.author)}, having seen version ${write.ask?.base}, brought it back.`
      found(object, earlier.n, write.n, sentence)
    },
  }),
}
