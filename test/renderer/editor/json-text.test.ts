/** What a text is judged to be, in words a user can use. */
import { expect, test } from 'vitest'
import { judge, placeOf, textCharactersMax } from '../../../renderer/editor/json-text.ts'
import { numberRemark } from '../../../renderer/editor/number-text.ts'
import { tokenStart } from '../../../renderer/editor/token.ts'

const problem = (text: string) => {
  const judged = judge(text)
  return judged.ok ? undefined : { ...placeOf(text, judged.problem.offset), said: judged.problem.sentence }
}
const remarks = (text: string): string[] => {
  const judged = judge(text)
  return judged.ok ? judged.remarks.map((remark) => remark.sentence) : []
}

test('a missing comma is named with its line and column', () => {
  expect(problem('{\n  "a": 1\n  "b": 2\n}')).toEqual({ line: 3, column: 3, said: 'a comma is missing' })
})

test('each way of not being JSON has its own words', () => {
  expect(problem('{"a" 1}')?.said).toBe('a colon is missing')
  expect(problem('{"a": }')?.said).toBe('a value is missing')
  expect(problem('{"a": 1')?.said).toBe('a closing brace } is missing')
  expect(problem('{"a": [1}')?.said).toMatch(/bracket|comma/)
  expect(problem('{"a": "x\n}')?.said).toBe('a quoted text does not end')
  expect(problem('{"a": nul}')?.said).toBe('this is no JSON value')
  expect(problem('{"a": 1,}')?.said).toBe('a key in double quotes is missing')
  expect(problem('{"a": 1} // x')?.said).toBe('JSON has no comments')
  expect(problem('')?.said).toBe('a value is missing')
})

test('whatever JSON.parse refuses is refused, and the other way round', () => {
  const texts = [
    '{"a":01}',
    '{"a":.5}',
    '{"a":"\t"}',
    '{"a":1}{}',
    "{'a':1}",
    '{"a":+1}',
    '{"a":1e}',
    '{"a":"\\x"}',
    '{"a":[1,]}',
  ]
  for (const text of texts) {
    expect(() => JSON.parse(text), text).toThrow()
    expect(problem(text), text).toBeDefined()
  }
  for (const text of ['{}', ' {"a" : [ ] }\n', '{"a":"\\u00e9\\n"}', '{"":{"":null}}'])
    expect(problem(text), text).toBeUndefined()
})

test('a root that is no object is refused', () => {
  expect(problem('[1]')?.said).toContain('begins with {')
  expect(problem('"x"')?.said).toContain('begins with {')
})

test('keys that reach into prototypes are refused, where they stand', () => {
  expect(problem('{"a": {"__proto__": 1}}')).toMatchObject({ column: 8, said: expect.stringContaining('__proto__') })
  expect(problem('{"constructor": 1}')?.said).toContain('not allowed')
  expect(problem('{"\\u0070rototype": 1}')?.said).toContain('not allowed')
})

test('a key that stands twice is pointed out; the last one counts', () => {
  expect(remarks('{"a": 1, "b": {"a": 2}, "a": 3}')).toEqual(['The key "a" stands here twice: the last one counts.'])
  const judged = judge('{"a": 1, "a": 3}')
  expect(judged.ok && judged.value).toEqual({ a: 3 })
})

test('numbers that cannot be held are pointed out', () => {
  expect(numberRemark('9007199254740993')).toBe('9007199254740993 cannot be held exactly: it becomes 9007199254740992.')
  expect(numberRemark('9007199254740994')).toContain('beyond 2^53')
  expect(numberRemark('0.12345678901234567890')).toContain('cannot be held exactly')
  expect(remarks('{"a": [1, 12345678901234567890]}')).toHaveLength(1)
  expect(problem('{"a": 1e999}')?.said).toBe('1e999 is too large for a number.')
})

test('numbers that are held exactly are not, however they are written', () => {
  for (const text of [
    '0',
    '-0',
    '1',
    '1.50',
    '0.1',
    '1e21',
    '1E+2',
    '100e-2',
    '9007199254740991',
    '5e-324',
    '123456.789',
  ]) {
    expect(numberRemark(text), text).toBeUndefined()
  }
})

test('too much is refused before anything is built from it', () => {
  expect(problem(`{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`)?.said).toContain('deeper than 64')
  expect(problem(`{"a": [${'0,'.repeat(200_001)}0]}`)?.said).toContain('200000 values')
  expect(problem(`{"a": "${'x'.repeat(textCharactersMax)}"}`)?.said).toContain('at most')
})

test('a zero has no sign, as on the wire', () => {
  const judged = judge('{"a": -0}')
  expect(judged.ok && Object.is(judged.value['a'], 0)).toBe(true)
})

test('the token under the cursor: a value rather than the comma behind it', () => {
  const line = '  "key": "some text", 12, tru'
  const starts = [4, 9, 12, 20, 23, 24, 29].map((column) => tokenStart(line, column))
  expect(starts).toEqual([2, 9, 9, 9, 22, 22, 26])
})
