// `syncscope record`: what it writes is the session that `run --out` writes, and other commands read it.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-record-'))
  // bundles, where the sources are newer
  await syncscope(['list'])
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const played = ['--scenario', 'both-at-once', '--model', 'naive', '--seed', '3'] as const

describe('syncscope record', () => {
  it('[CL24] writes the session to a file, as run does, whatever its copies come to', async () => {
    const [one, other] = [join(folder, 'recorded.ndjson'), join(folder, 'run.ndjson')]
    const { code, out, error } = await syncscope(['record', ...played, '--out', one])
    expect([code, error]).toEqual([0, ''])
    expect(out).toBe(
      `${one}\nboth-at-once under naive, seed 3: diverged. Copies of todo differ and know the same writes.\n`,
    )
    expect((await syncscope(['run', ...played, '--out', other])).code).toBe(1)
    expect(await readFile(one, 'utf8')).toBe(await readFile(other, 'utf8'))
    const said = await syncscope(['record', ...played, '--out', one, '--json'])
    expect(JSON.parse(said.out)).toMatchObject({
      format: 'syncscope-record',
      version: 1,
      file: one,
      verdict: 'diverged',
    })
  })

  it('[CL24] writes it to standard output, for another command', async () => {
    const { code, out, error } = await syncscope(['record', ...played])
    expect([code, error]).toEqual([
      0,
      'both-at-once under naive, seed 3: diverged. Copies of todo differ and know the same writes.\n',
    ])
    expect(await syncscope(['verdict', '-'], out)).toMatchObject({ code: 1, error: '' })
    expect((await syncscope(['record', ...played, '--out', '-'])).out).toBe(out)
  })

  it.each<[string, readonly string[], number, RegExp]>([
    ['a folder that is not there', [...played, '--out', '/no/such/folder/x.ndjson'], 74, /cannot be written/],
    ['JSON and the session in one place', [...played, '--json'], 64, /say --out with a file/],
    ['no scenario', [], 64, /Which scenario\?/],
    [
      'an option',
      [...played, '--models', 'naive'],
      64,
      /record has no "--models"\. It has: --scenario, --model, --seed/,
    ],
  ])('[CL24] says what is wrong with %s', async (_, words, code, sentence) => {
    const said = await syncscope(['record', ...words])
    expect([said.code, said.out]).toEqual([code, ''])
    expect(said.error).toMatch(sentence)
  })
})

describe('syncscope', () => {
  it('[CL19] -h is as good as --help, for every command', async () => {
    for (const command of ['export', 'record', 'query'])
      expect(await syncscope([command, '-h']), command).toEqual(await syncscope([command, '--help']))
    expect((await syncscope(['export', '-h'])).out).toMatch(/^Writes a session in another format/)
  })

  it('[CL3] names every option of a command that it was asked an unknown one of', async () => {
    const { error } = await syncscope(['orders', '--all'])
    expect(error).toContain('--events, --overtaken, --json.')
  })
})
