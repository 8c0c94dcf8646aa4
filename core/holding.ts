/**
 * Makes what a Syncer keeps of an object, in the way that its model wants it. Each copy of an object that its writers send
 * themselves gets a name to write under that nobody had before: what a copy before it wrote may be known to others.
 */
import { copyJson, type Json, type JsonObject } from './change.ts'
import type { Clock } from './clock.ts'
import type { Address } from './message.ts'
import type { Model } from './model.ts'
import { createReplica, type Replica } from './replica.ts'
import { createSpreadCopy } from './spread-copy.ts'
import { writerOf, type Vector } from './vector.ts'

type Start = Omit<Parameters<typeof createReplica>[0], 'spread' | 'model' | 'value'> & {
  readonly model: Model
  /** Is copied. */
  readonly value: JsonObject
  readonly state?: Json | undefined
  readonly vector?: Vector | undefined
  /** How often this hyperty had begun to write to it before, as far as was stored. */
  readonly beginnings?: number | undefined
}

/** @param first no copy of this hyperty before it has written under a number as high */
export function createHolding<T>(who: Address, clock: Pick<Clock, 'now'>, first: number) {
  const begun = new Map<Address, number>()

  return (start: Start): Replica<T> => {
    const { model, value, state, vector, beginnings = 0, ...rest } = start
    if (model.way === 'numbered') return createReplica<T>({ ...rest, model, value: copyJson(value) })
    const next = Math.max(begun.get(start.url) ?? first, beginnings)
    begun.set(start.url, next + 1)
    const now = (): number => clock.now()
    const spread = createSpreadCopy<T>({ model, writer: writerOf(who, next), value, state, vector, now })
    return createReplica<T>({ ...rest, model, value: {}, spread })
  }
}
