/** What a place of a text is the place of. */
import { expect, test } from 'vitest'
import { pathAt, stringAt } from '../../../renderer/editor/pointer.ts'

const text = '{\n  "title": "Plan",\n  "list": [1, {"x": null}],\n  "done": true\n}'
const at = (piece: string): number => text.indexOf(piece) + 1

test.each([
  ['a string', '"Plan"', ['title']],
  ['a key', '"title"', ['title']],
  ['a number in a list', '1,', ['list', 0]],
  ['a word in an object in a list', 'null', ['list', 1, 'x']],
  ['a key of an object', '"list"', ['list']],
  ['what is last', 'true', ['done']],
])('%s is at the cursor', (_, piece, path) => {
  expect(pathAt(text, at(piece))).toEqual(path)
})

test('beside all values the whole is meant, and in nothing nothing is', () => {
  expect(pathAt(text, text.length)).toEqual([])
  expect(pathAt(text, 0)).toEqual([])
  expect(pathAt('{"a": 1}\n\n', 10)).toEqual([])
  expect(pathAt('', 0)).toBeUndefined()
  expect(pathAt('{"a": "half', 8)).toEqual(['a'])
})

test('a string is the only thing that can be a shared text', () => {
  expect(stringAt(text, at('"Plan"'))).toEqual(['title'])
  expect(stringAt(text, at('true'))).toBeUndefined()
})
