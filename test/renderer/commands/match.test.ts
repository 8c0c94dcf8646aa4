/** Finding by a few letters: what fits, and what fits better. */
import { expect, test } from 'vitest'
import { matchText } from '../../../renderer/commands/match.ts'

const titles = [
  'Scroll down',
  'Save the session…',
  'Scenarios…',
  'Write a scenario…',
  'Play the three phases',
  'Next pane',
]
const best = (typed: string): string | undefined =>
  titles
    .flatMap((title) => ({ title, match: matchText(typed, title) }))
    .filter(({ match }) => match !== undefined)
    .toSorted((one, other) => (other.match?.score ?? 0) - (one.match?.score ?? 0))[0]?.title

test.each([
  ['scen', 'Scenarios…'],
  ['wri scen', 'Write a scenario…'],
  ['ptp', 'Play the three phases'],
  ['SESSION', 'Save the session…'],
  ['pane', 'Next pane'],
  ['phases play', 'Play the three phases'],
])('%s finds %s first', (typed, title) => {
  expect(best(typed)).toBe(title)
})

test('letters strewn over the middles of words find nothing', () => {
  expect(matchText('aeo', 'Save the session…')).toBeUndefined()
  expect(matchText('zoom', 'Scenarios…')).toBeUndefined()
})

test('it says which letters it was found by; nothing typed fits everything, by none', () => {
  expect(matchText('tp', 'Play the three phases')?.places).toEqual([9, 15])
  expect(matchText('', 'Next pane')?.places).toEqual([])
})
