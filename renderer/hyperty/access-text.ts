/** What the access panel says of a decision, and how it reads the path that a person gives. */
import type { Decided } from '../../core/decision-log.ts'
import type { Address, MessageType } from '../../core/message.ts'

const wishes: { readonly [T in MessageType]?: string } = {
  subscribe: 'to follow',
  unsubscribe: 'to stop following',
  read: 'to read',
  update: 'to write',
  execute: 'for a write',
  delete: 'to delete it',
  create: 'to invite',
  event: 'to speak for it',
}

/** `Bob asked to write, 3 times`. */
export function decidedText({ who, type, times }: Decided, nameOf: (url: Address) => string): string {
  return `${nameOf(who)} asked ${wishes[type] ?? type}${times > 1 ? `, ${times} times` : ''}`
}

/** The keys of a JSON pointer, none for the whole object; or a sentence that says what is wrong with it. */
export function pathOf(pointer: string): string[] | string {
  const text = pointer.trim()
  if (text === '' || text === '/') return []
  if (!text.startsWith('/')) return 'Begin it with a slash, as in /list.'
  return text
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
