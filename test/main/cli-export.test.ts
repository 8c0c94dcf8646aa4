// The commands that take a session file, as somebody runs them: a process, its output, its exit code.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../core/formats/index.ts'
import { syncscope } from '../support/command-line.ts'

let folder: string
let session: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-export-'))
  session = join(folder, 'session.ndjson')
  await syncscope(['run', '--scenario', 'phases', '--out', session])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('export', () => {
  it('[CL11] writes each format to a file, and says which; from standard input it is the same', async () => {
    const text = await readFile(session, 'utf8')
    for (const { name } of formats) {
      const [a, b] = [join(folder, `a.${name}`), join(folder, `b.${name}`)]
      expect(await syncscope(['export', session, '--format', name, '--out', a])).toEqual({
        code: 0,
        out: `${a}\n`,
        error: '',
      })
      expect((await syncscope(['export', '-', `--format=${name}`, '--out', b], text)).code).toBe(0)
      const [one, other] = await Promise.all([readFile(a), readFile(b)])
      expect(one.length, name).toBeGreaterThan(100)
      expect(one.equals(other), name).toBe(true)
    }
  }, 120_000)

  it('[CL11] without --out it goes to standard output, with --json it says what it has written', async () => {
    const { code, out } = await syncscope(['export', session, '--format', 'csv'])
    expect([code, out.slice(0, 13)]).toEqual([0, 'n,at_ms,kind,'])
    const path = join(folder, 'said.csv')
    const said = JSON.parse(
      (await syncscope(['export', session, '--format', 'csv', '--out', path, '--json'])).out,
    ) as object
    expect(said).toMatchObject({
      ...{ format: 'syncscope-export', version: 1 },
      export: { format: 'csv', files: [path], bytes: out.length },
    })
  })

  it('[CL25] --filter writes what query finds', async () => {
    const { out } = await syncscope(['query', session, 'kind:update', '--json'])
    const csv = await syncscope(['export', session, '--format', 'csv', '--filter', 'kind:update'])
    const rows = csv.out.split('\r\n').filter((line) => /^\d+,/.test(line) && !line.includes(',hyperty,'))
    expect(rows.map((row) => Number.parseInt(row, 10))).toEqual(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { n: number }).n),
    )
    const part = join(folder, 'part.ndjson')
    expect(
      (await syncscope(['export', session, '--format', 'ndjson', '--filter', 'kind:update', '--out', part])).code,
    ).toBe(0)
    const { dropped } = JSON.parse((await readFile(part, 'utf8')).trimEnd().split('\n').at(-1) ?? '') as {
      dropped: number
    }
    expect(dropped).toBeGreaterThan(10)
    const wrong = await syncscope(['export', session, '--format', 'csv', '--filter', 'kind:('])
    expect([wrong.code, wrong.out]).toEqual([64, ''])
    expect(wrong.error).toContain('The filter is wrong at character 6')
  })

  it.each([
    [[], /Which session file[^]*For example: npx syncscope export/],
    [['x.ndjson'], /Which format[^]*mermaid[^]*json-patch, png, pdf/],
    [['x.ndjson', '--format', 'word'], /no format "word"/],
    [['x.ndjson', 'y.ndjson', '--format', 'csv'], /one file/],
    [['x.ndjson', '--format', 'png'], /--out/],
    [['x.ndjson', '--fast'], /has no "--fast"/],
  ])('[CL12] %j is wrong use: 64, a sentence and an example', async (words, sentence) => {
    const { code, error } = await syncscope(['export', ...words])
    expect(code).toBe(64)
    expect(error).toMatch(sentence)
    expect(error).toContain('For example: npx syncscope export')
  })

  it('[CL12] what is no session ends with 65, what cannot be written with 74', async () => {
    const other = join(folder, 'other.ndjson')
    await writeFile(other, 'no session\n')
    expect(await syncscope(['export', other, '--format', 'csv'])).toMatchObject({
      code: 65,
      error: expect.stringMatching(/not a session file/) as string,
    })
    const none = join(folder, 'none', 'x.csv')
    expect(await syncscope(['export', session, '--format', 'csv', '--out', none])).toMatchObject({
      code: 74,
      error: expect.stringMatching(/ENOENT/) as string,
    })
  })
})

describe('verdict', () => {
  it('[CL13] ends with 0 where the copies converged, with 1 where some diverged, with 2 where it cannot be told', async () => {
    expect(await syncscope(['verdict', session])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^converged\nIn step/) as string,
    })
    const lines = (await readFile(session, 'utf8')).split('\n').filter((line) => !line.startsWith('{"seal"'))
    const states = lines.filter((line) => line.includes('"kind":"state"'))
    const last = states.at(-1) as string
    const other = lines.map((line) => (line === last ? line.replace(/"hash":"\w/, '"hash":"!') : line)).join('\n')
    expect(await syncscope(['verdict', '-'], other)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^diverged/) as string,
    })
    expect(await syncscope(['verdict', '-'], `${lines[0]}\n`)).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^unknown/) as string,
    })
    const said = JSON.parse((await syncscope(['verdict', session, '--json'])).out) as object
    expect(said).toMatchObject({ format: 'syncscope-verdict', version: 1, verdict: 'converged' })
  })
})
