import { describe, expect, it } from 'vitest'
import { createColumns } from '../../../core/columns.ts'
import { createRoster, type Roster } from '../../../renderer/timeline/roster.ts'
import { playPhases, utf8 } from '../../support/columns.ts'

function read(lines: Iterable<string>, roster: Roster = createRoster()): Roster {
  const columns = createColumns(utf8, (row) => roster.look(columns, row))
  for (const line of lines) columns.append(line)
  return roster
}

/** A session in which Bob came, wrote, and left. */
async function withoutBob() {
  const { world, alice, bob } = await playPhases()
  bob.syncer.close()
  await world.settle()
  return { lines: world.lines, alice, bob }
}

describe('the roster', () => {
  it('keeps the name and the place of who has left', async () => {
    const { lines, alice, bob } = await withoutBob()
    const roster = read(lines)
    expect(roster.members.map(({ name, hue }) => [name, hue])).toEqual([
      ['Alice', 0],
      ['Bob', 1],
    ])
    expect(roster.nameOf(bob.url)).toBe('Bob')
    expect(roster.nameOf(alice.url)).toBe('Alice')
  })

  it('of a session that lacks its beginning takes names from whoever says them, and keeps them', async () => {
    const { lines, alice, bob } = await withoutBob()
    const nameless = lines.filter((line) => !line.includes('"kind":"hyperty"'))
    const roster = read(nameless)
    expect(roster.nameOf(bob.url)).toBe('bob')
    expect(roster.learn(bob.url, 'Bob')).toBe(true)
    expect(roster.learn(bob.url, 'Bob')).toBe(false)
    expect(roster.members.map(({ name }) => name)).toContain('Bob')

    const before = createRoster()
    expect(before.learn(alice.url, 'Alice')).toBe(false)
    expect(before.members).toEqual([])
    expect(read(nameless, before).nameOf(alice.url)).toBe('Alice')
    before.clear()
    expect(before.nameOf(alice.url)).toBe('alice')
  })
})
