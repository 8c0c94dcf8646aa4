/** A copy goes past a version. One that comes later after all makes it a reordering, which is another check's. */
import type { Copy } from '../account.ts'
import type { Check } from '../check.ts'
import { hypertyOf } from '../vector.ts'

interface Open {
  /** Whose numbers they are, where there is no one sequence. */
  readonly writer?: string
  readonly missing: Set<number>
  readonly takeBack: () => void
}
/** The two events that prove it, and between which numbers it lies. */
type Proof = readonly [first: number, second: number]
type Span = readonly [from: number, to: number]
/** Of one copy so many gaps may wait to be filled; those before stay gaps. */
const openMax = 16

export const gap: Check = {
  name: 'gap',
  title: 'Gap',
  text: 'A copy went on to a later version, and one before it never took effect there.',
  look({ found, nameOf, titleOf }) {
    const open = new WeakMap<Copy, Open[]>()

    function fill(copy: Copy, number: number, writer?: string): void {
      const filled = open.get(copy)?.find((one) => one.writer === writer && one.missing.delete(number))
      if (filled?.missing.size === 0) filled.takeBack()
    }

    function miss(copy: Copy, [first, n]: Proof, [from, to]: Span, words: string, writer?: string): void {
      const missing = new Set(Array.from({ length: Math.min(64, to - from - 1) }, (_, at) => from + 1 + at))
      const what = to === from + 2 ? `${from + 1}` : `${from + 1} to ${to - 1}`
      const { object } = copy.account
      const sentence = `${nameOf(copy.who)}'s copy of ${titleOf(object)} ${words}; ${what} never took effect there.`
      const takeBack = found(object, first, n, sentence)
      const gaps = open.get(copy) ?? []
      open.set(copy, [...gaps.slice(-openMax), { ...(writer === undefined ? {} : { writer }), missing, takeBack }])
    }

    return {
      took(copy, version, n) {
        const from = copy.version ?? 0
        if (version <= from) fill(copy, version)
        else if (version > from + 1)
          miss(copy, [copy.at, n], [from, version], `was at version ${from} and took ${version}`)
      },
      tookOf(copy, { writer, seq }, { seq: from, n: first }, n) {
        if (seq <= from) fill(copy, seq, writer)
        else if (seq > from + 1)
          miss(copy, [first, n], [from, seq], `took write ${seq} of ${nameOf(hypertyOf(writer))} after ${from}`, writer)
      },
      gave({ object }, { writer, seq }, last, lastAt, n) {
        if (seq <= last) return
        const who = nameOf(hypertyOf(writer))
        found(
          object,
          lastAt,
          n,
          `${who} gave the number ${seq} in ${titleOf(object)} after ${last}; nobody was sent those between.`,
        )
      },
      claimed(copy, count, taken, n) {
        const { object } = copy.account
        const what =
          count === taken ? `${count} writes that are not those it took` : `${count} writes, and it took ${taken}`
        found(object, copy.at, n, `${nameOf(copy.who)}'s copy of ${titleOf(object)} says that it knows ${what}.`)
      },
      loaded: (copy) => void open.delete(copy),
      said(copy, version, n) {
        const { version: taken, account } = copy
        // of a reporter's copy its own Syncer's numbers count, and its window may be told of them later only
        if (taken === undefined || version <= taken || version <= copy.shown || copy.who === account.reporter) return
        const whose = `${nameOf(copy.who)}'s copy of ${titleOf(account.object)}`
        found(
          account.object,
          copy.at,
          n,
          `${whose} says that it is at version ${version}, and has taken ${taken} last.`,
        )
      },
    }
  },
}
