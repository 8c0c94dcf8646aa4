/** How many copies of an object differ from most of the others, by the hashes that windows say. Bounded by the copies there are. */
import type { SessionEvent } from './event.ts'
import type { Address } from './message.ts'

export interface CopyCount {
  /** Takes the next event; says of which object there are now so many that differ, where that has changed. */
  take(event: SessionEvent): { readonly object: Address; readonly differing: number } | undefined
}

interface Copies {
  readonly hashes: Map<Address, string>
  readonly counts: Map<string, number>
  differing: number | undefined
}

export function createCopyCount(): CopyCount {
  const objects = new Map<Address, Copies>()

  function forget(copies: Copies, who: Address): void {
    const hash = copies.hashes.get(who)
    if (hash === undefined) return
    copies.hashes.delete(who)
    const left = (copies.counts.get(hash) ?? 1) - 1
    if (left > 0) copies.counts.set(hash, left)
    else copies.counts.delete(hash)
  }

  return {
    take(event) {
      if (event.kind === 'hyperty' && event.state === 'left') {
        for (const copies of objects.values()) forget(copies, event.url)
        return undefined
      }
      if (event.kind !== 'state') return undefined
      const { object, who, hash } = event
      let copies = objects.get(object)
      if (!copies) {
        copies = { hashes: new Map(), counts: new Map(), differing: undefined }
        objects.set(object, copies)
      }
      forget(copies, who)
      copies.hashes.set(who, hash)
      copies.counts.set(hash, (copies.counts.get(hash) ?? 0) + 1)
      const differing = copies.hashes.size - Math.max(...copies.counts.values())
      if (differing === copies.differing) return undefined
      copies.differing = differing
      return { object, differing }
    },
  }
}
