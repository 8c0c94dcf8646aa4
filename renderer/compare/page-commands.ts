/** What a user can do in the window of comparisons, as a list; the page hands in how. */
import { createCommands, type Commands } from '../commands/command.ts'
import { deskCommands, type DeskActions } from '../commands/desk-commands.ts'

export interface PageActions extends DeskActions {
  readonly run: () => void
  readonly isRunning: () => boolean
  readonly cancel: () => void
  readonly newSeed: () => void
  readonly openInputs: () => void
  /** Whether there is a run whose writes can be delivered otherwise. */
  readonly hasRuns: () => boolean
  readonly orders: () => void
  /** Whether the outcome waits to be shown. */
  readonly isVeiled: () => boolean
  readonly reveal: () => void
  readonly nextPane: () => void
}

export function createPageCommands(page: PageActions): Commands {
  const group = 'Comparison'
  return createCommands([
    { id: 'compare.run', title: 'Run', group, keys: ['Ctrl+Enter'], inText: true, run: page.run },
    {
      id: 'compare.cancel',
      title: 'Cancel',
      group,
      keys: ['Escape'],
      when: page.isRunning,
      why: 'Nothing is running.',
      run: page.cancel,
    },
    { id: 'compare.seed', title: 'Another seed', group, keys: ['Ctrl+R'], inText: true, run: page.newSeed },
    {
      id: 'compare.inputs',
      title: "Compare a session's inputs…",
      group,
      keys: ['Ctrl+O'],
      inText: true,
      run: page.openInputs,
    },
    {
      id: 'compare.orders',
      title: 'Every order of delivery…',
      group,
      keys: ['KeyR'],
      when: page.hasRuns,
      why: 'Run the models first, and reveal what came of it.',
      run: page.orders,
    },
    {
      id: 'compare.reveal',
      title: 'Reveal what came of it',
      group,
      keys: ['Ctrl+Shift+Enter'],
      inText: true,
      when: page.isVeiled,
      why: 'Nothing is hidden: choose Guess first, and run.',
      run: page.reveal,
    },
    { id: 'window.pane', title: 'Next pane', group, keys: ['F6'], inText: true, run: page.nextPane },
    ...deskCommands(page, group),
  ])
}
