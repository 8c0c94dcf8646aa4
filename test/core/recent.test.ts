import { expect, test } from 'vitest'
import { createRecent } from '../../core/recent.ts'

test('what was set last is remembered, so many at most', () => {
  const recent = createRecent<string, number>(3)
  for (const [index, key] of ['a', 'b', 'c', 'a', 'd'].entries()) recent.set(key, index)
  expect(['a', 'b', 'c', 'd'].map(recent.get)).toEqual([3, undefined, 2, 4])
  recent.delete('c')
  recent.set('e', 5)
  expect(['a', 'c', 'd', 'e'].map(recent.get)).toEqual([3, undefined, 4, 5])
})
