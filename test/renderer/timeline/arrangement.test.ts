import { describe, expect, it } from 'vitest'
import { hypertyUrl } from '../../../core/message.ts'
import {
  arrange,
  asTheyCame,
  dropLane,
  hideLane,
  moveLane,
  pinLane,
  showAllLanes,
  type Arrangement,
} from '../../../renderer/timeline/arrangement.ts'
import { layLanes, type Member } from '../../../renderer/timeline/lanes.ts'

const urlOf = (index: number): string => hypertyUrl(`h${index}`)
const people = (count: number): Member[] =>
  Array.from({ length: count }, (_, hue) => ({ url: urlOf(hue), name: `H${hue}`, hue }))
const namesOf = (count: number, arrangement: Arrangement): string =>
  arrange(people(count), arrangement)
    .map(({ name }) => name)
    .join(' ')

describe('arranging lanes', () => {
  it('moves one by keys and by drag, never beyond the ends, and newcomers stand behind', () => {
    const moved = moveLane(people(4), asTheyCame, urlOf(3), -2)
    expect(namesOf(4, moved)).toBe('H0 H3 H1 H2')
    expect(namesOf(4, moveLane(people(4), moved, urlOf(0), -1))).toBe('H0 H3 H1 H2')
    expect(namesOf(4, dropLane(people(4), moved, urlOf(0), urlOf(2)))).toBe('H3 H1 H2 H0')
    expect(namesOf(6, moved)).toBe('H0 H3 H1 H2 H4 H5')
  })

  it('hides all but the last one, and shows all again', () => {
    const one = hideLane(people(2), asTheyCame, urlOf(0))
    expect(namesOf(2, one)).toBe('H1')
    expect(hideLane(people(2), one, urlOf(1))).toBe(one)
    expect(namesOf(2, showAllLanes(one))).toBe('H0 H1')
    expect(layLanes(people(2), [], 900, one).isHidden(urlOf(0))).toBe(true)
  })

  it('gives a lane of their own to the pinned and to the most involved, the others share one', () => {
    const involvement = (url: string): number => (url === urlOf(19) ? 50 : url === urlOf(7) ? 20 : 1)
    const pinned = pinLane(asTheyCame, urlOf(21))
    const lanes = layLanes(people(22), [], 900, pinned, involvement)
    const labels = lanes.groups.map(({ label }) => label)
    expect(labels).toEqual(['H0', 'H1', 'H2', 'H3', 'H7', 'H19', 'H21', '+15 others'])
    expect(layLanes(people(8), [], 900).groups.map(({ label }) => label)).not.toContain('+1 others')
    expect(pinLane(pinned, urlOf(21)).pinned).toEqual([])
  })
})
