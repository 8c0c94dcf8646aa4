import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isInPair, type Change } from '../../core/change.ts'
import { diffText } from '../../core/difference.ts'
import {
  editsOf,
  shiftOffset,
  splicesAt,
  wholeCharacters,
  type TextEdits,
  type TextSplice,
} from '../../core/text-edit.ts'

const path = ['t']
const splice = (index: number, removed: string, added: string): TextSplice => ({
  type: 'splice',
  path,
  index,
  removed,
  added,
})

function made(text: string, edits: TextEdits): string {
  let done = 0
  let out = ''
  for (const { offset, length, text: added } of edits) {
    out += text.slice(done, offset) + added
    done = offset + length
  }
  return out + text.slice(done)
}

const letters = fc.array(fc.constantFrom('a', 'b', '\n', '😀', '😁'), { maxLength: 6 }).map((all) => all.join(''))

it('[TX9] what random splices come to leads from the first text to the last, in order and without touching', () => {
  fc.assert(
    fc.property(letters, fc.array(letters, { maxLength: 8 }), (first, texts) => {
      let text = first
      const splices = texts.map((next) => {
        const one = diffText(path, text, next) as TextSplice
        text = next
        return one
      })
      const edits = editsOf(splices)
      expect(made(first, edits)).toBe(text)
      edits.forEach((edit, at) => {
        const before = edits[at - 1]
        if (before) expect(edit.offset).toBeGreaterThan(before.offset + before.length)
        expect(edit.length > 0 || edit.text !== '').toBe(true)
        expect(isInPair(first, edit.offset) || isInPair(first, edit.offset + edit.length)).toBe(false)
      })
    }),
    { numRuns: 5000 },
  )
})

it('[TX9] what is taken off and put on again around an insertion leaves the insertion', () => {
  const edits = editsOf([splice(2, 'mine', ''), splice(2, '', 'T'), splice(3, '', 'mine')])
  expect(edits).toEqual([{ offset: 2, length: 0, text: 'T' }])
  expect(editsOf([splice(2, 'mine', ''), splice(2, '', 'mine')])).toEqual([])
  expect(editsOf([splice(0, '', 'a'), splice(5, 'x', '')])).toEqual([
    { offset: 0, length: 0, text: 'a' },
    { offset: 4, length: 1, text: '' },
  ])
})

it('[TX9] of changes those of one text are taken; one that was set is the smallest splice, one replaced as a whole is none', () => {
  const set: Change = { type: 'update', path, oldValue: 'one', value: 'one two' }
  expect(splicesAt(path, [set, { type: 'update', path: ['u'], oldValue: 1, value: 2 }])).toEqual([
    splice(3, '', ' two'),
  ])
  expect(splicesAt(path, [])).toEqual([])
  expect(splicesAt(path, [{ type: 'delete', path, oldValue: 'one' }])).toBeUndefined()
  expect(splicesAt(['a', 't'], [{ type: 'update', path: ['a'], oldValue: {}, value: {} }])).toBeUndefined()
  expect(splicesAt(path, [{ type: 'update', path, oldValue: 'one', value: 1 }])).toBeUndefined()
})

it('[TX9] a place in a text moves with what was edited before it', () => {
  const edits = [
    { offset: 1, length: 0, text: 'xx' },
    { offset: 4, length: 2, text: '' },
  ]
  expect([0, 1, 2, 5, 9].map((offset) => shiftOffset(offset, edits))).toEqual([0, 1, 4, 6, 9])
})

it('[TX9] an edit that would cut a character in two takes all of it', () => {
  expect(wholeCharacters('a😀b', { offset: 2, length: 1, text: '\ude01' })).toEqual({
    offset: 1,
    length: 2,
    text: '😁',
  })
  expect(wholeCharacters('a😀b', { offset: 1, length: 1, text: '\ud83d' })).toEqual({
    offset: 1,
    length: 2,
    text: '😀',
  })
  expect(wholeCharacters('a😀b', { offset: 1, length: 2, text: 'c' })).toEqual({ offset: 1, length: 2, text: 'c' })
})
