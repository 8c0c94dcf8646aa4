// `syncscope replay` as somebody runs it, on sessions that were kept and on ones that were tampered with.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '../../core/models/index.ts'
import { syncscope } from '../support/command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-replay-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function kept(scenario: string, model: string, ...more: readonly string[]): Promise<string> {
  const path = join(folder, `${scenario}-${model}.ndjson`)
  await syncscope(['run', '--scenario', scenario, '--model', model, '--seed', '3', '--out', path, ...more])
  return path
}

/** Its lines without seals, which would prove that somebody has changed it. */
const linesOf = async (path: string): Promise<string[]> =>
  (await readFile(path, 'utf8')).split('\n').filter((line) => !line.startsWith('{"seal"'))

describe('syncscope replay', () => {
  it('[CL17] ends with 0 where every copy ends with the hash that was recorded, under each model', async () => {
    for (const { name } of models) {
      const { code, out, error } = await syncscope(['replay', await kept('both-at-once', name)])
      expect([code, error], name).toEqual([0, ''])
      expect(out).toMatch(new RegExp(`^same {2}\\(under ${name}, seed 3\\)\\n`))
      expect(out).toMatch(/\nhash [0-9a-f]{16}\n(?: {2}· todo at \w+: [0-9a-f]{16}\n)+$/)
    }
  }, 60_000)

  it('[CL17] a fixture of an older day ends as it did then', async () => {
    for (const name of ['phases', 'both-at-once'])
      expect((await syncscope(['replay', `test/fixtures/version-1-${name}.ndjson`])).code, name).toBe(0)
  })

  it('[CL17] ends with 1 where one ends otherwise, and names the first difference by its events', async () => {
    const path = await kept('both-at-once', 'rebase')
    const { code, out } = await syncscope(['replay', path, '--model', 'naive'])
    expect(code).toBe(1)
    expect(out).toMatch(/^differs {2}\(under naive, seed 3\)\n/)
    expect(out).toMatch(/X todo at \w+: [0-9a-f]{16}, now [0-9a-f]{16}/)
    const [, n = ''] = /The first difference is in todo at \w+:\n {2}recorded {2}event (\d+), /.exec(out) ?? []
    const line = (await linesOf(path)).find((one) => one.startsWith(`{"n":${n},`))
    expect(line).toMatch(/"kind":"(sent|ended)"/)
    const said = JSON.parse((await syncscope(['replay', path, '--model', 'naive', '--json'])).out) as object
    expect(said).toMatchObject({ format: 'syncscope-replay', version: 1, outcome: 'differs', seed: 3 })
    expect(said).toMatchObject({ first: { recorded: { event: Number(n) } } })
  })

  it('[CL17] a hash that was recorded and does not come out again is a difference', async () => {
    const lines = await linesOf(await kept('phases', 'owner-only'))
    const last = lines.findLast((line) => line.includes('"kind":"state"'))
    const other = lines.map((line) => (line === last ? line.replace(/"hash":"\w{4}/, '"hash":"ffff') : line))
    const { code, out } = await syncscope(['replay', '-'], other.join('\n'))
    expect([code, out.match(/ X /g)?.length]).toEqual([1, 1])
    expect(out).toContain('What they took in is the same')
  })

  it('[CL17] ends with 2 where it cannot be told: nobody wrote, something is hidden, or its model is not here', async () => {
    const lines = await linesOf(await kept('phases', 'owner-only'))
    const cases: readonly (readonly [string, RegExp])[] = [
      [lines.slice(0, 4).join('\n'), /Nobody wrote anything/],
      [lines.join('\n').replace('"redactions":[]', '"redactions":["/title"]'), /missing or hidden/],
      [lines.join('\n').replaceAll('"owner-only"', '"of-tomorrow"'), /no model of-tomorrow here/],
    ]
    for (const [text, sentence] of cases) {
      const { code, out } = await syncscope(['replay', '-'], text)
      expect([code, out.startsWith('unknown\n')], out).toEqual([2, true])
      expect(out).toMatch(sentence)
    }
    const crashed = await syncscope(['replay', 'test/fixtures/version-1-crashes.ndjson'])
    expect([crashed.code, crashed.out]).toEqual([2, expect.stringContaining('of crashes a session does not tell all')])
    expect((await syncscope(['replay', '-'], 'no session\n')).code).toBe(65)
  })

  it('[RV3] --skip, --move and --edit play all again with one input done otherwise, and name the first difference', async () => {
    const path = await kept('both-at-once', 'rebase')
    // both write the title at once, and the second one stands: what is passed on of them comes later
    const sent = (await linesOf(path)).filter(
      (line) => line.includes('"type":"update"') && line.includes('"kind":"sent"'),
    )
    const eventOf = (title: string): number =>
      (JSON.parse(sent.find((line) => line.includes(title)) ?? '{"n":0}') as { readonly n: number }).n
    const titles = [...new Set(sent.flatMap((line) => /\[\["title"\],("[^"]+")\]/.exec(line)?.[1] ?? []))]
    const numbers = titles.map(eventOf)
    const stands = (await syncscope(['replay', path, '--skip', String(numbers[0])])).code === 1 ? 0 : 1
    const [first, second] = [numbers[stands], numbers[1 - stands]]
    const out = join(folder, 'revised.ndjson')
    const edit = `${first}=${JSON.stringify({ kind: 'set', path: ['title'], value: 'Tea & cake' })}`
    const edited = await syncscope(['replay', path, '--edit', edit, '--out', out])
    expect([edited.code, edited.error]).toEqual([1, ''])
    expect(edited.out).toMatch(/^differs .*\nCopies end otherwise than without that change\.\n/)
    expect(edited.out).toMatch(
      /The first difference is in todo at \w+:\n {2}without {3}event \d+, .*\n {2}now .*Tea & cake/,
    )
    expect((await syncscope(['verdict', out])).code).toBe(0)
    expect((await syncscope(['diff', path, out])).code).toBe(1)
    const skipped = await syncscope(['replay', path, '--skip', String(second), '--json'])
    expect(JSON.parse(skipped.out)).toMatchObject({ revision: { do: 'skip', event: second }, seed: 3 })
    const missing = await syncscope(['replay', path, '--move', `${second}:999999`])
    expect([missing.code, missing.out]).toEqual([
      2,
      expect.stringContaining('Event 999999 is nothing that somebody did'),
    ])
  }, 60_000)

  it('[RV3] what cannot be read of them ends with 64, and what cannot be kept with 74', async () => {
    const path = await kept('phases', 'owner-only')
    for (const words of [
      ['--skip', 'x'],
      ['--skip', '0'],
      ['--move', '3'],
      ['--move', '3:y'],
      ['--edit', '3:4'],
      ['--edit', '3={'],
      ['--skip', '3', '--move', '3:4'],
    ]) {
      const { code, error } = await syncscope(['replay', path, ...words])
      expect([code, error.includes('For example: npx syncscope replay')], words.join(' ')).toEqual([64, true])
    }
    expect((await syncscope(['replay', path, '--out', join(folder, 'no', 'folder.ndjson')])).code).toBe(74)
  }, 60_000)
})
