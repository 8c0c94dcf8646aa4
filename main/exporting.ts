/** Exports a session file, or a part of it, in a format; says how far it is, and can be stopped between any two events. */
import { checks } from '../core/checks/index.ts'
import { filtered } from '../core/filtered.ts'
import type { Format, SessionSource } from '../core/format.ts'
import { parseQuery } from '../core/query-parse.ts'
import { withConsequences } from '../core/scope.ts'
import type { SessionPart } from '../core/session.ts'
import { saveSession } from './saving.ts'
import { partsOf } from './session-reading.ts'
import { textCodec } from './text-codec.ts'

export interface ExportProgress {
  /** Events read so far, in all readings. */
  readonly events: number
}

/** It was stopped; what was there before is still there. */
export class ExportStopped extends Error {
  constructor() {
    super('The export was stopped.')
  }
}

export interface ExportOptions {
  readonly from: string
  readonly format: Format
  readonly to: string
  /** A message by the number of its event: only it and what followed from it. Everything, where it is absent. */
  readonly message?: number
  /** Only what matches this filter. */
  readonly filter?: string
  readonly onProgress?: (progress: ExportProgress) => void
  readonly isStopped?: () => boolean
}

/** Told so often. */
const toldEvents = 2_000

/** All of a session, a message of it with what followed, or what matches a filter. @throws Error for a filter that cannot be read */
export function partOf(
  whole: SessionSource,
  { message, filter }: Pick<ExportOptions, 'message' | 'filter'>,
): SessionSource {
  const part = message === undefined ? whole : withConsequences(whole, message)
  if (filter === undefined) return part
  const parsed = parseQuery(filter)
  if (!parsed.ok) throw new Error(`The filter is wrong at character ${parsed.start + 1}: ${parsed.sentence}`)
  return filtered(part, parsed.query, textCodec)
}

/** @throws ExportStopped; SessionError where `from` is no session; Error where `to` cannot be written */
export async function exportSession(options: ExportOptions): Promise<readonly string[]> {
  const { from, format, to, onProgress, isStopped } = options
  let events = 0
  async function* read(): AsyncGenerator<SessionPart> {
    for await (const part of partsOf(from)) {
      if (isStopped?.()) throw new ExportStopped()
      if (part.kind === 'event' && ++events % toldEvents === 0) onProgress?.({ events })
      yield part
    }
  }
  return saveSession(from, format, to, partOf({ read, checks }, options))
}
