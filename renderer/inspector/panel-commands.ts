/** What can be done with the panels of an inspector, as a list: each is shown or hidden by one command. */
import type { Command } from '../commands/command.ts'
import type { PanelName } from './layout.ts'

export interface PanelHands {
  readonly isUsual: boolean
  toggle(name: PanelName): void
  reset(): void
}

export function panelCommands(panels: PanelHands): Command[] {
  const about = { group: 'Panels', inText: true } as const
  return [
    {
      id: 'panel.details',
      title: 'Show or hide the details',
      ...about,
      keys: ['Ctrl+J'],
      run: () => panels.toggle('details'),
    },
    {
      id: 'panel.oddities',
      title: 'Show or hide the oddities beside the chart',
      ...about,
      keys: ['Ctrl+B'],
      run: () => panels.toggle('oddities'),
    },
    {
      id: 'panel.breakpoints',
      title: 'Show or hide the breakpoints beside the chart',
      ...about,
      keys: ['Ctrl+Shift+H'],
      run: () => panels.toggle('breakpoints'),
    },
    {
      id: 'layout.reset',
      title: 'Reset the layout',
      ...about,
      when: () => !panels.isUsual,
      why: 'Every panel is as it is at first.',
      run: () => panels.reset(),
    },
  ]
}
