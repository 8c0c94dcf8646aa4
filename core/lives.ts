/**
 * Which object of a URL is meant, where one has ended and another one was made in its place: each has a number, its
 * life. Remembers a bounded number of URLs; no life is ever given twice, not even of a URL that was forgotten.
 */
import type { Address } from './address.ts'

/** Of so many URLs it is remembered whose object ended there. */
export const endedMax = 10_000

export interface Lives {
  /** The life of the object that is made next at a URL; 0 for the first one. */
  next(url: Address): number
  /** An object has ended; `by` where its owner wanted it to. */
  end(url: Address, life: number, by?: Address): void
  /** Who ended the object that was there last; undefined where nobody did, or where that was too long ago. */
  endedBy(url: Address): Address | undefined
}

export function createLives(most = endedMax): Lives {
  const ended = new Map<Address, { readonly life: number; readonly by: Address | undefined }>()
  /** Every life of a URL that was forgotten was below it. */
  let least = 0

  return {
    next: (url) => (ended.get(url)?.life ?? least - 1) + 1,
    end(url, life, by) {
      ended.delete(url)
      ended.set(url, { life, by })
      if (ended.size <= most) return
      const [oldest, { life: last }] = ended.entries().next().value as [Address, { life: number }]
      ended.delete(oldest)
      least = Math.max(least, last + 1)
    },
    endedBy: (url) => ended.get(url)?.by,
  }
}
