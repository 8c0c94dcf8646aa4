/** The one sentence at the foot of the window: what is to be known now, the most pressing first. */
import { busAddress, type Address } from '../../core/message.ts'
import type { TextState } from '../editor/editing.ts'
import type { ObjectRow, Outcome } from '../stores/hyperty.ts'
import { mayDiffer, unsentOf } from './row-state.ts'

export interface Strip {
  readonly sentence: string
  readonly tone: 'plain' | 'good' | 'warn' | 'bad'
  readonly icon: 'good' | 'bad' | 'lock' | 'warn' | 'offline' | 'info'
  readonly why?: boolean
  readonly canTry?: boolean
  readonly canDiscard?: boolean
  /** It is of no more use, and can be taken off the list. */
  readonly canRemove?: boolean
}

export interface StripNow {
  readonly row: ObjectRow | undefined
  readonly text: TextState | undefined
  readonly outcome: Outcome | undefined
  readonly connection: 'connecting' | 'open' | 'closed'
  readonly online: boolean
  /** Neither sends nor takes anything until it is resumed. */
  readonly isPaused?: boolean
  /** The user wants to write although access will not let them. */
  readonly tried: boolean
  readonly nameOf: (url: Address) => string
}

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

function waitingOf({ text, nameOf }: StripNow): string {
  const waiting = text?.waiting ?? []
  const all = waiting.reduce((sum, { count }) => sum + count, 0)
  const parts = waiting.map(({ author, count }) => `${many(count, 'change')} by ${nameOf(author)}`)
  return parts.length === 0 ? '' : ` ${parts.join(', ')} ${all === 1 ? 'waits' : 'wait'}.`
}

function problemOf(now: StripNow): string {
  const { problem, place } = now.text as TextState
  const at = place ? `line ${place.line}, column ${place.column}: ` : ''
  const head = problem?.about === 'json' ? 'Not valid JSON' : 'Not sent'
  return `${head}: ${at}${problem?.sentence.replace(/\.$/, '')}. Nothing is sent until it is mended.${waitingOf(now)}`
}

/** Who refused, in the words of the user. */
export function refusedOf({ decision }: Outcome, nameOf: (url: Address) => string): string {
  const who = decision.by === busAddress ? 'the message bus' : nameOf(decision.by)
  return `Refused by ${who}: ${decision.reason}`
}

const nothingYet: Strip = { sentence: 'What others share with you appears here.', tone: 'plain', icon: 'info' }
const whenBack = 'What others do reaches you when you are back.'

function stateOf(now: StripNow): Strip {
  const { row, text, online, isPaused, tried, nameOf } = now
  if (!row) return online ? nothingYet : { sentence: `You are offline. ${whenBack}`, tone: 'warn', icon: 'offline' }
  const { info } = row
  const owner = nameOf(info.reporter)
  const unsent = unsentOf(row, text)
  if (info.status === 'deleted')
    return {
      sentence: `${owner} has deleted ${info.name}. This is what it was.`,
      tone: 'bad',
      icon: 'bad',
      canRemove: info.role === 'observer',
    }
  if (info.status === 'removed')
    return {
      sentence: `${owner} does not want you to follow ${info.name} any more. This is what it was.`,
      tone: 'bad',
      icon: 'bad',
      canRemove: true,
    }
  if (info.status === 'left')
    return {
      sentence: `${owner}, its owner, has left. Nobody can write to it now${info.onLeave ? '; you may take it over' : ''}.`,
      tone: 'warn',
      icon: 'warn',
      canRemove: true,
    }
  if (info.status === 'invited')
    return { sentence: `${owner} invites you to follow ${info.name}.`, tone: 'plain', icon: 'info' }
  if (!online) {
    const waits = unsent > 0 ? `${many(unsent, 'change')} will be sent when you are back.` : whenBack
    return { sentence: `You are offline. ${waits}`, tone: 'warn', icon: 'offline' }
  }
  if (isPaused) {
    const waits = unsent > 0 ? `${many(unsent, 'change')} will be sent` : 'What others do reaches you'
    return { sentence: `Paused. ${waits} when you go on.`, tone: 'warn', icon: 'warn' }
  }
  const remark = text?.remarks[0]
  if (remark) {
    const more = (text?.remarks.length ?? 1) - 1
    const sentence = `Line ${text?.remarkLine}: ${remark.sentence}${more > 0 ? ` And ${many(more, 'more remark')}.` : ''}`
    return { sentence, tone: 'warn', icon: 'warn' }
  }
  if (text && text.lost.length > 0)
    return {
      sentence: `${many(text.lost.length, 'change')} found no place: others removed what it was in.`,
      tone: 'warn',
      icon: 'warn',
    }
  if (unsent > 0 && !info.mayWrite && !tried)
    return {
      sentence: `Only ${owner} may write. Your draft is kept.`,
      tone: 'warn',
      icon: 'lock',
      canTry: true,
      canDiscard: true,
    }
  if (unsent > 0) return { sentence: `${many(unsent, 'change')} not sent yet.`, tone: 'plain', icon: 'info' }
  if (tried && !info.mayWrite)
    return {
      sentence: `Only ${owner} may write. What you change will be sent all the same.`,
      tone: 'warn',
      icon: 'lock',
    }
  if (!info.mayWrite) return { sentence: `Only ${owner} may write.`, tone: 'plain', icon: 'lock', canTry: true }
  const whose = info.role === 'reporter' ? many(info.followers.length, 'follower') : `${owner} lets you write`
  // what this window cannot know it does not say: the inspector compares the copies
  if (mayDiffer(info))
    return {
      sentence: `Nothing waits · ${whose} · copies may differ under ${info.model}.`,
      tone: 'plain',
      icon: 'info',
    }
  return { sentence: `In step · ${whose}.`, tone: 'good', icon: 'good' }
}

/** What the strip says now. */
export function stripOf(now: StripNow): Strip {
  const { row, text, outcome, nameOf, online, connection } = now
  if (connection === 'connecting') return { sentence: 'Waiting for your Syncer.', tone: 'plain', icon: 'info' }
  if (connection === 'closed')
    return {
      sentence: row ? 'Not connected. This is the last that came.' : 'Not connected.',
      tone: 'bad',
      icon: 'offline',
    }
  if (row && text?.problem) return { sentence: problemOf(now), tone: 'bad', icon: 'bad', canDiscard: true }
  // who has been given the right since, or is cut off, or whose object has gone, has other things to know
  const isPast = row?.info.status !== 'active' || (outcome?.decision.code === 403 && row.info.mayWrite)
  if (row && online && !isPast && outcome && outcome.url === row.info.url) {
    const canTry = !row.info.mayWrite
    return { sentence: refusedOf(outcome, nameOf), tone: 'bad', icon: 'bad', why: true, canTry }
  }
  return stateOf(now)
}
