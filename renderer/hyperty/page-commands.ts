/** What a user can do in a hyperty window. The page hands in how; the list says what, when, and by which key. */
import { createCommands, type Commands } from '../commands/command.ts'

export interface PageActions {
  readonly hasObject: () => boolean
  readonly isOwner: () => boolean
  readonly hasDraft: () => boolean
  readonly isOnline: () => boolean
  readonly create: () => void
  readonly follow: () => void
  readonly share: () => void
  readonly stopFollowing: () => void
  readonly end: () => void
  readonly send: () => void
  readonly discard: () => void
  readonly tryWriting: () => void
  readonly mayTry: () => boolean
  readonly goTo: () => void
  readonly focusEditor: () => void
  readonly nextPane: (step: 1 | -1) => void
  readonly nextObject: (step: 1 | -1) => void
  readonly setOnline: (online: boolean) => void
  readonly newWindow: () => void
  readonly help: () => void
}

/** The commands of a hyperty window. */
export function createPageCommands(page: PageActions): Commands {
  const isFollower = (): boolean => page.hasObject() && !page.isOwner()
  return createCommands([
    {
      id: 'object.create',
      title: 'New object…',
      group: 'Objects',
      keys: ['Ctrl+Shift+N'],
      inText: true,
      run: page.create,
    },
    {
      id: 'object.follow',
      title: 'Follow an object by its name…',
      group: 'Objects',
      keys: ['Ctrl+Shift+F'],
      inText: true,
      run: page.follow,
    },
    {
      id: 'object.share',
      title: 'Share with everyone',
      group: 'Objects',
      keys: ['Ctrl+Shift+S'],
      inText: true,
      when: page.isOwner,
      run: page.share,
    },
    { id: 'object.unfollow', title: 'Stop following', group: 'Objects', when: isFollower, run: page.stopFollowing },
    { id: 'object.delete', title: 'Delete the object…', group: 'Objects', when: page.isOwner, run: page.end },
    {
      id: 'object.next',
      title: 'Next object',
      group: 'Objects',
      keys: ['Ctrl+PageDown'],
      inText: true,
      run: () => page.nextObject(1),
    },
    {
      id: 'object.previous',
      title: 'Previous object',
      group: 'Objects',
      keys: ['Ctrl+PageUp'],
      inText: true,
      run: () => page.nextObject(-1),
    },
    {
      id: 'text.send',
      title: 'Send now',
      group: 'Text',
      keys: ['Ctrl+Enter'],
      inText: true,
      when: page.hasObject,
      run: page.send,
    },
    { id: 'text.discard', title: 'Discard the draft', group: 'Text', when: page.hasDraft, run: page.discard },
    { id: 'text.try', title: 'Try writing anyway', group: 'Text', when: page.mayTry, run: page.tryWriting },
    {
      id: 'text.goto',
      title: 'Go to a value by its path…',
      group: 'Text',
      keys: ['Ctrl+Shift+J'],
      inText: true,
      when: page.hasObject,
      run: page.goTo,
    },
    {
      id: 'text.focus',
      title: 'Go to the editor',
      group: 'Text',
      keys: ['Ctrl+Shift+E'],
      inText: true,
      when: page.hasObject,
      run: page.focusEditor,
    },
    {
      id: 'window.offline',
      title: 'Go offline',
      group: 'Window',
      when: page.isOnline,
      run: () => page.setOnline(false),
    },
    {
      id: 'window.online',
      title: 'Go online',
      group: 'Window',
      when: () => !page.isOnline(),
      run: () => page.setOnline(true),
    },
    {
      id: 'window.new',
      title: 'New participant',
      group: 'Window',
      keys: ['Ctrl+N'],
      inText: true,
      run: page.newWindow,
    },
    { id: 'window.pane', title: 'Next pane', group: 'Window', keys: ['F6'], inText: true, run: () => page.nextPane(1) },
    {
      id: 'window.pane-before',
      title: 'Pane before',
      group: 'Window',
      keys: ['Shift+F6'],
      inText: true,
      run: () => page.nextPane(-1),
    },
    { id: 'window.keys', title: 'Keys', group: 'Window', keys: ['F1', '?'], inText: false, run: page.help },
  ])
}
