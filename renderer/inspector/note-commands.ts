/** What can be done with notes and bookmarks, as commands; the page hands in how. */
import type { Command } from '../commands/command.ts'

export interface NoteHands {
  /** The event at which one is. */
  readonly current: () => number | undefined
  readonly hasAny: () => boolean
  readonly toggle: () => void
  readonly write: () => void
  readonly step: (by: 1 | -1) => void
  readonly togglePanel: () => void
}

export function createNoteCommands(page: NoteHands): readonly Command[] {
  const group = 'Notes'
  const here = { group, when: () => page.current() !== undefined, why: 'Go to an event first.' }
  const there = { group, when: page.hasAny, why: 'Nothing is bookmarked or noted yet.' }
  return [
    { id: 'note.bookmark', title: 'Bookmark this event, or no longer', keys: ['KeyM'], ...here, run: page.toggle },
    { id: 'note.write', title: 'Write a note on this event…', keys: ['Shift+KeyM'], ...here, run: page.write },
    { id: 'note.next', title: 'To the next bookmark', keys: ['KeyN'], ...there, run: () => page.step(1) },
    {
      id: 'note.previous',
      title: 'To the bookmark before',
      keys: ['Shift+KeyN'],
      ...there,
      run: () => page.step(-1),
    },
    {
      id: 'panel.notes',
      title: 'Show or hide the notes beside the chart',
      group: 'Panels',
      keys: ['Ctrl+Shift+B'],
      inText: true,
      run: page.togglePanel,
    },
  ]
}
