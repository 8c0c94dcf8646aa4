// Notes and bookmarks on events: the last word counts, they are found by a filter, and stay with their session.
import { describe, expect, it } from 'vitest'
import { createColumns } from '../../core/columns.ts'
import { isEvent } from '../../core/event-guard.ts'
import type { NoteEvent, SessionEvent } from '../../core/event.ts'
import { excerptOf } from '../../core/excerpt.ts'
import { createNotes, noteOf, notesMax, noteText } from '../../core/notes.ts'
import { parseQuery } from '../../core/query-parse.ts'
import { compileQuery } from '../../core/query-match.ts'
import { sanitised } from '../../core/sanitised.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { utf8 } from '../support/columns.ts'

const note = (n: number, of: number, text = '', more: Partial<NoteEvent> = {}): NoteEvent => ({
  ...{ n, at: 1, kind: 'note', style: 'remark', text, of },
  ...more,
})

describe('notes on events', () => {
  it('[NT1] the last word on an event counts, and what is taken away is gone', () => {
    const notes = createNotes()
    notes.take(note(10, 3), 9)
    notes.take(note(11, 5, 'odd'), 10)
    notes.take(note(12, 3, 'here it begins'), 11)
    expect(notes.list).toEqual([
      { of: 3, until: 3, text: 'here it begins' },
      { of: 5, until: 5, text: 'odd' },
    ])
    notes.take(note(13, 5, '', { removed: true }), 12)
    expect(notes.list.map(({ of }) => of)).toEqual([3])
    expect([9, 10, 11, 12, 13].map(notes.isAside)).toEqual([true, true, true, true, false])
  })

  it('[NT1] a remark about no event is none of them', () => {
    const notes = createNotes()
    notes.take({ n: 1, at: 0, kind: 'note', text: 'hello', style: 'remark' }, 0)
    expect([notes.list, notes.isAside(0), notes.version]).toEqual([[], false, 0])
  })

  it('[NT2] from each event the next one is found and the one before, from the first again behind the last', () => {
    const notes = createNotes()
    for (const of of [7, 2, 30]) notes.take(note(of + 100, of), of)
    expect([0, 2, 7, 30, 99].map((event) => notes.next(event, 1)?.of)).toEqual([2, 7, 30, 2, 2])
    expect([0, 2, 7, 30, 99].map((event) => notes.next(event, -1)?.of)).toEqual([30, 30, 2, 7, 30])
    expect(createNotes().next(1, 1)).toBeUndefined()
  })

  it('[NT2] a note on a range is about each event in it', () => {
    const notes = createNotes()
    notes.take(note(50, 10, 'a burst', { until: 20 }), 1)
    notes.take(note(51, 15), 2)
    expect([9, 10, 14, 15, 20, 21].map((event) => notes.over(event)?.of)).toEqual([
      undefined,
      10,
      10,
      15,
      10,
      undefined,
    ])
    expect(notes.list.map(noteText)).toEqual(['#10–#20: a burst', '#15 bookmarked'])
  })

  it('[NT3] a bounded number of them is kept, and further ones are counted', () => {
    const notes = createNotes()
    for (let of = 1; of <= notesMax + 5; of++) notes.take(note(of, of), of)
    expect([notes.list.length, notes.dropped]).toEqual([notesMax, 5])
    notes.take(note(1, 1, 'changed'), 1)
    expect(notes.of(1)?.text).toBe('changed')
  })

  it('[NT4] what is ordered is an event that a session can hold, and a reader of before takes for a remark', () => {
    const event = { n: 9, at: 1, ...noteOf({ of: 4, until: 4, text: 'x' }) }
    expect(event).toEqual({ n: 9, at: 1, kind: 'note', style: 'remark', text: 'x', of: 4 })
    expect(isEvent(event)).toBe(true)
    expect(isEvent({ ...event, of: 'four' })).toBe(false)
    expect(noteOf({ of: 4, until: 8, text: '', removed: true })).toMatchObject({ until: 8, removed: true })
  })
})

const join = (n: number): SessionEvent => ({
  n,
  at: n,
  kind: 'hyperty',
  url: `hyperty://a/${n}`,
  name: `h${n}`,
  state: 'joined',
})
const events: readonly SessionEvent[] = [
  ...[1, 2, 3, 4].map(join),
  note(5, 2),
  note(6, 3, 'why so late?', { until: 4 }),
  note(7, 1, 'no'),
  note(8, 1, '', { removed: true }),
]

describe('notes in a session', () => {
  const columnsOf = (): ReturnType<typeof createColumns> => {
    const columns = createColumns(utf8)
    for (const event of events) columns.append(JSON.stringify(event))
    return columns
  }
  const found = (text: string): number[] => {
    const parsed = parseQuery(text)
    if (!parsed.ok) throw new Error(parsed.sentence)
    const columns = columnsOf()
    const { matches } = compileQuery(columns, parsed.query)
    return Array.from({ length: columns.count }, (_, row) => row + 1).filter((n) => matches(n - 1))
  }

  it('[NT5] what is bookmarked or noted is found by a filter', () => {
    expect(found('bookmark')).toEqual([2, 3, 4])
    expect(found('note')).toEqual([3, 4])
    expect(found('!bookmark kind:hyperty')).toEqual([1])
  })

  it('[NT5] a filter for notes is judged anew as they come', () => {
    const parsed = parseQuery('fault || bookmark')
    expect(parsed.ok && compileQuery(columnsOf(), parsed.query).isMoving).toBe(true)
  })

  it('[NT6] the verdict is the same without them', () => {
    const verdictOf = (those: readonly SessionEvent[]): unknown => {
      const check = createConvergenceCheck()
      for (const event of those) check.take(event)
      return check.verdict(true)
    }
    expect(verdictOf(events)).toEqual(verdictOf(events.slice(0, 4)))
  })

  const source = {
    async *read() {
      yield { kind: 'header', header: { redactions: [], hyperties: [] }, text: '{}' } as never
      for (const event of events) yield { kind: 'event', event, text: JSON.stringify(event), sealed: true } as const
    },
  }
  const readBack = async (from: { read(): AsyncIterable<unknown> }): Promise<NoteEvent[]> => {
    const all: NoteEvent[] = []
    for await (const part of from.read()) {
      const { event } = part as { readonly event?: SessionEvent }
      if (event?.kind === 'note' && event.of !== undefined) all.push(event)
    }
    return all
  }

  it('[NT7] a sanitised copy has them, with other words', async () => {
    const copied = await readBack(sanitised(source, { names: true, salt: 's' }))
    expect(copied.map(({ of, until }) => [of, until])).toEqual([
      [2, undefined],
      [3, 4],
      [1, undefined],
      [1, undefined],
    ])
    expect(copied.map(({ text }) => text === '')).toEqual([true, false, false, true])
    expect(copied.some(({ text }) => text.includes('late'))).toBe(false)
  })

  it('[NT7] in a part of a session they are about the same events', async () => {
    const { source: part } = await excerptOf(source, 2)
    const names = new Map<number, string>()
    const kept: NoteEvent[] = []
    for await (const one of part.read()) {
      if (one.kind !== 'event') continue
      if (one.event.kind === 'hyperty') names.set(one.event.n, one.event.name)
      if (one.event.kind === 'note' && one.event.of !== undefined) kept.push(one.event)
    }
    expect(kept.map(({ of = 0, until = 0 }) => [names.get(of), names.get(until)])).toEqual([['h3', 'h4']])
  })
})
