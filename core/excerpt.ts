/**
 * A part of a session as a session of its own: it begins with the state at a moment when nothing was under way, said
 * again as events, so that replay shows there what it shows in the whole. What it lacks stands in its header.
 */
import type { NoteEvent, SessionEvent } from './event.ts'
import { isEvent, isUnknownEvent } from './event-guard.ts'
import type { SessionSource } from './format.ts'
import { noteText } from './notes.ts'
import { createStanding, type Restated, type Standing } from './standing.ts'
import type { SessionPart } from './session.ts'

/** The last event at or before a moment after which nothing was under way; 0 where there is none. */
async function quietBefore(source: SessionSource, fromMs: number): Promise<{ n: number; at: number }> {
  const open = new Map<number, number>()
  let quiet = { n: 0, at: 0 }
  for await (const part of source.read()) {
    if (part.kind !== 'event') continue
    const { event } = part
    if (event.at > fromMs) break
    if (event.kind === 'sent' && event.deliveries > 0) open.set(event.n, event.deliveries)
    else if (event.kind === 'ended') {
      const left = (open.get(event.of) ?? 1) - 1
      if (left > 0) open.set(event.of, left)
      else open.delete(event.of)
    }
    if (open.size === 0) quiet = { n: event.n, at: event.at }
  }
  return quiet
}

async function standingAt(source: SessionSource, last: number): Promise<Standing> {
  const standing = createStanding()
  for await (const part of source.read()) {
    if (part.kind !== 'event' || !isEvent(part.event)) continue
    if (part.event.n > last) break
    standing.take(part.event)
  }
  return standing
}

const eventPart = (event: SessionEvent): SessionPart => ({
  kind: 'event',
  event,
  text: JSON.stringify(event),
  sealed: false,
})

/** The event under its new number, and with those that it names under theirs. */
function renumbered(event: SessionEvent, by: number, first: number): SessionEvent {
  const next = { ...event, n: event.n + by }
  if (next.kind === 'ended') return { ...next, of: next.of + by }
  if (next.kind === 'fault' && next.of !== undefined) return { ...next, of: next.of + by }
  if (next.kind === 'note' && next.of !== undefined) return renumberedNote(next, next.of, by, first)
  if (next.kind !== 'sent' || next.cause === undefined) return next
  const { cause, ...rest } = next
  return cause < first ? rest : { ...rest, cause: cause + by }
}

/** What a note on an event before the part says is a remark there. */
function renumberedNote(note: NoteEvent, of: number, by: number, first: number): NoteEvent {
  const { of: _of, until = of, removed: _removed, ...rest } = note
  if (until < first) return { ...rest, text: noteText({ ...note, of }) }
  const about = { of: Math.max(first, of) + by, ...(until > of ? { until: until + by } : {}) }
  return { ...rest, ...about, ...(note.removed ? { removed: true } : {}) }
}

function* beginning(events: readonly Restated[], at: number): Iterable<SessionPart> {
  let n = 0
  for (const { kind, ...rest } of events) {
    const of = kind === 'ended' ? { of: n } : {}
    yield eventPart({ n: ++n, at, kind, ...rest, ...of } as SessionEvent)
  }
}

/** What a part of a session is, and where it begins. */
export interface Excerpt {
  readonly source: SessionSource
  /** Of the whole session: the time at which it begins, at or before the one that was asked for. */
  readonly fromMs: number
}

/** All from a moment on, or from a little earlier, where something was under way then. The source is read three times. */
export async function excerptOf(source: SessionSource, fromMs: number): Promise<Excerpt> {
  const { n: last, at } = await quietBefore(source, fromMs)
  // all of it is a session already
  if (last === 0) return { source: withoutFooter(source), fromMs: 0 }
  const standing = await standingAt(source, last)
  const lacks = standing.lacks()
  const text = `This is a part of a session, from ${(at / 1000).toFixed(3)} s on. It begins with what everybody held then.`
  const restated: readonly Restated[] = [{ kind: 'note', text, style: 'phase' }, ...standing.events()]

  async function* read(): AsyncGenerator<SessionPart> {
    for await (const part of source.read()) {
      if (part.kind === 'header') {
        const header = { ...part.header, excerpt: { fromMs: at, fromEvent: last + 1, lacks } }
        yield { kind: 'header', header, text: JSON.stringify(header) }
        yield* beginning(restated, at)
      } else yield* later(part, last, restated.length - last)
    }
  }
  return { source: { ...source, read }, fromMs: at }
}

function* later(part: SessionPart, last: number, by: number): Iterable<SessionPart> {
  if (part.kind === 'event') {
    if (part.event.n > last) yield eventPart(renumbered(part.event, by, last + 1))
  } else if (part.kind === 'unknown') {
    const value: unknown = JSON.parse(part.text)
    if (!isUnknownEvent(value)) yield part
    else if (value.n > last) yield { kind: 'unknown', text: JSON.stringify({ ...value, n: value.n + by }) }
  } else if (part.kind === 'gap') {
    if (part.afterEvent >= last) yield { ...part, afterEvent: part.afterEvent + by }
  } else if (part.kind === 'footer' && part.footer.dropped > 0)
    yield { kind: 'gap', afterEvent: 0, lines: part.footer.dropped, reason: 'not recorded' }
}

/** What a footer says is no part of it: it is judged anew. */
function withoutFooter(source: SessionSource): SessionSource {
  async function* read(): AsyncGenerator<SessionPart> {
    for await (const part of source.read()) if (part.kind !== 'footer') yield part
  }
  return { ...source, read }
}
