import { describe, expect, it } from 'vitest'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { busAddress, shortName } from '../../core/message.ts'
import { arrowsOf, type Arrow } from '../../core/scene.ts'

const [alice, bob] = ['hyperty://local/alice', 'hyperty://local/bob']
const sent: SentEvent = {
  n: 1,
  at: 10,
  kind: 'sent',
  message: {
    id: 1,
    type: 'update',
    from: alice,
    to: 'comm://local/todo/changes',
    body: { source: alice, version: 1, changes: [[['a'], 1]] },
  },
  hops: { changed: 8, posted: 9, taken: 9.5 },
  deliveries: 1,
}
const ended: EndedEvent = {
  n: 2,
  at: 14,
  kind: 'ended',
  of: 1,
  to: bob,
  hops: { received: 11, passed: 11.5, applied: 13, told: 13.5 },
  effect: 'applied',
}
const refusal = (by: string): EndedEvent => ({
  ...ended,
  to: bob,
  hops: {},
  effect: 'refused',
  decision: { allow: false, by, rule: 'r', code: 403, reason: 'No.' },
})
const inWords = ({ from, to, label, outcome }: Arrow): string =>
  `${shortName(from.hyperty)} ${from.part} → ${shortName(to.hyperty)} ${to.part}: ${label}, ${outcome}`
const last = (arrows: readonly Arrow[]): string => inWords(arrows.at(-1) as Arrow)

describe('the arrows of a message', () => {
  it('are one for each hop that was stamped, with two times where it has two ends', () => {
    const arrows = arrowsOf(sent, ended)
    expect(arrows.map(inWords)).toEqual([
      'alice hyperty → alice object: change, done',
      'alice object → alice syncer: report change, done',
      'alice syncer → bob syncer: post report change, done',
      'bob syncer → bob object: change, done',
      'bob object → bob hyperty: report change, done',
    ])
    expect(arrows.map(({ at, until }) => [at, until])).toEqual([
      [8, undefined],
      [9, 9.5],
      [10, 11],
      [11.5, 13],
      [13.5, undefined],
    ])
    const { told: _, ...hops } = ended.hops
    expect(arrowsOf(sent, { ...ended, hops })).toEqual(arrows.slice(0, -1))
  })

  it('end at the bus while nobody has it, and when the bus refuses', () => {
    expect(last(arrowsOf(sent, undefined))).toBe('alice syncer → local syncer: post report change, in-flight')
    expect(last(arrowsOf(sent, refusal(busAddress)))).toBe('alice syncer → local syncer: post report change, refused')
    expect(arrowsOf(sent, refusal(busAddress)).at(-1)?.to.hyperty).toBe(busAddress)
  })

  it('go back to the object when its own Syncer turns a report back', () => {
    expect(last(arrowsOf(sent, refusal(alice)))).toBe('alice syncer → alice object: turned back, refused')
  })

  it('reach the other Syncer when that one refuses', () => {
    expect(last(arrowsOf(sent, { ...refusal(bob), hops: { received: 11 } }))).toBe(
      'alice syncer → bob syncer: post report change, refused',
    )
  })

  it('are lost on the link, or at the window that had gone', () => {
    const lost: EndedEvent = { ...ended, effect: 'lost', hops: {} }
    expect(last(arrowsOf(sent, lost))).toBe('alice syncer → bob syncer: post report change, lost')
    const arrows = arrowsOf(sent, { ...lost, hops: { received: 11, passed: 11.5 } })
    expect(arrows.slice(-2).map(inWords)).toEqual([
      'alice syncer → bob syncer: post report change, done',
      'bob syncer → bob object: change, lost',
    ])
  })

  it('leave the sender only where somebody follows', () => {
    expect(last(arrowsOf({ ...sent, deliveries: 0 }, undefined))).toBe(
      'alice object → alice syncer: report change, done',
    )
  })

  it('are dotted for an answer, which says its code', () => {
    const answer: SentEvent = {
      ...sent,
      hops: {},
      message: { id: 1, type: 'response', from: busAddress, to: bob, body: { source: busAddress, code: 403 } },
    }
    const arrows = arrowsOf(answer, { ...ended, effect: 'answered', hops: { received: 11, passed: 11.5, applied: 13 } })
    expect(arrows.map(({ style, label }) => [style, label])).toEqual([
      ['dotted', '403 refused'],
      ['dotted', 'turned back'],
    ])
  })
})
