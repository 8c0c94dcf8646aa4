/**
 * What somebody has written about events of a session, and which they have bookmarked. The last word on an event
 * counts; what was said before, and what was taken away, is not shown. Knows no rows but those that it is told of.
 */
import type { NoteEvent } from './event.ts'

/** A note on an event, or on all from one to another; without a text it is a bookmark. */
export interface Note {
  readonly of: number
  /** The last event that it is about: `of` where it is about one. */
  readonly until: number
  readonly text: string
}

/** What somebody wants to have noted; `removed` takes away what stands there. */
export interface NoteOrder {
  readonly of: number
  readonly until?: number | undefined
  readonly text: string
  readonly removed?: true | undefined
}

/** So many are kept; further ones are counted and not shown. */
export const notesMax = 10_000
export const noteCharactersMax = 4_000

export interface Notes {
  /** In the order of their events. */
  readonly list: readonly Note[]
  /** Grows with each one that is taken in. */
  readonly version: number
  /** Those that were not kept. */
  readonly dropped: number
  /** Takes in an event of a session; one that is about no other event is a remark, and none of these. */
  take(event: NoteEvent, row: number): void
  /** The note that begins at an event. */
  of(event: number): Note | undefined
  /** A note on an event, or on a range in which it lies. */
  over(event: number): Note | undefined
  /** The next one behind an event, or the one before it; from the first one again behind the last. */
  next(event: number, by: 1 | -1): Note | undefined
  /** Whether a row holds a note, which is shown where its event is and not by itself. */
  isAside(row: number): boolean
}

export function createNotes(): Notes {
  const byEvent = new Map<number, Note>()
  const rows = new Set<number>()
  let sorted: readonly Note[] | undefined
  let ranges: readonly Note[] = []
  let version = 0
  let dropped = 0

  function list(): readonly Note[] {
    return (sorted ??= [...byEvent.values()].sort((one, other) => one.of - other.of))
  }

  function put({ of, until, text, removed }: NoteEvent & { readonly of: number }): void {
    if (removed) byEvent.delete(of)
    else if (byEvent.size >= notesMax && !byEvent.has(of)) dropped++
    else byEvent.set(of, { of, until: Math.max(of, until ?? of), text })
    sorted = undefined
    ranges = [...byEvent.values()].filter((note) => note.until > note.of)
    version++
  }

  return {
    get list() {
      return list()
    },
    get version() {
      return version
    },
    get dropped() {
      return dropped
    },
    take(event, row) {
      if (event.of === undefined) return
      rows.add(row)
      put({ ...event, of: event.of })
    },
    of: (event) => byEvent.get(event),
    over: (event) => byEvent.get(event) ?? ranges.find(({ of, until }) => event >= of && event <= until),
    next(event, by) {
      const all = list()
      if (by === 1) return all.find(({ of }) => of > event) ?? all[0]
      return all.filter(({ of }) => of < event).at(-1) ?? all.at(-1)
    },
    isAside: (row) => rows.has(row),
  }
}

/** A note as it stands in a session, without its number and its time. A reader that knows no such notes sees a remark. */
export const noteOf = ({ of, until, text, removed }: NoteOrder): Omit<NoteEvent, 'n' | 'at'> => ({
  kind: 'note',
  text,
  style: 'remark',
  of,
  ...(until === undefined || until <= of ? {} : { until }),
  ...(removed ? { removed } : {}),
})

/** In one line, for lists and exports. */
export const noteText = ({
  of,
  until = of,
  text,
}: Pick<NoteEvent, 'until' | 'text'> & { readonly of: number }): string =>
  `${until > of ? `#${of}–#${until}` : `#${of}`}${text === '' ? ' bookmarked' : `: ${text}`}`
