/** A bound on how often something may happen: so many at once, so many a second. Knows no clock of its own. */

export interface TokenBucket {
  /** Takes one token at a moment in milliseconds; false when there is none. */
  take(nowMs: number): boolean
}

export function createTokenBucket(options: { readonly perSecond: number; readonly burst: number }): TokenBucket {
  const { perSecond, burst } = options
  let tokens = burst
  let filledAt: number | undefined
  return {
    take(nowMs) {
      if (filledAt !== undefined) tokens = Math.min(burst, tokens + (Math.max(0, nowMs - filledAt) * perSecond) / 1000)
      filledAt = nowMs
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
