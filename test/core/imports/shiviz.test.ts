// Logs for ShiViz as sessions: ours come back as they were, and those of others by the expression in their first line.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shiviz as shivizFormat } from '../../../core/formats/shiviz.ts'
import { ImportError } from '../../../core/import.ts'
import { shiviz } from '../../../core/imports/shiviz.ts'
import type { Imported } from '../../../core/imported.ts'
import { importedOf } from '../../../core/message.ts'
import { samples } from '../../support/exported.ts'
import { endedIn, imported, notesIn, pieces, sentIn, wordsOf, type Foreign } from '../../support/foreign.ts'
import { readShiviz } from '../../support/shiviz-rules.ts'
import { digests } from '../../support/source.ts'

interface Known {
  readonly host: string
  readonly clock: unknown
  readonly event: string
}

/** What the log said, found again in the session: each of its events once, in order. */
function saidIn(foreign: Foreign): readonly Known[] {
  const found = new Map<number, Known>()
  const put = (who: string | undefined, said: Imported | undefined): void => {
    if (said)
      found.set(said.line, {
        host: foreign.names.get(who ?? '') ?? '',
        clock: said.fields?.['clock'],
        event: said.text,
      })
  }
  for (const event of foreign.events) {
    if (event.kind === 'note') put(event.who, event.imported)
    else if (event.kind === 'sent') put(event.message.from, importedOf(event.message))
    else if (event.kind === 'ended') put(event.to, event.imported)
  }
  return [...found.values()]
}

const head = String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`
const plain = String.raw`(?<host>\S+) (?<clock>{[^}]*}) (?<event>.*)`
const read = (text: string): Promise<Foreign> => imported(shiviz, text)

describe('a ShiViz log', () => {
  it('[IM1] that was exported from a session has the same events in the same order, with the same clocks', async () => {
    for (const { name, source } of await samples()) {
      let text = ''
      for await (const piece of shivizFormat.write(source, digests)) text += piece.text
      const foreign = await imported(shiviz, text, undefined, 4096)
      const wanted = readShiviz(text).events.map(({ host, clock, event }) => ({ host, clock, event: event.trim() }))
      expect(saidIn(foreign), name).toEqual(wanted)
      expect(foreign.from.leftOut, name).toBe(0)
      // what somebody learnt came by an arrow
      expect(sentIn(foreign).length, name).toBeGreaterThan(0)
    }
  })

  it('[IM2] of another tool, of two lines an event, has lanes, arrows and what happened in one place', async () => {
    const foreign = await read(readFileSync('test/fixtures/foreign/govector.log', 'utf8'))
    expect([...foreign.names.values()]).toEqual(['client', 'server'])
    expect(wordsOf(foreign)).toEqual([
      '0 client: INFO Initialization Complete',
      '1 server: INFO Initialization Complete',
      '2 client > server: INFO Sending message to server',
      '3 server applied 3',
      '4 server > client: INFO Responding to client with value 8',
      '5 client applied 5',
    ])
    expect(endedIn(foreign).map((event) => event.imported)).toMatchObject([
      { text: 'INFO Receiving message from client', line: 9 },
      { text: 'INFO Received Message from server', line: 13 },
    ])
    expect(foreign.from.notes).toEqual(['It names no times: a step is shown as a millisecond.'])
    expect(foreign.header).toMatchObject({ start: null, imported: { format: 'shiviz', label: 'ShiViz log' } })
  })

  it('[IM2] is read by its own expression, with further groups and lazy ones, and in several executions', async () => {
    const own = String.raw`^\[(?<date>\d+)\] (?<event>.*?) \@(?<host>\w+) (?<clock>\{.*\})$`
    const lines = [
      '=== first ===',
      '[17] start @a {"a":1}',
      '[19] go on @b {"b":1,"a":1}',
      '=== 2 ===',
      '[20] anew @a {"a":1}',
    ]
    const foreign = await read([own, '^=== (?<trace>.*) ===$', ...lines, ''].join('\n'))
    expect(wordsOf(foreign)).toEqual([
      '0 : Execution first',
      '1 a > b: start',
      '2 b applied 2',
      '3 : Execution 2',
      '4 a: anew',
    ])
    expect(sentIn(foreign)[0]?.message.body).toMatchObject({ imported: { fields: { date: '17', clock: { a: 1 } } } })
  })

  it('[IM2] is put in order where its lines are not, and an arrow comes only from whom nobody else knew of', async () => {
    const lines = ['c {"c":1,"b":1,"a":1} three', 'b {"b":1,"a":1} two', 'a {"a":1} one']
    const foreign = await read([plain, '', ...lines, ''].join('\n'))
    expect(wordsOf(foreign)).toEqual(['0 a > b: one', '1 b applied 1', '1 b > c: two', '2 c applied 2'])
  })

  it('[IM5] names lines that are wrong, and shows the rest', async () => {
    const lines = [
      'a {"a":1} good',
      'nonsense',
      'a {"a":x} bad',
      'a {"b":2} no own',
      'a {"a":1} twice',
      '',
      'a {"a":2} good',
    ]
    const foreign = await read([plain, '', ...lines, ''].join('\n'))
    expect(notesIn(foreign).map(({ text }) => text)).toEqual(['good', 'good'])
    expect(foreign.from).toMatchObject({ leftOut: 4 })
    expect(foreign.from.problems).toEqual([
      { line: 4, what: 'does not fit the expression in the first line' },
      { line: 5, what: 'has a clock that is no JSON of whole numbers: {"a":x}' },
      { line: 6, what: 'has a clock without an entry of its own host a' },
      { line: 7, what: 'is a second event 1 of a' },
    ])
  })

  it.each<[string, string, RegExp]>([
    ['an expression that cannot be read', '(?<host>a (?<clock>{.*}) (?<event>.*)\n\n', /cannot be read, at character/],
    ['no event', '(?<host>.*) (?<clock>{.*})\n\n', /no group \(\?<event>…\)/],
    ['a delimiter that cannot be read', `${head}\n(\n`, /Its second line is an expression that cannot be read/],
  ])('[IM5] with %s is refused with a sentence', async (_, text, sentence) => {
    const failed = await shiviz.read(pieces(text)).catch((error: Error) => error)
    expect(failed).toBeInstanceOf(ImportError)
    expect((failed as Error).message).toMatch(sentence)
  })

  it('[IM5] whose clocks contradict each other is shown all the same', async () => {
    const foreign = await read([plain, '', 'a {"a":1,"b":1} x', 'b {"b":1,"a":1} y', ''].join('\n'))
    expect(
      saidIn(foreign)
        .map(({ event }) => event)
        .sort(),
    ).toEqual(['x', 'y'])
  })

  it('[IM6] does not take long with an expression that would for others', async () => {
    const evil = String.raw`(?<host>(a+)+b) (?<clock>{.*}) (?<event>(x*)*)`
    const startedMs = performance.now()
    const foreign = await read([evil, '', `${'a'.repeat(2000)} {"a":1} x`, ''].join('\n'))
    expect(foreign.from.leftOut).toBe(1)
    expect(performance.now() - startedMs).toBeLessThan(5000)
  })
})
