/**
 * A session that can be shown to others: its values have stand-ins of the same type and length, equal ones equal, so
 * that what it proves stays proven. Hyperties and objects get other names where that is wanted. Keys and times stay.
 */
import type { Path } from './change.ts'
import type { SessionEvent } from './event.ts'
import { isEvent } from './event-guard.ts'
import type { Leaf, ValueMap } from './event-values.ts'
import type { SessionSource } from './format.ts'
import { createStandIns, maskText } from './placeholder.ts'
import { createRenaming } from './renaming.ts'
import { createRewriter } from './rewriting.ts'
import type { SessionHeader, SessionPart } from './session.ts'

export interface SanitiseOptions {
  /** Whether hyperties and objects are named anew, too. */
  readonly names: boolean
  /** A secret that nobody gets to know; the same one gives the same copy. */
  readonly salt: string
}

/** What the header of a sanitised copy names. */
const sanitisedText = ({ names }: Pick<SanitiseOptions, 'names'>): string =>
  names ? 'sanitised: values, remarks, names' : 'sanitised: values, remarks'

/** So many texts that are written in pieces are told apart from those that are set whole. */
const textsMax = 10_000
/** Elements move in their list. */
const placeOf = (path: Path): string => JSON.stringify(path.map((key) => (typeof key === 'number' ? 0 : key)))

type WireSplice = readonly [path: Path, index?: unknown, removedCount?: unknown, added?: unknown]

/** Where texts are written piece by piece: there pieces and wholes have to fit each other. */
async function splicedTexts(source: SessionSource): Promise<ReadonlySet<string> | 'too many'> {
  const places = new Set<string>()
  const take = (event: SessionEvent): void => {
    const lists: unknown[] = []
    if (event.kind === 'ended') lists.push(event.made, event.altered)
    if (event.kind === 'sent') {
      const body = event.message.body as object as { readonly [key: string]: unknown }
      lists.push(body['changes'])
      for (const name of ['recent', 'updates'])
        for (const one of (body[name] as readonly { readonly changes: unknown }[] | undefined) ?? [])
          lists.push(one.changes)
    }
    for (const list of lists) {
      if (!Array.isArray(list)) continue
      for (const [path, , , added] of list as readonly WireSplice[])
        if (typeof added === 'string') places.add(placeOf(path))
    }
  }
  for await (const part of source.read()) {
    if (part.kind === 'event' && isEvent(part.event)) take(part.event)
    if (places.size > textsMax) return 'too many'
  }
  return places
}

function standInMap(spliced: ReadonlySet<string> | 'too many', salt: string): ValueMap {
  const standIns = createStandIns(salt)
  const isSpliced = (path: Path): boolean => spliced === 'too many' || spliced.has(placeOf(path))
  return {
    leaf(value: Leaf, path: Path): Leaf {
      if (typeof value === 'string') return isSpliced(path) ? maskText(value) : standIns.text(value)
      return typeof value === 'number' ? standIns.number(value) : value
    },
    words: (text) => text,
    // each word by itself: the same word is the same, wherever it stands
    remark: (text) => text.replaceAll(/\S+/g, (word) => standIns.text(word)),
  }
}

/** The same session for others to see. Reads its source once more than it is read itself. */
export function sanitised(source: SessionSource, options: SanitiseOptions): SessionSource {
  async function* read(): AsyncGenerator<SessionPart> {
    const rewrite = createRewriter(standInMap(await splicedTexts(source), options.salt), options.salt)
    const renaming = options.names ? createRenaming() : undefined
    const textOf = (value: object): string => {
      const text = JSON.stringify(renaming ? renaming.named(value) : value)
      return renaming ? renaming.addressed(text) : text
    }
    for await (const part of source.read()) {
      if (part.kind === 'header') {
        const { imported, redactions } = part.header
        // what was wrong with a line quotes it
        const from = imported ? { imported: { ...imported, file: 'a log', problems: [] } } : {}
        const text = textOf({ ...part.header, ...from, redactions: [...redactions, sanitisedText(options)] })
        yield { kind: 'header', header: JSON.parse(text) as SessionHeader, text }
      } else if (part.kind === 'event' && isEvent(part.event)) {
        const text = textOf(rewrite(part.event))
        yield { ...part, event: JSON.parse(text) as SessionEvent, text }
      } else if (part.kind === 'event' || part.kind === 'unknown') yield withoutContent(part.text)
      else yield part
    }
  }
  return { ...source, read }
}

/** Of a line that this version does not know nothing is passed on but that it was there. */
function withoutContent(line: string): SessionPart {
  const { n, at } = JSON.parse(line) as { readonly n?: unknown; readonly at?: unknown }
  const numbered = { ...(typeof n === 'number' ? { n } : {}), ...(typeof at === 'number' ? { at } : {}) }
  return { kind: 'unknown', text: JSON.stringify({ ...numbered, kind: 'left out' }) }
}
