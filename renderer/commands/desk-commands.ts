/** The two commands that every page has: all commands, and all keys. */
import type { Command } from './command.ts'

/** What the page's list of commands needs for the two. */
export interface DeskActions {
  /** Opens the palette. */
  readonly palette: () => void
  /** Opens the list of keys. */
  readonly help: () => void
}

/** The two commands of every page, under a heading of the page's. */
export const deskCommands = ({ palette, help }: DeskActions, group: string): Command[] => [
  {
    id: 'window.commands',
    title: 'All commands…',
    group,
    keys: ['Ctrl+Shift+P', 'Ctrl+K'],
    inText: true,
    run: palette,
  },
  // a question mark is typed in a text
  { id: 'window.keys', title: 'Keys', group, keys: ['F1', '?'], run: help },
]
