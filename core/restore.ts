/**
 * Goes on after a restart: makes of stored copies what a Syncer keeps of its objects, and has what was followed before
 * followed again. Who follows, and by what right, is the affair of its parts.
 */
import type { Desk, Held } from './desk.ts'
import type { StoredCopy } from './stored.ts'

/** Undefined where the object's model is not known here. */
function replicaOf({ info, value, spread }: StoredCopy, desk: Desk): Held | undefined {
  const model = desk.models.find((kind) => kind.name === info.model)
  return model && desk.open({ ...info, model, value, ...spread, life: (spread?.life ?? 0) + 1 })
}

export function createRestoring(
  desk: Desk,
  parts: {
    /** False where somebody else has the object's URL now. */
    readonly reporter: { restore(held: Held, copy: StoredCopy): boolean }
    readonly observer: { rejoin(held: Held): void }
  },
) {
  const { objects } = desk
  const followed = new Set<Held>()

  return {
    /** Takes over copies; gives the names of those that it could not. */
    restore(copies: readonly StoredCopy[]): readonly string[] {
      const left: string[] = []
      for (const copy of copies) {
        const held = replicaOf(copy, desk)
        if (!held || (held.role === 'reporter' && !parts.reporter.restore(held, copy))) {
          left.push(copy.info.name)
          continue
        }
        objects.set(held.url, held)
        desk.keeper?.adopt(held)
        // the name that it writes under from now on is to be known before anybody hears of it
        if (held.spread) desk.keeper?.copy(held)
        if (held.role === 'observer') followed.add(held)
      }
      return left
    },
    /** What was followed before is followed again, now that somebody is there to see it. */
    rejoin(): void {
      const due = [...followed]
      followed.clear()
      for (const held of due)
        if (objects.get(held.url) === held && held.status === 'active') parts.observer.rejoin(held)
    },
  }
}
