// `syncscope diff` as somebody runs it.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { syncscope } from '../support/command-line.ts'

it('[CL18] says which events are only in one session, as text and as JSON', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-diff-'))
  try {
    const path = join(folder, 'session.ndjson')
    await syncscope(['run', '--scenario', 'phases', '--out', path])
    const same = await syncscope(['diff', path, path])
    expect([same.code, same.error]).toEqual([0, ''])
    expect(same.out).toMatch(/^same: \d+ same, 0 only left, 0 only right, 0 later\n$/)
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => !line.startsWith('{"seal"'))
    const place = lines.findLastIndex((line) => line.includes('"kind":"ended"'))
    const { n } = JSON.parse(lines[place] ?? '') as { n: number }
    const fewer = lines.filter((_, at) => at !== place).join('\n')
    const { code, out } = await syncscope(['diff', path, '-'], fewer)
    expect([code, out.split('\n')[0]]).toEqual([1, expect.stringContaining(' 1 only left, 0 only right, 0 later')])
    expect(out.split('\n')[1]).toMatch(new RegExp(`^- +${n}  .+`))
    const said = JSON.parse((await syncscope(['diff', '-', path, '--json'], fewer)).out) as object
    expect(said).toMatchObject({ format: 'syncscope-diff', version: 1, entries: [{ state: 'only right', right: n }] })
    expect((await syncscope(['diff', '-', '-'])).code).toBe(64)
    expect((await syncscope(['diff', path, '-'], 'no session\n')).code).toBe(65)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
