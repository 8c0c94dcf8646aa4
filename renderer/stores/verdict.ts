/**
 * Whether the replicas agree, in one sentence, from the states that windows say when they are quiet. Kept up as
 * events come; knows no page.
 */
import type { StateEvent } from '../../core/event.ts'
import { shortName, type Address } from '../../core/message.ts'

export interface Verdict {
  readonly state: 'converged' | 'diverged' | 'in flight' | 'unknown'
  readonly sentence: string
}

export interface Verdicts {
  said(event: StateEvent): void
  /** A hyperty has left: what it said does not count any more. */
  left(hyperty: Address): void
  /** The verdict now, with so many deliveries under way. */
  now(underWay: number, nameOf: (url: Address) => string): Verdict
}

export function createVerdicts(): Verdicts {
  const objects = new Map<Address, Map<Address, StateEvent>>()

  function judge(
    object: Address,
    states: readonly StateEvent[],
    nameOf: (url: Address) => string,
  ): Verdict | undefined {
    const newest = Math.max(...states.map(({ version }) => version))
    const behind = states.filter(({ version }) => version < newest)
    const hashes = new Set(states.filter(({ version }) => version === newest).map(({ hash }) => hash))
    const name = shortName(object)
    if (hashes.size > 1) return { state: 'diverged', sentence: `Copies of ${name} differ at version ${newest}` }
    if (behind.length === 0) return undefined
    const who = behind.map(({ who: url, version }) => `${nameOf(url)} shows version ${version}`).join(', ')
    return { state: 'unknown', sentence: `Cannot tell yet: ${name} is at version ${newest}, ${who}` }
  }

  return {
    said(event) {
      const states = objects.get(event.object) ?? new Map<Address, StateEvent>()
      objects.set(event.object, states.set(event.who, event))
    },
    left(hyperty) {
      for (const states of objects.values()) states.delete(hyperty)
    },
    now(underWay, nameOf) {
      const all = [...objects].map(([object, states]) => ({ object, states: [...states.values()] }))
      const judged = all.map(({ object, states }) => (states.length > 1 ? judge(object, states, nameOf) : undefined))
      const diverged = judged.find((verdict) => verdict?.state === 'diverged')
      if (underWay > 0)
        return { state: 'in flight', sentence: `${underWay} message${underWay === 1 ? ' is' : 's are'} on the way` }
      const worst = diverged ?? judged.find((verdict) => verdict !== undefined)
      if (worst) return worst
      const shared = all.filter(({ states }) => states.length > 1)
      const [first] = shared
      if (!first) return { state: 'unknown', sentence: 'Nothing is shared yet' }
      if (shared.length > 1)
        return { state: 'converged', sentence: `In step: all copies of ${shared.length} objects agree` }
      return {
        state: 'converged',
        sentence: `In step: ${first.states.length} copies of ${shortName(first.object)} agree`,
      }
    },
  }
}
