/**
 * For every address of a table, by its id, where it stands among the lanes: so that a million rows are looked at without
 * a string. Made anew when the lanes are.
 */
import type { Dictionary } from '../../core/dictionary.ts'
import type { Lanes } from './lanes.ts'

/** One address. `place`: which group of lanes, from the left; -1 where it has none. */
export interface LaneEntry {
  readonly place: number
  readonly x: number
  readonly hue: number
  readonly isExpanded: boolean
  readonly isHidden: boolean
}

export interface LaneTable {
  readonly lanes: Lanes
  of(id: number): LaneEntry
}

export function createLaneTable(addresses: Dictionary, lanes: Lanes): LaneTable {
  const entries: LaneEntry[] = []
  const others = lanes.groups.findIndex(({ member }) => member === undefined)
  const entryOf = (id: number): LaneEntry => {
    const url = addresses.textOf(id)
    const own = lanes.groups.findIndex(({ member }) => member?.url === url)
    const isHyperty = url.startsWith('hyperty:')
    return {
      place: own >= 0 ? own : isHyperty ? others : -1,
      x: lanes.xOf({ hyperty: url, part: 'syncer' }),
      hue: lanes.hueOf(url),
      isExpanded: lanes.isExpanded(url),
      isHidden: lanes.isHidden(url),
    }
  }
  return { lanes, of: (id) => (entries[id] ??= entryOf(id)) }
}
