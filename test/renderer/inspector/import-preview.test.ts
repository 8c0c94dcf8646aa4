import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sampleLines } from '../../../core/imports/json-lines.ts'
import { guessMapping } from '../../../core/mapping.ts'
import { previewOf, previewRowsMax } from '../../../renderer/inspector/import-preview.ts'

const raft = readFileSync('test/fixtures/foreign/raft.ndjson', 'utf8')

describe('the preview of an import', () => {
  it('[IM11] has a row for each line, as the session will have it, with those that are wrong', async () => {
    const { rows, ...summary } = await previewOf(raft, guessMapping(sampleLines(raft)))
    expect(summary).toEqual({ notes: [], lanes: 3, arrows: 4, wrong: 1 })
    expect(
      rows.map(
        ({ line, time, from, to, what, outcome, wrong }) => wrong ?? `${line} ${time} ${from}>${to} ${what} ${outcome}`,
      ),
    ).toEqual([
      '1 0.00 ms n1>n2 RequestVote ',
      '2 0.00 ms n1>n3 RequestVote pending',
      '3 4.0 ms n1>n2 RequestVote applied',
      '4 5.0 ms n2>n1 VoteGranted ',
      '5 9.0 ms n2>n1 VoteGranted applied',
      '6 10 ms n1> BecomeLeader ',
      '7 50 ms n1>n2 AppendEntries · kv/x = 3 ',
      'is no JSON',
      '9 57 ms n1>n2 AppendEntries · kv/x = 3 refused',
    ])
  })

  it('[IM11] shows so many rows of a long log, and without times the lines', async () => {
    const long = Array.from({ length: 500 }, (_, n) => `{"who":"a","n":${n}}`).join('\n')
    const { rows, notes } = await previewOf(long, { fields: { from: 'who', text: 'n' }, unit: 'auto' })
    expect(rows).toHaveLength(previewRowsMax)
    expect(rows[1]).toMatchObject({ time: 'line 2', from: 'a', what: '1' })
    expect(notes).toEqual(['It is read without times: a line is shown as a millisecond.'])
  })
})
