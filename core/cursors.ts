/**
 * Where others are in the shared texts of one hyperty's objects: told by messages that leave nothing behind, and
 * carried along as the texts change. Knows neither editors nor the bus.
 */
import { valueAt } from './change.ts'
import type { Cancel } from './clock.ts'
import type { DataObject, Happened } from './data-object.ts'
import type { Address } from './message.ts'
import type { Person, PresenceFrame, TextPlace } from './port.ts'
import { editsOf, shiftOffset, splicesAt } from './text-edit.ts'

/** Where somebody is in a text. */
export interface Cursor extends TextPlace {
  readonly who: Address
}

/** Who says nothing for so long is not shown any more. */
export const silentMs = 30_000
/** So many are remembered in one object; of more, those that came last are not. */
export const cursorsMax = 200

export interface Cursors {
  /** Those in an object, of all its texts. */
  of(url: Address): readonly Cursor[]
  receive(frame: PresenceFrame): void
  /** Who is here now: who has left, or is off line, is in no text. */
  people(people: readonly Person[]): void
  /** An object has gone. */
  forget(url: Address): void
}

interface Heard {
  cursor: Cursor
  readonly at: number
}

export function createCursors(options: {
  readonly objectAt: (url: Address) => DataObject | undefined
  readonly now: () => number
  readonly after: (delayMs: number, run: () => void) => Cancel
  /** Somebody is elsewhere in an object, or is not in it any more. */
  readonly changed: (url: Address) => void
}): Cursors {
  const { objectAt, now, after, changed } = options
  const heard = new Map<Address, { readonly all: Map<Address, Heard>; readonly stop: () => void }>()
  let isWaiting = false

  const textAt = (url: Address, { path }: TextPlace): string | undefined => {
    const object = objectAt(url)
    const text = object && valueAt(object.value, path)
    return typeof text === 'string' ? text : undefined
  }

  function forget(url: Address): void {
    heard.get(url)?.stop()
    if (heard.delete(url)) changed(url)
  }

  function drop(url: Address, isOver: (one: Heard) => boolean): void {
    const all = heard.get(url)?.all
    if (!all) return
    const over = [...all].filter(([, one]) => isOver(one))
    for (const [who] of over) all.delete(who)
    if (all.size === 0) forget(url)
    else if (over.length > 0) changed(url)
  }

  function wait(): void {
    if (isWaiting || heard.size === 0) return
    isWaiting = true
    after(1000, () => {
      isWaiting = false
      const before = now() - silentMs
      for (const url of [...heard.keys()]) drop(url, ({ at }) => at <= before)
      wait()
    })
  }

  /** Carries all of them over what happened; its author is where it was made. */
  function carry(url: Address, { changes, author, why }: Happened): void {
    const all = heard.get(url)?.all
    if (!all) return
    let isMoved = false
    for (const [who, one] of all) {
      const splices = splicesAt(one.cursor.path, changes)
      if (splices?.length === 0) continue
      isMoved = true
      const text = textAt(url, one.cursor)
      if (text === undefined) all.delete(who)
      else if (!splices) one.cursor = within(one.cursor, text)
      else {
        const edits = editsOf(splices)
        const last = edits.at(-1)
        const isOwn = why === 'remote' && who === author
        const end = last && shiftOffset(last.offset, edits.slice(0, -1)) + last.text.length
        one.cursor =
          isOwn && end !== undefined
            ? { ...one.cursor, anchor: end, head: end }
            : {
                ...one.cursor,
                anchor: shiftOffset(one.cursor.anchor, edits),
                head: shiftOffset(one.cursor.head, edits),
              }
      }
    }
    if (all.size === 0) forget(url)
    else if (isMoved) changed(url)
  }

  return {
    of: (url) => [...(heard.get(url)?.all.values() ?? [])].map(({ cursor }) => cursor),
    receive({ url, who, place }) {
      const object = objectAt(url)
      const text = place && textAt(url, place)
      if (!object || !place || text === undefined) return drop(url, ({ cursor }) => cursor.who === who)
      let known = heard.get(url)
      if (!known) {
        known = { all: new Map(), stop: object.subscribe((happened) => carry(url, happened)) }
        heard.set(url, known)
      }
      if (!known.all.has(who) && known.all.size >= cursorsMax) return undefined
      known.all.set(who, { cursor: within({ ...place, who }, text), at: now() })
      changed(url)
      return wait()
    },
    people(people) {
      const here = new Set(people.filter(({ online }) => online).map(({ url }) => url))
      for (const url of [...heard.keys()]) drop(url, ({ cursor }) => !here.has(cursor.who))
    },
    forget,
  }
}

/** A text may be shorter here than where the cursor was told from. */
function within(cursor: Cursor, { length }: string): Cursor {
  return { ...cursor, anchor: Math.min(cursor.anchor, length), head: Math.min(cursor.head, length) }
}
