// The crdt model by itself: random documents and edits by three replicas, any order of delivery, with duplicates.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyJson, isContainer, type Json, type JsonObject, type Key, type WireChange } from '../../core/change.ts'
import { crdt } from '../../core/models/crdt.ts'
import { createGroup, type Group } from '../support/spread-group.ts'

const keys = ['a', 'b', 'x.y', '', '0', 'length', 'ключ']
const leaf = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -0, -1, 1.5, 2 ** 40, 1e300, 5e-324, '', 'plain', '\ud83d\ude00'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 4 }),
  ),
}))
const object = fc.dictionary(fc.constantFrom(...keys), json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>

/** What happens: chosen by numbers that are read against what is there then. */
const action = fc.record({
  who: fc.nat(2),
  kind: fc.constantFrom('write', 'write', 'write', 'deliver', 'deliver', 'again'),
  at: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
  count: fc.nat(2),
  way: fc.nat(5),
  value: json,
  text: fc.string({ maxLength: 3 }),
})
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** A change that fits a value, found by walking down by numbers. */
function changeFor(root: JsonObject, { at, count, way, value, text }: Action): WireChange {
  const path: Key[] = []
  let holder: Json = root
  for (let depth = 0; ; depth++) {
    const number = at[depth] ?? 0
    const isLast = depth >= at.length - 1
    if (typeof holder === 'string') {
      const index = number % (holder.length + 1)
      return [path, index, Math.min(count, holder.length - index), text]
    }
    if (Array.isArray(holder)) {
      const items = holder as readonly Json[]
      const index = number % (items.length + 1)
      if (isLast || index === items.length || (!isContainer(items[index]) && typeof items[index] !== 'string')) {
        if (way === 0 && index < items.length) return [[...path, index], value]
        return [path, index, Math.min(count, items.length - index), way < 4 ? [value] : []]
      }
      path.push(index)
      holder = items[index] as Json
      continue
    }
    const names: readonly string[] = Object.keys(holder as JsonObject)
    const key: string =
      isLast || names.length === 0 || way === 1
        ? (keys[number % keys.length] as string)
        : (names[number % names.length] as string)
    const next: Json | undefined = (holder as JsonObject)[key]
    const isDeeper = next !== undefined && (isContainer(next) || typeof next === 'string') && !isLast
    path.push(key)
    if (!isDeeper) return way === 2 && next !== undefined ? [path] : [path, value]
    holder = next
  }
}

function play(group: Group, actions: readonly Action[]): void {
  for (const one of actions) {
    const member = group.members[one.who] as Group['members'][number]
    if (one.kind === 'write') group.write(one.who, [changeFor(member.replica.value, one)])
    else if (one.kind === 'deliver') group.deliver(one.who, one.at[0])
    else group.again(one.who, one.at[0] as number)
    expect(member.window).toEqual(member.replica.value)
  }
}

describe('crdt', () => {
  it('[MO60] replicas hold the same once they have taken the same, in any order and again', () => {
    fc.assert(
      fc.property(object, fc.array(action, { maxLength: 40 }), (value, actions) => {
        const group = createGroup(crdt, value, 3)
        play(group, actions)
        group.settle()
        const [first, ...others] = group.members
        for (const other of others) expect(other.replica.value).toEqual(first?.replica.value)
        for (const { replica, window } of group.members) expect(window).toEqual(replica.value)
      }),
      { numRuns: 500 },
    )
  })

  it('[MO61] the plain value is what Yjs holds: who opens its state holds the same', () => {
    fc.assert(
      fc.property(object, fc.array(action, { maxLength: 30 }), (value, actions) => {
        const group = createGroup(crdt, value, 3)
        play(group, actions)
        for (const { replica } of group.members) {
          const state = JSON.parse(JSON.stringify(replica.state())) as Json
          const other = crdt.open({ who: 'late', value: copyJson(replica.value), state, now: () => 0 })
          expect(other.value).toEqual(replica.value)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('[MO61] what waited for a text that was made here shows as soon as it is there', () => {
    const group = createGroup(crdt, { a: 'x' }, 2)
    // Bob makes a text of the string, and then puts null in its place; Alice gets the second only
    group.write(1, [[['a'], 0, 1, 'y']])
    group.write(1, [[['a'], null]])
    group.deliver(0, 1)
    group.write(0, [[['a'], 1, 0, 'z']])
    const [alice] = group.members
    const state = JSON.parse(JSON.stringify(alice?.replica.state())) as Json
    expect(crdt.open({ who: 'late', value: {}, state, now: () => 0 }).value).toEqual(alice?.replica.value)
    expect(alice?.window).toEqual(alice?.replica.value)
    group.settle()
    expect(group.members[1]?.replica.value).toEqual(alice?.replica.value)
  })
})
