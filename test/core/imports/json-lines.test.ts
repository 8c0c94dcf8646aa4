// Logs of JSON lines as sessions, by a mapping of their fields.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ImportError } from '../../../core/import.ts'
import { jsonLines, sampleLines } from '../../../core/imports/json-lines.ts'
import { guessMapping, MappingError, mappingText, parseMapping, roles, type Mapping } from '../../../core/mapping.ts'
import type { TimeUnit } from '../../../core/time-reading.ts'
import { endedIn, imported, notesIn, pieces, sentIn, wordsOf, type Foreign } from '../../support/foreign.ts'

const raft = (): string => readFileSync('test/fixtures/foreign/raft.ndjson', 'utf8')
const raftMapping: Mapping = {
  unit: 's',
  fields: {
    ...{ time: 'ts', from: 'node', to: 'peer', direction: 'dir', kind: 'type', id: 'id', version: 'term' },
    ...{ object: 'doc', path: 'path', value: 'value', outcome: 'outcome', reason: 'reason' },
  },
}
const read = (lines: readonly object[], fields: Mapping['fields'], unit: TimeUnit = 'auto'): Promise<Foreign> =>
  imported(jsonLines, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { fields, unit })

describe('JSON lines', () => {
  it('[IM4] with a line for each end of a message are lanes and arrows, with what became of each', async () => {
    const foreign = await imported(jsonLines, raft(), raftMapping)
    expect([...foreign.names.values()]).toEqual(['n1', 'n2', 'n3'])
    expect(wordsOf(foreign)).toEqual([
      '0 n1 > n2: RequestVote',
      '0 n1 > n3: RequestVote',
      '4 n2 applied 4',
      '5 n2 > n1: VoteGranted',
      '9 n1 applied 9',
      '10 n1: BecomeLeader',
      '50 n1 > n2: AppendEntries',
      '57 n2 refused 57',
    ])
    expect(foreign.header.start).toBe('2024-04-24T23:06:40.000Z')
    // the one to n3 never came, as far as the log says
    expect(sentIn(foreign)[1]).toMatchObject({ deliveries: 1 })
    expect(sentIn(foreign).at(-1)?.message).toMatchObject({
      body: {
        resource: 'comm://imported/kv',
        version: 4,
        changes: [[['x'], 3]],
        imported: { kind: 'AppendEntries', id: 'm4', line: 7 },
      },
    })
    expect(endedIn(foreign).at(-1)?.decision).toMatchObject({ allow: false, reason: 'log inconsistency at index 7' })
    expect(notesIn(foreign)[0]?.imported).toMatchObject({ line: 6, fields: { votes: ['n1', 'n2'] } })
    expect(foreign.from).toMatchObject({ leftOut: 1, problems: [{ line: 8, what: 'is no JSON' }] })
  })

  it('[IM4] with a line for a whole message have its time of arrival, and several to whom it goes', async () => {
    const lines = [
      { t: 0, from: 'a', to: 'b', got: 7.5, op: 'set' },
      { t: 10, from: 'a', to: ['b', 'c'], got: 12, op: 'set' },
      { t: 20, from: 'b', to: 'a', op: 'set', result: 'dropped' },
      { t: 30, from: 'c', to: 'a', op: 'bye' },
    ]
    const fields = { time: 't', from: 'from', to: 'to', arrived: 'got', kind: 'op', outcome: 'result' }
    expect(wordsOf(await read(lines, fields))).toEqual([
      '0 a > b: set',
      '7.5 b applied 7.5',
      '10 a > b: set',
      '12 b applied 12',
      '12 c applied 12',
      '20 b > a: set',
      '20 a lost -',
      '30 c > a: bye',
      '30 a applied -',
    ])
  })

  it('[IM4] without a word for the direction join the two lines of an id', async () => {
    const lines = [
      { ts: 1, node: 'a', msg: 'x1' },
      { ts: 3, node: 'b', msg: 'x1' },
      { ts: 4, node: 'b', note: 'alone' },
    ]
    const foreign = await read(lines, { time: 'ts', from: 'node', id: 'msg', text: 'note' }, 'ms')
    expect(wordsOf(foreign)).toEqual(['1 a > b: x1', '3 b applied 3', '4 b: alone'])
  })

  it('[IM4] join lines without ids in their turn, and say what nothing was sent for', async () => {
    const line = (ts: number, node: string, dir: string, peer: string): object => ({ ts, node, dir, peer })
    const lines = [
      line(0, 'a', 'send', 'b'),
      line(1, 'a', 'send', 'b'),
      line(2, 'b', 'recv', 'a'),
      line(3, 'b', 'recv', 'a'),
      line(4, 'c', 'recv', 'a'),
    ]
    const foreign = await read(lines, { time: 'ts', from: 'node', to: 'peer', direction: 'dir' })
    expect(endedIn(foreign).map(({ of, hops }) => [of, hops.received])).toEqual([
      [sentIn(foreign)[0]?.n, 2],
      [sentIn(foreign)[1]?.n, 3],
    ])
    expect(foreign.from.notes).toEqual(['1 line about receiving say nothing of a sending that the log has.'])
  })

  it.each<[TimeUnit, readonly unknown[], string | null]>([
    ['s', [1714000000, 1714000000.25], '2024-04-24T23:06:40.000Z'],
    ['ms', [1714000000000, 1714000000250], '2024-04-24T23:06:40.000Z'],
    ['us', [1714000000000000, 1714000000250000], '2024-04-24T23:06:40.000Z'],
    ['ns', ['1714000000000000000', '1714000000250000000'], '2024-04-24T23:06:40.000Z'],
    ['date', ['2024-04-24T23:06:40Z', '2024-04-25T01:06:40.25+02:00'], '2024-04-24T23:06:40.000Z'],
    ['date', ['2024-04-24 23:06:40,000', '2024-04-24 23:06:40,250'], '2024-04-24T23:06:40.000Z'],
    ['date', ['23:06:40', '23:06:40.25'], null],
    ['s', [12, 12.25], null],
    ['us', [0, 250000], null],
  ])('[IM7] times in %s: %j', async (unit, [one, other], start) => {
    for (const chosen of [unit, 'auto'] as const) {
      // a small number does not say what it counts
      if (chosen === 'auto' && typeof one === 'number' && one < 1e8) continue
      const foreign = await read(
        [
          { ts: one, n: 'a' },
          { ts: other, n: 'a' },
        ],
        { time: 'ts', from: 'n' },
        chosen,
      )
      const [first, second] = notesIn(foreign).map(({ at }) => at)
      expect((second ?? 0) - (first ?? 0), chosen).toBe(250)
      expect(foreign.header.start).toBe(start)
    }
  })

  it('[IM7] clocks that differ are said, and nothing comes before it was sent', async () => {
    const lines = [
      { ts: 100, node: 'a', dir: 'send', peer: 'b' },
      { ts: 90, node: 'b', dir: 'recv', peer: 'a' },
    ]
    const { events, from } = await read(lines, { time: 'ts', from: 'node', to: 'peer', direction: 'dir' })
    // in the order of the file the sending stands first
    expect(events.map(({ at }) => at)).toEqual([0, 0, 100, 100])
    expect(events.at(-1)).toMatchObject({ kind: 'ended', hops: { received: 90 } })
    expect(from.notes).toEqual(['1 message comes before being sent: the clocks of their places differ.'])
  })

  it('[IM5] name lines that are wrong with what is wrong, and show the rest', async () => {
    const text = [
      '{"ts":1,"n":"a"}',
      '[1]',
      '{"ts":"x","n":"a"}',
      '{"ts":2}',
      '{"ts":3,"n":"b"',
      '',
      '{"ts":4,"n":"b"}',
    ].join('\r\n')
    const foreign = await imported(jsonLines, text, { fields: { time: 'ts', from: 'n' }, unit: 'ms' })
    expect(notesIn(foreign).map(({ at }) => at)).toEqual([1, 4])
    expect(foreign.from.problems).toEqual([
      { line: 2, what: 'is no JSON object' },
      { line: 3, what: 'has no time that could be read in "ts"' },
      { line: 4, what: 'names no lane: it has no field "n"' },
      { line: 5, what: 'is no JSON' },
    ])
  })

  it('[IM5] with nasty names and keys do no harm', async () => {
    const lines = [
      { ts: 1, n: '\ud800', to: '../../<script>', __proto__x: 1 },
      { ts: 2, n: '__proto__', to: 'constructor' },
    ]
    const foreign = await imported(
      jsonLines,
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"ts":3,"n":"c","__proto__":{"polluted":1}}\n`,
      {
        fields: { time: 'ts', from: 'n', to: 'to' },
        unit: 'ms',
      },
    )
    expect([...foreign.names.keys()].every((url) => /^hyperty:\/\/imported\/[\w%.~-]+$/.test(url))).toBe(true)
    expect(foreign.names.size).toBe(5)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('[IM4] without a mapping are refused with an example of one', async () => {
    const failed = await jsonLines.read(pieces('{}')).catch((error: Error) => error)
    expect(failed).toBeInstanceOf(ImportError)
    expect((failed as Error).message).toContain('{ "fields": { "time": "ts"')
  })
})

describe('a mapping', () => {
  it('[IM8] is guessed from the names of fields, each for one role', () => {
    const { fields, unit } = guessMapping(sampleLines(raft()))
    expect(unit).toBe('auto')
    expect(fields).toMatchObject({ time: 'ts', from: 'node', to: 'peer', direction: 'dir', kind: 'type', id: 'id' })
    expect(new Set(Object.values(fields)).size).toBe(Object.values(fields).length)
    const deep = guessMapping([{ meta: { timestamp: 1, 'source.host': 'a' }, msg: 'x' }])
    expect(deep.fields).toEqual({ from: 'meta.source.host', time: 'meta.timestamp', text: 'msg' })
  })

  it('[IM8] is read from a file as it was written, and what is wrong in one is said', () => {
    expect(parseMapping(JSON.parse(mappingText(raftMapping)))).toEqual(raftMapping)
    const wrong: readonly [unknown, RegExp][] = [
      [[], /A mapping is an object such as/],
      [{ format: 'x' }, /It is no mapping: its format is "x"/],
      [{ version: 2, fields: {} }, /of version 2; this application reads 1/],
      [{ fields: { from: 'a' }, unit: 'days' }, /no unit "days"\. There are: auto, s, ms, us, ns, date/],
      [{}, /It names no fields/],
      [{ fields: { where: 'a' } }, /no role "where"\. There are: from, time, to/],
      [{ fields: { from: 1 } }, /The field of from is a name/],
      [{ fields: { time: 'ts' } }, /Say which field is the lane/],
    ]
    for (const [value, sentence] of wrong) {
      expect(() => parseMapping(value)).toThrow(MappingError)
      expect(() => parseMapping(value)).toThrow(sentence)
    }
  })

  it('[IM8] has a field between dots for one that lies deeper, and a key with a dot goes before', async () => {
    const lines = [{ meta: { who: 'deep' } }, { 'meta.who': 'flat', meta: { who: 'deep' } }]
    const inner = await read([{ meta: { 'source.host': 'a' } }], { from: 'meta.source.host' })
    expect([...inner.names.values()]).toEqual(['a'])
    expect(wordsOf(await read(lines, { from: 'meta.who' }))).toEqual(['0 deep: message', '1 flat: message'])
  })

  it('[IM8] every role has a label and a text for people', () => {
    for (const { label, text } of roles) expect([label, text].every((words) => words.length > 1)).toBe(true)
  })
})
