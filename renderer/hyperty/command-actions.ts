/** What the commands of a hyperty window need of its page: what can be done, and whether it can be done now. */
import type { DeskActions } from '../commands/desk-commands.ts'

export interface PageActions extends DeskActions {
  /** The Syncer is there to be asked. */
  readonly isConnected: () => boolean
  readonly isClosed: () => boolean
  readonly hasObject: () => boolean
  readonly isOwner: () => boolean
  readonly hasDraft: () => boolean
  readonly hasRefusal: () => boolean
  readonly mayTry: () => boolean
  readonly create: () => void
  readonly follow: () => void
  readonly share: () => void
  readonly invite: () => void
  readonly showFollowers: () => void
  readonly stopFollowing: () => void
  /** Its owner is not there, and it outlives its owner. */
  readonly mayTakeOver: () => boolean
  readonly takeOver: () => void
  readonly showAccess: () => void
  /** Makes the text at the cursor a shared one, or one no more. */
  readonly markText: () => void
  readonly showTexts: () => void
  readonly hasTexts: () => boolean
  readonly nextText: (step: 1 | -1) => void
  readonly readOnce: () => void
  readonly mayAdd: () => boolean
  readonly createChild: () => void
  readonly end: () => void
  readonly send: () => void
  readonly discard: () => void
  readonly tryWriting: () => void
  readonly why: () => void
  /** Shows in the inspector why the value at the cursor is what it is. */
  readonly blame: () => void
  readonly goTo: () => void
  readonly focusEditor: () => void
  readonly nextPane: (step: 1 | -1) => void
  readonly nextObject: (step: 1 | -1) => void
  readonly changeOnline: () => void
  readonly changeAutoAccept: () => void
  readonly newWindow: () => void
  readonly reopen: () => void
  /** Whether it is paused, or its clock is wrong. */
  readonly isAiling: () => boolean
  readonly mend: () => void
}
