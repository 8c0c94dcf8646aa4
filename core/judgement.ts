/**
 * What an object's model says of a write, as a decision of this Syncer, and what is made of the write. Numbers nothing
 * and answers nobody.
 */
import type { WireChange } from './change.ts'
import type { Held } from './desk.ts'
import type { Address, Decision } from './message.ts'
import type { Settlement } from './model.ts'

export interface Judgement {
  readonly decision: Decision
  /** What is made instead of what was asked for. */
  readonly changes: readonly WireChange[] | undefined
}

export type Judge = ReturnType<typeof createJudge>

/** Judges writes to objects of the Syncer `by`, whose writers had seen them up to the version `known`. */
export function createJudge(by: Address) {
  /** The last settlement as a decision: most writes are taken for one and the same reason. */
  let judged: { readonly settlement: Settlement; readonly decision: Decision } | undefined

  return function judge(held: Held, asked: readonly WireChange[], known: number, writer: Address): Judgement {
    if (held.model.way !== 'numbered') throw new Error(`${held.model.name} numbers nothing`)
    const settlement = held.model.settle(asked, held.since(known, writer))
    if (judged?.settlement !== settlement) {
      const { changes: _, ...said } = settlement
      judged = { settlement, decision: { ...said, by } }
    }
    return { decision: judged.decision, changes: settlement.changes }
  }
}
