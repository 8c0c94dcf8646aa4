/**
 * Goes on after a restart: makes of stored copies what a Syncer keeps of its objects, and has what was followed before
 * followed again. Who follows, and by what right, is the affair of its parts.
 */
import { copyJson } from './change.ts'
import type { Desk, Held, Ticket } from './desk.ts'
import type { Model } from './model.ts'
import { createReplica } from './replica.ts'
import type { StoredCopy } from './stored.ts'

/** Undefined where the object's model is not known here. */
function replicaOf({ info, value }: StoredCopy, models: readonly Model[]): Held | undefined {
  const model = models.find((kind) => kind.name === info.model)
  return model && createReplica<Ticket>({ ...info, model, value: copyJson(value) })
}

export function createRestoring(
  desk: Desk,
  parts: {
    /** False where somebody else has the object's URL now. */
    readonly reporter: { restore(held: Held, copy: StoredCopy): boolean }
    readonly observer: { rejoin(held: Held): void }
  },
) {
  const { objects, models } = desk
  const followed = new Set<Held>()

  return {
    /** Takes over copies; gives the names of those that it could not. */
    restore(copies: readonly StoredCopy[]): readonly string[] {
      const left: string[] = []
      for (const copy of copies) {
        const held = replicaOf(copy, models)
        if (!held || (held.role === 'reporter' && !parts.reporter.restore(held, copy))) {
          left.push(copy.info.name)
          continue
        }
        objects.set(held.url, held)
        desk.keeper?.adopt(held)
        if (held.role === 'observer') followed.add(held)
        const { name, reporter, onLeave, epoch, life, rules } = held
        // somebody may take it over, as before the restart
        if (held.status === 'left' && onLeave === 'take over')
          desk.endpoint.followVacant(held.url, name, reporter, { onLeave, epoch, life, rules })
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
