// Foreign logs on the command line: recognised wherever a session is read, by a mapping where they need one.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'

const foreign = (name: string): string => join('test/fixtures/foreign', name)
const raft = foreign('raft.ndjson')

let folder: string
let mapping: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-imports-'))
  mapping = join(folder, 'raft.mapping.json')
  // what a refusal guesses is a mapping that works
  const { error } = await syncscope(['query', raft, 'kind:message'])
  await writeFile(mapping, error.slice(error.indexOf('{')))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('syncscope', () => {
  it('[IM9] queries a ShiViz log and OTLP JSON as a session, from a file and from standard input', async () => {
    const { code, out, error } = await syncscope(['query', foreign('govector.log'), 'to:server'])
    expect([code, error]).toEqual([
      0,
      'Imported from govector.log (ShiViz log). It names no times: a step is shown as a millisecond.\n',
    ])
    expect(out).toMatch(/client +server +applied +1\.0 +INFO Sending message to server\n$/)
    const text = await readFile(foreign('gateway.otlp.json'), 'utf8')
    const traces = await syncscope(['query', '-', 'refused', '--count'], text)
    expect(traces).toEqual({ code: 0, out: '1\n', error: 'Imported from standard input (OpenTelemetry traces).\n' })
  })

  it('[IM9] refuses JSON lines without a mapping with a guess of one, and reads them with it', async () => {
    const refused = await syncscope(['verdict', raft])
    expect([refused.code, refused.out]).toEqual([65, ''])
    expect(refused.error).toContain(
      'raft.ndjson is a log of JSON lines, and no session: say which field is what, with --mapping FILE, which query',
    )
    const { code, out, error } = await syncscope(['query', raft, 'kind:AppendEntries refused', '--mapping', mapping])
    expect([code, error]).toEqual([
      0,
      'Imported from raft.ndjson (JSON lines). 1 line is left out: line 8 is no JSON.\n',
    ])
    expect(out).toMatch(/AppendEntries +n1 +n2 +kv +4 +refused +7\.0/)
  })

  it('[IM9] exports, compares and judges them', async () => {
    const out = join(folder, 'raft-session.ndjson')
    expect((await syncscope(['export', raft, '--format', 'ndjson', '--out', out, '--mapping', mapping])).code).toBe(0)
    // from here on it is a session, and says so
    const judged = await syncscope(['verdict', out])
    expect(judged).toMatchObject({ code: 2, error: expect.stringContaining('Imported from raft.ndjson') })
    expect(judged.out).toBe(
      'unknown\nCannot tell: raft.ndjson is a log from elsewhere, and does not say what each copy held.\n',
    )
    const { checks } = JSON.parse((await syncscope(['verdict', out, '--json'])).out) as {
      checks: readonly { state: string }[]
    }
    expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(['unknown']))
    expect((await syncscope(['diff', out, raft, '--mapping', mapping])).code).toBe(0)
    const chart = await syncscope(['export', raft, '--format', 'mermaid', '--mapping', mapping])
    expect(chart.out).toMatch(/participant L\d as n1\n/)
    expect(chart.out).toMatch(/Note over .*: n1: BecomeLeader/)
    const steps = await syncscope(['export', raft, '--format', 'shiviz', '--mapping', mapping])
    expect(steps.out).toMatch(/\nn1 {"n1":5,"n2":3} BecomeLeader\n/)
    expect(chart.out).toMatch(/->>L\d+: RequestVote/)
  })

  it('[IM10] a sanitised copy holds nothing of what the log said', async () => {
    const { sanitised } = await import('../../core/sanitised.ts')
    const { ndjson } = await import('../../core/formats/ndjson.ts')
    const { sourceOfFile, digests } = await import('../../main/saving.ts')
    const source = sourceOfFile(join(folder, 'raft-session.ndjson'))
    let text = ''
    for await (const piece of ndjson.write(sanitised(source, { names: true, salt: 'x' }), digests)) text += piece.text
    for (const word of ['RequestVote', 'inconsistency', 'votes', 'raft', 'm4']) expect(text, word).not.toContain(word)
    expect(text).toContain('"kind":"sent"')
  })

  it.each<[string, readonly string[], number, RegExp]>([
    ['no such mapping', ['query', raft, 'lost', '--mapping', '/no/such.json'], 64, /such\.json cannot be read/],
    [
      'a mapping that is none',
      ['query', raft, 'lost', '--mapping', 'package.json'],
      64,
      /package\.json: This mapping is of version/,
    ],
    [
      'a mapping that is no JSON',
      ['export', raft, '--format', 'csv', '--mapping', 'README.md'],
      64,
      /README\.md is not JSON/,
    ],
    ['a log of nothing known', ['query', 'README.md', 'lost'], 65, /This is not a session file/],
  ])('[IM9] says what is wrong with %s', async (_, words, code, sentence) => {
    const said = await syncscope(words)
    expect([said.code, said.out]).toEqual([code, ''])
    expect(said.error).toMatch(sentence)
  })

  it('[IM5] a log of which nothing can be read ends with 65 and a sentence', async () => {
    const path = join(folder, 'wrong.log')
    await writeFile(path, '(?<host>\\S+ (?<clock>{.*}) (?<event>.*)\n\na {"a":1} x\n')
    const { code, error } = await syncscope(['query', path, 'lost'])
    expect([code, error]).toEqual([
      65,
      expect.stringContaining('wrong.log: Its first line is an expression that cannot be read'),
    ])
  })
})
