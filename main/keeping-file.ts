/** What is remembered of sessions beside their files: names, notes, those opened lately, and how much is kept. */
import { readFile, rename } from 'node:fs/promises'
import * as v from 'valibot'
import { keepingBounds, usualKeeping, type KeepingSettings } from '../core/kept-session.ts'
import { parseRedactions } from '../core/redaction.ts'
import { createWriter } from './whole-file.ts'

export interface SessionMark {
  readonly name?: string | undefined
  readonly note?: string | undefined
}

export interface Remembered {
  readonly settings: KeepingSettings
  /** By the id of a session. */
  readonly marks: Readonly<Record<string, SessionMark>>
  /** Paths, the latest first. */
  readonly recent: readonly string[]
}

const { megabytes, days, nameCharacters, noteCharacters, recent, rulesCharacters } = keepingBounds
const whole = ({ least, most }: { readonly least: number; readonly most: number }) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

/** Also what a page may ask for. */
export const keepingSchema = v.strictObject({
  megabytesMax: whole(megabytes),
  daysMax: whole(days),
  redactions: v.pipe(
    v.string(),
    v.maxLength(rulesCharacters),
    v.rawCheck(({ dataset, addIssue }) => {
      try {
        parseRedactions(String(dataset.value))
      } catch (error) {
        addIssue({ message: (error as Error).message })
      }
    }),
  ),
})

const text = (most: number) => v.optional(v.pipe(v.string(), v.maxLength(most)))
const schema = v.object({
  settings: v.fallback(keepingSchema, usualKeeping),
  marks: v.record(v.string(), v.object({ name: text(nameCharacters), note: text(noteCharacters) })),
  recent: v.pipe(v.array(v.string()), v.maxLength(recent)),
})

const nothing: Remembered = { settings: usualKeeping, marks: {}, recent: [] }

export interface KeepingFile {
  readonly now: Remembered
  /** Why nothing that was remembered could be read, if so. */
  readonly problem: string | undefined
  /** Takes the place of what was; resolves when it is on the disk, where a file that cannot be read is not in its place. */
  set(next: Remembered): Promise<void>
}

/** Opens it; one that cannot be understood, or read, is kept beside the new one and named, or else left as it is. */
export async function openKeepingFile(path: string): Promise<KeepingFile> {
  let now = nothing
  let problem: string | undefined
  let isKept = true
  try {
    now = v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      const aside = `${path}.unreadable`
      isKept = await rename(path, aside).then(
        () => true,
        () => false,
      )
      const rest = isKept
        ? `begin anew; the file is kept as ${aside}`
        : `are the usual ones until the application ends; ${path} is left as it is. Move it away to begin anew`
      problem = `The names and limits of sessions could not be read, and ${rest}.`
    }
  }
  const keep = createWriter(path, () => `${JSON.stringify(now, null, 2)}\n`)

  return {
    get now() {
      return now
    },
    problem,
    set(next) {
      now = next
      return isKept ? keep() : Promise.resolve()
    },
  }
}
