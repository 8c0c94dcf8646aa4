import { describe, expect, it } from 'vitest'
import { hypertyUrl } from '../../../core/message.ts'
import { healthText, healthWord, newDraft, orderOf } from '../../../renderer/inspector/fault-draft.ts'

const who = hypertyUrl('alice')

describe('the dialogue of faults', () => {
  it('comes to an order, with what belongs to its fault and its time only', () => {
    expect(orderOf({ ...newDraft(), who })).toEqual({ fault: 'pause', who, time: { kind: 'standing' } })
    expect(orderOf({ ...newDraft(), who, fault: 'skew', skewMs: -20, when: 'span', afterSeconds: 1.5 })).toEqual({
      ...{ fault: 'skew', who, skewMs: -20, driftPercent: 0 },
      time: { kind: 'span', afterMs: 1_500, forMs: 4_000 },
    })
  })

  it('crashes with the storage unless it is said to be lost', () => {
    const crash = { fault: 'crash', who, time: { kind: 'standing' } } as const
    expect(orderOf({ ...newDraft(), who, fault: 'crash' })).toEqual({ ...crash, storage: 'kept' })
    expect(orderOf({ ...newDraft(), who, fault: 'crash', storage: 'lost' })).toEqual(crash)
  })

  it('says what cannot be taken', () => {
    expect(() => orderOf(newDraft())).toThrow('named by its URL')
    expect(() => orderOf({ ...newDraft(), who, when: 'span', forSeconds: 0 })).toThrow('A span begins within a day')
  })

  it('says how somebody fares, in words and in a word', () => {
    const ailing = { who, state: 'paused', skewMs: -20, driftPercent: 5 } as const
    expect([healthText(undefined), healthWord(undefined)]).toEqual(['', ''])
    expect([healthText(ailing), healthWord(ailing)]).toEqual(['paused, clock 20 ms behind, 5 % fast', 'paused'])
    expect(healthWord({ ...ailing, state: 'running' })).toBe('clock off')
    expect(healthText({ who, state: 'crashed', skewMs: 0, driftPercent: 0 })).toBe('crashed')
  })
})
