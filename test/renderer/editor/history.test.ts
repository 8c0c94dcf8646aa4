/** Undo takes back what the user did, and nothing that others did. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../core/clock.ts'
import { createHistory } from '../../../renderer/editor/history.ts'
import { shiftOffset } from '../../../core/text-edit.ts'
import { applyEdits, movePast, type TextEdits } from '../../../renderer/editor/text-edit.ts'

function page(first: string) {
  const clock = createVirtualClock()
  const history = createHistory(() => clock.now())
  const one = {
    text: first,
    clock,
    type(offset: number, text: string, length = 0): void {
      const edits = [{ offset, length, text }]
      history.record(one.text, edits)
      one.text = applyEdits(one.text, edits)
    },
    others(offset: number, text: string, length = 0): void {
      const edits = [{ offset, length, text }]
      history.others(edits)
      one.text = applyEdits(one.text, edits)
    },
    undo: (): void => void (one.text = history.undo(one.text).reduce(applyEdits, one.text)),
    redo: (): void => void (one.text = history.redo(one.text).reduce(applyEdits, one.text)),
  }
  return one
}

test('a word typed without a pause is undone whole, and redone whole', () => {
  const one = page('ab')
  for (const [index, letter] of [...'xyz'].entries()) one.type(1 + index, letter)
  one.undo()
  expect(one.text).toBe('ab')
  one.redo()
  expect(one.text).toBe('axyzb')
})

test('typing after a pause, or elsewhere, is undone by itself', () => {
  const one = page('ab')
  one.type(1, 'x')
  one.clock.advance(1001)
  one.type(2, 'y')
  one.type(0, 'z')
  one.undo()
  expect(one.text).toBe('axyb')
  one.undo()
  expect(one.text).toBe('axb')
})

test("others' changes stay when the user undoes", () => {
  const one = page('{"a": 1, "b": 2}')
  one.type(6, '5', 1)
  one.others(14, '99', 1)
  one.others(1, '"new": 0, ')
  expect(one.text).toBe('{"new": 0, "a": 5, "b": 99}')
  one.undo()
  expect(one.text).toBe('{"new": 0, "a": 1, "b": 99}')
  one.redo()
  expect(one.text).toBe('{"new": 0, "a": 5, "b": 99}')
})

test('what others have written over since cannot be undone: no old value comes back', () => {
  const one = page('{"a": 1}')
  one.type(6, '5', 1)
  one.others(6, '7', 1)
  one.undo()
  expect(one.text).toBe('{"a": 7}')
})

test('new typing forgets what could have been redone', () => {
  const one = page('a')
  one.type(1, 'b')
  one.undo()
  one.type(1, 'c')
  one.redo()
  expect(one.text).toBe('ac')
})

test('edits that touch nothing in common come to the same text in either order', () => {
  const edit = fc.tuple(fc.nat(20), fc.nat(4), fc.constantFrom('', 'x', 'yz'))
  const lists = fc.array(edit, { maxLength: 3 }).map((list) => {
    let from = 0
    return list.map(([gap, length, text]) => {
      const offset = from + gap
      from = offset + length + 1
      return { offset, length, text }
    })
  })
  const text = 'abcdefghijklmnopqrstuvwxyz'.repeat(4)
  fc.assert(
    fc.property(lists, lists, (mine: TextEdits, theirs: TextEdits) => {
      const moved = movePast(mine, theirs)
      const back = movePast(theirs, mine, true)
      expect(moved === undefined).toBe(back === undefined)
      if (!moved || !back) return
      expect(applyEdits(applyEdits(text, theirs), moved)).toBe(applyEdits(applyEdits(text, mine), back))
    }),
    { numRuns: 2000 },
  )
})

test('a place in the text is found again after edits before, around and behind it', () => {
  expect(shiftOffset(5, [{ offset: 0, length: 0, text: 'abc' }])).toBe(8)
  expect(shiftOffset(5, [{ offset: 3, length: 4, text: 'x' }])).toBe(4)
  expect(shiftOffset(5, [{ offset: 5, length: 2, text: 'abc' }])).toBe(5)
})
