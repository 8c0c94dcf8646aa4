/** Whether a write replaces what its author had not seen. Knows the writes of an account, and nothing of events. */
import { overlaps, type Path, type WireChange } from './change.ts'
import { recentMax, type Account, type Write } from './account.ts'

export interface Overwritten {
  readonly earlier: Write
  readonly path: Path
  /** The earlier write deleted what the later one brings back. */
  readonly isDeleted: boolean
}

/** What a write from `base` replaces of what others wrote since; `unknown` where that is not remembered. */
export function overwrittenBy(account: Account, write: Write, base: number): Overwritten | 'unknown' | undefined {
  const changes = changesOf(write)
  if (!changes) return 'unknown'
  let isUnknown = write.version - base > recentMax
  for (let version = Math.max(base + 1, write.version - recentMax + 1); version < write.version; version++) {
    const earlier = account.writes[version % recentMax]
    if (earlier?.version !== version || !earlier.changes) isUnknown = true
    else if (earlier.author !== write.author) {
      const found = between(changes, changesOf(earlier) ?? [])
      if (found) return { earlier, ...found }
    }
  }
  return isUnknown ? 'unknown' : undefined
}

function between(
  later: readonly WireChange[],
  earlier: readonly WireChange[],
): { readonly path: Path; readonly isDeleted: boolean } | undefined {
  for (const one of later) {
    for (const other of earlier) {
      if (!overlaps(one, other)) continue
      // a delete at or above what is set now
      const isDeleted = other.length === 1 && one.length !== 1 && other[0].length <= one[0].length
      return { path: one[0], isDeleted }
    }
  }
  return undefined
}

const changesOf = ({ changes }: Write): readonly WireChange[] | undefined =>
  typeof changes === 'string' ? (JSON.parse(changes) as readonly WireChange[]) : changes
