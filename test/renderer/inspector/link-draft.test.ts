import { describe, expect, it } from 'vitest'
import { noConditions } from '../../../core/link-conditions.ts'
import { linkPresets } from '../../../core/link-presets.ts'
import { hypertyUrl } from '../../../core/message.ts'
import { newDraft, ordersOf, presetOf } from '../../../renderer/inspector/link-draft.ts'

const [alice, bob] = [hypertyUrl('Alice'), hypertyUrl('Bob')]

describe('the draft of the link dialogue', () => {
  it('begins with no conditions on every link, which is one order', () => {
    expect(ordersOf(newDraft(5))).toEqual([{ conditions: noConditions, time: { kind: 'standing' }, seed: 5 }])
  })

  it('is one order for each direction, unless one way is enough', () => {
    const draft = { ...newDraft(1), from: alice, to: bob }
    expect(ordersOf(draft).map(({ from, to }) => [from, to])).toEqual([
      [alice, bob],
      [bob, alice],
    ])
    expect(ordersOf({ ...draft, bothWays: false }).map(({ from, to }) => [from, to])).toEqual([[alice, bob]])
    expect(ordersOf({ ...draft, to: '' }).map(({ from, to }) => [from, to])).toEqual([
      [alice, undefined],
      [undefined, alice],
    ])
  })

  it('says seconds and messages as an order does', () => {
    const draft = newDraft(1)
    expect(ordersOf({ ...draft, when: 'span', afterSeconds: 10, forSeconds: 4 })[0]?.time).toEqual({
      kind: 'span',
      afterMs: 10_000,
      forMs: 4_000,
    })
    expect(ordersOf({ ...draft, when: 'next', count: 3, type: '' })[0]?.time).toEqual({ kind: 'next', count: 3 })
    expect(ordersOf({ ...draft, when: 'next' })[0]?.time).toEqual({ kind: 'next', count: 2, type: 'update' })
  })

  it('is refused with a sentence for what cannot be taken', () => {
    expect(() => ordersOf({ ...newDraft(1), seed: 'many' })).toThrow('A seed is a whole number')
    expect(() => ordersOf({ ...newDraft(1), seed: '' })).toThrow('A seed is a whole number')
    expect(() => ordersOf({ ...newDraft(1), when: 'span', forSeconds: 0 })).toThrow('A span')
  })

  it('knows a preset by its figures', () => {
    for (const { name, conditions } of linkPresets) expect(presetOf({ ...conditions })).toBe(name)
    expect(presetOf({ ...noConditions, latencyMs: 1 })).toBe('')
  })
})
