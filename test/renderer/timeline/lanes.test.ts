import { describe, expect, it } from 'vitest'
import { busAddress, hypertyUrl } from '../../../core/message.ts'
import { toggleExpanded } from '../../../renderer/timeline/expansion.ts'
import { layLanes, type Lanes, type Member } from '../../../renderer/timeline/lanes.ts'

const people = (count: number): Member[] =>
  Array.from({ length: count }, (_, hue) => ({ url: hypertyUrl(`h${hue}`), name: `H${hue}`, hue }))

const order = (lanes: Lanes): string[] =>
  lanes.groups.flatMap(({ label, lifelines }) => lifelines.map(({ part }) => `${label} ${part ?? 'all'}`))
const places = (lanes: Lanes): number[] => lanes.groups.flatMap(({ lifelines }) => lifelines.map(({ x }) => x))

describe('lanes', () => {
  it('stand as in the seed: Hyperty, Object, Syncer, and mirrored at the right', () => {
    const lanes = layLanes(people(2), undefined, 768)
    expect(order(lanes)).toEqual(['H0 hyperty', 'H0 object', 'H0 syncer', 'H1 syncer', 'H1 object', 'H1 hyperty'])
    const [, , left = 0, right = 0] = places(lanes)
    expect(lanes.busX).toBeGreaterThan(left)
    expect(lanes.busX).toBeLessThan(right)
    expect(lanes.xOf({ hyperty: busAddress, part: 'syncer' })).toBe(lanes.busX)
  })

  it.each([1, 2, 3, 5, 8, 30])('of %i hyperties are in order, apart from each other, and within the width', (count) => {
    const lanes = layLanes(people(count), undefined, 900)
    const xs = places(lanes)
    expect(xs).toEqual([...xs].toSorted((a, b) => a - b))
    xs.slice(1).forEach((x, index) => expect(x - (xs[index] ?? 0)).toBeGreaterThan(40))
    expect(xs.at(-1)).toBeLessThan(lanes.width)
  })

  it('expand the pair that was chosen, and collapse all others', () => {
    const lanes = layLanes(people(4), [hypertyUrl('h3'), hypertyUrl('h1')], 900)
    expect(order(lanes).slice(0, 4)).toEqual(['H3 hyperty', 'H3 object', 'H3 syncer', 'H1 syncer'])
    expect(order(lanes).slice(6)).toEqual(['H0 all', 'H2 all'])
    expect(lanes.isExpanded(hypertyUrl('h1'))).toBe(true)
    expect(lanes.isExpanded(hypertyUrl('h0'))).toBe(false)
    const h0 = hypertyUrl('h0')
    expect(lanes.isSame({ hyperty: h0, part: 'object' }, { hyperty: h0, part: 'syncer' })).toBe(true)
  })

  it('give those for whom there is no room one lane together', () => {
    const lanes = layLanes(people(30), undefined, 900)
    expect(lanes.groups.at(-1)?.label).toBe('+23 others')
    const [one, other] = [hypertyUrl('h20'), hypertyUrl('h29')]
    expect(lanes.isSame({ hyperty: one, part: 'syncer' }, { hyperty: other, part: 'syncer' })).toBe(true)
  })

  it('take no part of somebody who is not there', () => {
    expect(order(layLanes(people(2), ['hyperty://local/gone', hypertyUrl('h1')], 900))[0]).toBe('H1 hyperty')
    expect(layLanes([], undefined, 900).groups).toEqual([])
  })
})

describe('more than two', () => {
  const urls = (...names: string[]): string[] => names.map(hypertyUrl)

  it('are expanded where there is room, each with its Syncer towards the first', () => {
    const lanes = layLanes(people(3), urls('h0', 'h1', 'h2'), 864)
    expect(order(lanes).slice(3)).toEqual([
      'H1 syncer',
      'H1 object',
      'H1 hyperty',
      'H2 syncer',
      'H2 object',
      'H2 hyperty',
    ])
    const xs = places(lanes)
    xs.slice(1).forEach((x, index) => expect(x - (xs[index] ?? 0)).toBeGreaterThanOrEqual(65))
    expect(lanes.width).toBe(864)
  })

  it('collapse into lanes where the window is too narrow, the last first', () => {
    const lanes = layLanes(people(3), urls('h0', 'h1', 'h2'), 560)
    expect(lanes.expandedMax).toBe(2)
    expect(order(lanes).slice(6)).toEqual(['H2 all'])
    expect(layLanes(people(3), urls('h0', 'h1', 'h2'), 1400).expandedMax).toBe(3)
  })

  it('or one, or none at all, as somebody likes', () => {
    expect(order(layLanes(people(3), urls('h2'), 864))).toEqual([
      'H2 hyperty',
      'H2 object',
      'H2 syncer',
      'H0 all',
      'H1 all',
    ])
    const none = layLanes(people(3), [], 864)
    expect(order(none)).toEqual(['H0 all', 'H1 all', 'H2 all'])
    expect(none.busX).toBeLessThan(places(none)[0] ?? 0)
  })

  it('a click expands or collapses; without room it takes the place of the one at its side', () => {
    expect(toggleExpanded(['a', 'b'], 'c', 'right', 3)).toEqual(['a', 'b', 'c'])
    expect(toggleExpanded(['a', 'b'], 'c', 'left', 3)).toEqual(['c', 'a', 'b'])
    expect(toggleExpanded(['a', 'b'], 'c', 'right', 2)).toEqual(['a', 'c'])
    expect(toggleExpanded(['a', 'b'], 'c', 'left', 2)).toEqual(['c', 'b'])
    expect(toggleExpanded(['a', 'b', 'c'], 'b', 'right', 3)).toEqual(['a', 'c'])
  })
})
