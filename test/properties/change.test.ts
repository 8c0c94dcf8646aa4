import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  apply,
  applyAll,
  applyWire,
  ChangeError,
  copyJson,
  invert,
  overlaps,
  toWire,
  type Change,
  type Json,
  type JsonObject,
  type WireChange,
} from '../../core/change.ts'
import { diff } from '../../core/difference.ts'
import { hashJson } from '../../core/hash.ts'

const key = fc.oneof(fc.constantFrom('a', 'b', 'c.d', 'e/f', 'x.length', '', '0'), fc.string({ maxLength: 4 }))
const safe = key.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const leaf = fc.oneof(
  fc.constantFrom<Json>(0, false, '', null, -0, 1),
  fc.string({ maxLength: 5 }),
  fc.integer(),
  fc.boolean(),
)
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(safe, tie('value'), { maxKeys: 4 }),
  ) as fc.Arbitrary<Json>,
})).value
const object = fc.dictionary(safe, json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('changes', () => {
  it('[CH1] a difference, applied, gives the other value, and inverted in reverse the first again', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const changes = diff(before, after)
        const value = copyJson(before)
        apply(value, changes)
        expect(plain(value)).toEqual(plain(after))
        for (const change of changes.toReversed()) apply(value, [invert(change)])
        expect(plain(value)).toEqual(plain(before))
      }),
      { numRuns: 500 },
    )
  })

  it('[CH2] nothing is found between equal values, and a key that holds a dot or a slash is one key', () => {
    expect(diff({ a: [1, { b: 2 }], 'c.length': 0 }, { 'c.length': 0, a: [1, { b: 2 }] })).toEqual([])
    expect(diff({ 'a.length': 1 }, { 'a.length': 0 })).toEqual([
      { type: 'update', path: ['a.length'], value: 0, oldValue: 1 },
    ])
  })

  it('[CH3] an insert into a list of 10,000 is one splice', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => index)
    const longer = [...list.slice(0, 5000), -1, ...list.slice(5000)]
    expect(diff({ list }, { list: longer })).toEqual([
      { type: 'splice', path: ['list'], index: 5000, removed: [], added: [-1] },
    ])
  })

  it('[CH4] 0, false, the empty text and null are values like any other', () => {
    const value: JsonObject = { a: 1 }
    for (const falsy of [0, false, '', null]) {
      applyWire(value, [['a'], falsy])
      expect(value).toEqual({ a: falsy })
    }
  })

  it('[CH5] a list added to a list stays one element', () => {
    const value = { list: [1] }
    applyWire(value, [['list'], 1, 0, [[2, 3]]])
    expect(value).toEqual({ list: [1, [2, 3]] })
  })

  it('[CH6] a path that is not there is refused, and of a report that does not fit nothing is done', () => {
    const bad: WireChange[] = [
      [['list', 9], 1],
      [['list', '0'], 1],
      [['a', 'b'], 1],
      [['list'], 2, 5, []],
      [['a'], 0, 0, ['x']],
      [['list'], 0, 0, 'text'],
      [[0], 1],
      [[], 1],
      [['list', 0]],
      [['list', -1], 1],
      [['list', 0.5], 1],
    ]
    for (const wire of bad) {
      const value = { a: 1, list: [1, 2] }
      expect(
        () => applyAll(value, [[['a'], 2], [['list'], 0, 1, [7, 8]], [['new'], {}], wire]),
        JSON.stringify(wire),
      ).toThrow(ChangeError)
      expect(value).toEqual({ a: 1, list: [1, 2] })
    }
  })

  it('[CH7] __proto__, constructor and prototype are refused in every way, and nothing is polluted', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      for (const wire of [
        [[name], 1],
        [[name, 'x'], 1],
        [['a', name], 1],
        [['a', name, 'x'], 1],
        [[name]],
        [[name], 0, 0, [1]],
      ] as WireChange[]) {
        const value = { a: {} }
        expect(() => {
          const made = applyWire(value, wire)
          if (made !== undefined) throw new Error('was made')
        }).toThrow(ChangeError)
        expect(value).toEqual({ a: {} })
      }
    }
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it('[CH8] a text is spliced in UTF-16 units, and inverted', () => {
    const value = { text: 'a😀b' }
    const made = applyWire(value, [['text'], 1, 2, '--']) as Change
    expect(value.text).toBe('a--b')
    apply(value, [invert(made)])
    expect(value.text).toBe('a😀b')
  })

  it('[CH9] changes that do not overlap can be made in any order', () => {
    const base: JsonObject = { a: 1, b: { c: 1, d: [1, 2, 3] }, e: [{ f: 1 }, { f: 2 }] }
    const wires = fc.constantFrom<WireChange>(
      ...([
        [['a'], 2],
        [['b', 'c'], 5],
        [['b', 'd'], 1, 1, [9]],
        [['e', 0, 'f'], 7],
        [['e', 1, 'f'], 8],
        [['b'], { c: 0 }],
        [['e'], 0, 1, []],
        [['g'], 1],
      ] as WireChange[]),
    )
    fc.assert(
      fc.property(wires, wires, (a, b) => {
        fc.pre(!overlaps(a, b))
        const [first, second] = [copyJson(base), copyJson(base)]
        applyAll(first, [a, b])
        applyAll(second, [b, a])
        expect(first).toEqual(second)
      }),
    )
  })

  it('[CH10] what goes in is a copy: a value written down later shows no later write', () => {
    const inner = { x: 1 }
    const value: JsonObject = {}
    applyWire(value, [['a'], inner])
    applyWire(value, [['a', 'x'], 2])
    expect(inner).toEqual({ x: 1 })
    expect(toWire({ type: 'add', path: ['a'], value: inner })).toEqual([['a'], { x: 1 }])
  })

  it('[CH11] the hash of a value does not depend on the order of its keys, and on everything else it does', () => {
    fc.assert(
      fc.property(object, object, (a, b) => {
        const shuffled = Object.fromEntries(Object.entries(a).toReversed())
        expect(hashJson(shuffled)).toBe(hashJson(a))
        const [left, right] = [plain(a) as JsonObject, plain(b) as JsonObject]
        expect(hashJson(left) === hashJson(right)).toBe(diff(left, right).length === 0)
      }),
    )
  })
})
