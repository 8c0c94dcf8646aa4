/** What a user can do in an inspector window, as a list; the page hands in how. */
import { createCommands, type Command, type Commands } from '../commands/command.ts'
import { deskCommands, type DeskActions } from '../commands/desk-commands.ts'
import { chartCommands, type ChartActions } from './chart-commands.ts'
import { selectedParticipant } from './selected-participant.ts'
import { panelCommands, type PanelHands } from './panel-commands.ts'
import type { Timeline } from '../timeline/timeline.ts'

export interface PageActions extends ChartActions, DeskActions {
  readonly isLive: () => boolean
  readonly isPlaying: () => boolean
  readonly play: () => void
  readonly stop: () => void
  readonly scenarios: () => void
  readonly writeScenario: () => void
  readonly save: (format: string) => void
  readonly open: () => void
  /** Names the fields of a log of another system. */
  readonly readLog: { readonly can: () => boolean; readonly run: () => void }
  readonly export: () => void
  readonly sessions: () => void
  readonly saveLast: () => void
  readonly saveSanitised: () => void
  readonly keeping: () => void
  readonly newWindow: () => void
  /** How many have no window. */
  readonly crowd: () => number
  readonly addHyperties: () => void
  readonly removeHyperties: () => void
  readonly startFresh: () => void
  readonly oddities: () => void
  readonly compare: () => void
  readonly orders: () => void
  readonly losses: () => void
  readonly values: () => void
  readonly links: () => void
  readonly faults: () => void
  /** Whether anybody is paused, has crashed, has a wrong clock, or is to. */
  readonly hasFaults: () => boolean
  readonly mendFaults: () => void
  /** Pauses whose hop is selected, or resumes them. */
  readonly pauseSelected: () => void
  readonly panels: PanelHands
  readonly nextPane: () => void
  /** Clears the filter; Escape does it once nothing is selected. */
  readonly clearFilter: () => void
}

