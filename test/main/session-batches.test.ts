// What is shown of a file is what its parts say, whether it is handed on as it stands or proven once more.
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealLine } from '../../core/sealed.ts'
import { footerLine, liveHeader } from '../../core/session.ts'
import { surveyFile } from '../../main/session-batches.ts'
import { partsOf } from '../../main/session-reading.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-batches-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const header = `${JSON.stringify(liveHeader('0.1.0', 0))}\n`
const notes = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .map((n) => `${JSON.stringify({ n, at: n, kind: 'note', text: `word ${n} – ünï€😀` })}\n`)
    .join('')

/** Two sealed blocks of fifty events each. */
function sealed(): string {
  const first = header + notes(1, 50)
  const firstCrc = crc32(first)
  const second = notes(51, 100)
  const sizes = [first, second].map((block) => Buffer.byteLength(block)) as [number, number]
  return first + sealLine(50, sizes[0], firstCrc) + second + sealLine(100, sizes[1], crc32(second, firstCrc))
}
const footer = footerLine({ events: 100, dropped: 0, sha256: '', verdict: 'unknown' })

async function batchesOf(read: AsyncGenerator<string>): Promise<readonly string[]> {
  const batches: string[] = []
  for await (const text of read) batches.push(text)
  return batches
}

const shownOf = (batches: readonly string[]): readonly string[] =>
  batches
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"seal":'))

async function partTexts(path: string): Promise<readonly string[]> {
  const texts: string[] = []
  for await (const part of partsOf(path)) if (part.kind !== 'gap') texts.push(part.text)
  return texts
}

test.each([
  ['whole', () => sealed() + footer, 102],
  ['without seals', () => header + notes(1, 100), 101],
  ['without a newline at its end', () => (header + notes(1, 100)).trimEnd(), 101],
  ['cut off in a line', () => (header + notes(1, 100)).slice(0, -10), 100],
  ['with a damaged block', () => sealed().replace('word 20 ', 'word 2O '), 51],
  ['with a line that is no JSON', () => `${header}${notes(1, 10)}what?\n${notes(11, 20)}`, 21],
])('a session %s is shown in whole lines, as its parts are', async (name, text, lines) => {
  const path = join(folder, `${name}.ndjson`)
  await writeFile(path, text())
  // pieces of every size, so that their ends fall within lines and within letters
  for (const characters of [37, 64, 1000, 1_000_000]) {
    const { batches } = await surveyFile(path)
    const shown = await batchesOf(batches(characters))
    expect(shown.every((batch) => batch.endsWith('\n'))).toBe(true)
    expect(shownOf(shown)).toEqual(await partTexts(path))
    expect(shownOf(shown)).toHaveLength(lines)
  }
})

test('a session that has changed since it was surveyed is proven once more', async () => {
  const path = join(folder, 'changed.ndjson')
  await writeFile(path, sealed())
  const { batches } = await surveyFile(path)
  await appendFile(path, `${notes(101, 101)}${sealLine(101, 1, 1)}`)
  const shown = shownOf(await batchesOf(batches(1000)))
  expect(shown).toHaveLength(101)
  expect(shown.at(-1)).toContain('"n":100')
})
