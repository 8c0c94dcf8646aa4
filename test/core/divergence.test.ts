import { describe, expect, it } from 'vitest'
import { checks } from '../../core/checks/index.ts'
import { endingOf, play, type Run } from '../../core/compare.ts'
import { createDivergenceAccount, type Divergence } from '../../core/divergence.ts'
import type { SentEvent, SessionEvent } from '../../core/event.ts'
import { everywhere, linkPresets } from '../../core/link-presets.ts'
import { models } from '../../core/models/index.ts'
import { naive } from '../../core/models/naive.ts'
import type { Scenario } from '../../core/scenario.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { mix } from '../../core/scenarios/mix.ts'
import { partition } from '../../core/scenarios/partition.ts'
import { twoWriters } from '../../core/scenarios/two-writers.ts'

const eventsOf = ({ session }: Run): readonly SessionEvent[] =>
  (session?.lines ?? []).map((line) => JSON.parse(line) as SessionEvent)

function reasonOf(run: Run): Divergence | undefined {
  const account = createDivergenceAccount()
  for (const event of eventsOf(run)) account.take(event)
  return account.reason()
}

const playNaive = (scenario: Scenario, seed: number, preset = 'none'): Promise<Run> => {
  const links = linkPresets.filter(({ name }) => name === preset).map((one) => everywhere(one, 0))
  return play({ scenario, checks, links }, naive, seed, true)
}

describe('why copies differ', () => {
  it('[DV1] names two writes that did not know each other, and whose came last in which copy', async () => {
    const run = await playNaive(bothAtOnce, 1)
    const reason = reasonOf(run)
    expect(reason?.kind).toBe('order')
    expect(reason?.sentence).toBe(
      'Bob set /title to "Groceries, by Bob" and Alice set /title to "Groceries, by Alice", neither having seen the other. ' +
        "Alice's copy took Bob's last, Bob's copy took Alice's last.",
    )
    const writes = eventsOf(run).filter((event): event is SentEvent => reason?.events.includes(event.n) ?? false)
    expect(writes.map(({ kind, message }) => [kind, message.type, message.from])).toEqual([
      ['sent', 'update', 'hyperty://local/bob'],
      ['sent', 'update', 'hyperty://local/alice'],
    ])
  })

  it('[DV1] where one list was changed by two at once, too', async () => {
    const reason = reasonOf(await playNaive(twoWriters, 1))
    expect(reason?.sentence).toMatch(/ out of \/list at 0 and .*neither having seen the other/)
  })

  it('[DV2] names a write that one copy never took', async () => {
    const account = createDivergenceAccount()
    const run = await playNaive(bothAtOnce, 1)
    // the last change, /done, is taken by nobody else, and Alice says that she holds something else
    const events = eventsOf(run)
    const write = events.findLast((event) => event.kind === 'sent' && event.message.type === 'update')
    const took = events.find((event) => event.kind === 'ended' && event.of === write?.n)
    const isTitle = (event: SessionEvent): boolean =>
      event.kind === 'sent' && event.message.type === 'update' && event.n !== write?.n
    const left = new Set(events.filter(isTitle).map(({ n }) => n))
    for (const event of events) {
      if (left.has(event.n) || (event.kind === 'ended' && left.has(event.of))) continue
      account.take(event === took && event.kind === 'ended' ? { ...event, effect: 'lost', hops: {} } : event)
    }
    expect(account.reason()).toMatchObject({
      kind: 'missing',
      sentence: "Bob set /done to true. Bob's copy took it, Alice's did not.",
      events: [write?.n, took?.n],
    })
  })

  it('[DV3] says nothing of copies that agree', async () => {
    for (const model of models.filter(({ promises }) => promises.includes('converges'))) {
      const run = await play({ scenario: bothAtOnce, checks }, model, 3, true)
      expect([endingOf(run.score), reasonOf(run)]).toEqual(['converged', undefined])
    }
  })

  it('[DV3] finds one for what diverges under a model that promises nothing, on many seeds', async () => {
    const without: string[] = []
    let diverged = 0
    for (const scenario of [bothAtOnce, partition, twoWriters, mix]) {
      for (const preset of ['none', 'lossy']) {
        for (let seed = 1; seed <= 4; seed++) {
          const run = await playNaive(scenario, seed, preset)
          if (endingOf(run.score) !== 'diverged') continue
          diverged++
          if (!reasonOf(run)) without.push(`${scenario.name} ${preset} ${seed}`)
        }
      }
    }
    expect(diverged).toBeGreaterThan(10)
    expect(without).toEqual([])
  })
})
