// Foreign logs that are damaged in any way: an import never fails but with a sentence, and never makes what is no session.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { ImportError, type Import } from '../../core/import.ts'
import { jsonLines, sampleLines } from '../../core/imports/json-lines.ts'
import { otlp } from '../../core/imports/otlp.ts'
import { shiviz } from '../../core/imports/shiviz.ts'
import { guessMapping } from '../../core/mapping.ts'
import { imported } from '../support/foreign.ts'

const filesEach = Number(process.env['LOGS'] ?? 1_500)
const nasty = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '\n',
  '\\',
  ':',
  ',',
  '\0',
  '\ud800',
  '__proto__',
  'null',
  '1e999',
  '-1',
  '{"a":',
  '(?<x>',
  '*',
]

const logs: readonly (readonly [string, Import, string])[] = [
  ['raft.ndjson', jsonLines, readFileSync('test/fixtures/foreign/raft.ndjson', 'utf8')],
  ['gateway.otlp.json', otlp, readFileSync('test/fixtures/foreign/gateway.otlp.json', 'utf8')],
  ['govector.log', shiviz, readFileSync('test/fixtures/foreign/govector.log', 'utf8')],
]

/** A few places are cut out, doubled, moved or written over. */
function damaged(text: string, random: () => number): string {
  const at = (length: number): number => Math.floor(random() * length)
  let next = text
  for (let count = 1 + at(4); count > 0; count--) {
    const [from, length] = [at(next.length), at(random() < 0.2 ? next.length : 12)]
    const [before, piece, after] = [next.slice(0, from), next.slice(from, from + length), next.slice(from + length)]
    const kind = at(4)
    if (kind === 0) next = before + after
    else if (kind === 1) next = before + piece + piece + after
    else if (kind === 2) next = before + (nasty[at(nasty.length)] ?? '') + after
    else next = after + piece + before
  }
  return next
}

it.each(logs)(
  '[IM5] %s, damaged in many ways, is read or refused with a sentence',
  async (_, kind, text) => {
    const mapping = guessMapping(sampleLines(readFileSync('test/fixtures/foreign/raft.ndjson', 'utf8')))
    const random = createRandom(20_261_124)
    let [read, refused] = [0, 0]
    for (let count = 0; count < filesEach; count++) {
      const broken = damaged(text, random)
      try {
        // what is no event throws
        const { events, from } = await imported(kind, broken, mapping, 97)
        let [last, at] = [0, 0]
        for (const event of events) {
          expect(event.n).toBe(last + 1)
          expect(event.at).toBeGreaterThanOrEqual(at)
          if (event.kind === 'ended') expect(event.of).toBeLessThan(event.n)
          ;({ n: last, at } = event)
        }
        expect(from.leftOut).toBeGreaterThanOrEqual(from.problems.length)
        read++
      } catch (error) {
        if (!(error instanceof ImportError))
          throw new Error(`${JSON.stringify(broken)}: ${(error as Error).stack}`, { cause: error })
        refused++
      }
    }
    expect(read).toBeGreaterThan(filesEach / 4)
    expect(read + refused).toBe(filesEach)
    expect(({} as { a?: unknown }).a).toBeUndefined()
  },
  120_000,
)
