/**
 * There to show the problem: everybody makes changes in the order in which they come. What does not fit what is there is
 * left out. Promises nothing, and diverges where two write to one place at once.
 */
import { applyWire, ChangeError, copyJson, toWire, type Json, type JsonObject, type WireChange } from '../change.ts'
import { diff } from '../difference.ts'
import type { Settlement, SpreadModel, SpreadReplica, SpreadStart } from '../model.ts'

const accepted: Settlement = {
  allow: true,
  rule: 'taken-here',
  code: 200,
  reason: 'It was taken where it was written.',
}

/** Makes what fits; `left` says why the first that does not fit was left out. */
function makeFitting(value: JsonObject, changes: readonly WireChange[]): { made: WireChange[]; left?: string } {
  const made: WireChange[] = []
  let left: string | undefined
  for (const change of changes) {
    try {
      applyWire(value, change)
      made.push(change)
    } catch (error) {
      if (!(error instanceof ChangeError)) throw error
      left ??= error.message
    }
  }
  return left === undefined ? { made } : { made, left }
}

const settlementOf = (left: string, isWhole: boolean): Settlement => ({
  allow: !isWhole,
  rule: 'does-not-fit',
  code: isWhole ? 409 : 200,
  reason: `${isWhole ? 'It does' : 'A part of it does'} not fit what is here, and was left out: ${left}.`,
})

function open({ value: start }: SpreadStart): SpreadReplica {
  const value = copyJson(start)
  return {
    value,
    losers: [],
    placeOf: (path) => path,
    write(changes) {
      const { made, left } = makeFitting(value, changes)
      const settlement = left === undefined ? accepted : settlementOf(left, made.length === 0)
      return { stamp: null, changes: made, made, settlement }
    },
    take({ changes }) {
      const { made, left } = makeFitting(value, changes)
      if (left === undefined) return { changes: made, effect: 'applied' }
      const isWhole = made.length === 0
      return { changes: made, effect: isWhole ? 'superseded' : 'applied', settlement: settlementOf(left, isWhole) }
    },
    state: (): Json => null,
    merge(other) {
      const changes = diff(value, other).map(toWire)
      for (const change of changes) applyWire(value, change)
      return changes
    },
  }
}

export const naive: SpreadModel = {
  name: 'naive',
  way: 'spread',
  defaultWriters: 'everyone',
  text: 'Everybody writes, and all make each change when it comes; two that write to one place at once do not agree any more.',
  needs: 'order',
  promises: [],
  open,
}
