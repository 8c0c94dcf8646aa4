import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../core/change.ts'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import type { SentEvent, SessionEvent } from '../../core/event.ts'
import { lastWriterWins } from '../../core/models/last-writer-wins.ts'
import { models } from '../../core/models/index.ts'
import { ownerOnly } from '../../core/models/owner-only.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { bothAtOnce } from '../../core/scenarios/both-at-once.ts'
import { burst } from '../../core/scenarios/burst.ts'
import { chat } from '../../core/scenarios/chat.ts'
import { clockSkew } from '../../core/scenarios/clock-skew.ts'
import { counter } from '../../core/scenarios/counter.ts'
import { lateJoiner } from '../../core/scenarios/late-joiner.ts'
import { partition } from '../../core/scenarios/partition.ts'
import { phases } from '../../core/scenarios/phases.ts'
import { reporterLeaves } from '../../core/scenarios/reporter-leaves.ts'
import { sharedText } from '../../core/scenarios/shared-text.ts'
import { twoWriters } from '../../core/scenarios/two-writers.ts'
import type { Model } from '../../core/model.ts'
import { rests } from '../../core/opening.ts'
import { stepsOf, type Scenario } from '../../core/scenario.ts'
import { simulate } from '../../core/simulator.ts'

/** Those that teach; the others are for the soak: in them people write what they may not. */
const scripts: readonly Scenario[] = [
  ...[
    phases,
    bothAtOnce,
    twoWriters,
    counter,
    sharedText,
    clockSkew,
    partition,
    lateJoiner,
    reporterLeaves,
    burst,
    chat,
  ],
]
const under = (all: readonly Scenario[]) => all.flatMap((scenario) => models.map((model) => ({ scenario, model })))

/** What is in the windows of those who are there in the end, by object; one value where all hold the same. */
async function endOf(scenario: Scenario, model: Model = ownerOnly) {
  const run = await simulate({ scenario, model, seed: 1, record: true })
  expect(run.problems).toEqual([])
  const held = new Map<string, Set<string>>()
  for (const { state, hyperty } of run.hyperties.values()) {
    if (state === 'gone') continue
    for (const [url, { value }] of hyperty.objects) {
      const values = held.get(url) ?? new Set()
      held.set(url, values.add(JSON.stringify(sorted(value))))
    }
  }
  const values = [...held].map(([url, all]) => {
    expect(all.size, url).toBe(1)
    return [url.replace('comm://local/', ''), JSON.parse([...all][0] as string) as JsonObject] as const
  })
  const { score } = await play({ scenario, checks }, model, 1)
  const events = run.lines.map((line) => JSON.parse(line) as SessionEvent)
  return { values: Object.fromEntries(values), score, events }
}

const sorted = (value: JsonObject): unknown =>
  Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))

const answersOf = (events: readonly SessionEvent[], code: number): readonly SentEvent[] =>
  events.filter(
    (event): event is SentEvent =>
      event.kind === 'sent' && event.message.type === 'response' && event.message.body.code === code,
  )

