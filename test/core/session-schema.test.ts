// The published schema of the session file, held against sessions of every scenario and the files that open for ever.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { isEvent } from '../../core/event-guard.ts'
import { ndjson } from '../../core/formats/ndjson.ts'
import { noticeOf, surveySession } from '../../main/session-reading.ts'
import { bytesOf, samples } from '../support/exported.ts'
import { digests } from '../support/source.ts'

const root = join(import.meta.dirname, '../..')
const schema = JSON.parse(readFileSync(join(root, 'docs/session.schema.json'), 'utf8')) as object
const validate = new Ajv2020({ allErrors: true }).compile(schema)
const fixtures = join(root, 'test/fixtures')

const problemsOf = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !validate(JSON.parse(line)))
    .slice(0, 3)
    .map((line) => `${line.slice(0, 200)}: ${JSON.stringify(validate.errors?.slice(0, 3))}`)

describe('the schema of a session file', () => {
  it('[SF1] each line of sessions of every scenario and model fits it', async () => {
    for (const { name, source } of await samples()) {
      expect(problemsOf(Buffer.from(await bytesOf(ndjson.write(source, digests))).toString()), name).toEqual([])
    }
  })

  it.each([
    '{"format":"syncscope-session","version":2}',
    '{"n":0,"at":1,"kind":"note","text":"x"}',
    '{"n":1,"at":"1","kind":"note","text":"x"}',
    '{"n":1,"at":1,"kind":"ended","of":1,"to":"a","hops":{},"effect":"gone"}',
    '{"n":1,"at":1,"kind":"state","who":"a","object":"b","version":-1,"hash":""}',
    '{"seal":1,"crc":"xyz","len":3}',
    '{"kind":"footer","events":1}',
  ])('[SF1] %s does not', (line) => {
    expect(validate(JSON.parse(line))).toBe(false)
    expect(isEvent(JSON.parse(line))).toBe(false)
  })

  it('[SF1] a line of an unknown kind fits', () => {
    expect(validate({ n: 1, at: 1, kind: 'of tomorrow', anything: [] })).toBe(true)
  })
})

describe('files of before', () => {
  const names = readdirSync(fixtures).filter((name) => name.endsWith('.ndjson'))

  it('[SF2] there are some of each version', () => expect(names.length).toBeGreaterThanOrEqual(3))

  it.each(names)('[SF2] %s opens, whole', async (name) => {
    const survey = await surveySession(join(fixtures, name))
    expect(survey.events).toBeGreaterThan(10)
    expect(survey.gaps).toEqual([])
    expect(noticeOf(survey) === undefined).toBe(!name.includes('cut-off'))
    expect(problemsOf(readFileSync(join(fixtures, name), 'utf8'))).toEqual([])
  })
})
