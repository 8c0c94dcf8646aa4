import { beforeAll, describe, expect, it } from 'vitest'
import { checks } from '../../../core/checks/index.ts'
import { endingOf, play } from '../../../core/compare.ts'
import type { PlayedRun } from '../../../core/comparison.ts'
import { models } from '../../../core/models/index.ts'
import { bothAtOnce } from '../../../core/scenarios/both-at-once.ts'
import { chat } from '../../../core/scenarios/chat.ts'
import type { Scenario } from '../../../core/scenario.ts'
import { scoreRows, type ScoreRow } from '../../../renderer/compare/score-rows.ts'
import { showRun } from '../../../renderer/compare/shown-run.ts'

async function playAll(scenario: Scenario): Promise<readonly PlayedRun[]> {
  const played: PlayedRun[] = []
  for (const model of models) {
    const run = await play({ scenario, checks }, model, 1, true)
    const { session, score, copies = [] } = run
    const text = `${JSON.stringify(session?.header)}\n${session?.lines.join('')}`
    played.push({ model: model.name, seed: 1, ending: endingOf(score), score, copies, text })
  }
  return played
}

let runs: readonly PlayedRun[]
beforeAll(async () => {
  runs = await playAll(bothAtOnce)
})
const runOf = (model: string): PlayedRun => runs.find((run) => run.model === model) as PlayedRun

describe('a run as it is shown', () => {
  it('has a stroke for each message that went over a link, and its writes among them', () => {
    for (const run of runs) {
      const { strokes, members } = showRun(run)
      expect(members.map(({ name }) => name)).toEqual(['Alice', 'Bob'])
      const crossed = strokes.filter(({ to }) => to !== undefined)
      expect(crossed.length).toBeGreaterThanOrEqual(run.score.messages.count)
      expect(strokes.filter(({ isChange }) => isChange).length).toBeGreaterThanOrEqual(run.score.edits.count)
      for (const { at, until } of strokes) expect(until ?? at).toBeGreaterThanOrEqual(at)
    }
  })

  it('copies that hold the same stand together; those that differ say where', async () => {
    const [naive, crdt] = [showRun(runOf('naive')), showRun(runOf('crdt'))]
    expect(crdt.copies.map(({ holders }) => holders.map(({ name }) => name))).toEqual([['Alice', 'Bob']])
    expect(naive.copies.map(({ holders, leaves }) => [holders[0]?.name, leaves])).toEqual([
      [
        'Alice',
        [
          { key: 'title', text: '"Groceries, by Bob"', differs: true },
          { key: 'done', text: 'true', differs: false },
        ],
      ],
      [
        'Bob',
        [
          { key: 'title', text: '"Groceries, by Alice"', differs: true },
          { key: 'done', text: 'true', differs: false },
        ],
      ],
    ])
    const rooms = showRun((await playAll(chat))[0] as PlayedRun).copies
    expect(rooms.map(({ object, holders }) => [object, holders.length])).toEqual([
      ['room', 3],
      ['m1', 3],
      ['m2', 3],
      ['m3', 3],
    ])
  })

  it('only what diverged has a reason, whose events have sentences', () => {
    expect(runs.filter((run) => showRun(run).reason !== undefined).map(({ model }) => model)).toEqual(['naive'])
    const { reason, sentenceOf } = showRun(runOf('naive'))
    expect(reason?.events.map(sentenceOf)).toEqual([
      expect.stringMatching(/^Bob set \/title to "Groceries, by Bob"; it reached Alice's window 41 ms later/),
      expect.stringMatching(/^Alice set \/title to "Groceries, by Alice"; it reached Bob's window/),
    ])
    expect(sentenceOf(99_999)).toBe('This event is not in the session.')
  })
})

describe('the scoreboard as it is shown', () => {
  const rowOf = (key: string): ScoreRow => scoreRows(runs).find((row) => row.key === key) as ScoreRow
  const outOf = (key: string): string[] => rowOf(key).cells.flatMap(({ model, standsOut }) => (standsOut ? model : []))

  it('[CW6] what differs from most stands out', () => {
    expect(outOf('convergedAt')).toEqual(['naive'])
    expect(outOf('turnedBack')).toEqual(['owner-only'])
    expect(outOf('refused')).toEqual([])
    expect(outOf('bytes')).toEqual([])
  })

  it('[CW6] anomalies cannot be told where no check could judge the run, which is no zero', () => {
    const unjudged = runs.map((run): PlayedRun => {
      if (run.model !== 'naive') return run
      const silent = run.score.checks.map((outcome) => ({ ...outcome, state: 'unknown' as const }))
      return { ...run, score: { ...run.score, checks: silent } }
    })
    const { cells } = scoreRows(unjudged).find(({ key }) => key === 'anomalies') as ScoreRow
    const told = cells.map(({ model, text, why }) => [model, text, why !== undefined])
    expect(told).toContainEqual(['owner-only', '0', false])
    expect(told).toContainEqual(['naive', 'cannot tell', true])
    expect(cells.flatMap(({ model, standsOut }) => (standsOut ? model : []))).not.toContain('naive')
  })

  it('a number has the events behind it', () => {
    const naive = rowOf('overwrittenUnseen').cells.find(({ model }) => model === 'naive')
    expect(naive?.proofs).toEqual(runOf('naive').score.overwrittenUnseen.proofs)
    expect(naive?.count).toBe(naive?.proofs.length)
  })
})