/** The commands of an inspector window; `more` are those of its parts. */
export function createPageCommands(page: PageActions, more: readonly Command[] = []): Commands {
  const chart = (act: (timeline: Timeline) => void) => (): void => {
    const timeline = page.timeline()
    if (timeline) act(timeline)
  }
  const pageOf = ({ state }: Timeline): number => state.height * 0.9
  const live = { when: page.isLive, why: 'Only in the inspector of the running session.' }
  const play = {
    group: 'Session',
    when: () => page.isLive() && !page.isPlaying(),
    why: 'Only in the running session, while nothing is played.',
  }
  const look = { group: 'Chart' }
  // the edge of the drawer is moved by the same keys
  const step = {
    ...look,
    when: (): boolean => document.activeElement?.getAttribute('role') !== 'separator',
    why: 'The edge of a panel has the focus, and its arrow keys.',
  }
  return createCommands([
    { id: 'phases.play', title: 'Play the three phases', keys: ['F9'], ...play, run: page.play },
    {
      id: 'phases.stop',
      title: 'Stop playing',
      group: 'Session',
      keys: ['Ctrl+.'],
      when: page.isPlaying,
      why: 'Nothing is played.',
      run: page.stop,
    },
    { id: 'scenarios.list', title: 'Scenarios…', group: 'Session', keys: ['Ctrl+Shift+G'], run: page.scenarios },
    { id: 'scenarios.write', title: 'Write a scenario…', group: 'Session', run: page.writeScenario },
    {
      id: 'session.save',
      title: 'Save the session…',
      group: 'Session',
      keys: ['Ctrl+S'],
      run: () => page.save('ndjson'),
    },
    { id: 'session.export', title: 'Export…', group: 'Session', keys: ['Ctrl+Alt+E'], run: page.export },
    { id: 'session.open', title: 'Open a session…', group: 'Session', keys: ['Ctrl+O'], run: page.open },
    {
      id: 'session.read-log',
      title: 'Read the log in another way…',
      group: 'Session',
      keys: ['Ctrl+Alt+L'],
      when: page.readLog.can,
      why: 'Only for a log of JSON lines of another system.',
      run: page.readLog.run,
    },
    { id: 'sessions.list', title: 'Sessions…', group: 'Session', keys: ['Ctrl+Shift+O'], run: page.sessions },
    {
      id: 'session.save-last',
      title: 'Save the last minutes',
      group: 'Session',
      keys: ['Ctrl+Shift+S'],
      ...live,
      run: page.saveLast,
    },
    {
      id: 'session.sanitise',
      title: 'Save a sanitised copy…',
      group: 'Session',
      keys: ['Ctrl+Shift+Y'],
      run: page.saveSanitised,
    },
    {
      id: 'sessions.keeping',
      title: 'What is kept and hidden…',
      group: 'Session',
      keys: ['Ctrl+Shift+K'],
      run: page.keeping,
    },
    {
      id: 'window.new',
      title: 'New participant',
      group: 'Session',
      keys: ['Ctrl+N'],
      ...live,
      run: page.newWindow,
    },
    {
      id: 'crowd.add',
      title: 'Add 10 participants without windows',
      group: 'Session',
      keys: ['Ctrl+Shift+A'],
      ...live,
      run: page.addHyperties,
    },
    {
      id: 'crowd.remove',
      title: 'Remove those without windows',
      group: 'Session',
      keys: ['Ctrl+Shift+X'],
      when: () => page.isLive() && page.crowd() > 0,
      why: 'Nobody is there without a window.',
      run: page.removeHyperties,
    },
    { id: 'objects.fresh', title: 'Start fresh…', ...play, keys: ['Ctrl+Shift+F'], run: page.startFresh },
    { id: 'session.oddities', title: 'List the oddities', group: 'Session', keys: ['KeyO'], run: page.oddities },
    { id: 'session.losses', title: 'What was overwritten or lost', group: 'Session', keys: ['KeyJ'], run: page.losses },
    {
      id: 'session.values',
      title: 'Why is this value what it is?',
      group: 'Session',
      keys: ['KeyB'],
      run: page.values,
    },
    {
      id: 'models.compare',
      title: 'Compare models…',
      group: 'Session',
      keys: ['Ctrl+Shift+M'],
      run: page.compare,
    },
    {
      id: 'session.orders',
      title: 'Every order of delivery…',
      group: 'Session',
      keys: ['KeyR'],
      run: page.orders,
    },
    {
      id: 'links.edit',
      title: 'Conditions of links…',
      group: 'Session',
      keys: ['Ctrl+L'],
      ...live,
      run: page.links,
    },
    {
      id: 'faults.edit',
      title: 'Faults of participants: pause, crash, clock…',
      group: 'Session',
      keys: ['Ctrl+Shift+L'],
      ...live,
      run: page.faults,
    },
    {
      id: 'faults.mend',
      title: 'Mend all faults of participants',
      group: 'Session',
      keys: ['F8'],
      when: () => page.isLive() && page.hasFaults(),
      why: 'Nobody is paused or has crashed, and every clock is right.',
      run: page.mendFaults,
    },
    {
      id: 'faults.pause',
      title: 'Pause or resume the participant of the selected hop',
      group: 'Session',
      keys: ['KeyP'],
      when: () => page.isLive() && selectedParticipant(page.timeline()) !== undefined,
      why: 'Select a hop of the running session first, one that the filter does not hide.',
      run: page.pauseSelected,
    },
    { id: 'chart.next', title: 'Next hop', ...step, keys: ['ArrowDown'], run: chart((one) => one.step(1)) },
    { id: 'chart.previous', title: 'Previous hop', ...step, keys: ['ArrowUp'], run: chart((one) => one.step(-1)) },
    {
      id: 'chart.lane-next',
      title: 'Next on this lifeline',
      ...look,
      keys: ['ArrowRight', '.'],
      run: chart((one) => one.step(1, true)),
    },
    {
      id: 'chart.lane-previous',
      title: 'Previous on this lifeline',
      ...look,
      keys: ['ArrowLeft', ','],
      run: chart((one) => one.step(-1, true)),
    },
    { id: 'chart.first', title: 'First hop', ...look, keys: ['Home'], run: chart((one) => one.selectEnd(-1)) },
    { id: 'chart.last', title: 'Last hop', ...look, keys: ['End'], run: chart((one) => one.selectEnd(1)) },
    {
      id: 'chart.page-down',
      title: 'Scroll down',
      ...look,
      keys: ['PageDown', 'KeyD'],
      run: chart((one) => one.scrollBy(pageOf(one))),
    },
    {
      id: 'chart.page-up',
      title: 'Scroll up',
      ...look,
      keys: ['PageUp', 'KeyA'],
      run: chart((one) => one.scrollBy(-pageOf(one))),
    },
    {
      id: 'chart.answers',
      title: 'Show or hide acknowledgements',
      ...look,
      keys: ['KeyK'],
      run: chart((one) => one.set({ answers: !one.state.answers })),
    },
    {
      id: 'chart.presence',
      title: 'Show or hide where cursors are',
      ...look,
      keys: ['KeyU'],
      run: chart((one) => one.set({ presence: !one.state.presence })),
    },
    {
      id: 'chart.pause',
      title: 'Pause or go on',
      ...look,
      keys: ['Space'],
      ...live,
      run: chart((one) => one.setPaused(!one.state.isPaused)),
    },
    {
      id: 'chart.follow',
      title: 'Follow the end',
      ...look,
      keys: ['KeyE'],
      ...live,
      run: chart((one) => one.setFollows(true)),
    },
    {
      id: 'chart.clear',
      title: 'Select nothing; then clear the filter',
      ...look,
      keys: ['Escape'],
      run: chart((one) => (one.selected ? one.select(undefined) : page.clearFilter())),
    },
    ...chartCommands(page),
    ...panelCommands(page.panels),
    ...more,
    { id: 'window.pane', title: 'Next pane', group: 'Session', keys: ['F6'], inText: true, run: page.nextPane },
    ...deskCommands(page, 'Session'),
  ])
}
