// `syncscope query` as somebody runs it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'

let folder: string
let session: string
/** Its events, as they stand in the file. */
let lines: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-query-'))
  session = join(folder, 'session.ndjson')
  const words = ['--scenario', 'both-at-once', '--model', 'owner-only', '--seed', '1', '--out', session]
  await syncscope(['run', ...words])
  lines = (await readFile(session, 'utf8')).split('\n').filter((line) => line.startsWith('{"n":'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const numberOf = (line: string): number => (JSON.parse(line) as { n: number }).n

describe('syncscope query', () => {
  it('[CL14] shows the rows that match as a table, and from standard input the same', async () => {
    const refused = lines.filter((line) => line.includes('"effect":"refused"'))
    expect(refused.length).toBeGreaterThan(0)
    const { code, out, error } = await syncscope(['query', session, 'refused'])
    expect([code, error]).toEqual([0, ''])
    const [head = '', ...rows] = out.trimEnd().split('\n')
    expect(head.split(/ {2,}/).map((title) => title.trim())).toContain('outcome')
    expect(rows).toHaveLength(refused.length)
    for (const row of rows) expect(row).toMatch(/ refused /)
    const said = await syncscope(['query', '-', 'refused'], await readFile(session))
    expect(said).toEqual({ code, out, error })
  })

  it('[CL14] --json writes the events of the rows as the session has them, each once and in order', async () => {
    const all = await syncscope(['query', session, '', '--json'])
    expect(all.out.trimEnd().split('\n')).toEqual(lines)
    const updates = await syncscope(['query', session, 'kind:update', '--json'])
    const sent = lines.filter((line) => line.includes('"type":"update"')).map(numberOf)
    const ended = lines.filter((line) => sent.includes((JSON.parse(line) as { of?: number }).of ?? 0)).map(numberOf)
    const given = updates.out.trimEnd().split('\n')
    expect(given.map(numberOf)).toEqual([...sent, ...ended].toSorted((one, other) => one - other))
    expect(given.filter((line) => !lines.includes(line))).toEqual([])
  })

  it('[CL14] --count says how many match, and it ends with 1 where none does', async () => {
    expect(await syncscope(['query', session, 'kind:hyperty', '--count'])).toEqual({ code: 0, out: '2\n', error: '' })
    expect(await syncscope(['query', session, 'from:nobody'])).toEqual({ code: 1, out: '', error: '' })
    const none = await syncscope(['query', session, 'from:nobody', '--count', '--json'])
    expect([none.code, JSON.parse(none.out)]).toEqual([
      1,
      { format: 'syncscope-query', version: 1, matched: 0, rows: expect.any(Number) as number },
    ])
  })

  it('[CL15] a filter that cannot be read ends with 64, where it is wrong, and a mark below it', async () => {
    const { code, out, error } = await syncscope(['query', session, 'from:alice lat>abc'])
    expect([code, out]).toEqual([64, ''])
    const [sentence = '', , filter = '', signs = ''] = error.split('\n')
    expect(sentence).toMatch(/^The filter is wrong at character 16: /)
    expect(filter).toBe('  from:alice lat>abc')
    expect(filter.slice(signs.indexOf('^'), signs.lastIndexOf('^') + 1)).toBe('abc')
    const long = await syncscope(['query', session, `${'lost || '.repeat(50)}lat>abc`])
    expect(
      Math.max(
        ...long.error
          .split('\n')
          .slice(1)
          .map(({ length }) => length),
      ),
    ).toBeLessThan(150)
    expect(long.error).toMatch(/\n {2}.*lat>abc\n +\^\^\^\n/)
  })

  it.each<[readonly string[], RegExp]>([
    [['session.ndjson'], /query takes FILE 'FILTER'; given: "session.ndjson"/],
    [['a', 'b', 'c'], /query takes FILE 'FILTER'/],
    [['a', 'b', '--fast'], /query has no "--fast"\. It has: --count, --mapping, --json/],
    [['a', 'b', '--json=x'], /query has no "--json=x"/],
    [['a', 'b', '--json', '--json'], /--json is given twice/],
  ])('[CL15] %j is wrong use', async (words, sentence) => {
    const { code, error } = await syncscope(['query', ...words])
    expect([code, error.includes('For example: npx syncscope query')]).toEqual([64, true])
    expect(error).toMatch(sentence)
  })

  it('[CL15] what is no session ends with 65, and a session that is cut off is told', async () => {
    const path = join(folder, 'other.ndjson')
    await writeFile(path, 'no session\n')
    expect(await syncscope(['query', path, 'lost'])).toMatchObject({ code: 65, out: '' })
    const cut = (await readFile(session, 'utf8')).split('\n').slice(0, 9).join('\n')
    const { code, error } = await syncscope(['query', '-', 'kind:hyperty', '--count'], cut)
    expect([code, error]).toEqual([0, expect.stringContaining('cut off')])
  })
})
