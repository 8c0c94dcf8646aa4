/** What can be done to look for something in a session, as commands; the page hands in how. */
import type { Query } from '../../core/query.ts'
import type { Columns } from '../../core/columns.ts'
import { shortName } from '../../core/message.ts'
import { splitPaths } from '../../core/row-paths.ts'
import type { Command } from '../commands/command.ts'
import { changeOf, textTerm } from '../stores/filter-terms.ts'

export interface FindActions {
  readonly columns: () => Columns
  /** The row at which one is. */
  readonly current: () => number | undefined
  readonly isOn: () => boolean
  readonly focus: () => void
  readonly set: (query: Query) => void
  readonly clear: () => void
  readonly step: (by: 1 | -1) => void
  readonly nextMode: () => void
  readonly table: () => void
  readonly goToEvent: () => void
  readonly goToName: () => void
  readonly menu: () => void
}

/** There Enter gives the panel its usual size. */
const isOnEdge = (): boolean => document.activeElement?.getAttribute('role') === 'separator'

export function createFindCommands(page: FindActions): readonly Command[] {
  const group = 'Find'
  const hasRow = (): boolean => page.current() !== undefined
  /** The filter that follows something of the row at which one is; undefined where it has no such thing. */
  const followed = (what: 'object' | 'path' | 'change'): Query | undefined => {
    const [row, columns] = [page.current(), page.columns()]
    return row === undefined ? undefined : followedBy(columns, row, what)
  }
  const follow = (what: 'object' | 'path' | 'change') => ({
    group,
    when: () => followed(what) !== undefined,
    why: 'Go to a row that has one first.',
    run(): void {
      const query = followed(what)
      if (query) page.set(query)
    },
  })
  return [
    { id: 'find.focus', title: 'Filter', group, keys: ['/', 'Ctrl+F'], run: page.focus },
    {
      id: 'find.next',
      title: 'Next match',
      group,
      keys: ['Enter', 'F3'],
      when: () => page.isOn() && !isOnEdge(),
      why: 'No filter is set, or the edge of a panel has the focus.',
      run: () => page.step(1),
    },
    {
      id: 'find.previous',
      title: 'Previous match',
      group,
      keys: ['Shift+Enter', 'Shift+F3'],
      when: page.isOn,
      why: 'No filter is set.',
      run: () => page.step(-1),
    },
    { id: 'find.mode', title: 'Hide, dim or highlight', group, keys: ['KeyH'], run: page.nextMode },
    { id: 'find.clear', title: 'Clear the filter', group, when: page.isOn, why: 'No filter is set.', run: page.clear },
    { id: 'find.object', title: 'Follow this object', keys: ['KeyG'], ...follow('object') },
    { id: 'find.path', title: 'Follow this path', keys: ['Shift+KeyG'], ...follow('path') },
    { id: 'find.change', title: 'Follow this change', keys: ['KeyC'], ...follow('change') },
    {
      id: 'find.apply',
      title: 'Apply as filter…',
      group,
      keys: ['Shift+F10'],
      when: hasRow,
      why: 'Go to a row first.',
      run: page.menu,
    },
    { id: 'find.event', title: 'Go to an event by its number…', group, keys: ['Ctrl+G'], run: page.goToEvent },
    { id: 'find.name', title: 'Go to an object or a participant…', group, keys: ['Ctrl+P'], run: page.goToName },
    { id: 'find.table', title: 'Table of events', group, keys: ['KeyT'], run: page.table },
  ]
}

/** The filter for an object, a path in it, or all that belongs to a change. */
export function followedBy(columns: Columns, row: number, what: 'object' | 'path' | 'change'): Query | undefined {
  if (what === 'change') return columns.kindOf(row) === 'message' ? changeOf(columns, row) : undefined
  const id = columns.object.get(row)
  if (id === 0) return undefined
  const object = textTerm('obj', shortName(columns.addresses.textOf(id)))
  if (what === 'object') return object
  const path = splitPaths(columns.paths.textOf(columns.path.get(row)))[0]
  return path === undefined ? undefined : { is: 'and', of: [object, textTerm('path', path)] }
}
