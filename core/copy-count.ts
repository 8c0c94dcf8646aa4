/**
 * How many copies of an object differ from most of the others, by the hashes that windows say. Bounded by the copies there
 * are; knows no events, and names things as whoever asks does.
 */

export interface CopyCount<Name> {
  /** Somebody says what a copy holds; gives how many copies of the object differ now, where that has changed. */
  say(object: Name, who: Name, hash: string): number | undefined
  /** What somebody said counts no more. */
  forget(who: Name): void
}

interface Copies<Name> {
  readonly hashes: Map<Name, string>
  readonly counts: Map<string, number>
  differing: number | undefined
}

export function createCopyCount<Name>(): CopyCount<Name> {
  const objects = new Map<Name, Copies<Name>>()

  function drop(copies: Copies<Name>, who: Name): void {
    const hash = copies.hashes.get(who)
    if (hash === undefined) return
    copies.hashes.delete(who)
    const left = (copies.counts.get(hash) ?? 1) - 1
    if (left > 0) copies.counts.set(hash, left)
    else copies.counts.delete(hash)
  }

  return {
    say(object, who, hash) {
      let copies = objects.get(object)
      if (!copies) {
        copies = { hashes: new Map(), counts: new Map(), differing: undefined }
        objects.set(object, copies)
      }
      drop(copies, who)
      copies.hashes.set(who, hash)
      copies.counts.set(hash, (copies.counts.get(hash) ?? 0) + 1)
      const differing = copies.hashes.size - Math.max(...copies.counts.values())
      if (differing === copies.differing) return undefined
      copies.differing = differing
      return differing
    },
    forget(who) {
      for (const copies of objects.values()) drop(copies, who)
    },
  }
}
