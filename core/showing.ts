/**
 * Which messages, once delivered, show in the copy of their receiver, so that its window will say anew what it holds. Knows
 * the message and what the window said last; judges nothing.
 */
import { aboutObject, type Address, type EventMessage, type Message } from './message.ts'
import type { Copy } from './sameness.ts'

/** The object that a message names; an answer names none. */
export function aboutOf(message: Message): Address | undefined {
  return message.type === 'response' ? undefined : aboutObject(message)
}

/** Whether a delivery shows in the copy of its receiver, so that its window will say anew what it holds. */
export function doesShow(message: Message, isTaken: boolean, isRefused: boolean, copy: Copy | undefined): boolean {
  switch (message.type) {
    case 'create':
      return isTaken
    case 'update':
      // one that is numbered and does not fit has the whole value read again
      return isTaken || (isRefused && message.body.version !== undefined)
    case 'response':
      return isTaken && (message.body.value ?? message.body.updates) !== undefined
    case 'event':
      // told of a version that it lacks, it reads
      return isVersionNews(message) && (message.body.version ?? 0) > (copy?.said?.version ?? -1)
    case 'execute':
      return isTaken && message.body.method === 'assume' && message.body.version !== copy?.said?.version
    default:
      return false
  }
}

const isVersionNews = ({ body: { news } }: EventMessage): boolean => news === 'version' || news === 'reporter'
