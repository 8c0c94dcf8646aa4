// The basic prototypes are closed, and ordinary code goes on as before.
import { expect, test } from 'vitest'
import { freezePrototypes } from '../../core/freeze.ts'

class NamedError extends Error {
  constructor() {
    super('x')
    this.name = 'NamedError'
  }
}

test('nothing can be planted on what every object has, and objects may still override it', () => {
  freezePrototypes()
  const target: { [key: string]: unknown } = {}
  for (const prototype of [
    Object.prototype,
    Array.prototype,
    Function.prototype,
    Error.prototype,
    Map.prototype,
    String.prototype,
  ]) {
    expect(Object.isFrozen(prototype)).toBe(true)
    expect(() => Object.assign(prototype, { planted: 1 })).toThrow(TypeError)
  }
  expect(() => Object.assign(Object.prototype, { toString: 1 })).toThrow(TypeError)
  expect(() => ((target['__proto__'] as { planted: number }).planted = 1)).toThrow(TypeError)
  expect(target['planted']).toBeUndefined()

  target['toString'] = 'mine'
  target['constructor'] = 'mine'
  expect(Object.keys(target)).toEqual(['toString', 'constructor'])
  expect(new NamedError().name).toBe('NamedError')
  expect([3, 1, 2].map((item) => item + 1).sort()).toEqual([2, 3, 4])
})
