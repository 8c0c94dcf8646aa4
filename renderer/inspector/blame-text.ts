/** Blame and losses as sentences, for people who never heard of a protocol. */
import type { Blame } from '../../core/blame.ts'
import type { Link } from '../../core/blame-links.ts'
import { pathText, type Json } from '../../core/change.ts'
import type { Loss } from '../../core/losses.ts'
import { busAddress, type Address } from '../../core/message.ts'
import type { OutcomeAt, RelatedEvent } from '../../core/outcomes.ts'
import { momentText } from '../timeline/time-text.ts'

type NameOf = (url: Address) => string

/** A value on one line, cut where it is long. */
export function shortText(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Why a value is what it is, in one to three sentences. */
export function whyText(blame: Blame, nameOf: NameOf): string {
  const where = pathText(blame.path)
  if (blame.missing !== undefined) return `Cannot tell why ${where} is what it is: ${blame.missing} is missing.`
  const who = blame.author === undefined ? 'Somebody' : nameOf(blame.author)
  if (blame.isStart) return `It stood there when ${who} first showed the object, in event ${blame.write}.`
  const deed = blame.isDeleted ? `removed ${where}` : `wrote ${shortText(blame.value)}`
  if (blame.isEdited)
    return `Somebody edited at a breakpoint what ${who} wrote in event ${blame.write}: it came as ${shortText(blame.value)}.${replacedText(blame, nameOf)}`
  const when = blame.writtenAt === undefined ? '' : ` at ${momentText(blame.writtenAt)}`
  const others = blame.others.length === 0 ? '' : ` Parts of it are by ${blame.others.map(nameOf).join(', ')}.`
  return `${who} ${deed}${when}, in event ${blame.write}.${replacedText(blame, nameOf)}${others}`
}

function replacedText({ replaced }: Blame, nameOf: NameOf): string {
  if (!replaced) return ' Nothing stood there before.'
  const by = replaced.author === undefined ? '' : `, ${nameOf(replaced.author)}'s of event ${replaced.write}`
  return ` It replaced ${replaced.isLong ? 'a long value' : shortText(replaced.value)}${by}.`
}

/** Who decided that it stands. */
export function decisionText({ decision, isStart }: Blame, nameOf: NameOf): string | undefined {
  if (!decision || isStart) return undefined
  if (!('reason' in decision)) return `Allowed by the rule ${decision.rule}.`
  const by = decision.by === busAddress ? 'The message bus' : nameOf(decision.by)
  return `${by} decided by the rule ${decision.rule}: ${decision.reason}`
}

const deeds: { readonly [K in Link['what']]: string } = {
  written: 'wrote it',
  numbered: 'passed it on',
  arrived: 'has it',
  'arrived edited': 'got it as it was edited at a breakpoint',
  'sent whole': 'sent the whole value',
  'came whole': 'got the whole value',
  'stood there': 'showed the object with it',
}
/** One step on the way of a value. */
export const linkText = ({ what, who, at }: Link, nameOf: NameOf): string =>
  `${momentText(at)} ${nameOf(who)} ${deeds[what]}`

/** What was lost, and against what. */
export function lossText(loss: Loss, nameOf: NameOf): string {
  const whose = `${nameOf(loss.author)}'s ${loss.isLong ? 'long value' : loss.value === undefined ? 'removal' : shortText(loss.value)}`
  const where = `at ${pathText(loss.path)}`
  const by = loss.byAuthor === undefined ? 'something else' : `what ${nameOf(loss.byAuthor)} wrote`
  if (loss.kind === 'overwritten') return `${whose} ${where} was replaced by ${by}, without being seen.`
  if (loss.kind === 'lost') return `${whose} ${where} lost: ${by} stands there.`
  const reason = loss.decision ? `: ${loss.decision.reason}` : '.'
  return `${whose} ${where} was ${loss.kind}${reason}`
}

/** What became of a message at one hyperty. */
export function outcomeText({ hyperty, effect, decision, isApplied }: OutcomeAt, nameOf: NameOf): string {
  const who = nameOf(hyperty)
  if (effect === undefined) return `${who}: on its way.`
  if (isApplied) return `${who}: ${effect === 'applied' ? 'applied' : 'done'}.`
  const texts: Readonly<Record<string, string>> = {
    refused: 'not applied, refused',
    lost: 'lost',
    duplicate: 'had it already',
    stale: 'had it already',
    superseded: 'taken, and nothing of it shows',
    buffered: 'came with a whole value instead',
  }
  const why = decision ? ` — ${decision.reason} (rule ${decision.rule})` : '.'
  return `${who}: ${texts[effect] ?? effect}${why}`
}

export const relatedText = ({ type, from }: RelatedEvent, nameOf: NameOf): string => `${type} by ${nameOf(from)}`