describe('every scenario', () => {
  it.each(under(scenarios))(
    '[SC1] $scenario.name ends under $model.name, the same for the same seed',
    async ({ scenario, model }) => {
      expect(scenario.text).toMatch(/^[A-Z][^\n]*\.$/)
      expect(scenario.name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      const [one, other] = [
        await play({ scenario, checks }, model, 1, true),
        await play({ scenario, checks }, model, 1, true),
      ]
      expect(one.problems).toEqual([])
      expect(one.score).toEqual(other.score)
      expect(one.session).toEqual(other.session)
      expect(one.score.verdict.state).not.toBe('in flight')
      if (scripts.includes(scenario) && model.promises.includes('converges'))
        expect(one.score.verdict.state).toBe('converged')
    },
  )

  it.each(under(scripts))(
    '[SC2] in $scenario.name everyone may write what they write, under $model.name',
    async (given) => {
      for (let seed = 1; seed <= 5; seed++) {
        const { score } = await play({ scenario: given.scenario, checks }, given.model, seed)
        expect(score.refused.count, `seed ${seed}`).toBe(0)
        expect(score.edits.count).toBeGreaterThan(1)
      }
    },
  )

  it.each(scenarios)('[AC5] in $name nothing is overwritten unseen where only the owner decides', async (scenario) => {
    for (let seed = 1; seed <= 10; seed++) {
      const { score } = await play({ scenario, checks }, ownerOnly, seed)
      expect(score.overwrittenUnseen.proofs, `seed ${seed}`).toEqual([])
    }
  })

  it('[SC1] has a name of its own', () => {
    const names = scenarios.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })
})

describe('what a scenario teaches, where only the owner decides', () => {
  it("[SC3] both at once: one of two is turned back with 409, and its author's copy goes back", async () => {
    const { values, score, events } = await endOf(bothAtOnce)
    expect(values).toEqual({ todo: { done: true, title: 'Groceries, by Alice' } })
    expect(score.turnedBack.count).toBe(1)
    const [answer, ...others] = answersOf(events, 409)
    expect(others).toEqual([])
    expect(answer?.message).toMatchObject({ to: 'hyperty://local/bob', body: { rule: 'changed-meanwhile' } })
  })

  it('[SC3] two writers: of each pair of changes of one list one is turned back', async () => {
    const { values, score } = await endOf(twoWriters)
    expect(values).toEqual({ todo: { list: ['salt', 'bread', 'milk', 'eggs', 'tea'] } })
    expect(score.turnedBack.count).toBe(3)
  })

  it('[SC3] counter: of three who add one at once one is counted', async () => {
    const { values, score } = await endOf(counter)
    // nine at once in three rounds, and three one after the other
    expect(values).toEqual({ likes: { count: 3 + 3 } })
    expect(score.lostEdits.count).toBe(6)
  })

  it('[SC3] shared text: what both type at once does not stand side by side', async () => {
    const { values, score } = await endOf(sharedText)
    expect(values['note']?.['text']).not.toBe('Down By the sea at night')
    expect(score.lostEdits.count).toBeGreaterThan(0)
  })

  it.each(models.filter(({ promises }) => promises.includes('no lost update')))(
    '[SC3] shared text: under $name every character that both typed at once stands in it',
    async (model) => {
      const { values, score } = await endOf(sharedText, model)
      expect(values).toEqual({ note: { text: 'Down By the sea at night' } })
      expect(score.lostEdits.count).toBe(0)
    },
  )

  it('[SC3] clock skew: under last-writer-wins the clock that is ahead wins over who wrote later', async () => {
    const seenMs = 4000
    const titleWith = async (skewMs: number) => {
      const steps = stepsOf(clockSkew, 1).flatMap((step) =>
        step.at > seenMs ? [] : [step.do === 'skew' ? { ...step, skewMs } : step],
      )
      const { values } = await endOf({ ...clockSkew, steps: [...steps, rests(seenMs + 500)] }, lastWriterWins)
      return values['todo']?.['title']
    }
    expect(await titleWith(5000)).toBe('Groceries, by Alice')
    expect(await titleWith(0)).toBe('Groceries, by Bob')
    // who has seen it stamps later
    const { values } = await endOf(clockSkew, lastWriterWins)
    expect(values).toEqual({ todo: { done: true, title: 'Groceries, seen by Bob' } })
  })

  it('[SC3] partition: what only one wrote is kept, of what both wrote one is turned back', async () => {
    const { values, score } = await endOf(partition)
    expect(values).toEqual({ todo: { title: 'Groceries for two', when: 'tomorrow', who: 'Bob' } })
    expect(score.turnedBack.count).toBe(1)
  })

  it('[SC3] late joiner: nothing is missed', async () => {
    const { values, score } = await endOf(lateJoiner)
    expect(Object.keys(values['todo'] ?? {})).toHaveLength(21)
    expect([score.lostEdits.count, score.anomalies.count]).toEqual([0, 0])
  })

  it('[SC3] reporter leaves: who takes over goes on from the latest version', async () => {
    const { values, events } = await endOf(reporterLeaves)
    expect(values).toEqual({ todo: { done: true, title: 'Groceries, by Bob' } })
    const versions = events.flatMap((event) =>
      event.kind === 'sent' && event.message.type === 'update' ? (event.message.body.version ?? []) : [],
    )
    expect(versions).toEqual([1, 2, 3])
  })

  it('[SC3] burst: many edits go in few messages', async () => {
    const { score } = await endOf(burst)
    const written = 3 * 60
    expect(score.edits.count).toBeLessThan(written / 2)
    expect(score.messages.count).toBeLessThan(written)
  })

  it('[SC3] chat: two who speak at once are both heard, and whoever comes later reads all of it', async () => {
    const { values, score } = await endOf(chat)
    expect(Object.keys(values)).toEqual(['room', 'room/children/m1', 'room/children/m2', 'room/children/m3'])
    expect(values['room/children/m2']).toEqual({ text: 'I am at the market. Milk?', who: 'Bob' })
    expect(score.lostEdits.count).toBe(0)
  })
})
