/** One plain sentence for a message and what became of it, for people who never heard of its protocol. */
import { changesText } from '../../core/change-text.ts'
import { pathText } from '../../core/change.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import {
  aboutObject,
  busAddress,
  importedOf,
  isChanges,
  shortName,
  type Address,
  type Message,
} from '../../core/message.ts'
import { durationText } from './time-text.ts'

type NameOf = (url: Address) => string

/** What somebody did by a message, whatever became of it. */
export function deedOf(message: Message, nameOf: NameOf): string {
  const who = message.body.source === busAddress ? 'The message bus' : nameOf(message.body.source)
  const object = shortName(aboutObject(message))
  switch (message.type) {
    case 'create':
      return `${who} invited ${nameOf(message.to)} to ${message.body.name}, as it was at version ${message.body.version}`
    case 'update': {
      const { author, changes, version } = message.body
      // what goes to all who follow is asked of nobody
      if (version === undefined && !isChanges(message.to))
        return `${who} asked to write ${object}: ${changesText(changes)}`
      return author === undefined
        ? `${who} ${changesText(changes)}`
        : `${who} passed on what ${nameOf(author)} wrote: ${changesText(changes)}`
    }
    case 'subscribe':
      return `${who} asked to follow ${object}`
    case 'unsubscribe':
      return `${who} stopped following ${object}`
    case 'read':
      return `${who} asked for the value of ${object}`
    case 'delete':
      return message.body.resource
        ? `${who} told ${nameOf(message.to)} not to follow ${object} any more`
        : `${who} deleted ${object}`
    case 'event':
      if (message.body.imported) return importedText(who, object, message)
      return newsText(who, object, message.body.news, message.body.to, nameOf)
    case 'presence':
      return message.body.place
        ? `${who} told where its cursor is in the text ${pathText(message.body.place.path)} of ${object}`
        : `${who} told that its cursor is in no text of ${object}`
    case 'execute':
      if (message.body.method === 'write')
        return `${who} asked for ${JSON.stringify(message.body.name)} on ${object}: ${changesText(message.body.changes ?? [])}`
      return message.body.method === 'hand over'
        ? `${who} asked ${nameOf(message.to)} to own ${object}`
        : `${who} handed ${object} over to ${nameOf(message.to)}`
    case 'response':
      return answerText(who, message, nameOf)
  }
}

/** In the words of the log that it comes from. */
function importedText(who: string, object: string, { body }: Message & { type: 'event' }): string {
  const about = object === '' ? '' : ` about ${object}`
  const changes = body.changes ? `: ${changesText(body.changes)}` : ''
  return `${who} ${body.imported?.isAnswer ? 'answered' : 'sent'} “${body.imported?.text}”${about}${changes}`
}

function newsText(who: string, object: string, news: string, to: Address | undefined, nameOf: NameOf): string {
  const whom = to === undefined ? 'somebody' : nameOf(to)
  if (news === 'granted') return `${who} gave ${whom} the right to write ${object}`
  if (news === 'revoked') return `${who} took the right to write ${object} from ${whom}`
  if (news === 'followed') return `${who} told that ${whom} follows ${object} now`
  if (news === 'texts') return `${who} changed which texts of ${object} are shared character by character`
  if (news === 'rules') return `${who} changed who may do what with ${object}`
  if (news === 'reporter') return `${who} owns ${object} from now on`
  return news === 'left' ? `${who}, the owner of ${object}, left` : `${who} told at which version ${object} is`
}

function answerText(who: string, message: Message & { type: 'response' }, nameOf: NameOf): string {
  const { code, reason, version, value } = message.body
  const whom = nameOf(message.to)
  if (code === 100) return `${who} told ${whom} to wait`
  if (code >= 300) return `${who} refused ${whom} (${code})${reason ? `: ${reason.replace(/\.$/, '')}` : ''}`
  if (value !== undefined) return `${who} sent ${whom} the whole value, at version ${version}`
  return `${who} answered ${whom}: done${version === undefined ? '' : `, as version ${version}`}`
}

function fateOf(sent: SentEvent, ended: EndedEvent | undefined, nameOf: NameOf): string {
  if (!ended) return sent.deliveries === 0 ? 'nobody follows it, so it went no further' : 'it is still on its way'
  const to = nameOf(ended.to)
  const reason = ended.decision?.reason.replace(/\.$/, '') ?? ''
  const rule = ended.decision ? ` (rule ${ended.decision.rule})` : ''
  switch (ended.effect) {
    case 'refused':
      return `${ended.decision?.by === busAddress ? 'the message bus' : nameOf(ended.decision?.by ?? ended.to)} refused it: ${reason}${rule}`
    case 'lost':
      return `it was lost on the way to ${to}: ${reason}`
    case 'duplicate':
    case 'stale':
      return `${to} had it already, and left it out`
    case 'superseded':
      return `${to} took it, and nothing of it shows: ${reason}${rule}`
    case 'buffered':
      return `${to} kept it back, and got it with a whole value`
    default:
      return reachedText(sent, ended, to)
  }
}

function reachedText(sent: SentEvent, { hops, altered }: EndedEvent, to: string): string {
  const start = sent.hops.changed ?? sent.hops.posted ?? sent.at
  const done = hops.told ?? hops.observed ?? hops.applied
  // of what was imported the log says when it was done with, which is no part of the way
  const end = importedOf(sent.message) ? hops.received : (done ?? hops.received)
  const syncerOrWindow = hops.applied === undefined ? `${to}'s Syncer` : `${to}'s window`
  const where = importedOf(sent.message) ? to : syncerOrWindow
  const how = altered ? ', as somebody edited it at a breakpoint' : ''
  return end === undefined
    ? `it reached ${where}${how}`
    : `it reached ${where} ${durationText(end - start)} later${how}`
}

/** What happened, in one sentence. */
export function explain(sent: SentEvent, ended: EndedEvent | undefined, nameOf: NameOf): string {
  return `${deedOf(sent.message, nameOf)}; ${fateOf(sent, ended, nameOf)}.`
}
