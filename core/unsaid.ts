/**
 * What a hyperty has done while it is off line and must tell others: it is said when it is on line again, in the order
 * in which it was done, and of what says the same only the last. Knows nothing of what is said.
 */

/** So much is kept; the oldest is forgotten for what comes beyond. */
export const unsaidMax = 10_000

export interface Unsaid {
  /** Says something now, or when this hyperty is on line again; `key` names what it is about. */
  say(key: string, run: () => void): void
  /** Says something now, and where nobody can hear it once more when this hyperty is on line again. */
  repeat(key: string, run: () => void): void
  /** On line again. */
  sayAll(): void
}

export function createUnsaid(isOnline: () => boolean): Unsaid {
  const waiting = new Map<string, () => void>()

  function keep(key: string, run: () => void): void {
    waiting.delete(key)
    waiting.set(key, run)
    if (waiting.size > unsaidMax) waiting.delete(waiting.keys().next().value as string)
  }

  return {
    say: (key, run) => (isOnline() ? run() : keep(key, run)),
    repeat(key, run) {
      run()
      if (!isOnline()) keep(key, run)
    },
    sayAll() {
      const due = [...waiting.values()]
      waiting.clear()
      for (const run of due) run()
    },
  }
}
