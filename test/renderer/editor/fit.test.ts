/** A text is made to stand for another value, and everything else in it stays. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameJson, type JsonObject } from '../../../core/change.ts'
import { fitText } from '../../../renderer/editor/fit.ts'
import { judge } from '../../../renderer/editor/json-text.ts'
import { applyEdits, trimEdit } from '../../../renderer/editor/text-edit.ts'

function edits(text: string, target: JsonObject) {
  const judged = judge(text)
  if (!judged.ok) throw new Error(judged.problem.sentence)
  return fitText(text, judged.tree, target)
}
const fit = (text: string, target: JsonObject): string => applyEdits(text, edits(text, target))

test('only the value that changed is touched; spaces and order stay', () => {
  const text = '{ "b" :1,\n\n      "a":   { "x": [1,2,  3] } }'
  expect(edits(text, { a: { x: [1, 9, 3] }, b: 1 })).toEqual([{ offset: text.indexOf('2,'), length: 1, text: '9' }])
})

test('a value that stays the same makes no edit, however it is written', () => {
  expect(edits('{"a":1e2,"b":"\\u0041","c":-0}', { a: 100, b: 'A', c: 0 })).toEqual([])
})

test('a new key stands on a line of its own where the others do', () => {
  expect(fit('{\n  "a": 1\n}', { a: 1, b: { c: 2 } })).toBe('{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}')
  expect(fit('{"a": 1}', { a: 1, b: 2 })).toBe('{"a": 1, "b": 2}')
  expect(fit('{}', { a: 1 })).toBe('{\n  "a": 1\n}')
})

test('a key that goes takes its comma with it', () => {
  const text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}'
  expect(fit(text, { b: 2, c: 3 })).toBe('{\n  "b": 2,\n  "c": 3\n}')
  expect(fit(text, { a: 1, c: 3 })).toBe('{\n  "a": 1,\n  "c": 3\n}')
  expect(fit(text, { a: 1, b: 2 })).toBe('{\n  "a": 1,\n  "b": 2\n}')
  expect(fit(text, {})).toBe('{}')
})

test('an element put into a long list is one small edit', () => {
  const list = Array.from({ length: 1000 }, (_, index) => index)
  const text = JSON.stringify({ list }, null, 2)
  const made = edits(text, { list: [...list.slice(0, 500), -1, ...list.slice(500)] })
  expect(made).toEqual([{ offset: text.indexOf('499') + 3, length: 0, text: ',\n    -1' }])
})

test('of a key that stands twice, the last one is changed', () => {
  expect(fit('{"a": 1, "a": 2}', { a: 3 })).toBe('{"a": 1, "a": 3}')
  expect(fit('{"a": 1, "b": 0, "a": 2}', { b: 0 })).toBe('{"b": 0}')
})

const key = fc.constantFrom('a', 'b', 'c', 'd/e', 'ü', '')
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1, -2.5, 1e21, '', 'x', 'two\nlines', '😀 face', '"quoted"'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}))
const object = fc.dictionary(key, value, { maxKeys: 6 }) as fc.Arbitrary<JsonObject>
const written = fc
  .tuple(object, fc.constantFrom(0, 1, 2, '\t'))
  .map(([root, indent]) => JSON.stringify(root, null, indent))

test('whatever the text and whatever the target, the edited text stands for the target', () => {
  fc.assert(
    fc.property(written, object, (text, target) => {
      const made = edits(text, target)
      expect(sameJson(JSON.parse(applyEdits(text, made)), target)).toBe(true)
      expect(
        applyEdits(
          text,
          made.map((edit) => trimEdit(text, edit)),
        ),
      ).toBe(applyEdits(text, made))
      made.slice(1).forEach((edit, index) => {
        const before = made[index]
        expect(edit.offset).toBeGreaterThan((before?.offset ?? 0) + (before?.length ?? 0))
      })
    }),
    { numRuns: 1000 },
  )
})

test('no edit begins or ends in the middle of a character', () => {
  const made = edits('{"a": "😀"}', { a: '😁' }).map((edit) => trimEdit('{"a": "😀"}', edit))
  expect(made).toEqual([{ offset: 7, length: 2, text: '😁' }])
})
