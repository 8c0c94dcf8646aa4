// Whatever file somebody opens, the answer is one clear sentence, and memory is bounded.
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lineCharactersMax, liveHeader, SessionError } from '../../core/session.ts'
import { surveySession } from '../../main/session-reading.ts'

let folder: string
const at = (name: string): string => join(folder, name)
const headerLine = `${JSON.stringify(liveHeader('0.1.0', 0))}\n`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-reading-'))
  await mkdir(at('folder.ndjson'))
  await writeFile(at('empty.ndjson'), '')
  await writeFile(at('picture.ndjson'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff]))
  await writeFile(at('other.ndjson'), '{"hello":"world"}\n')
  await writeFile(at('one-line.json'), '{"hello":"world"}')
  await writeFile(at('newer.ndjson'), headerLine.replace('"version":1', '"version":2').replace('0.1.0', '9.9.9'))
  await writeFile(at('list.ndjson'), '[]\n')
  await writeFile(at('null.ndjson'), 'null\n')
  await writeFile(at('long.ndjson'), headerLine)
  const long = await open(at('long.ndjson'), 'a')
  // a file with a hole: nothing of it is on the disk
  await long.truncate(lineCharactersMax * 4)
  await long.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['missing.ndjson', /There is no file missing\.ndjson/],
  ['folder.ndjson', /folder\.ndjson is a folder/],
  ['empty.ndjson', /empty\.ndjson is empty/],
  ['picture.ndjson', /not a session file/],
  ['other.ndjson', /not a session file/],
  ['one-line.json', /not a session file/],
  ['list.ndjson', /not a session file/],
  ['null.ndjson', /not a session file/],
  ['newer.ndjson', /format version 2; this application reads version 1.*9\.9\.9/],
  ['long.ndjson', /a line longer than 17 MiB/],
])('%s is refused with a reason', async (name, reason) => {
  const refused = surveySession(at(name))
  await expect(refused).rejects.toThrow(SessionError)
  await expect(refused).rejects.toThrow(reason)
})
