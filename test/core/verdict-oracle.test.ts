// The verdict beside an oracle that looks at the values of all windows themselves, and knows nothing of events.
import { describe, expect, it } from 'vitest'
import { sameJson } from '../../core/change.ts'
import type { SessionEvent } from '../../core/event.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { busySession, type BusySession } from '../support/busy-session.ts'
import { stormOf } from '../support/model-run.ts'
import { set, type Participant } from '../support/world.ts'

/** So many seeds are run; more by name: `ORACLE_SEEDS=10000 npx vitest run test/core/verdict-oracle.test.ts`. */
const seeds = Number(process.env['ORACLE_SEEDS'] ?? 300)

/** Alice's window and those that follow, as hers knows: who has left may wait for an answer that was lost. */
function holdersOf({ everyone, todo }: BusySession): Participant[] {
  const [alice] = everyone
  const followers = new Set(alice.hyperty.objects.get(todo)?.info.followers.map(({ url }) => url))
  return everyone.filter(
    (who) => (who === alice || followers.has(who.url)) && who.hyperty.objects.get(todo)?.info.status === 'active',
  )
}

function doAgree(session: BusySession): boolean {
  const [first, ...others] = holdersOf(session).map((who) => who.object('todo').value)
  return others.every((value) => first !== undefined && sameJson(first, value))
}

describe('the verdict, beside an oracle', () => {
  it(`[VE6] is what a deep comparison of all windows says, on ${seeds} seeds`, { timeout: 3_600_000 }, async () => {
    const said = { converged: 0, diverged: 0, alone: 0, onTheWay: 0 }
    for (let seed = 1; seed <= seeds; seed++) {
      const check = createConvergenceCheck()
      let taken = 0
      const take = ({ world }: BusySession): void => {
        for (; taken < world.events.length; taken++) check.take(world.events[taken] as SessionEvent)
      }
      const session = await busySession(seed, {
        onStep(running, step) {
          take(running)
          if (check.verdict(false).state !== 'converged') return
          said.onTheWay++
          // what a window has not told anybody yet is in no record
          const isToldAll = holdersOf(running).every((who) => who.object('todo').pending === 0)
          if (isToldAll) expect(doAgree(running), `seed ${seed}, step ${step}`).toBe(true)
        },
      })
      const [alice, ...others] = session.everyone
      const holders = holdersOf(session)
      const other = others.find((who) => holders.includes(who))
      // a value that changes behind everybody's back is a fault that no message tells of
      if (seed % 2 === 0 && other) set({ data: other.object('todo').value } as never, { title: 'tampered' })
      set(alice.object('todo'), { last: seed })
      await session.world.settle(60_000)
      take(session)
      const { state, sentence } = check.verdict(true)
      const wanted = holdersOf(session).length < 2 ? 'unknown' : doAgree(session) ? 'converged' : 'diverged'
      expect({ seed, state, sentence }).toMatchObject({ seed, state: wanted })
      said[wanted === 'unknown' ? 'alone' : wanted]++
    }
    // it has been put to the test in every way
    expect(said.converged).toBeGreaterThan(seeds / 4)
    expect(said.diverged).toBeGreaterThan(seeds / 4)
    expect(said.onTheWay).toBeGreaterThan(seeds)
  })
})

it('[VE1] a write of a window that has crashed, asked for again, says nothing of what its next window holds', async () => {
  // once found among many seeds: Carol's window crashes while a bad link keeps her Syncer asking
  const { world } = await stormOf(ownerOnly, 244)
  const check = createConvergenceCheck()
  for (const event of world.events) check.take(event)
  expect(check.verdict(true)).toMatchObject({ state: 'converged' })
})
