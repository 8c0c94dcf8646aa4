/** Looking for something in an inspector's page: which dialog asks, which menu is open, what a choice in it does. */
import { ref, shallowRef, type Ref } from 'vue'
import type { Columns } from '../../core/columns.ts'
import { shortName, type Address } from '../../core/message.ts'
import type { Emphasis } from '../timeline/rows.ts'
import { textTerm } from '../stores/filter-terms.ts'
import type { useFind } from '../stores/find.ts'
import { breakOf, rowMenu, termMenu, withBreaks, type FilterMenu } from './filter-menu.ts'
import type { FindActions } from './find-commands.ts'
import type { TableColumn } from './table-columns.ts'

const modes: readonly Emphasis[] = ['hide', 'dim', 'highlight']

export interface PageFind {
  readonly menu: Readonly<Ref<FilterMenu>>
  readonly tab: Ref<'explain' | 'table'>
  readonly isAsking: Ref<boolean>
  readonly asked: Readonly<Ref<'event' | 'name'>>
  readonly actions: FindActions
  openRow(row: number, column: TableColumn | undefined, x: number, y: number): void
  openLane(url: Address, x: number, y: number): void
  pick(id: string): void
}

export function createPageFind(page: {
  readonly find: ReturnType<typeof useFind>
  readonly columns: () => Columns
  readonly focusFilter: () => void
  readonly focusTable: () => void
  readonly focusChart: () => void
  /** Adds a breakpoint; undefined where nothing is live. */
  readonly breakOn: () => ((filter: string) => void) | undefined
  readonly openMenu: (x: number, y: number) => void
}): PageFind {
  const { find, columns } = page
  const menu = shallowRef<FilterMenu>({ items: [], choices: new Map() })
  const tab = ref<'explain' | 'table'>('explain')
  const isAsking = ref(false)
  const asked = ref<'event' | 'name'>('event')

  const ask = (what: 'event' | 'name') => (): void => {
    asked.value = what
    isAsking.value = true
  }
  const broken = (found: FilterMenu): FilterMenu => (page.breakOn() ? withBreaks(found) : found)
  function openRow(row: number, column: TableColumn | undefined, x: number, y: number): void {
    menu.value = broken(rowMenu(columns(), row, column?.term(columns(), row)))
    page.openMenu(x, y)
  }

  return {
    ...{ menu, tab, isAsking, asked, openRow },
    openLane(url, x, y) {
      const name = shortName(url)
      menu.value = broken(termMenu([textTerm('who', name), textTerm('from', name), textTerm('to', name)]))
      page.openMenu(x, y)
    },
    pick(id) {
      const filter = breakOf(id)
      if (filter !== undefined) page.breakOn()?.(filter)
      const choice = menu.value.choices.get(id)
      if (choice?.do === 'set') find.set(choice.query)
      else if (choice) find.add(choice.query, choice.do === 'leave out')
    },
    actions: {
      columns,
      current: () => find.current,
      isOn: () => find.isOn,
      focus: page.focusFilter,
      set: find.set,
      clear: find.clear,
      step: (by) => void find.step(by),
      nextMode: () => find.setMode(modes[(modes.indexOf(find.mode) + 1) % modes.length] as Emphasis),
      table() {
        tab.value = tab.value === 'table' ? 'explain' : 'table'
        if (tab.value === 'table') page.focusTable()
        else page.focusChart()
      },
      goToEvent: ask('event'),
      goToName: ask('name'),
      menu() {
        if (find.current !== undefined) openRow(find.current, undefined, window.innerWidth / 3, window.innerHeight / 3)
      },
    },
  }
}
