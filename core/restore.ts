/** Makes of a stored copy of an object what a Syncer keeps of it. Who follows, and by what right, is its part's affair. */
import { copyJson } from './change.ts'
import type { Held, Ticket } from './desk.ts'
import type { Model } from './model.ts'
import { createReplica } from './replica.ts'
import type { StoredCopy } from './stored.ts'

/** Undefined where the object's model is not known here. */
export function replicaOf({ info, value }: StoredCopy, models: readonly Model[]): Held | undefined {
  const model = models.find((kind) => kind.name === info.model)
  return model && createReplica<Ticket>({ ...info, model, value: copyJson(value) })
}
