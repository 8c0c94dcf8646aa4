// Foreign logs that windows show: written down once, read otherwise when somebody says so, gone with the application.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importedFromOf } from '../../core/imported.ts'
import { guessMapping } from '../../core/mapping.ts'
import { sampleLines } from '../../core/imports/json-lines.ts'
import { SessionError } from '../../core/session.ts'
import { foreignFile, importLog } from '../../main/foreign-log.ts'
import { createForeignSessions, type ForeignSessions, type ImportJob } from '../../main/foreign-sessions.ts'
import { factsOf } from '../../main/session-facts.ts'
import { noticeOf, surveySession } from '../../main/session-reading.ts'

const fixture = (name: string): string => join('test/fixtures/foreign', name)
let folder: string
let sessions: ForeignSessions
let jobs: ImportJob[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreign-'))
  jobs = []
  sessions = createForeignSessions(async (job) => {
    jobs.push(job)
    const foreign = await foreignFile(job.from)
    if (foreign) await importLog({ ...job, foreign })
  })
})
afterEach(async () => {
  await sessions.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a foreign log in a window', () => {
  it('[IM9] is written down once as a session that is whole, and is gone in the end', async () => {
    const path = fixture('govector.log')
    expect(sessions.fileOf(path)).toBe(path)
    const { file = '' } = await sessions.look(path)
    expect(await sessions.look(path)).toEqual({ file })
    expect(jobs).toHaveLength(1)
    expect(sessions.fileOf(path)).toBe(file)
    const survey = await surveySession(file)
    expect(survey).toMatchObject({ events: 8, gaps: [], ended: true, unsealed: 0 })
    expect(noticeOf(survey)).toMatch(/^Imported from govector\.log \(ShiViz log\)\. It names no times/)
    expect(importedFromOf(survey.header)).toMatchObject({ leftOut: 0 })
    await sessions.close()
    expect(existsSync(file)).toBe(false)
  })

  it('[IM11] of JSON lines waits for a mapping, and is read anew by another one', async () => {
    const path = fixture('raft.ndjson')
    const text = await readFile(path, 'utf8')
    expect(await sessions.look(path)).toEqual({ head: text })
    const mapping = guessMapping(sampleLines(text))
    await sessions.choose(path, mapping)
    const first = sessions.fileOf(path)
    expect(await sessions.look(path)).toEqual({ head: text, file: first })
    expect((await surveySession(first)).events).toBe(11)
    await sessions.choose(path, { ...mapping, fields: { from: 'node' } })
    expect(existsSync(first)).toBe(false)
    // two lanes, and eight lines that say no more than that something happened there
    expect((await surveySession(sessions.fileOf(path))).events).toBe(10)
  })

  it('[IM9] a session is read as it is, and what is neither is refused', async () => {
    const session = 'test/fixtures/version-1-phases.ndjson'
    expect(await sessions.look(session)).toEqual({ file: session })
    await sessions.check(session)
    await sessions.check(fixture('gateway.otlp.json'))
    const nothing = join(folder, 'nothing.txt')
    await writeFile(nothing, 'hello\n')
    await expect(sessions.check(nothing)).rejects.toThrow(SessionError)
    await expect(sessions.check(join(folder, 'gone.log'))).rejects.toThrow('There is no file gone.log.')
    await expect(sessions.check(folder)).rejects.toThrow('is a folder')
    expect(jobs).toEqual([])
  })

  it('[IM9] stands in the list of sessions as what it is', async () => {
    expect(await factsOf(fixture('govector.log'))).toMatchObject({ state: 'foreign log', events: 0 })
    const nothing = join(folder, 'nothing.txt')
    await writeFile(nothing, 'hello\n')
    expect(await factsOf(nothing)).toMatchObject({ state: 'unreadable' })
  })

  it('[IM5] a header that says in no known way where it comes from is none', () => {
    const from = { file: 'a', format: 'b', label: 'c', leftOut: 0, problems: [], notes: [] }
    expect(importedFromOf({ imported: from })).toEqual(from)
    const wrong = [
      undefined,
      null,
      'x',
      [],
      {},
      { ...from, file: 1 },
      { ...from, notes: [1] },
      { ...from, problems: [null] },
    ]
    for (const imported of wrong) expect(importedFromOf({ imported })).toBeUndefined()
  })
})
