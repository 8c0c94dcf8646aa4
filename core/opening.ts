/**
 * How most scenarios open: people join, the first of them makes an object, shares it, and lets all others write to it.
 * Under a model in which anyone may write the grants change nothing, so that one script serves them all.
 */
import type { JsonObject, Key, Path } from './change.ts'
import { hypertyUrl, objectUrl, type Address } from './message.ts'
import type { Edit, Step } from './scenario.ts'

/** When everybody follows the object and may write to it: a script goes on from here. In milliseconds. */
export const openMs = 1000

export interface Opening {
  /** The first one reports the object. */
  readonly people: readonly string[]
  readonly name: string
  readonly value: JsonObject
  /** What each link takes, from the start. */
  readonly delayMs?: number
  /** What becomes of the object when its reporter leaves. */
  readonly onLeave?: 'take over'
  /** Which of its texts are shared character by character. */
  readonly texts?: readonly Path[]
}

/** The steps until `openMs`. */
export function opening({ people, name, value, delayMs = 0, onLeave, texts }: Opening): readonly Step[] {
  const [owner = '', ...others] = people
  const url = objectUrl(name)
  const more = { ...(onLeave === undefined ? {} : { onLeave }), ...(texts === undefined ? {} : { texts }) }
  return [
    ...people.map((who): Step => ({ at: 0, who, do: 'join' })),
    ...(delayMs > 0 ? [{ at: 0, do: 'delay', delayMs } as const] : []),
    { at: 100, do: 'note', style: 'phase', text: 'Creation and sharing' },
    onLeave === undefined && texts === undefined
      ? { at: 100, who: owner, do: 'create', name, value }
      : { at: 100, who: owner, do: 'ask', action: { do: 'create', name, value, ...more } },
    { at: 200, who: owner, do: 'ask', action: { do: 'share', url } },
    ...others.map((who): Step => grant(500, owner, url, who)),
  ]
}

/** The owner lets somebody write. */
export const grant = (at: number, owner: string, url: Address, who: string): Step => ({
  at,
  who: owner,
  do: 'ask',
  action: { do: 'grant', url, to: hypertyUrl(who), write: true },
})

/** Somebody writes. */
export const writes = (at: number, who: string, object: Address, edit: Edit): Step => ({
  at,
  who,
  do: 'edit',
  object,
  edit,
})

/** A value to set. */
export const set = (key: Key, value: string | number | boolean | null): Edit => ({ kind: 'set', path: [key], value })

/** Characters to type into a text, at a place of it. */
export const types = (key: Key, index: number, added: string): Edit => ({
  kind: 'splice',
  path: [key],
  index,
  removed: 0,
  added,
})

/** A part of the chart begins. */
export const phase = (at: number, text: string): Step => ({ at, do: 'note', style: 'phase', text })

/** What happens next, in a sentence. */
export const says = (at: number, text: string): Step => ({ at, do: 'note', style: 'step', text })

/** Somebody goes off line, or comes back. */
export const online = (at: number, who: string, isOnline: boolean): Step => ({
  at,
  who,
  do: 'ask',
  action: { do: 'online', online: isOnline },
})

/**
 * Nothing more is done, and what is under way arrives as it would have: after the last step of a script all that is
 * wrong with links and hyperties is mended.
 */
export const rests = (at: number): Step => ({ at, do: 'note', style: 'remark', text: 'Quiet' })
