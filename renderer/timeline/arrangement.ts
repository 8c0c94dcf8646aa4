/** How somebody has arranged the lanes: their order, who is hidden, who keeps a lane whatever comes. Plain data. */
import type { Address } from '../../core/message.ts'
import type { Member } from './lanes.ts'

export interface Arrangement {
  /** From left to right; who is not named stands behind them, in order of arrival. */
  readonly order: readonly Address[]
  readonly hidden: readonly Address[]
  readonly pinned: readonly Address[]
}

export const asTheyCame: Arrangement = { order: [], hidden: [], pinned: [] }

/** Who is shown, from left to right. */
export function arrange(members: readonly Member[], { order, hidden }: Arrangement): readonly Member[] {
  const placeOf = ({ url, hue }: Member): number => {
    const place = order.indexOf(url)
    return place < 0 ? order.length + hue : place
  }
  return members.filter(({ url }) => !hidden.includes(url)).toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** Moves somebody by so many places among those who are shown. */
export function moveLane(members: readonly Member[], before: Arrangement, url: Address, by: number): Arrangement {
  const urls = arrange(members, before).map((member) => member.url)
  const from = urls.indexOf(url)
  const to = Math.max(0, Math.min(urls.length - 1, from + by))
  if (from < 0 || from === to) return before
  urls.splice(to, 0, ...urls.splice(from, 1))
  return { ...before, order: [...urls, ...before.hidden] }
}

/** Puts somebody where somebody else stands. */
export function dropLane(members: readonly Member[], before: Arrangement, url: Address, onto: Address): Arrangement {
  const urls = arrange(members, before).map((member) => member.url)
  return moveLane(members, before, url, urls.indexOf(onto) - urls.indexOf(url))
}

/** Hides somebody, as long as one other is left. */
export function hideLane(members: readonly Member[], before: Arrangement, url: Address): Arrangement {
  if (before.hidden.includes(url) || arrange(members, before).length <= 1) return before
  return { ...before, hidden: [...before.hidden, url], pinned: before.pinned.filter((one) => one !== url) }
}

export const showAllLanes = (before: Arrangement): Arrangement => ({ ...before, hidden: [] })

export const pinLane = (before: Arrangement, url: Address): Arrangement => ({
  ...before,
  pinned: before.pinned.includes(url) ? before.pinned.filter((one) => one !== url) : [...before.pinned, url],
})
