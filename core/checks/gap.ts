/** A copy goes past a version. One that comes later after all makes it a reordering, which is another check's. */
import type { Copy } from '../account.ts'
import type { Check } from '../check.ts'

interface Open {
  readonly missing: Set<number>
  readonly takeBack: () => void
}
/** Of one copy so many gaps may wait to be filled; those before stay gaps. */
const openMax = 16

export const gap: Check = {
  name: 'gap',
  title: 'Gap',
  text: 'A copy went on to a later version, and one before it never took effect there.',
  look({ found, nameOf, titleOf }) {
    const open = new WeakMap<Copy, Open[]>()
    return {
      took(copy, version, n) {
        const from = copy.version ?? 0
        if (version <= from) {
          const filled = open.get(copy)?.find(({ missing }) => missing.delete(version))
          if (filled?.missing.size === 0) filled.takeBack()
          return
        }
        if (version === from + 1) return
        const missing = new Set(Array.from({ length: Math.min(64, version - from - 1) }, (_, at) => from + 1 + at))
        const what = version === from + 2 ? `${from + 1}` : `${from + 1} to ${version - 1}`
        const takeBack = found(
          copy.account.object,
          copy.at,
          n,
          `${nameOf(copy.who)}'s copy of ${titleOf(copy.account.object)} was at version ${from} and took ${version}; ${what} never took effect there.`,
        )
        const gaps = open.get(copy) ?? []
        open.set(copy, [...gaps.slice(-openMax), { missing, takeBack }])
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
