// Foreign logs as sessions: what a test asks of them is asked of the events that an inspector gets.
import type { EndedEvent, NoteEvent, SentEvent, SessionEvent } from '../../core/event.ts'
import { isEvent } from '../../core/event-guard.ts'
import type { Import } from '../../core/import.ts'
import type { ImportedFrom } from '../../core/imported.ts'
import type { Mapping } from '../../core/mapping.ts'
import { retell } from '../../core/retelling.ts'
import type { SessionHeader } from '../../core/session.ts'

export interface Foreign {
  readonly header: SessionHeader
  readonly from: ImportedFrom
  readonly events: readonly SessionEvent[]
  readonly lines: readonly string[]
  /** The names of the lanes, by their addresses. */
  readonly names: ReadonlyMap<string, string>
}

/** The text in pieces of a few characters, so that nothing may depend on where they end. */
export async function* pieces(text: string, characters = 7): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += characters) yield text.slice(at, at + characters)
}

export async function imported(kind: Import, text: string, mapping?: Mapping, characters?: number): Promise<Foreign> {
  const log = await kind.read(pieces(text, characters), mapping)
  const parts = [...retell({ log, kind, file: 'a.log', app: 'test' })]
  const header = parts.flatMap((part) => (part.kind === 'header' ? part.header : []))[0] as SessionHeader
  const events = parts.flatMap((part) => (part.kind === 'event' ? part.event : []))
  for (const event of events) if (!isEvent(event)) throw new Error(`no event: ${JSON.stringify(event)}`)
  const names = new Map(events.flatMap((event) => (event.kind === 'hyperty' ? [[event.url, event.name] as const] : [])))
  const lines = parts.flatMap((part) =>
    part.kind === 'header' || part.kind === 'event' || part.kind === 'footer' ? part.text : [],
  )
  return { header, from: header.imported as ImportedFrom, events, lines, names }
}

export const sentIn = ({ events }: Foreign): SentEvent[] => events.filter((event) => event.kind === 'sent')
export const endedIn = ({ events }: Foreign): EndedEvent[] => events.filter((event) => event.kind === 'ended')
export const notesIn = ({ events }: Foreign): NoteEvent[] => events.filter((event) => event.kind === 'note')

/** Each event in a few words: what, where, when, whereto. */
export function wordsOf({ events, names }: Foreign): string[] {
  const name = (url: string | undefined): string => names.get(url ?? '') ?? ''
  return events.flatMap((event) => {
    if (event.kind === 'note') return `${event.at} ${name(event.who)}: ${event.text}`
    if (event.kind === 'sent' && event.message.type === 'event')
      return `${event.at} ${name(event.message.from)} > ${name(event.message.to)}: ${event.message.body.imported?.text}`
    if (event.kind === 'ended') return `${event.at} ${name(event.to)} ${event.effect} ${event.hops.received ?? '-'}`
    return []
  })
}
