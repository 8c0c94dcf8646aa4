/** A write of somebody without the right has an effect. Judges by what was recorded of rights, refusals and rules. */
import type { Write } from '../account.ts'
import type { Check } from '../check.ts'

/** Rules of access by which a request to write may have passed, where the reporter grants the right by name. */
const grantRules = new Set(['granted-write', 'only-reporter-writes', 'anyone-may-follow'])

export const authority: Check = {
  name: 'authority',
  title: 'Write without the right',
  text: 'A write took effect that was refused, or whose author had no right to write.',
  look: ({ found, nameOf, titleOf }) => ({
    forced({ object }, author, to, first, n) {
      const whose = `${nameOf(to)}'s copy of ${titleOf(object)}`
      found(object, first, n, `Access refused a write of ${nameOf(author)}, and ${whose} took it.`)
    },
    numbered(account, write) {
      const why = whyNot(write)
      if (!why) return
      const { author, version, n } = write
      const sentence = `${nameOf(author)} asked to write ${titleOf(account.object)} ${why.words}; it was taken all the same, as version ${version}.`
      found(account.object, why.n, n, sentence)
    },
    overstepped({ object }, author, first, n) {
      found(
        object,
        first,
        n,
        `${nameOf(author)} wrote to ${titleOf(object)} without the right to, and the others were sent it.`,
      )
    },
    differed(copy, other, version, _first, n) {
      if (copy.refusedAt === 0) return
      const { object } = copy.account
      const sentence = `A write of ${nameOf(copy.who)} to ${titleOf(object)} was refused, and its copy has not gone back to what ${nameOf(other.who)} holds${version === undefined ? '' : ` at version ${version}`}.`
      found(object, copy.refusedAt, n, sentence)
    },
  }),
}

function whyNot({ author, source, ask }: Write): { words: string; n: number } | undefined {
  if (author === source || !ask) return undefined
  if (ask.rule === undefined || ask.refusedAt > 0) return { words: 'and was refused', n: ask.refusedAt || ask.n }
  if (ask.mayWrite || !grantRules.has(ask.rule)) return undefined
  return { words: 'without the right to', n: ask.n }
}
