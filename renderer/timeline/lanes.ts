/**
 * Where the lifelines stand: some hyperties expanded into Hyperty, Object and Syncer, mirrored as in the seed's chart,
 * every further one collapsed into a lane of its own, and the rest into one. Knows widths; draws nothing.
 */
import { busAddress, type Address } from '../../core/message.ts'
import type { Lane, Part } from '../../core/scene.ts'
import { arrange, asTheyCame, type Arrangement } from './arrangement.ts'

/** A hyperty of the session; `hue` counts in order of arrival. */
export interface Member {
  readonly url: Address
  readonly name: string
  readonly hue: number
}

/** One lifeline. `part` is absent for a collapsed hyperty, `url` for the lane of all the others. */
export interface Lifeline {
  readonly url: Address | undefined
  readonly part: Part | undefined
  readonly label: string
  readonly x: number
}

/** What one hyperty takes up of the width, for its header. */
export interface LaneGroup {
  readonly member: Member | undefined
  readonly label: string
  readonly left: number
  readonly width: number
  readonly lifelines: readonly Lifeline[]
}

export interface Lanes {
  readonly groups: readonly LaneGroup[]
  readonly width: number
  /** So many have room to be expanded at once, two at least. */
  readonly expandedMax: number
  /** Where the bus would stand, between the Syncers; it has no lifeline of its own. */
  readonly busX: number
  isExpanded(url: Address): boolean
  /** Of whom nothing is shown. */
  isHidden(url: Address): boolean
  /** Where a lane stands; everyone who is not shown by name stands in the lane of the others. */
  xOf(lane: Lane): number
  /** True where both ends lie on one lifeline, so that there is nothing to draw. */
  isSame(one: Lane, other: Lane): boolean
  hueOf(url: Address): number
}

/** Room for the times at the left, and at the right edge. */
export const gutter = 74
const edge = 10
/** So many have a lane of their own, or three; from the next one on the others share a lane. */
export const namedMax = 8
const lifelineMin = 66
/** A collapsed hyperty takes so much of what an expanded lifeline does. */
const collapsedShare = 0.8
/** So many are expanded where nobody has chosen. */
const expandedFirst = 2
/** The first two Syncers stand so much further apart, for the names of messages. */
const middleShare = 1.25

const partNames: Readonly<Record<Part, string>> = { hyperty: 'Hyperty', object: 'Object', syncer: 'Syncer' }
const leftParts: readonly Part[] = ['hyperty', 'object', 'syncer']
const rightParts: readonly Part[] = ['syncer', 'object', 'hyperty']

/**
 * Lays out the lanes of a session.
 * @param expanded who is expanded, from left to right, as far as there is room; the first two where nobody has chosen
 * @param involvement how much somebody has to do with what is looked at: of many the most involved have a lane
 */
