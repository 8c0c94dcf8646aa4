// Whom a key pauses, and how the chart names its keys.
import { describe, expect, it } from 'vitest'
import { chartLabel } from '../../../renderer/inspector/chart-label.ts'
import { selectedParticipant } from '../../../renderer/inspector/selected-participant.ts'
import { isNoted, tableColumns } from '../../../renderer/inspector/table-columns.ts'
import { columnsOf } from '../../support/columns.ts'

type Asked = Parameters<typeof selectedParticipant>[0]

const timeline = (isShown: boolean, selected: unknown = { row: 3, hop: 'sent' }): Asked => {
  const arrows = [{ hop: 'sent', from: { hyperty: 'hyperty://a/alice', part: 'syncer' } }]
  return {
    selected,
    chart: {
      columns: { kindOf: () => 'message' },
      isShown: () => isShown,
      content: () => ({ kind: 'arrows', arrows }),
    },
  } as never
}

describe('the selected participant', () => {
  it('is where the hop begins', () => expect(selectedParticipant(timeline(true))).toBe('hyperty://a/alice'))
  it('is nobody where a filter hides the hop, or none is selected', () => {
    expect(selectedParticipant(timeline(false))).toBeUndefined()
    expect(selectedParticipant({ ...timeline(true), selected: undefined } as Asked)).toBeUndefined()
    expect(selectedParticipant(undefined)).toBeUndefined()
  })
})

describe('what the chart is called', () => {
  it('names the keys that are bound, and no command without one', () => {
    const keys = new Map([
      ['chart.zoom-in', 'Q'],
      ['window.keys', 'F1'],
    ])
    expect(chartLabel((id) => keys.get(id))).toBe('Sequence chart. Q: nearer, F1: all keys.')
  })
})

describe('the column of notes', () => {
  it('says what is noted of an event, or that it is bookmarked', () => {
    const join = (n: number): object => ({
      n,
      at: n,
      kind: 'hyperty',
      url: `hyperty://a/${n}`,
      name: 'x',
      state: 'joined',
    })
    const note = (n: number, of: number, text: string): object => ({
      n,
      at: n,
      kind: 'note',
      style: 'remark',
      text,
      of,
    })
    const columns = columnsOf(
      [join(1), join(2), join(3), note(4, 1, ''), note(5, 2, 'two\nlines')].map((event) => JSON.stringify(event)),
    )
    const column = tableColumns.find(({ id }) => id === 'note')
    expect([0, 1, 2].map((row) => column?.text(columns, row, String))).toEqual(['Bookmark', 'two lines', ''])
    expect([0, 1, 2].map((row) => isNoted(columns, row))).toEqual([true, true, false])
    expect(column?.term(columns, 0)).toEqual({ is: 'word', word: 'bookmark' })
    expect(column?.term(columns, 2)).toBeUndefined()
  })
})
