import { describe, expect, it } from 'vitest'
import type { JsonObject, WireChange } from '../../core/change.ts'
import { lastWriterWins, losersMax } from '../../core/models/last-writer-wins.ts'

/** Two replicas of one value; each hears of the other's writes when told. */
function pair(value: JsonObject, clocks: { a: () => number; b: () => number } = { a: () => 10, b: () => 10 }) {
  const make = (who: string, now: () => number) => {
    const replica = lastWriterWins.open({ who, value, now })
    let seq = 0
    return {
      replica,
      write: (...changes: WireChange[]) => {
        const { stamp, changes: sent } = replica.write(changes, [])
        return { author: who, seq: ++seq, stamp, changes: sent }
      },
    }
  }
  return { a: make('hyperty://local/a', clocks.a), b: make('hyperty://local/b', clocks.b) }
}

describe('last writer wins', () => {
  it('[LW1] the later of two stands, of one moment that of the greater name, and the other is kept', () => {
    const { a, b } = pair({ x: 0 })
    const [one, other] = [a.write([['x'], 1]), b.write([['x'], 2])]
    expect(a.replica.take(other)).toMatchObject({ effect: 'applied', changes: [[['x'], 2]] })
    expect(b.replica.take(one)).toMatchObject({
      effect: 'superseded',
      changes: [],
      settlement: { allow: false, rule: 'later-write', code: 409, reason: 'It is older at /x than what b wrote.' },
    })
    expect(a.replica.value).toEqual({ x: 2 })
    expect(b.replica.value).toEqual({ x: 2 })
    const lost = { path: ['x'], author: 'hyperty://local/a', value: 1, by: 'hyperty://local/b' }
    expect(a.replica.losers).toEqual([lost])
    expect(b.replica.losers).toEqual([lost])
    for (let value = 0; value < 3 * losersMax; value++) {
      const write = value % 2 === 0 ? a.write([['x'], value]) : b.write([['x'], value])
      ;(value % 2 === 0 ? b : a).replica.take(write)
    }
    expect(a.replica.losers).toHaveLength(losersMax)
    expect(a.replica.losers.at(-1)?.value).toBe(3 * losersMax - 2)
  })

  it('[LW2] a write above goes over what is older below, and lets stand what is later', () => {
    let later = 10
    const { a, b } = pair({ o: { x: 0, y: 0 } }, { a: () => 10, b: () => later })
    const before = b.write([['o', 'y'], 'older'])
    later = 20
    const whole = a.write([['o'], { x: 'new', z: 1 }])
    const after = b.write([['o', 'x'], 'later'])
    b.replica.take(whole)
    for (const update of [after, before]) a.replica.take(update)
    expect(a.replica.value).toEqual(b.replica.value)
    // of one moment the greater name counts: what b wrote at 10 is later than what a did
    expect(a.replica.value).toEqual({ o: { x: 'later', y: 'older', z: 1 } })
    a.replica.take(b.write([['o'], { only: true }]))
    expect(a.replica.value).toEqual({ o: { only: true } })
  })

  it('[LW7] what is put into a list goes where its writer saw it, whatever has come to the list meanwhile', () => {
    const { a, b } = pair({ list: ['a', 'b', 'c'], text: 'abc' }, { a: () => 10, b: () => 20 })
    const before = a.replica.take(b.write([['list'], 0, 1, ['x', 'y', 'z']], [['text'], 'xabc']))
    expect(before.changes).toEqual([
      [['list'], 0, 1, ['x', 'y', 'z']],
      [['text'], 'xabc'],
    ])
    const written = a.replica.write(
      [
        [['list'], 3, 0, ['d']],
        [['list', 1], 'B'],
      ],
      before.changes,
    )
    expect(written.made).toEqual([
      [['list'], 5, 0, ['d']],
      [['list', 3], 'B'],
    ])
    expect(a.replica.value).toMatchObject({ list: ['x', 'y', 'z', 'B', 'c', 'd'] })
    // what it stood in has been taken out
    const other = a.replica.take(b.write([['list'], 0, 3, []]))
    expect(a.replica.write([[['list', 1], 'never']], other.changes)).toMatchObject({
      changes: [],
      settlement: { allow: false, rule: 'does-not-fit', code: 409 },
    })
    b.replica.take({ author: 'hyperty://local/a', seq: 1, ...written })
    expect(written.changes).toEqual([[['list'], ['x', 'y', 'z', 'B', 'c', 'd']]])
  })

  it('[LW3] a deletion stands, and what was written below it in ignorance does not bring it back', () => {
    let later = 10
    const { a, b } = pair({ o: { x: 0 }, p: 1 }, { a: () => 10, b: () => later })
    const deletion = a.write([['o']])
    later = 20
    const below = b.write([['o', 'x'], 1])
    expect(a.replica.take(below)).toMatchObject({ effect: 'superseded', settlement: { rule: 'nothing-above' } })
    b.replica.take(deletion)
    expect(a.replica.value).toEqual({ p: 1 })
    expect(b.replica.value).toEqual({ p: 1 })
    const stale = { author: 'hyperty://local/c', seq: 1, stamp: [5, 0], changes: [[['o'], { x: 9 }]] as WireChange[] }
    expect(b.replica.take(stale)).toMatchObject({ effect: 'superseded', settlement: { rule: 'later-write' } })
    const made = b.write([['o'], { x: 'again' }])
    expect(a.replica.take(made)).toMatchObject({ effect: 'applied' })
    expect(a.replica.value).toEqual({ o: { x: 'again' }, p: 1 })
  })

  it('[LW4] a list or a text is one value', () => {
    const { a, b } = pair({ list: [1, 2], text: 'ab', deep: { list: [{ n: 1 }] } })
    const one = a.write(
      [['list'], 0, 0, [0]],
      [['list'], 3, 0, [3]],
      [['text'], 0, 0, 'x'],
      [['deep', 'list', 0, 'n'], 2],
    )
    expect(one.changes).toEqual([
      [['list'], [0, 1, 2, 3]],
      [['text'], 'xab'],
      [['deep', 'list'], [{ n: 2 }]],
    ])
    const other = b.write([['list'], 1, 1, []])
    a.replica.take(other)
    b.replica.take(one)
    expect(a.replica.value).toEqual(b.replica.value)
    expect(a.replica.value['list']).toEqual([1])
  })

  it('[LW5] who has seen a write stamps later, and a clock that is far ahead is named', () => {
    const { a, b } = pair({ x: 0 }, { a: () => 1_000_000, b: () => 10 })
    const ahead = a.write([['x'], 'ahead'])
    expect(b.replica.take(ahead)).toMatchObject({ effect: 'applied', settlement: { allow: true, rule: 'clock-ahead' } })
    const informed = b.write([['x'], 'informed'])
    expect(a.replica.take(informed)).toEqual({ effect: 'applied', changes: [[['x'], 'informed']] })
    expect(a.replica.take({ ...informed, stamp: [2 ** 60, 0] })).toMatchObject({ settlement: { rule: 'no-moment' } })
    expect(a.replica.value).toEqual(b.replica.value)
  })

  it('[LW6] a list is sent once for all that a report does to it, until it gives way to another', () => {
    const { a, b } = pair({ x: 0, list: [1], in: { list: [5] } })
    const once = a.write([['list'], 0, 0, [0]], [['x'], 1], [['in', 'list'], 0, 1, []], [['list'], 2, 0, [2]])
    expect(once.changes).toEqual([
      [['list'], [0, 1, 2]],
      [['x'], 1],
      [['in', 'list'], []],
    ])
    const anew = a.write([['list'], 0, 1, []], [['list'], [7]], [['list'], 1, 0, [8]])
    expect(anew.changes).toEqual([
      [['list'], [1, 2]],
      [['list'], [7]],
      [['list'], [7, 8]],
    ])
    for (const write of [anew, once]) b.replica.take(write)
    expect(b.replica.value).toEqual({ x: 1, list: [7, 8], in: { list: [] } })
    expect(a.replica.value).toEqual(b.replica.value)
  })
})
