/** A write that was taken is not there: in a copy that is at its version, or among the versions at all. */
import { recentMax } from '../account.ts'
import type { Check } from '../check.ts'

export const lostUpdate: Check = {
  name: 'lost-update',
  title: 'Lost update',
  text: 'A write was taken, and a copy that says it has it holds something else, or nobody was ever sent it.',
  look: ({ found, nameOf, titleOf }) => ({
    differed(copy, other, version, first, n) {
      if (copy.refusedAt > 0) return
      const { object } = copy.account
      const knows = version === undefined ? 'knows the same writes' : `is at version ${version}`
      const sentence = `${nameOf(copy.who)}'s copy of ${titleOf(object)} ${knows} as ${nameOf(other.who)}'s ${version === undefined ? 'does' : 'is'}, and holds something else.`
      found(object, first, n, sentence)
    },
    answered({ n: asked, account, author, numberedAt }, { code, version }, n) {
      if (code >= 300 || numberedAt > 0) return
      const isOther = version !== undefined && account.writes[version % recentMax]?.version === version
      const but = isOther ? `version ${version} is another write` : 'nobody was sent it'
      const sentence = `${nameOf(author)} was told that a write to ${titleOf(account.object)} was taken, and ${but}.`
      found(account.object, asked, n, sentence)
    },
  }),
}
