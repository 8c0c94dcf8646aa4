import { describe, expect, it } from 'vitest'
import { faultText, parseFaultOrder, skewText, type FaultOrder } from '../../core/fault.ts'
import { hypertyUrl, shortName } from '../../core/message.ts'
import { driftPercentMax, skewMsMax } from '../../core/skew.ts'
import { spanMsMax } from '../../core/link-order.ts'

const who = hypertyUrl('alice')
const standing = { kind: 'standing' } as const

describe('an order for a fault', () => {
  it.each<FaultOrder>([
    { fault: 'pause', who, time: standing },
    { fault: 'crash', who, time: { kind: 'span', afterMs: 10_000, forMs: 4_000 } },
    { fault: 'crash', who, time: standing, storage: 'kept' },
    { fault: 'skew', who, time: standing, skewMs: -skewMsMax, driftPercent: driftPercentMax },
  ])('[FA10] is read as it was given: $fault', (order) => {
    expect(parseFaultOrder(JSON.parse(JSON.stringify(order)))).toEqual(order)
  })

  it('[FA10] stands, and a clock keeps its pace, where nothing else is said', () => {
    expect(parseFaultOrder({ fault: 'skew', who, skewMs: 5 })).toEqual({
      ...{ fault: 'skew', who, time: standing },
      ...{ skewMs: 5, driftPercent: 0 },
    })
  })

  it.each<readonly [unknown, string]>([
    [null, 'is an object'],
    [[], 'is an object'],
    [{ fault: 'explode', who }, 'pause, crash or skew'],
    [{ fault: 'pause', who: 'alice' }, 'named by its URL'],
    [{ fault: 'pause', who: `hyperty://local/${'a'.repeat(512)}` }, 'named by its URL'],
    [{ fault: 'pause', who, skewMs: 5 }, 'has no "skewMs"'],
    [{ fault: 'pause', who, storage: 'kept' }, 'has no "storage"'],
    [{ fault: 'crash', who, storage: 'burnt' }, 'kept or lost'],
    [{ fault: 'pause', who, time: { kind: 'next', count: 2 } }, 'lasts for a span'],
    [{ fault: 'pause', who, time: { kind: 'span', afterMs: -1, forMs: 5 } }, 'within a day'],
    [{ fault: 'pause', who, time: { kind: 'span', afterMs: 0, forMs: spanMsMax + 1 } }, 'within a day'],
    [{ fault: 'skew', who }, 'at most a day'],
    [{ fault: 'skew', who, skewMs: skewMsMax + 1 }, 'at most a day'],
    [{ fault: 'skew', who, skewMs: Number.NaN }, 'at most a day'],
    [{ fault: 'skew', who, skewMs: 0, driftPercent: -driftPercentMax - 1 }, 'at most 50 %'],
  ])('[FA10] is refused with a sentence: %j', (value, reason) => {
    expect(() => parseFaultOrder(value)).toThrow(reason)
  })

  it('[FA10] is said in words', () => {
    const span = { kind: 'span', afterMs: 10_000, forMs: 4_000 } as const
    expect(faultText({ fault: 'pause', who, time: span }, shortName)).toBe('alice pauses, in 10 s for 4 s')
    expect(faultText({ fault: 'crash', who, time: standing }, shortName)).toBe('alice crashes')
    expect(faultText({ fault: 'crash', who, time: standing, storage: 'kept' }, shortName)).toBe(
      'alice crashes and keeps its storage',
    )
    expect(skewText({ skewMs: -250, driftPercent: 0 })).toBe('250 ms behind')
    expect(skewText({ skewMs: 5_000, driftPercent: -10 })).toBe('5 s ahead, 10 % slow')
    expect(skewText({ skewMs: 0, driftPercent: 0 })).toBe('right')
  })
})
