/** What a user can do in a hyperty window. The page hands in how; the list says what, when, and by which key. */
import { createCommands, type Command, type Commands } from '../commands/command.ts'
import { deskCommands } from '../commands/desk-commands.ts'
import type { PageActions } from './command-actions.ts'

export type { PageActions } from './command-actions.ts'

/** In the editor too. */
const everywhere = { inText: true } as const

/** The commands of a hyperty window. */
export function createPageCommands(page: PageActions): Commands {
  return createCommands([...objectCommands(page), ...textCommands(page), ...windowCommands(page)])
}

function objectCommands(page: PageActions): Command[] {
  const isOwner = (): boolean => page.isConnected() && page.isOwner()
  const isFollower = (): boolean => page.isConnected() && page.hasObject() && !page.isOwner()
  const about = { group: 'Objects', ...everywhere } as const
  const asking = { ...about, when: page.isConnected, why: 'The Syncer is not there.' } as const
  return [
    { id: 'object.create', title: 'New object…', ...asking, keys: ['Ctrl+Shift+N'], run: page.create },
    {
      id: 'object.follow',
      title: 'Follow an object by its name…',
      ...asking,
      keys: ['Ctrl+Shift+F'],
      run: page.follow,
    },
    {
      id: 'object.share',
      title: 'Share with everyone',
      ...about,
      keys: ['Ctrl+Shift+S'],
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.share,
    },
    {
      id: 'object.invite',
      title: 'Invite one participant…',
      ...about,
      keys: ['Ctrl+Shift+B'],
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.invite,
    },
    {
      id: 'object.followers',
      title: 'Followers, and who of them may write…',
      ...about,
      keys: ['Ctrl+Shift+M'],
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.showFollowers,
    },
    {
      id: 'object.auto-accept',
      title: 'Accept invitations by themselves',
      ...asking,
      keys: ['Ctrl+Shift+H'],
      run: page.changeAutoAccept,
    },
    { id: 'object.next', title: 'Next object', ...about, keys: ['Ctrl+PageDown'], run: () => page.nextObject(1) },
    {
      id: 'object.previous',
      title: 'Previous object',
      ...about,
      keys: ['Ctrl+PageUp'],
      run: () => page.nextObject(-1),
    },
    {
      id: 'object.unfollow',
      title: 'Stop following, or remove what has gone',
      ...about,
      when: isFollower,
      why: 'Only who follows an object that is another’s may.',
      run: page.stopFollowing,
    },
    {
      id: 'object.access',
      title: 'Access: followers, rules, last decisions…',
      ...about,
      keys: ['F7'],
      when: () => page.isConnected() && page.hasObject(),
      why: 'Choose an object first.',
      run: page.showAccess,
    },
    {
      id: 'object.hand-over',
      title: 'Hand over, or remove a follower…',
      ...about,
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.showAccess,
    },
    {
      id: 'object.take-over',
      title: 'Take over from an owner that has gone',
      ...about,
      when: page.mayTakeOver,
      why: 'The owner of the object is there, or nothing of it is kept.',
      run: page.takeOver,
    },
    { id: 'object.read', title: 'Read an object once, by its name…', ...asking, run: page.readOnce },
    {
      id: 'object.child',
      title: 'New child of this object…',
      ...about,
      when: page.mayAdd,
      why: 'Follow or make an object first; a child has no children.',
      run: page.createChild,
    },
    {
      id: 'object.delete',
      title: 'Delete the object…',
      ...about,
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.end,
    },
  ]
}

function textCommands(page: PageActions): Command[] {
  const isOwner = (): boolean => page.isConnected() && page.isOwner()
  const about = { group: 'Text', ...everywhere } as const
  return [
    {
      id: 'text.send',
      title: 'Send now',
      ...about,
      keys: ['Ctrl+Enter'],
      when: page.hasObject,
      why: 'Choose an object first.',
      run: page.send,
    },
    {
      id: 'text.discard',
      title: 'Discard the draft',
      ...about,
      keys: ['Ctrl+Shift+D'],
      when: page.hasDraft,
      why: 'There is no draft: everything was sent.',
      run: page.discard,
    },
    {
      id: 'text.try',
      title: 'Try writing anyway',
      ...about,
      keys: ['Ctrl+Shift+T'],
      when: page.mayTry,
      why: 'You may write to this object anyway.',
      run: page.tryWriting,
    },
    {
      id: 'text.why',
      title: 'Why was it refused?',
      ...about,
      keys: ['Ctrl+Shift+Y'],
      when: page.hasRefusal,
      why: 'Nothing was refused.',
      run: page.why,
    },
    {
      id: 'text.blame',
      title: 'Why is this value what it is?',
      ...about,
      keys: ['Ctrl+B'],
      when: page.hasObject,
      why: 'Choose an object first.',
      run: page.blame,
    },
    {
      id: 'text.goto',
      title: 'Go to a value by its path…',
      ...about,
      keys: ['Ctrl+Shift+J'],
      when: page.hasObject,
      why: 'Choose an object first.',
      run: page.goTo,
    },
    {
      id: 'text.mark',
      title: 'Share the text at the cursor letter by letter, or stop',
      ...about,
      keys: ['F9'],
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.markText,
    },
    {
      id: 'text.marks',
      title: 'Shared texts…',
      ...about,
      when: isOwner,
      why: 'Only the owner of the object may.',
      run: page.showTexts,
    },
    {
      id: 'text.next',
      title: 'Next shared text, or the JSON',
      ...about,
      keys: ['Ctrl+Shift+PageDown'],
      when: page.hasTexts,
      why: 'This object has no shared text.',
      run: () => page.nextText(1),
    },
    {
      id: 'text.previous',
      title: 'Shared text before, or the JSON',
      ...about,
      keys: ['Ctrl+Shift+PageUp'],
      when: page.hasTexts,
      why: 'This object has no shared text.',
      run: () => page.nextText(-1),
    },
    {
      id: 'text.focus',
      title: 'Go to the editor',
      ...about,
      keys: ['Ctrl+Shift+E'],
      when: page.hasObject,
      why: 'Choose an object first.',
      run: page.focusEditor,
    },
  ]
}

function windowCommands(page: PageActions): Command[] {
  const about = { group: 'Window', ...everywhere } as const
  return [
    {
      id: 'window.online',
      title: 'Go offline, or online again',
      ...about,
      keys: ['Ctrl+Shift+X'],
      when: page.isConnected,
      why: 'The Syncer is not there.',
      run: page.changeOnline,
    },
    { id: 'window.new', title: 'New participant', ...about, keys: ['Ctrl+N'], run: page.newWindow },
    {
      id: 'window.reopen',
      title: 'Reopen this window',
      ...about,
      keys: ['F5'],
      when: page.isClosed,
      why: 'This window is connected.',
      run: page.reopen,
    },
    {
      id: 'window.mend',
      title: 'Resume, or set the clock right',
      ...about,
      keys: ['F8'],
      when: page.isAiling,
      why: 'You are not paused, and the clock is right.',
      run: page.mend,
    },
    { id: 'window.pane', title: 'Next pane', ...about, keys: ['F6'], run: () => page.nextPane(1) },
    { id: 'window.pane-before', title: 'Pane before', ...about, keys: ['Shift+F6'], run: () => page.nextPane(-1) },
    ...deskCommands(page, 'Window'),
  ]
}
