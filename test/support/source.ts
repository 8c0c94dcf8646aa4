/** A recorded session as a source for exports, and Node's digests. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Digests, Piece, SessionSource } from '../../core/format.ts'
import { createSessionReader, liveHeader, type SessionPart } from '../../core/session.ts'

export const digests: Digests = {
  crc32: (text, seed) => crc32(text, seed),
  sha256() {
    const hash = createHash('sha256')
    return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') }
  },
  byteLength: (text) => Buffer.byteLength(text),
}

/** The lines of a session, read as a file would be. */
export function readText(text: string): SessionPart[] {
  const parts: SessionPart[] = []
  const reader = createSessionReader(digests.crc32, (part) => parts.push(part))
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) reader.line(line)
  reader.end()
  return parts
}

export const headerLine = `${JSON.stringify({ ...liveHeader('0.1.0', 0), start: null })}\n`

export function sourceOf(lines: readonly string[]): SessionSource {
  const parts = readText(headerLine + lines.join(''))
  return {
    async *read() {
      yield* parts
    },
  }
}

export async function collect(pieces: AsyncIterable<Piece>): Promise<string[]> {
  const documents: string[] = []
  for await (const { document, text } of pieces) documents[document] = (documents[document] ?? '') + text
  return documents
}
