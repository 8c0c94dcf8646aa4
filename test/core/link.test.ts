import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/clock.ts'
import { createLink, openLink, type Link, type Passage } from '../../core/link.ts'
import { areNeutral, conditionsText, knobs, noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { linkPresets } from '../../core/link-presets.ts'
import { parseConditions, parseLinkOrder } from '../../core/link-order.ts'
import { messageTypes } from '../../core/message.ts'
import { distance, distanceMax, isShare, meanOf, normalBelow, runsOf } from '../support/statistics.ts'

const count = 20_000
const seeds = [1, 2, 3]

/** So many messages over a link with these conditions, each of 1,000 bytes, so many milliseconds apart. */
function send(conditions: Partial<LinkConditions>, seed = 1, messages = count, apartMs = 100): (readonly Passage[])[] {
  const link = createLink({ ...noConditions, ...conditions }, seed, 'a b')
  return Array.from({ length: messages }, (_, index) => link.send(1_000, index * apartMs))
}
const delays = (sent: readonly (readonly Passage[])[]): number[] =>
  sent.flatMap(([first]) => (first?.kind === 'arrives' ? [first.delayMs] : []))
const losses = (sent: readonly (readonly Passage[])[]): boolean[] => sent.map(([first]) => first?.kind === 'lost')

describe('a link', () => {
  it('[LK1] with every knob at zero passes a message at once, once and in order, and draws no random number', () => {
    const link = createLink(noConditions, 1, 'a b', () => () => {
      throw new Error('a number was drawn')
    })
    for (const one of [link, openLink])
      expect(one.send(1_000_000, 5)).toEqual([{ kind: 'arrives', delayMs: 0, canBeOvertaken: false }])
    expect(areNeutral(noConditions)).toBe(true)
  })

  it('[LK1] a knob at zero draws no number of its own, whatever the others say', () => {
    const all: LinkConditions = {
      ...noConditions,
      ...{ latencyMs: 50, jitterMs: 10, lossPercent: 5, burstMessages: 3, duplicatePercent: 5 },
      ...{ reorderPercent: 5, reorderMs: 50, bandwidthKilobits: 100 },
    }
    const random = ['jitterMs', 'lossPercent', 'duplicatePercent', 'reorderPercent'] as const
    const streamsOf = (conditions: LinkConditions): number => {
      const streams = new Set<number>()
      const link = createLink(conditions, 1, 'a b', (seed) => {
        streams.add(seed)
        return createRandom(seed)
      })
      for (let index = 0; index < 1_000; index++) link.send(100, index)
      return streams.size
    }
    expect(streamsOf(all)).toBe(8)
    for (const key of random)
      expect(streamsOf({ ...all, [key]: 0 }), key).toBe(
        { jitterMs: 6, lossPercent: 7, duplicatePercent: 4, reorderPercent: 4 }[key],
      )
    expect(streamsOf({ ...all, latencyMs: 0, bandwidthKilobits: 0 })).toBe(8)
  })

  it('[LK2] the same seed gives the same, another seed or another link something else', () => {
    const lossy = linkPresets.find(({ name }) => name === 'flaky')?.conditions as LinkConditions
    const run = (link: Link): unknown => Array.from({ length: 500 }, (_, index) => link.send(100, index * 10))
    expect(run(createLink(lossy, 7, 'a b'))).toEqual(run(createLink(lossy, 7, 'a b')))
    expect(run(createLink(lossy, 7, 'a b'))).not.toEqual(run(createLink(lossy, 8, 'a b')))
    expect(run(createLink(lossy, 7, 'a b'))).not.toEqual(run(createLink(lossy, 7, 'b a')))
  })

  it('[LK2] turning one knob leaves the luck of the others', () => {
    expect(losses(send({ lossPercent: 20, jitterMs: 5, duplicatePercent: 50 }))).toEqual(
      losses(send({ lossPercent: 20, latencyMs: 100, jitterMs: 50, jitterShape: 'normal' })),
    )
  })
})

describe('the distribution of each knob', () => {
  it('[LK3] latency: every message takes so long', () => {
    expect(new Set(delays(send({ latencyMs: 120 })))).toEqual(new Set([120]))
  })

  it.each(seeds)('[LK3] jitter, uniform: anywhere up to the jitter either way (seed %i)', (seed) => {
    const seen = delays(send({ latencyMs: 100, jitterMs: 40 }, seed))
    expect(distance(seen, (ms) => Math.min(1, Math.max(0, (ms - 60) / 80)))).toBeLessThan(distanceMax(count))
  })

  it.each(seeds)('[LK3] jitter, normal: the jitter is the standard deviation (seed %i)', (seed) => {
    const seen = delays(send({ latencyMs: 100, jitterMs: 10, jitterShape: 'normal' }, seed))
    expect(distance(seen, (ms) => normalBelow((ms - 100) / 10))).toBeLessThan(distanceMax(count))
  })

  it.each(seeds)('[LK3] jitter, long tail: the jitter is the mean of what comes on top (seed %i)', (seed) => {
    const seen = delays(send({ latencyMs: 100, jitterMs: 30, jitterShape: 'long-tail' }, seed))
    expect(distance(seen, (ms) => 1 - (1 + (ms - 100) / 30) ** -2)).toBeLessThan(distanceMax(count))
    expect(meanOf(seen)).toBeGreaterThan(125)
    expect(meanOf(seen)).toBeLessThan(135)
  })

  it('[LK3] no jitter takes a message back before it was sent', () => {
    expect(Math.min(...delays(send({ latencyMs: 5, jitterMs: 100, jitterShape: 'normal' })))).toBe(0)
  })

  it.each(seeds)('[LK4] loss by itself: the share, whatever became of the one before (seed %i)', (seed) => {
    const lost = losses(send({ lossPercent: 10 }, seed))
    expect(isShare(meanOf(lost.map(Number)), 0.1, count)).toBe(true)
    const afterLoss = lost.filter((_, index) => lost[index - 1] === true)
    expect(isShare(meanOf(afterLoss.map(Number)), 0.1, afterLoss.length)).toBe(true)
  })

  it.each(seeds)('[LK4] loss in bursts: the share in the long run, and the mean length (seed %i)', (seed) => {
    const lost = losses(send({ lossPercent: 10, burstMessages: 5 }, seed, 200_000))
    const runs = runsOf(lost)
    expect(meanOf(lost.map(Number))).toBeGreaterThan(0.093)
    expect(meanOf(lost.map(Number))).toBeLessThan(0.107)
    expect(meanOf(runs)).toBeGreaterThan(4.7)
    expect(meanOf(runs)).toBeLessThan(5.3)
    // a burst goes on with 4 chances in 5, however long it is already: geometric
    for (const length of [1, 3, 6]) {
      const longer = runs.filter((run) => run >= length)
      expect(isShare(longer.filter((run) => run > length).length / longer.length, 0.8, longer.length)).toBe(true)
    }
  })

  it('[LK4] a second of quiet ends a burst', () => {
    const lost = losses(send({ lossPercent: 20, burstMessages: 50 }, 1, count, 1_000))
    const afterLoss = lost.filter((_, index) => lost[index - 1] === true)
    expect(isShare(meanOf(afterLoss.map(Number)), 0.2, afterLoss.length)).toBe(true)
  })

  it('[LK4] all or nothing lost is exactly that', () => {
    expect(losses(send({ lossPercent: 100, burstMessages: 3 })).every(Boolean)).toBe(true)
    expect(losses(send({ lossPercent: 0, burstMessages: 3 })).some(Boolean)).toBe(false)
    // so many that a burst cannot be as short as it is asked to be: the share is kept
    expect(isShare(meanOf(losses(send({ lossPercent: 90, burstMessages: 1 })).map(Number)), 0.9, count / 4)).toBe(true)
  })

  it.each(seeds)('[LK5] duplicates: the share, each with a latency of its own (seed %i)', (seed) => {
    const sent = send({ duplicatePercent: 15, latencyMs: 50, jitterMs: 20 }, seed)
    const twice = sent.filter((copies) => copies.length === 2)
    expect(isShare(twice.length / count, 0.15, count)).toBe(true)
    const second = twice.flatMap(([, copy]) => (copy?.kind === 'arrives' ? [copy.delayMs] : []))
    expect(distance(second, (ms) => Math.min(1, Math.max(0, (ms - 30) / 40)))).toBeLessThan(distanceMax(second.length))
  })

  it.each(seeds)('[LK6] reordering: the share, held back anywhere up to the bound (seed %i)', (seed) => {
    const back = send({ reorderPercent: 25, reorderMs: 200 }, seed).flatMap(([first]) =>
      first?.kind === 'arrives' && first.canBeOvertaken ? [first.delayMs] : [],
    )
    expect(isShare(back.length / count, 0.25, count)).toBe(true)
    expect(distance(back, (ms) => Math.min(1, ms / 200))).toBeLessThan(distanceMax(back.length))
  })

  it('[LK7] bandwidth: a message takes its bits divided by the rate, and waits for those before it', () => {
    const link = createLink({ ...noConditions, bandwidthKilobits: 8, latencyMs: 10 }, 1, 'a b')
    const delayOf = ([first]: readonly Passage[]): number => (first?.kind === 'arrives' ? first.delayMs : Number.NaN)
    // 8 kbit/s is one byte a millisecond
    expect(delayOf(link.send(100, 0))).toBe(110)
    expect(delayOf(link.send(100, 0))).toBe(210)
    expect(delayOf(link.send(50, 150))).toBe(110)
    expect(delayOf(link.send(50, 1_000))).toBe(60)
  })

  it('[LK8] a cut link loses all, a held one keeps all', () => {
    expect(new Set(send({ isCut: true }).map(([first]) => JSON.stringify(first)))).toEqual(
      new Set(['{"kind":"lost","rule":"link-cut"}']),
    )
    expect(new Set(send({ isHeld: true, lossPercent: 50 }).map(([first]) => first?.kind))).toEqual(new Set(['held']))
  })
})

describe('orders from outside', () => {
  it('[LK9] a knob takes what is within its range, and names the range where not', () => {
    for (const knob of knobs) {
      if (knob.kind !== 'number') continue
      expect(parseConditions({ [knob.key]: knob.max })[knob.key]).toBe(knob.max)
      expect(parseConditions({ [knob.key]: 0 })).toEqual(noConditions)
      for (const wrong of [-1, knob.max + 1, Number.NaN, '1', null])
        expect(() => parseConditions({ [knob.key]: wrong }), `${knob.key} ${String(wrong)}`).toThrow(String(knob.max))
      expect(knob.text.length).toBeGreaterThan(10)
    }
    expect(() => parseConditions({ jitterShape: 'square' })).toThrow('uniform, normal, long-tail')
    expect(() => parseConditions({ isCut: 1 })).toThrow('true or false')
    expect(() => parseConditions({ speed: 1 })).toThrow('no "speed"')
    expect(knobs.map(({ key }) => key).toSorted()).toEqual(Object.keys(noConditions).toSorted())
  })

  it('[LK9] an order names hyperties, a time within bounds and a seed', () => {
    const order = { conditions: { lossPercent: 5 }, seed: 1 }
    expect(parseLinkOrder(order)).toEqual({
      conditions: { ...noConditions, lossPercent: 5 },
      time: { kind: 'standing' },
      seed: 1,
    })
    const span = { kind: 'span', afterMs: 10_000, forMs: 4_000 }
    const next = { kind: 'next', count: 2, type: 'update' }
    for (const time of [span, next])
      expect(parseLinkOrder({ ...order, from: 'hyperty://local/alice', to: 'hyperty://local/bob', time }).time).toEqual(
        time,
      )
    for (const wrong of [
      undefined,
      [],
      { ...order, seed: -1 },
      { ...order, seed: 0.5 },
      { ...order, from: 'comm://local/todo' },
      { ...order, to: `hyperty://${'a'.repeat(600)}` },
      { ...order, time: { kind: 'span', afterMs: -1, forMs: 1 } },
      { ...order, time: { kind: 'span', afterMs: 0, forMs: 0 } },
      { ...order, time: { kind: 'next', count: 0 } },
      { ...order, time: { kind: 'next', count: 1, type: 'gossip' } },
      { ...order, time: { kind: 'never' } },
      { ...order, more: 1 },
    ])
      expect(() => parseLinkOrder(wrong), JSON.stringify(wrong)).toThrow()
  })

  it('[LK9] messages of every type there is can be named, and only of those', () => {
    const types = 'create subscribe unsubscribe read update delete event response execute presence'.split(' ')
    expect(messageTypes).toEqual(types)
    for (const type of types) {
      const time = { kind: 'next', count: 1, type }
      expect(parseLinkOrder({ conditions: {}, seed: 1, time }).time).toEqual(time)
    }
  })

  it('[LK9] every preset is within the ranges, and says what it is', () => {
    for (const { conditions, label, text } of linkPresets) {
      expect(parseConditions(conditions)).toEqual(conditions)
      expect(text.length, label).toBeGreaterThan(20)
    }
    expect(linkPresets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['office', '3g', 'lossy', 'satellite', 'flaky', 'cut']),
    )
    expect(conditionsText(linkPresets.find(({ name }) => name === 'lossy')?.conditions ?? noConditions)).toBe(
      'latency 20 ms, jitter 10 ms (uniform), loss 10 % in bursts of 3, 2 % twice',
    )
  })
})
