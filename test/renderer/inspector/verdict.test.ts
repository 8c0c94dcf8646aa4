import { describe, expect, it } from 'vitest'
import { createRoster } from '../../../renderer/timeline/roster.ts'
import { createVerdicts, type Verdict } from '../../../renderer/stores/verdict.ts'
import { createColumns } from '../../../core/columns.ts'
import { playPhases, utf8 } from '../../support/columns.ts'

/** What is said after all lines, row by row as they come. */
function verdictOf(lines: Iterable<string>, isLive = true): Verdict {
  const verdicts = createVerdicts()
  const roster = createRoster()
  const columns = createColumns(utf8, (row) => {
    roster.look(columns, row)
    verdicts.look(columns, row)
  })
  for (const line of lines) columns.append(line)
  return verdicts.now(columns, isLive, roster.nameOf)
}

describe('the verdict', () => {
  it('is in step when all windows have said that they hold the same', async () => {
    const { world } = await playPhases()
    expect(verdictOf(world.lines)).toEqual({ state: 'converged', sentence: 'In step: 2 copies of todo agree' })
    expect(verdictOf([])).toEqual({ state: 'unknown', sentence: 'Nothing is shared yet' })
  })

  it('is never "in step" before the last change has arrived everywhere', async () => {
    const { world, alice } = await playPhases()
    const before = world.lines.length
    ;(alice.object('todo').data as { title: string }).title = 'new'
    await world.settle()
    const states = world.lines
      .slice(before)
      .map((_, index) => verdictOf(world.lines.slice(0, before + 1 + index)).state)
    expect(states.at(-1)).toBe('converged')
    expect(new Set(states.slice(0, -1))).toEqual(new Set(['in flight']))
  })

  it('says that copies differ when two windows hold something else at one version', async () => {
    const { world, bob, todo } = await playPhases()
    const n = world.events.length
    const version = bob.object('todo').info.version
    const state = { n: n + 1, at: 9000, kind: 'state', who: bob.url, object: todo, version, hash: 'other' }
    const verdict = verdictOf([...world.lines, JSON.stringify(state)])
    expect(verdict).toEqual({ state: 'diverged', sentence: `Copies of todo differ at version ${version}` })
  })

  it('cannot tell when somebody who holds a copy is away', async () => {
    const { world, alice, bob } = await playPhases()
    void bob.hyperty.request({ do: 'online', online: false })
    await world.settle()
    ;(alice.object('todo').data as { title: string }).title = 'unseen'
    await world.settle()
    expect(verdictOf(world.lines)).toEqual({ state: 'unknown', sentence: 'Cannot tell: Bob is offline' })
    void bob.hyperty.request({ do: 'online', online: true })
    await world.settle()
    expect(verdictOf(world.lines).state).toBe('converged')
  })

  it('does not wait for those who have left or stopped following', async () => {
    const { world, alice, bob, todo } = await playPhases()
    const carol = world.join('Carol')
    await world.settle()
    void alice.hyperty.request({ do: 'share', url: todo })
    await world.settle()
    expect(verdictOf(world.lines).sentence).toBe('In step: 3 copies of todo agree')
    void carol.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    expect(verdictOf(world.lines).sentence).toBe('In step: 2 copies of todo agree')
    carol.syncer.close()
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    ;(alice.object('todo').data as { title: string }).title = 'alone'
    await world.settle()
    expect(verdictOf(world.lines).sentence).toBe('Nothing is shared yet')
  })

  it('of a session that was cut off in the middle says that it cannot tell', async () => {
    const { world } = await playPhases()
    const change = world.sent('update')[0]?.n ?? 0
    const verdict = verdictOf(world.lines.slice(0, change), false)
    expect(verdict).toEqual({
      state: 'unknown',
      sentence: 'Cannot tell: the session ends while 1 message is on the way',
    })
  })
})
