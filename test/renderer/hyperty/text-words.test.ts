/** Which strings can be shared texts, and what is said of them under each model. */
import { expect, test } from 'vitest'
import { models } from '../../../core/models/index.ts'
import { stringAt } from '../../../renderer/editor/pointer.ts'
import { cautionOf, stringsOf } from '../../../renderer/hyperty/text-words.ts'

test('strings under names can be shared; those in lists, and what is no string, cannot', () => {
  const value = { a: 'one', n: 1, list: ['in a list', { b: 'deeper' }], deep: { 'a/b': `two\n${'x'.repeat(60)}` } }
  expect(stringsOf(value).map(({ path }) => path)).toEqual([['a'], ['deep', 'a/b']])
  expect(stringsOf(value).map(({ pointer }) => pointer)).toEqual(['/a', '/deep/a~1b'])
  expect(stringsOf(value)[1]?.start).toBe(`two ${'x'.repeat(36)}…`)
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`k${index}`, 'x']))
  expect(stringsOf(many)).toHaveLength(100)
})

test('a model that keeps all that is typed at once needs no caution; each other one has its own', () => {
  const words = Object.fromEntries(models.map(({ name }) => [name, cautionOf(name)?.word]))
  expect(words).toEqual({
    'owner-only': 'one at a time',
    naive: 'may differ',
    'last-writer-wins': 'one value',
    rebase: undefined,
    crdt: undefined,
  })
  for (const { name } of models) expect(cautionOf(name)?.sentence ?? name).toContain(name)
})

test('the string at a place of the JSON is found by its value and by its key', () => {
  const text = '{"a": "one", "deep": {"b": "two"}, "list": ["x"], "n": 1}'
  const at = (piece: string) => stringAt(text, text.indexOf(piece) + 1)
  expect(at('one')).toEqual(['a'])
  expect(at('"a"')).toEqual(['a'])
  expect(at('"b"')).toEqual(['deep', 'b'])
  expect(at('two')).toEqual(['deep', 'b'])
  expect(at('"x"')).toEqual(['list', 0])
  for (const piece of ['"n"', '1}', '"deep"', '"list"']) expect(at(piece), piece).toBeUndefined()
})
