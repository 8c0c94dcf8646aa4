// Saving a session: whole or not at all, and never over what it is read from.
import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Format } from '../../core/format.ts'
import { formats } from '../../core/formats/index.ts'
import { liveHeader } from '../../core/session.ts'
import { createSessionFile } from '../../main/session-file.ts'
import { surveySession } from '../../main/session-reading.ts'
import { isSameFile, saveSession } from '../../main/saving.ts'

let folder: string
let from: string
const formatOf = (name: string): Format => formats.find((format) => format.name === name) as Format

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saving-'))
  from = join(folder, 'running.ndjson')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function record(count: number, close: boolean): Promise<() => Promise<void>> {
  const file = await createSessionFile({ path: from, header: liveHeader('0.1.0', 0) })
  const about = '"id":1,"type":"delete","from":"hyperty://local/a","to":"comm://local/x/changes"'
  const message = `{${about},"body":{"source":"hyperty://local/a"}}`
  file.append(`{"n":1,"at":0,"kind":"sent","message":${message},"hops":{},"deliveries":1}\n`)
  for (let n = 2; n <= count; n++) file.append(`{"n":${n},"at":${n},"kind":"note","text":"step ${n}","style":"step"}\n`)
  await file.flush()
  if (close) await file.close('unknown')
  return async () => {
    if (!close) await file.close('unknown')
  }
}

test('a session that still runs is saved as it is now, as one that is whole', async () => {
  const end = await record(40, false)
  const to = join(folder, 'saved.ndjson')
  expect(await saveSession(from, formatOf('ndjson'), to)).toEqual([to])
  expect(await surveySession(to)).toMatchObject({ events: 40, unsealed: 0, gaps: [], ended: true })
  await end()
})

test.each(['mermaid', 'plantuml'])(
  '%s is written from the file, and what was there before is replaced',
  async (name) => {
    await record(3, true)
    const to = join(folder, 'chart.txt')
    await writeFile(to, 'old')
    await saveSession(from, formatOf(name), to)
    expect(await readFile(to, 'utf8')).toMatch(/delete x[^]*step 2[^]*step 3|step 2[^]*step 3[^]*delete x/)
  },
)

test('what cannot be read leaves nothing behind, and what was there before stays', async () => {
  await writeFile(from, 'no session')
  const to = join(folder, 'saved.ndjson')
  await writeFile(to, 'precious')
  await expect(saveSession(from, formatOf('ndjson'), to)).rejects.toThrow(/not a session file/)
  expect(await readFile(to, 'utf8')).toBe('precious')
  expect((await readdir(folder)).sort()).toEqual(['running.ndjson', 'saved.ndjson'])
})

test('a folder that is not there is said', async () => {
  await record(1, true)
  await expect(saveSession(from, formatOf('ndjson'), join(folder, 'none', 'x.ndjson'))).rejects.toThrow(/ENOENT/)
})

test('a session is not saved over itself, not even under another name', async () => {
  await record(1, true)
  const other = join(folder, 'other.ndjson')
  await symlink(from, other)
  for (const to of [from, other]) {
    await expect(saveSession(from, formatOf('ndjson'), to)).rejects.toThrow(/over the file/)
  }
  expect((await surveySession(from)).events).toBe(1)
})

test('one file is the same by whatever name', async () => {
  await writeFile(from, 'a')
  const [other, linked, copy] = ['link.ndjson', 'hard.ndjson', 'copy.ndjson'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await symlink(from, other)
  await link(from, linked)
  await writeFile(copy, 'a')
  for (const name of [from, other, linked, join(folder, '.', 'x', '..', 'running.ndjson')])
    expect(await isSameFile(name, from), name).toBe(true)
  expect(await isSameFile(copy, from)).toBe(false)
  expect(await isSameFile(join(folder, 'none'), from)).toBe(false)
  expect(await isSameFile(join(folder, 'none'), join(folder, 'none'))).toBe(false)
})
