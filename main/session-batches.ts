/**
 * The lines of a session file for those who read them again, some at a time. A file that a survey has found whole, and
 * that has not changed since, is handed on as it stands, for nothing in it has to be proven twice.
 */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { isWholeLine } from '../core/sealed.ts'
import { partsOf, surveySession, type SessionSurvey } from './session-reading.ts'

const newline = 0x0a

/** What tells whether a file is the one that was looked at before. */
interface Stamp {
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/** A survey, and the lines of what was surveyed. */
export interface SurveyedFile {
  readonly survey: SessionSurvey
  /** Whole lines in order, about so many characters together; what cannot be trusted is left out. */
  batches(characters: number): AsyncGenerator<string>
}

/** @throws SessionError for what is no session */
export async function surveyFile(path: string): Promise<SurveyedFile> {
  // what is wrong with a file that is not there is said by the survey
  const before = await stat(path).catch(() => undefined)
  const survey = await surveySession(path)
  const isWhole = survey.gaps.length === 0 && survey.migratedFrom === undefined
  return {
    survey,
    async *batches(characters) {
      const file = isWhole && before ? await open(path, 'r').catch(() => undefined) : undefined
      try {
        if (file && before && isSame(before, await file.stat())) yield* wholeBatches(file, before.size, characters)
        else yield* provenBatches(path, characters)
      } finally {
        await file?.close()
      }
    },
  }
}

const isSame = (a: Stamp, b: Stamp): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs

/** All lines of a file as they stand, the seals among them. */
async function* wholeBatches(file: FileHandle, size: number, chunkBytes: number): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for (let offset = 0; offset < size;) {
    const length = Math.min(chunkBytes, size - offset)
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset)
    if (bytesRead === 0) break
    offset += bytesRead
    const chunk = buffer.subarray(0, bytesRead)
    const end = chunk.lastIndexOf(newline) + 1
    rest.push(chunk.subarray(0, end === 0 ? bytesRead : end))
    if (end === 0) continue
    yield Buffer.concat(rest).toString('utf8')
    rest = [chunk.subarray(end)]
  }
  const last = Buffer.concat(rest).toString('utf8')
  if (isWholeLine(last)) yield `${last}\n`
}

/** The lines that their seals prove, and those after the last seal. */
async function* provenBatches(path: string, characters: number): AsyncGenerator<string> {
  let text = ''
  for await (const part of partsOf(path)) {
    if (part.kind === 'gap') continue
    text += `${part.text}\n`
    if (text.length < characters) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
