/**
 * Notes that somebody has added to session files that are open, until they are saved: the files themselves stay as they
 * are. Whoever saves or exports such a session reads a copy with its notes in it. Knows no windows.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { NoteEvent } from '../core/event.ts'
import { ndjson } from '../core/formats/ndjson.ts'
import type { SessionSource } from '../core/format.ts'
import { noteOf, notesMax, type NoteOrder } from '../core/notes.ts'
import type { SessionPart } from '../core/session.ts'
import { sourceOfFile, writeSession } from './saving.ts'

/** The last event that a page has of a session. */
export interface LastEvent {
  readonly n: number
  readonly at: number
}

export interface AddedNotes {
  /** The note as a line of the session, behind its last event; undefined where too many were added. */
  add(path: string, note: NoteOrder, last: LastEvent): string | undefined
  /** How many of a file were added since it was opened, or saved. */
  unsaved(path: string): number
  saved(path: string): void
  /** The file in which a session stands with its notes: itself, where there are none. */
  fileOf(path: string): Promise<string>
  /** Nobody shows the file any more. */
  forget(path: string): Promise<void>
}

interface Added {
  readonly notes: NoteEvent[]
  unsaved: number
  /** A copy with so many notes in it. */
  copy?: { readonly folder: string; readonly path: string; readonly count: number }
}

/** @param sessionOf the file in which what is shown stands as a session, where that is another one */
export function createAddedNotes(sessionOf: (path: string) => string = (path) => path): AddedNotes {
  const files = new Map<string, Added>()

  async function drop({ copy }: Added): Promise<void> {
    if (copy) await rm(copy.folder, { recursive: true, force: true })
  }

  return {
    add(path, note, { n, at }) {
      const added = files.get(path) ?? { notes: [], unsaved: 0 }
      if (added.notes.length >= notesMax) return undefined
      files.set(path, added)
      const event: NoteEvent = { n: Math.max(n, added.notes.at(-1)?.n ?? 0) + 1, at, ...noteOf(note) }
      added.notes.push(event)
      added.unsaved++
      return `${JSON.stringify(event)}\n`
    },
    unsaved: (path) => files.get(path)?.unsaved ?? 0,
    saved(path) {
      const added = files.get(path)
      if (added) added.unsaved = 0
    },
    async fileOf(path) {
      const added = files.get(path)
      if (!added || added.notes.length === 0) return sessionOf(path)
      if (added.copy?.count !== added.notes.length) {
        await drop(added)
        const folder = await mkdtemp(join(tmpdir(), 'syncscope-notes-'))
        added.copy = { folder, path: join(folder, basename(path)), count: added.notes.length }
        await writeSession(withNotes(sourceOfFile(sessionOf(path)), [...added.notes]), ndjson, added.copy.path)
      }
      return added.copy?.path ?? sessionOf(path)
    },
    async forget(path) {
      const added = files.get(path)
      files.delete(path)
      if (added) await drop(added)
    },
  }
}

/** A session with notes behind its last event. */
function withNotes(source: SessionSource, notes: readonly NoteEvent[]): SessionSource {
  const parts = notes.map((event): SessionPart => ({ kind: 'event', event, text: JSON.stringify(event), sealed: true }))
  async function* read(): AsyncGenerator<SessionPart> {
    let isPut = false
    for await (const part of source.read()) {
      if (part.kind === 'footer') {
        isPut = true
        yield* parts
      }
      yield part
    }
    if (!isPut) yield* parts
  }
  return { ...source, read }
}
