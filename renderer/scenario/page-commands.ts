/** What a user can do where scenarios are written, as a list; the page hands in how. */
import { createCommands, type Commands } from '../commands/command.ts'
import { deskCommands, type DeskActions } from '../commands/desk-commands.ts'

export interface PageActions extends DeskActions {
  readonly hasOne: () => boolean
  readonly isBusy: () => boolean
  readonly create: () => void
  readonly remove: () => void
  readonly rename: () => void
  readonly check: () => void
  readonly play: () => void
  readonly simulate: () => void
  readonly save: () => void
  readonly focusEditor: () => void
}

/** The commands of the window in which scenarios are written. */
export function createPageCommands(page: PageActions): Commands {
  const about = { group: 'Scenario', inText: true } as const
  const one = {
    ...about,
    when: () => page.hasOne() && !page.isBusy(),
    why: 'Make a scenario first, and let the one that is at work end.',
  } as const
  return createCommands([
    { id: 'scenario.new', title: 'New scenario', ...about, keys: ['Ctrl+N'], run: page.create },
    { id: 'scenario.check', title: 'Check: run the script', ...one, keys: ['Ctrl+Enter'], run: page.check },
    { id: 'scenario.simulate', title: 'Simulate', ...one, keys: ['Ctrl+Shift+Enter'], run: page.simulate },
    { id: 'scenario.play', title: 'Play live', ...one, keys: ['Ctrl+Shift+L'], run: page.play },
    { id: 'scenario.save', title: 'Save now', ...one, keys: ['Ctrl+S'], run: page.save },
    { id: 'scenario.rename', title: 'Rename', ...one, keys: ['F2'], run: page.rename },
    { id: 'scenario.delete', title: 'Delete…', ...one, keys: ['Ctrl+Shift+D'], run: page.remove },
    { id: 'window.editor', title: 'Go to the editor', ...one, keys: ['Ctrl+Shift+E'], run: page.focusEditor },
    ...deskCommands(page, 'Window'),
  ])
}
