/**
 * What becomes of a session of another version of the format: an older one is migrated, line by line; a newer one is
 * refused with a report of what differs from what this version reads. Knows no files.
 */
import { isEvent, isUnknownEvent } from './event-guard.ts'

/** How a line of one version becomes a line of the next; the header with the rest. Nothing where it is left out. */
export interface Migration {
  /** The version that it reads; it writes the next one. */
  readonly from: number
  header(header: { readonly [key: string]: unknown }): { readonly [key: string]: unknown }
  event(event: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } | undefined
}

/** From every version that there ever was to the one that is written; there has been one only. */
export const migrations: readonly Migration[] = []

const parse = (line: string): { readonly [key: string]: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Whether there is a way from a version to another. */
export function canMigrate(from: number, to: number, steps: readonly Migration[] = migrations): boolean {
  for (let version = from; version < to; version++) if (!steps.some((step) => step.from === version)) return false
  return from < to
}

/** The header of an older version as one of `to`; the lines after it are migrated by `migrateLine`. */
export function migrateHeader(
  header: { readonly [key: string]: unknown },
  to: number,
  steps: readonly Migration[] = migrations,
): { readonly [key: string]: unknown } {
  let next = header
  for (let version = Number(header['version']); version < to; version++) {
    const step = steps.find(({ from }) => from === version)
    if (step) next = { ...step.header(next), version: version + 1 }
  }
  return next
}

/** A line as it is in a version; undefined where that has none such. What is no event stays as it is. */
export function migrateLine(
  text: string,
  from: number,
  to: number,
  steps: readonly Migration[] = migrations,
): string | undefined {
  let event = parse(text)
  if (!event || !('kind' in event) || event['kind'] === 'footer') return text
  for (let version = from; version < to; version++) {
    const step = steps.find((one) => one.from === version)
    event = step && event ? step.event(event) : event
    if (!event) return undefined
  }
  return JSON.stringify(event)
}

const headerFields = new Set('format version app start models conditions seed hyperties redactions excerpt'.split(' '))
/** So many lines are looked at for a report, and so many things are named. */
export const reportLinesMax = 10_000
const namedMax = 6

export interface VersionReport {
  line(text: string): void
  /** Sentences for people, without the first one, which names the versions. */
  text(): string
}

/** What differs in a session of another version, found in its header and its lines. */
export function createVersionReport(header: { readonly [key: string]: unknown }): VersionReport {
  const unknownKinds = new Map<string, number>()
  const otherShapes = new Map<string, number>()
  let events = 0
  let readable = 0

  function count(counts: Map<string, number>, kind: string): void {
    const name = kind.slice(0, 40)
    if (counts.has(name) || counts.size < 100) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const named = (counts: ReadonlyMap<string, number>): string =>
    [...counts]
      .slice(0, namedMax)
      .map(([kind, lines]) => `${kind} (${lines})`)
      .join(', ') + (counts.size > namedMax ? ` and ${counts.size - namedMax} more` : '')

  return {
    line(text) {
      const value = parse(text)
      if (!value || 'seal' in value || value['kind'] === 'footer' || 'format' in value) return
      events++
      if (isEvent(value)) readable++
      else if (isUnknownEvent(value)) count(unknownKinds, String((value as { kind?: unknown }).kind))
      else count(otherShapes, String(value['kind'] ?? 'without a kind'))
    },
    text() {
      const fields = Object.keys(header).filter((field) => !headerFields.has(field))
      const missing = [...headerFields].filter((field) => field !== 'excerpt' && !(field in header))
      const sentences = [
        ...(fields.length > 0
          ? [`Its header has ${fields.slice(0, namedMax).join(', ')}, which this version does not know.`]
          : []),
        ...(missing.length > 0 ? [`Its header lacks ${missing.slice(0, namedMax).join(', ')}.`] : []),
        ...(unknownKinds.size > 0 ? [`Kinds of event that this version does not know: ${named(unknownKinds)}.`] : []),
        ...(otherShapes.size > 0 ? [`Events of another shape: ${named(otherShapes)}.`] : []),
        ...(events > 0 ? [`Of the first ${events} events this version could read ${readable}.`] : []),
      ]
      return sentences.join(' ')
    },
  }
}
