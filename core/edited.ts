/** Messages whose changes somebody edited at a breakpoint: what of them can be edited, and how they came then. */
import type { WireChange } from './change.ts'
import type { EndedEvent, SentEvent } from './event.ts'
import type { Message } from './message.ts'

/** The changes of a message that can be edited: those that stand in it as they are. */
export function editableChanges({ type, body }: Message): readonly WireChange[] | undefined {
  // what a text stamps is in the stamp
  if (type === 'update') return typeof body.stamp === 'string' ? undefined : body.changes
  return type === 'execute' && body.method === 'write' ? body.changes : undefined
}

/** A message as it came, where somebody edited it on its way. */
export const asItCame = (sent: SentEvent, { altered }: EndedEvent): SentEvent =>
  altered ? { ...sent, message: withChanges(sent.message, altered) } : sent

/** A message with other changes in the place of its own. */
export function withChanges(message: Message, changes: readonly WireChange[]): Message {
  return { ...message, body: { ...message.body, changes } } as Message
}
