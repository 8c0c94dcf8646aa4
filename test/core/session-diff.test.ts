import { beforeAll, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { checks } from '../../core/checks/index.ts'
import { play } from '../../core/compare.ts'
import type { SessionEvent } from '../../core/event.ts'
import { models } from '../../core/models/index.ts'
import { scenarios } from '../../core/scenarios/index.ts'
import { sessionDiff, type DiffEntry } from '../../core/session-diff.ts'

let events: readonly SessionEvent[]

beforeAll(async () => {
  events = await played('both-at-once', 3)
})

async function played(name: string, seed: number): Promise<readonly SessionEvent[]> {
  const [scenario, model] = [scenarios.find((one) => one.name === name), models[0]]
  if (!scenario || !model) throw new Error('a scenario or model is gone')
  const { session } = await play({ scenario, checks }, model, seed, true)
  return (session?.lines ?? []).map((line) => JSON.parse(line) as SessionEvent)
}

const differences = (left: readonly SessionEvent[], right: readonly SessionEvent[]): readonly DiffEntry[] =>
  sessionDiff(left, right).entries.filter(({ state }) => state !== 'same')
const note = (n: number, text: string): SessionEvent => ({ n, at: n, kind: 'note', text })

describe('two sessions', () => {
  it('[CL18] a session is the same as itself, whatever it is', async () => {
    for (const name of ['phases', 'burst', 'partition', 'mix']) {
      const all = await played(name, 1)
      const { isSame, counts, entries } = sessionDiff(all, all)
      expect([isSame, counts.same, entries.length], name).toEqual([true, all.length, all.length])
    }
    expect(sessionDiff([], [])).toMatchObject({ isSame: true, entries: [] })
  })

  it('[CL18] with one event dropped, added or moved says just that', () => {
    fc.assert(
      fc.property(fc.nat({ max: events.length - 1 }), fc.nat({ max: events.length - 1 }), (from, to) => {
        const fresh = note(9_999, 'a remark of somebody else')
        const added = [...events.slice(0, from), fresh, ...events.slice(from)]
        expect(differences(events, added)).toEqual([{ state: 'only right', right: 9_999 }])
        expect(differences(added, events)).toEqual([{ state: 'only left', left: 9_999 }])
        const moved = [...events.slice(0, to), fresh, ...events.slice(to)]
        const expected = from === to ? [] : [{ state: 'later', left: 9_999, right: 9_999 }]
        // of two neighbours that changed places either is the one that moved
        const found = differences(added, moved)
        if (Math.abs(from - to) === 1) expect(found.map(({ state }) => state)).toEqual(['later'])
        else expect(found).toEqual(expected)
      }),
      { seed: 1, numRuns: 100 },
    )
    const last = events.length - 1
    const dropped = events.slice(0, last)
    expect(differences(events, dropped)).toEqual([{ state: 'only left', left: events[last]?.n }])
  })

  it('[CL18] each event of both stands in it once, the left ones in order', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const [left, right] = [one, other].map((list) => list.map((text, index) => note(index + 1, text)))
        const { entries } = sessionDiff(left ?? [], right ?? [])
        expect(entries.flatMap((entry) => entry.left ?? [])).toEqual(left?.map(({ n }) => n))
        const taken = entries.flatMap((entry) => entry.right ?? [])
        expect(taken.toSorted((a, b) => a - b)).toEqual(right?.map(({ n }) => n))
        for (const { left: a, right: b } of entries) if (a && b) expect(one[a - 1]).toBe(other[b - 1])
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('[CL18] times, numbers and ids do not count, and what is said does', () => {
    const shifted = events.map((event) => {
      const moved = JSON.parse(JSON.stringify(event)) as { n: number; at: number; of?: number; cause?: number }
      for (const key of ['n', 'of', 'cause'] as const) if (moved[key] !== undefined) moved[key] += 100
      return { ...moved, at: moved.at * 2 } as SessionEvent
    })
    expect(sessionDiff(events, shifted).isSame).toBe(true)
    const place = events.findIndex(({ kind }) => kind === 'state')
    const other = events.map((event, at) => (at === place ? ({ ...event, hash: 'other' } as SessionEvent) : event))
    expect(differences(events, other).map(({ state }) => state)).toEqual(['only left', 'only right'])
  })
})
