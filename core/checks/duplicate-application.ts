/** A write has its effect twice: in one copy, or as two versions. */
import { recentMax } from '../account.ts'
import type { Check } from '../check.ts'
import { hypertyOf } from '../vector.ts'

export const duplicateApplication: Check = {
  name: 'duplicate-application',
  title: 'Duplicate application',
  text: 'A write took effect twice: one version in the same copy, or one request as two versions.',
  look: ({ found, nameOf, titleOf }) => ({
    took(copy, version, n) {
      if (copy.version === undefined || version > copy.version || copy.missing?.has(version)) return
      const { object } = copy.account
      const isRecent = copy.version - version < recentMax
      // else the event that brought it to where it is: it had this version then
      const first = (isRecent ? copy.recent[version % recentMax] : undefined) ?? copy.at
      found(object, first, n, `${nameOf(copy.who)}'s copy of ${titleOf(object)} took version ${version} a second time.`)
    },
    tookOf(copy, { writer, seq }, { seq: last, n: first, isMissing }, n) {
      if (isMissing || seq > last) return
      const { object } = copy.account
      const sentence = `${nameOf(copy.who)}'s copy of ${titleOf(object)} took write ${seq} of ${nameOf(hypertyOf(writer))} a second time.`
      found(object, first, n, sentence)
    },
    numbered({ object }, { ask, n, version }) {
      if (!ask || ask.numberedAt === 0) return
      const sentence = `What ${nameOf(ask.author)} asked once was written to ${titleOf(object)} twice, the second time as ${ask.account.isSpread ? 'write' : 'version'} ${version}.`
      found(object, ask.numberedAt, n, sentence)
    },
  }),
}
