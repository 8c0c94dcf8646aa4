// What a file is, by how it begins; and what an imported session is to those who read sessions.
import { readFileSync, readdirSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { createColumns } from '../../../core/columns.ts'
import { formats } from '../../../core/formats/index.ts'
import { ndjson } from '../../../core/formats/ndjson.ts'
import { imports, importFor } from '../../../core/imports/index.ts'
import { jsonLines, sampleLines } from '../../../core/imports/json-lines.ts'
import { shiviz } from '../../../core/imports/shiviz.ts'
import { importedText, importedVerdict } from '../../../core/imported.ts'
import { guessMapping } from '../../../core/mapping.ts'
import { createMatching } from '../../../core/matching.ts'
import { parseQuery } from '../../../core/query-parse.ts'
import { createConvergenceCheck } from '../../../core/verdict.ts'
import { bytesOf, sourceOfText } from '../../support/exported.ts'
import { imported, type Foreign } from '../../support/foreign.ts'
import { digests } from '../../support/source.ts'

const fixture = (name: string): string => readFileSync(`test/fixtures/foreign/${name}`, 'utf8')
const raft = async (): Promise<Foreign> => {
  const text = fixture('raft.ndjson')
  return imported(jsonLines, text, guessMapping(sampleLines(text)))
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
function columnsOf({ lines }: Foreign) {
  const columns = createColumns({ encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) })
  for (const line of lines) columns.append(line)
  return columns
}

function matched(foreign: Foreign, filter: string): number {
  const parsed = parseQuery(filter)
  if (!parsed.ok) throw new Error(parsed.sentence)
  const columns = columnsOf(foreign)
  const matching = createMatching(columns, parsed.query)
  matching.advance(columns.count)
  return matching.rows().length
}

describe('a file', () => {
  it('[IM9] is recognised by how it begins', () => {
    const found = (text: string): string | undefined => importFor(text)?.name
    expect(found(fixture('govector.log'))).toBe('shiviz')
    expect(found(fixture('gateway.otlp.json'))).toBe('otlp')
    expect(found(fixture('raft.ndjson'))).toBe('json-lines')
    expect(found('{"ts":1}')).toBe('json-lines')
    for (const text of ['', 'hello\n', '[1,2]\n', '{}\n', '{\n  "name": "x"\n}\n', 'a,b\n1,2\n'])
      expect(found(text), text).toBeUndefined()
  })

  it('[IM9] of ours is none of these, though its first line is missing or of another version', () => {
    for (const name of readdirSync('test/fixtures').filter((one) => one.endsWith('.ndjson'))) {
      const text = readFileSync(`test/fixtures/${name}`, 'utf8')
      expect(importFor(text), name).toBeUndefined()
      expect(importFor(text.slice(text.indexOf('\n') + 1)), name).toBeUndefined()
    }
    expect(importFor('{"format":"syncscope-session","version":99}\n{"a":1}\n')).toBeUndefined()
  })

  it('[IM9] names of imports differ', () => {
    expect(new Set(imports.map(({ name }) => name)).size).toBe(imports.length)
  })
})

describe('an imported session', () => {
  it('[IM10] fits the schema of sessions, and is written, read again and exported as any other', async () => {
    const validate = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(readFileSync('docs/session.schema.json', 'utf8')) as object,
    )
    for (const foreign of [await raft(), await imported(shiviz, fixture('govector.log'))]) {
      for (const line of foreign.lines)
        expect(validate(JSON.parse(line)), `${line} ${JSON.stringify(validate.errors)}`).toBe(true)
      const source = sourceOfText(`${foreign.lines.join('\n')}\n`)
      for (const format of formats) {
        const { length } = await bytesOf(format.write(source, digests))
        // nothing in it is a copy to which changes were applied
        expect(length, format.name).toBeGreaterThan(format.name === 'json-patch' ? -1 : 50)
      }
      const again = Buffer.from(await bytesOf(ndjson.write(source, digests))).toString()
      expect(again).toContain('"imported":{"file":"a.log"')
      expect(JSON.parse(again.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ kind: 'footer', verdict: 'unknown' })
    }
  })

  it('[IM10] has rows, objects, places and kinds that a filter finds', async () => {
    const foreign = await raft()
    expect(matched(foreign, 'kind:RequestVote')).toBe(2)
    expect(matched(foreign, 'kind:BecomeLeader from:n1')).toBe(1)
    expect(matched(foreign, 'kind!=AppendEntries kind:message')).toBe(3)
    expect(matched(foreign, 'obj:kv path:/x refused rev=4 lat>5ms to:n2')).toBe(1)
    expect(matched(foreign, 'text:"inconsistency"')).toBe(1)
    expect(matched(foreign, 'pending to:n3')).toBe(1)
  })

  it('[IM10] says where it comes from, what is left out, and that no verdict can be told', async () => {
    const { from, events } = await raft()
    expect(importedText(from)).toBe('Imported from a.log (JSON lines). 1 line is left out: line 8 is no JSON.')
    expect(importedVerdict(from)).toEqual({
      state: 'unknown',
      sentence: 'Cannot tell: a.log is a log from elsewhere, and does not say what each copy held',
    })
    const many = {
      ...from,
      leftOut: 9,
      problems: [1, 2, 3, 4].map((line) => ({ line, what: 'is no JSON' })),
      notes: ['So.'],
    }
    expect(importedText(many)).toBe(
      'Imported from a.log (JSON lines). 9 lines are left out: line 1 is no JSON; line 2 is no JSON; line 3 is no JSON; and 6 more. So.',
    )
    // nothing in it is taken for an object that is kept in step
    const check = createConvergenceCheck()
    for (const event of events) check.take(event)
    expect(['unknown', 'in flight']).toContain(check.verdict(true).state)
  })
})
