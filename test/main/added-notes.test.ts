// Notes on a session file that is open: its own file stays, and what is saved has them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createAddedNotes } from '../../main/added-notes.ts'
import { surveySession } from '../../main/session-reading.ts'

const folder = mkdtempSync(join(tmpdir(), 'added-notes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fixture = join(import.meta.dirname, '../fixtures/version-1-both-at-once.ndjson')
const linesOf = (path: string): { kind?: string; n?: number; of?: number }[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind?: string })

describe('notes on a session file', () => {
  it('[NT8] they follow its last event, its file stays, and a copy that is proven and of the same verdict has them', async () => {
    const before = readFileSync(fixture, 'utf8')
    const survey = await surveySession(fixture)
    const added = createAddedNotes()
    const last = { n: survey.events, at: 9 }
    expect(await added.fileOf(fixture)).toBe(fixture)
    expect(JSON.parse(added.add(fixture, { of: 3, text: '' }, last) ?? '')).toMatchObject({ n: last.n + 1, of: 3 })
    expect(JSON.parse(added.add(fixture, { of: 5, text: 'odd' }, last) ?? '')).toMatchObject({ n: last.n + 2, of: 5 })
    const copy = await added.fileOf(fixture)
    expect(copy).not.toBe(fixture)
    expect(readFileSync(fixture, 'utf8')).toBe(before)
    const after = await surveySession(copy)
    expect([after.events, after.gaps]).toEqual([survey.events + 2, []])
    expect(linesOf(copy).flatMap(({ of, kind }) => (kind === 'note' && of ? [of] : []))).toEqual([3, 5])
    const footers = [fixture, copy].map((path) => linesOf(path).at(-1) as { verdict?: string })
    expect(footers[1]?.verdict).toBe(footers[0]?.verdict)
    await added.forget(fixture)
    expect(await added.fileOf(fixture)).toBe(fixture)
  })

  it('[NT8] they are unsaved until their session is saved, or its window closed', async () => {
    const added = createAddedNotes()
    added.add('a', { of: 1, text: '' }, { n: 5, at: 0 })
    added.add('a', { of: 1, text: '', removed: true }, { n: 6, at: 0 })
    expect([added.unsaved('a'), added.unsaved('b')]).toEqual([2, 0])
    added.saved('a')
    expect(added.unsaved('a')).toBe(0)
    added.add('a', { of: 2, text: '' }, { n: 7, at: 0 })
    await added.forget('a')
    expect(added.unsaved('a')).toBe(0)
  })
})
