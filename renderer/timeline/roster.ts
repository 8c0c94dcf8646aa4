/** Who takes part in a session, in order of arrival, and what each is called. Knows only what the rows say. */
import type { Columns } from '../../core/columns.ts'
import { shortName, type Address } from '../../core/message.ts'
import type { Member } from './lanes.ts'

export interface Roster {
  /** Replaced when somebody new comes, never mutated. */
  readonly members: readonly Member[]
  nameOf(url: Address): string
  /** Somebody is called so, whatever the rows say; true where it made a change to the members. */
  learn(url: Address, name: string): boolean
  /** Looks at a new row; true where it made a change to the members. */
  look(columns: Columns, row: number): boolean
  clear(): void
}

export function createRoster(): Roster {
  let members: readonly Member[] = []
  let byUrl = new Map<Address, Member>()
  let seen = new Set<number>()
  /** Names that were said beside the rows. They outlast those who had them, who may speak in rows to come. */
  let told = new Map<Address, string>()

  function add(url: Address, name: string): boolean {
    const known = byUrl.get(url)
    if (known?.name === name || !url.startsWith('hyperty:')) return false
    const member = { url, name, hue: known?.hue ?? members.length }
    byUrl.set(url, member)
    members = known ? members.map((one) => (one.url === url ? member : one)) : [...members, member]
    return true
  }

  return {
    get members() {
      return members
    },
    nameOf: (url) => byUrl.get(url)?.name ?? told.get(url) ?? shortName(url),
    learn(url, name) {
      told.set(url, name)
      return byUrl.has(url) && add(url, name)
    },
    look(columns, row) {
      if (columns.kindOf(row) === 'hyperty') {
        const event = columns.eventOf(row)
        seen.add(columns.from.get(row))
        return event?.kind === 'hyperty' && add(event.url, event.name)
      }
      // a session that lacks its beginning names nobody: those who speak and are spoken to are there all the same
      let isNew = false
      for (const id of [columns.from.get(row), columns.to.get(row)]) {
        if (id === 0 || seen.has(id)) continue
        seen.add(id)
        const url = columns.addresses.textOf(id)
        if (!byUrl.has(url)) isNew = add(url, told.get(url) ?? shortName(url)) || isNew
      }
      return isNew
    },
    clear() {
      members = []
      byUrl = new Map()
      seen = new Set()
      told = new Map()
    },
  }
}
