/**
 * Where in an event the values of objects stand, and the sentences for people: one place for all who write an event
 * again with other values in it. What they are replaced by is the affair of whoever asks.
 */
import { isContainer, type Json, type JsonObject, type Path, type WireChange } from './change.ts'
import type { EndedEvent, NoteEvent, SentEvent, SessionEvent, StateEvent } from './event.ts'
import type { Imported } from './imported.ts'
import type { Collision, Decision } from './message.ts'

/** A value that holds no others. */
export type Leaf = string | number | boolean | null

export interface ValueMap {
  /** What stands at a path of an object; a piece of a text comes with the path of the text. */
  leaf(value: Leaf, path: Path): Leaf
  /** A sentence for people, which may name somebody or something. */
  words(text: string): string
  /** A remark that somebody, or a script, put into the session. */
  remark(text: string): string
}

/** Replaces every leaf of a value that stands at a path. Keys stay, as paths are made of them. */
function mapValue(value: Json, path: Path, leaf: ValueMap['leaf']): Json {
  if (!isContainer(value)) return leaf(value as Leaf, path)
  if (Array.isArray(value)) return value.map((item: Json, index) => mapValue(item, [...path, index], leaf))
  const entries = Object.entries(value as JsonObject)
  return Object.fromEntries(entries.map(([key, item]) => [key, mapValue(item, [...path, key], leaf)]))
}

function mapChange(change: WireChange, leaf: ValueMap['leaf']): WireChange {
  const [path] = change
  if (change.length === 1) return change
  if (change.length === 2) return [path, mapValue(change[1], path, leaf)]
  const [, index, removed, added] = change
  if (typeof added === 'string') return [path, index, removed, String(leaf(added, path))]
  return [path, index, removed, added.map((item, at) => mapValue(item, [...path, index + at], leaf))]
}

const mapChanges = (changes: readonly WireChange[], map: ValueMap): readonly WireChange[] =>
  changes.map((change) => mapChange(change, map.leaf))

const mapCollisions = (list: readonly Collision[], map: ValueMap): readonly Collision[] =>
  list.map((one) => (one.value === undefined ? one : { ...one, value: mapValue(one.value, one.path, map.leaf) }))

type Fields = { [key: string]: unknown }

/** A stamp of numbers is a time; as text a model has put into it what was written. */
const stampOf = (stamp: unknown): unknown => (typeof stamp === 'string' ? '' : stamp)

/** Of what a foreign log said only where that stood, and words. */
const mapImported = ({ text, line, kind, isAnswer }: Imported, map: ValueMap): Imported => ({
  ...{ text: map.remark(text), line },
  ...(kind === undefined ? {} : { kind: map.remark(kind) }),
  ...(isAnswer ? { isAnswer } : {}),
})

/** What may be in the body of a message or in a decision. */
function mapFields(fields: object, map: ValueMap): object {
  // what a model keeps for itself holds the values in a way that only the model can read
  const { state: _state, ...mapped } = fields as Fields
  const put = (name: string, make: (value: never) => unknown): void => {
    if (mapped[name] !== undefined) mapped[name] = make(mapped[name] as never)
  }
  put('value', (value: Json) => mapValue(value, [], map.leaf))
  put('changes', (changes: readonly WireChange[]) => mapChanges(changes, map))
  put('stamp', stampOf)
  put('overwrote', (list: readonly Collision[]) => mapCollisions(list, map))
  put('turnedBack', (list: readonly Collision[]) => mapCollisions(list, map))
  // what a foreign log gave as a reason is not in our words
  put('reason', mapped['rule'] === 'imported' ? map.remark : map.words)
  put('rule', map.words)
  put('imported', (said: Imported) => mapImported(said, map))
  const written = (one: { readonly changes: readonly WireChange[]; readonly stamp?: Json }): object => ({
    ...one,
    ...(one.stamp === undefined ? {} : { stamp: stampOf(one.stamp) }),
    changes: mapChanges(one.changes, map),
  })
  put('recent', (list: readonly { readonly changes: readonly WireChange[] }[]) => list.map(written))
  put('updates', (list: readonly { readonly changes: readonly WireChange[] }[]) => list.map(written))
  return mapped
}

function mapSent(event: SentEvent, map: ValueMap): SentEvent {
  const body = mapFields(event.message.body, map)
  const message = { ...event.message, body } as SentEvent['message']
  return { ...event, message, ...(event.rule === undefined ? {} : { rule: map.words(event.rule) }) }
}

function mapEnded(event: EndedEvent, map: ValueMap): EndedEvent {
  return {
    ...event,
    ...(event.decision ? { decision: mapFields(event.decision, map) as Decision } : {}),
    ...(event.altered ? { altered: mapChanges(event.altered, map) } : {}),
    ...(event.made ? { made: mapChanges(event.made, map) } : {}),
    ...(event.imported ? { imported: mapImported(event.imported, map) } : {}),
  }
}

const mapState = (event: StateEvent, map: ValueMap): StateEvent =>
  event.value === undefined ? event : { ...event, value: mapValue(event.value, [], map.leaf) as JsonObject }

const mapNote = (event: NoteEvent, map: ValueMap): NoteEvent => ({
  ...{ ...event, text: map.remark(event.text) },
  ...(event.imported ? { imported: mapImported(event.imported, map) } : {}),
})

/** The event with everything in it replaced that may hold a value, and without what only a model can read. */
export function mapEvent(event: SessionEvent, map: ValueMap): SessionEvent {
  if (event.kind === 'sent') return mapSent(event, map)
  if (event.kind === 'ended') return mapEnded(event, map)
  if (event.kind === 'state') return mapState(event, map)
  return event.kind === 'note' ? mapNote(event, map) : event
}
