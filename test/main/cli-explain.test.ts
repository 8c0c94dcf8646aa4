// `syncscope explain` as somebody runs it: its page is read by the other commands, and shows what went wrong.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-explain-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function explainedRun(scenario: string, model: string, ...more: readonly string[]) {
  const [session, page] = [join(folder, `${scenario}-${model}.ndjson`), join(folder, `${scenario}-${model}.html`)]
  await syncscope(['run', '--scenario', scenario, '--model', model, '--seed', '3', '--out', session])
  const { code, error } = await syncscope(['explain', session, '--out', page, ...more])
  expect([code, error]).toEqual([0, ''])
  return { session, page, text: await readFile(page, 'utf8') }
}

describe('syncscope explain', () => {
  it('[XB1] the page of copies that differ is smaller, and every command reads it as a session that does', async () => {
    const { session, page, text } = await explainedRun('both-at-once', 'naive')
    const verdict = await syncscope(['verdict', page])
    expect(verdict.code).toBe(1)
    const replay = await syncscope(['replay', page])
    expect(replay.out).toMatch(/^same {2}\(under naive, seed 3\)\n/)
    expect(replay.code).toBe(0)
    const events = async (path: string): Promise<number> =>
      Number((await syncscope(['query', path, '', '--count'])).out.replaceAll(/\D/g, ''))
    expect(await events(page)).toBeLessThan(await events(session))
    expect(await events(page)).toBeGreaterThan(0)
    expect(text).toMatch(/<th>Seed<\/th><td>3<\/td>/)
    // read from standard input, too
    expect((await syncscope(['verdict', '-'], text)).code).toBe(1)
  }, 60_000)

  it('[XB2] it says why, by events that are in it, and has the source of a test that fails', async () => {
    const { page, text } = await explainedRun('both-at-once', 'naive')
    expect(text).toMatch(/Copies of todo differ/)
    const told = [...text.matchAll(/<h2>(\/\w+) at (\w+): (.*?)<\/h2>/g)]
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(new Set(told.map(([, , , value]) => value)).size).toBeGreaterThan(1)
    const rows = (await syncscope(['query', page, '', '--json'])).out
    for (const [, n] of text.matchAll(/s, event (\d+): \w+, wr/g)) expect(rows).toContain(`"n":${n},`)
    const source = /<h2>A test that fails<\/h2>\n<pre>(.*?)<\/pre>/s.exec(text)?.[1] ?? ''
    expect(source).toContain('import { expect, it } from')
    expect(source).toContain('toBe(&#39;converged&#39;)')
  }, 60_000)

  it('[XB3] what does not differ is in it as a whole, with the reason; a value can be asked for', async () => {
    const { session, page, text } = await explainedRun('both-at-once', 'crdt', '--object', 'todo', '--path', '/title')
    expect(text).toContain('It is the whole session: its copies are not known to differ.')
    expect(text).toContain('<h2>/title at alice:')
    expect((await syncscope(['verdict', page])).code).toBe(0)
    expect((await syncscope(['diff', session, page])).code).toBe(0)
  }, 60_000)

  it('[XB3] what cannot be explained is refused with a sentence', async () => {
    const { session, page, text } = await explainedRun('counter', 'owner-only')
    expect(await syncscope(['explain', session, '--object', 'nothing'])).toMatchObject({
      ...{ code: 64, error: expect.stringContaining('There is no object nothing. There are:') },
    })
    expect((await syncscope(['explain', join(folder, 'none.ndjson')])).code).toBe(65)
    await writeFile(page, text.slice(0, 400))
    expect(await syncscope(['verdict', page])).toMatchObject({ code: 65, error: expect.stringContaining('cut off') })
    expect((await syncscope(['explain', session, '--out', join(folder, 'no', 'where.html')])).code).toBe(74)
  }, 60_000)
})
