/** The menu of what can be made a filter of: of a row, of a cell of the table, of a participant. */
import { CirclePause, Funnel, Route } from '@lucide/vue'
import { problemOf } from '../../core/breakpoint-parse.ts'
import type { Columns } from '../../core/columns.ts'
import { printQuery, type Query } from '../../core/query.ts'
import type { MenuItem } from '../components/menu-item.ts'
import { termsOf } from '../stores/filter-terms.ts'
import { followedBy } from './find-commands.ts'

interface Choice {
  readonly do: 'add' | 'leave out' | 'set'
  readonly query: Query
}

/** An item of the menu says by its id what is to be done. */
export interface FilterMenu {
  readonly items: readonly MenuItem[]
  /** What an item adds to the filter, leaves out, or puts in its place. */
  readonly choices: ReadonlyMap<string, Choice>
}

const follows = [
  { what: 'object', label: 'Follow this object', hint: 'G' },
  { what: 'path', label: 'Follow this path', hint: 'Shift+G' },
  { what: 'change', label: 'Follow this change', hint: 'C' },
] as const

/** What a row says; `first` is what was pointed at, and stands at the top. */
export function rowMenu(columns: Columns, row: number, first?: Query): FilterMenu {
  const all = first ? [first, ...termsOf(columns, row)] : termsOf(columns, row)
  const terms = [...new Map(all.map((term) => [printQuery(term), term]))]
  const following = follows.flatMap(({ what, label, hint }) => {
    const query = followedBy(columns, row, what)
    return query ? [{ query, item: { id: `follow ${what}`, label, hint, icon: Route } }] : []
  })
  return {
    items: [...termItems(terms), { kind: 'separator', id: 'between' }, ...following.map(({ item }) => item)],
    choices: new Map<string, Choice>([
      ...termChoices(terms),
      ...following.map(({ query, item }) => [item.id, { do: 'set', query }] as const),
    ]),
  }
}

/** The same with what the bus can be held at. */
export function withBreaks({ items, choices }: FilterMenu): FilterMenu {
  const texts = [...choices].flatMap(([id]) => (id.startsWith('add ') ? [id.slice('add '.length)] : []))
  const held = texts.filter((text) => problemOf(text) === undefined)
  if (held.length === 0) return { items, choices }
  const breaks = held.map((text) => ({ id: `${breakPrefix}${text}`, label: text }))
  return { items: [...items, { id: 'break', label: 'Hold the bus at', icon: CirclePause, items: breaks }], choices }
}

const breakPrefix = 'break '
/** The filter of a breakpoint that an item of the menu is for. */
export const breakOf = (id: string): string | undefined =>
  id.startsWith(breakPrefix) ? id.slice(breakPrefix.length) : undefined

/** Terms alone. */
export function termMenu(queries: readonly Query[]): FilterMenu {
  const terms = queries.map((term) => [printQuery(term), term] as const)
  return { items: termItems(terms), choices: new Map<string, Choice>(termChoices(terms)) }
}

type Terms = readonly (readonly [text: string, term: Query])[]

const termItems = (terms: Terms): readonly MenuItem[] => [
  { kind: 'label', id: 'title', label: 'Apply as filter' },
  ...terms.map(([text]) => ({ id: `add ${text}`, label: text, icon: Funnel })),
  {
    id: 'leave out',
    label: 'Leave out',
    items: terms.map(([text]) => ({ id: `leave out ${text}`, label: text })),
  },
]

const termChoices = (terms: Terms) =>
  terms.flatMap(([text, query]) => [
    [`add ${text}`, { do: 'add', query }] as const,
    [`leave out ${text}`, { do: 'leave out', query }] as const,
  ])
