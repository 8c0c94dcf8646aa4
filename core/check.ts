/**
 * The contract of a check: one anomaly, what it is, and which facts of a ledger prove it, told in one sentence with the
 * two events that somebody who doubts can look at. `createJudgement` runs checks over a session while it grows.
 */
import type { Evidence } from './evidence.ts'
import type { Facts } from './fact.ts'
import { createLedger } from './ledger.ts'
import { shortName, type Address } from './message.ts'

/** One anomaly, and the two events that prove it. */
export interface Finding {
  readonly check: string
  readonly title: string
  readonly object: Address
  /** The numbers of the events, the earlier one first. */
  readonly events: readonly [first: number, second: number]
  /** What happened, for people. */
  readonly sentence: string
}

/** What a check says of a session. `unknown`: nothing was found, and not all was there to be looked at. */
export interface Outcome {
  readonly check: string
  readonly state: 'pass' | 'fail' | 'unknown'
  readonly count: number
}

export interface Bench {
  /** Says what was found; gives how to take it back, for what turns out to be something else. */
  found(object: Address, first: number, second: number, sentence: string): () => void
  nameOf(who: Address): string
  /** An object's name, for people. */
  titleOf(object: Address): string
}

export interface Check {
  readonly name: string
  /** For people, as a heading. */
  readonly title: string
  /** What it is, in one sentence. */
  readonly text: string
  /** What it wants to be told; one set of handlers for each session. */
  look(bench: Bench): Partial<Facts>
}

export interface Judgement {
  /** Takes the next event. A number that is left out is a part of the session that is missing. */
  take(event: Evidence): void
  /** A part of the session is missing. */
  miss(): void
  /** How many were found, the ones that are not kept included. */
  readonly count: number
  /** In the order in which they were found. */
  readonly findings: readonly Finding[]
  outcomes(): readonly Outcome[]
}

/** So many findings of each check are kept; those beyond it are counted. */
export const findingsMax = 200

type Handlers = { readonly [F in keyof Facts]: Facts[F][] }

/** A judgement by checks that are handed in. */
export function createJudgement(checks: readonly Check[]): Judgement {
  const all: Handlers = {
    ...{
      numbered: [],
      gave: [],
      overwrote: [],
      wrote: [],
      took: [],
      tookOf: [],
      loaded: [],
      said: [],
      claimed: [],
      differed: [],
      answered: [],
      forced: [],
      overstepped: [],
    },
  }
  const counts = new Map<string, number>()
  const findings = new Set<Finding>()
  const kept = new Map<string, number>()
  let count = 0

  // written out: a loop over names, or a spread of arguments, costs more than all the checks
  const ledger = createLedger({
    numbered: (a, b) => all.numbered.forEach((tell) => tell(a, b)),
    gave: (a, b, c, d, e) => all.gave.forEach((tell) => tell(a, b, c, d, e)),
    overwrote: (a, b, c) => all.overwrote.forEach((tell) => tell(a, b, c)),
    wrote: (a, b, c) => all.wrote.forEach((tell) => tell(a, b, c)),
    took: (a, b, c) => all.took.forEach((tell) => tell(a, b, c)),
    tookOf: (a, b, c, d) => all.tookOf.forEach((tell) => tell(a, b, c, d)),
    loaded: (a, b, c) => all.loaded.forEach((tell) => tell(a, b, c)),
    said: (a, b, c) => all.said.forEach((tell) => tell(a, b, c)),
    claimed: (a, b, c, d) => all.claimed.forEach((tell) => tell(a, b, c, d)),
    differed: (a, b, c, d, e) => all.differed.forEach((tell) => tell(a, b, c, d, e)),
    answered: (a, b, c) => all.answered.forEach((tell) => tell(a, b, c)),
    forced: (a, b, c, d, e) => all.forced.forEach((tell) => tell(a, b, c, d, e)),
    overstepped: (a, b, c, d) => all.overstepped.forEach((tell) => tell(a, b, c, d)),
  })

  function tally(check: string, by: 1 | -1): void {
    counts.set(check, (counts.get(check) ?? 0) + by)
    count += by
  }

  function benchOf({ name, title }: Check): Bench {
    return {
      nameOf: ledger.nameOf,
      titleOf: shortName,
      found(object, first, second, sentence) {
        const finding: Finding = Object.freeze({
          check: name,
          title,
          object,
          events: [first, second],
          sentence,
        } as const)
        tally(name, 1)
        const isKept = (kept.get(name) ?? 0) < findingsMax
        if (isKept) {
          findings.add(finding)
          kept.set(name, (kept.get(name) ?? 0) + 1)
        }
        return () => {
          tally(name, -1)
          if (findings.delete(finding)) kept.set(name, (kept.get(name) ?? 1) - 1)
        }
      },
    }
  }

  for (const check of checks) {
    const handlers = check.look(benchOf(check))
    for (const fact of Object.keys(all) as (keyof Facts)[]) {
      const handler = handlers[fact]
      if (handler) (all[fact] as unknown[]).push(handler)
    }
  }

  return {
    take: ledger.take,
    miss: ledger.miss,
    get count() {
      return count
    },
    get findings() {
      return [...findings]
    },
    outcomes: () =>
      checks.map(({ name }) => {
        const found = counts.get(name) ?? 0
        return { check: name, state: found > 0 ? 'fail' : ledger.isPartial ? 'unknown' : 'pass', count: found }
      }),
  }
}
