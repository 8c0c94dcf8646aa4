/**
 * Where the lifelines stand: two hyperties expanded into Hyperty, Object and Syncer, mirrored as in the seed's chart,
 * every further one collapsed into a lane of its own, and the rest into one. Knows widths; draws nothing.
 */
import { busAddress, type Address } from '../../core/message.ts'
import type { Lane, Part } from '../../core/scene.ts'

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
  /** Where the bus would stand, between the Syncers; it has no lifeline of its own. */
  readonly busX: number
  isExpanded(url: Address): boolean
  /** Where a lane stands; everyone who is not shown by name stands in the lane of the others. */
  xOf(lane: Lane): number
  /** True where both ends lie on one lifeline, so that there is nothing to draw. */
  isSame(one: Lane, other: Lane): boolean
  hueOf(url: Address): number
}

/** Room for the times at the left, and at the right edge. */
export const gutter = 74
const edge = 10
/** Further hyperties with a lane of their own; from the next one on they share a lane. */
export const collapsedMax = 6
const lifelineMin = 66
/** A collapsed hyperty takes so much of what an expanded lifeline does. */
const collapsedShare = 0.8
/** The two Syncers stand so much further apart, for the names of messages. */
const middleShare = 1.25

const partNames: Readonly<Record<Part, string>> = { hyperty: 'Hyperty', object: 'Object', syncer: 'Syncer' }
const leftParts: readonly Part[] = ['hyperty', 'object', 'syncer']
const rightParts: readonly Part[] = ['syncer', 'object', 'hyperty']

/** Lays out the lanes of a session. `pair` names who is expanded, at the left and at the right. */
export function layLanes(members: readonly Member[], pair: readonly Address[], width: number): Lanes {
  const chosen = choosePair(members, pair)
  const others = members.filter((member) => !chosen.includes(member))
  const alone = others.length <= collapsedMax ? others : others.slice(0, collapsedMax - 1)
  const rest = others.length - alone.length
  const collapsed = alone.length + (rest > 0 ? 1 : 0)

  // lifelines stand in the middle of their shares; between the two expanded sides lies the gap of the bus
  const gaps = chosen.length > 1 ? middleShare - 1 : 0
  const shares = chosen.length * 3 + gaps + collapsed * collapsedShare
  const unit = Math.max(lifelineMin, (width - gutter - edge) / Math.max(shares, 3))
  let x = gutter
  let busX = gutter
  const groups: LaneGroup[] = []
  chosen.forEach((member, side) => {
    if (side === 1) {
      busX = x + (gaps * unit) / 2
      x += gaps * unit
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
  return finish(members, chosen, groups, Math.max(x + edge, width), Math.round(busX) + 0.5)
}

/** Those asked for, in that order, and where they are fewer than two the first of the others. */
function choosePair(members: readonly Member[], pair: readonly Address[]): Member[] {
  const asked = pair.flatMap((url) => members.find((member) => member.url === url) ?? [])
  return [...new Set([...asked, ...members])].slice(0, 2)
}

function finish(
  members: readonly Member[],
  chosen: readonly Member[],
  groups: readonly LaneGroup[],
  width: number,
  busX: number,
): Lanes {
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
    width,
    busX,
    isExpanded: (url) => expanded.has(url),
    xOf,
    isSame: (one, other) => xOf(one) === xOf(other),
    hueOf: (url) => hues.get(url) ?? -1,
  }
}
