/** Exports a session file, or a part of it, in a format; says how far it is, and can be stopped between any two events. */
import { checks } from '../core/checks/index.ts'
import type { Format, SessionSource } from '../core/format.ts'
import { withConsequences } from '../core/scope.ts'
import type { SessionPart } from '../core/session.ts'
import { saveSession } from './saving.ts'
import { partsOf } from './session-reading.ts'

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
  readonly onProgress?: (progress: ExportProgress) => void
  readonly isStopped?: () => boolean
}

/** Told so often. */
const toldEvents = 2_000

/** All of a session, or a message of it with what followed. */
export const partOf = (whole: SessionSource, message: number | undefined): SessionSource =>
  message === undefined ? whole : withConsequences(whole, message)

/** @throws ExportStopped; SessionError where `from` is no session; Error where `to` cannot be written */
export async function exportSession(options: ExportOptions): Promise<readonly string[]> {
  const { from, format, to, message, onProgress, isStopped } = options
  let events = 0
  async function* read(): AsyncGenerator<SessionPart> {
    for await (const part of partsOf(from)) {
      if (isStopped?.()) throw new ExportStopped()
      if (part.kind === 'event' && ++events % toldEvents === 0) onProgress?.({ events })
      yield part
    }
  }
  return saveSession(from, format, to, partOf({ read, checks }, message))
}