export function layLanes(
  all: readonly Member[],
  expanded: readonly Address[] | undefined,
  width: number,
  arrangement: Arrangement = asTheyCame,
  involvement: (url: Address) => number = () => 0,
): Lanes {
  const members = arrange(all, arrangement)
  const expandedMax = expandedMaxOf(members.length, width)
  const chosen = choose(members, expanded).slice(0, expandedMax)
  const others = members.filter((member) => !chosen.includes(member))
  const alone = namedOf(others, namedMax - chosen.length, arrangement, involvement)
  const rest = others.length - alone.length

  // lifelines stand in the middle of their shares; between the first two expanded sides lies the gap of the bus
  const gap = chosen.length === 1 ? 0 : middleShare - 1
  const unit = Math.max(lifelineMin, (width - gutter - edge) / Math.max(sharesOf(chosen.length, members.length), 3))
  let x = gutter
  let busX = gutter
  if (chosen.length === 0) {
    busX = x + (gap * unit) / 2
    x += gap * unit
  }
  const groups: LaneGroup[] = []
  chosen.forEach((member, side) => {
    if (side === 1) {
      busX = x + (gap * unit) / 2
      x += gap * unit
    }
    const lifelines = (side === 0 ? leftParts : rightParts).map((part, place) => ({
      url: member.url,
      part,
      label: partNames[part],
      x: Math.round(x + (place + 0.5) * unit) + 0.5,
    }))
    groups.push({ member, label: member.name, left: x, width: 3 * unit, lifelines })
    x += 3 * unit
  })
  if (chosen.length === 1) busX = x
  const addCollapsed = (member: Member | undefined, label: string): void => {
    const lifeline = {
      url: member?.url,
      part: undefined,
      label: '',
      x: Math.round(x + (collapsedShare / 2) * unit) + 0.5,
    }
    groups.push({ member, label, left: x, width: collapsedShare * unit, lifelines: [lifeline] })
    x += collapsedShare * unit
  }
  for (const member of alone) addCollapsed(member, member.name)
  if (rest > 0) addCollapsed(undefined, `+${rest} others`)
  return finish(all, chosen, groups, arrangement, {
    width: Math.max(x + edge, width),
    expandedMax,
    busX: Math.round(busX) + 0.5,
  })
}

/** Those asked for, in that order, as far as they are there. */
function choose(members: readonly Member[], expanded: readonly Address[] | undefined): readonly Member[] {
  if (!expanded) return members.slice(0, expandedFirst)
  return [...new Set(expanded)].flatMap((url) => members.find((member) => member.url === url) ?? [])
}

/** Those of the others who have a lane of their own: all, where there is room; or the pinned and the most involved. */
function namedOf(
  others: readonly Member[],
  max: number,
  { pinned }: Arrangement,
  involvement: (url: Address) => number,
): readonly Member[] {
  if (others.length <= max) return others
  const rank = ({ url }: Member): number => (pinned.includes(url) ? Number.POSITIVE_INFINITY : involvement(url))
  // a sort keeps the order of those who rank alike
  const named = new Set(
    others
      .toSorted((one, other) => (rank(other) > rank(one) ? 1 : rank(other) < rank(one) ? -1 : 0))
      .slice(0, Math.max(0, max - 1)),
  )
  return others.filter((member) => named.has(member))
}

/** What so many expanded hyperties and all others take up, in widths of a lifeline. */
const sharesOf = (expanded: number, all: number): number =>
  expanded * 3 +
  (expanded === 1 ? 0 : middleShare - 1) +
  Math.min(all - expanded, Math.max(1, namedMax - expanded)) * collapsedShare

function expandedMaxOf(all: number, width: number): number {
  const shares = (width - gutter - edge) / lifelineMin
  let most = all
  while (most > expandedFirst && sharesOf(most, all) > shares) most--
  return Math.max(expandedFirst, most)
}

function finish(
  members: readonly Member[],
  chosen: readonly Member[],
  groups: readonly LaneGroup[],
  { hidden }: Arrangement,
  sizes: Pick<Lanes, 'width' | 'expandedMax' | 'busX'>,
): Lanes {
  const { busX } = sizes
  const places = new Map<string, number>()
  for (const { url, part, x } of groups.flatMap((group) => group.lifelines)) places.set(`${part ?? ''} ${url ?? ''}`, x)
  const hues = new Map(members.map((member) => [member.url, member.hue]))
  const expanded = new Set(chosen.map((member) => member.url))
  const xOf = ({ hyperty, part }: Lane): number => {
    if (hyperty === busAddress) return busX
    return places.get(`${part} ${hyperty}`) ?? places.get(` ${hyperty}`) ?? places.get(' ') ?? busX
  }
  return {
    groups,
    ...sizes,
    isExpanded: (url) => expanded.has(url),
    isHidden: (url) => hidden.includes(url),
    xOf,
    isSame: (one, other) => xOf(one) === xOf(other),
    hueOf: (url) => hues.get(url) ?? -1,
  }
}
