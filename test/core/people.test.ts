// Who is there: all of them when a hyperty comes, then what changes, however many they are.
import { describe, expect, it } from 'vitest'
import { createBus } from '../../core/bus.ts'
import { createVirtualClock } from '../../core/clock.ts'
import { encodeFrame, parseSyncerFrame } from '../../core/codec.ts'
import { createHyperty, type Hyperty } from '../../core/hyperty.ts'
import { hypertyUrl } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { SyncerFrame } from '../../core/port.ts'
import { createSessionRecorder } from '../../core/recorder.ts'
import { createSyncer, type Syncer } from '../../core/syncer.ts'

type Member = { readonly syncer: Syncer; readonly hyperty: Hyperty; readonly texts: string[] }

function createWorld() {
  const clock = createVirtualClock()
  const recorder = createSessionRecorder(clock.now)
  const bus = createBus({ clock, recorder })
  const members = new Map<string, Member>()

  function join(name: string): void {
    const syncer = createSyncer({ url: hypertyUrl(name), name, bus, recorder, clock, models })
    const texts: string[] = []
    syncer.attach((frame: SyncerFrame) => {
      const text = encodeFrame(frame)
      if (frame.kind === 'people') texts.push(text)
      clock.after(0.1, () => members.get(name)?.hyperty.receive(parseSyncerFrame(text)))
    })
    const hyperty = createHyperty({
      send: (frame) => void clock.after(0.1, () => syncer.receive(frame)),
      now: clock.now,
      schedule: (run) => void clock.after(0, run),
      after: clock.after,
    })
    members.set(name, { syncer, hyperty, texts })
  }
  const one = (name: string): Member => members.get(name) as Member
  return { clock, bus, members, join, one }
}

describe('who is there', () => {
  it('[PO6] is known to every hyperty as the bus knows it, whoever comes, changes, goes, crashes and comes again', () => {
    const { clock, bus, members, join, one } = createWorld()
    const expectKnown = (): void => {
      clock.advance(5)
      for (const [name, { hyperty }] of members) expect(hyperty.people, name).toEqual(bus.people)
    }
    for (const name of ['a', 'b', 'c', 'd']) {
      join(name)
      if (name !== 'b') expectKnown()
    }
    one('b').syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: false } })
    expectKnown()
    expect(one('a').hyperty.people.map(({ online }) => online)).toEqual([true, false, true, true])
    // all in one moment: somebody goes and comes again, somebody else is off line for no time
    one('c').syncer.close()
    members.delete('c')
    one('d').syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: false } })
    one('d').syncer.receive({ kind: 'request', id: 0, action: { do: 'online', online: true } })
    join('c')
    expectKnown()
    expect(one('a').hyperty.people.map(({ name }) => name)).toEqual(['a', 'b', 'd', 'c'])
    one('a').syncer.crash()
    members.delete('a')
    expectKnown()
    join('a')
    expectKnown()
  })

  it('[PO6] costs each as much to be told of one more among 100 as among 10', () => {
    const { clock, join, one } = createWorld()
    for (let count = 10; count < 100; count++) {
      join(`h${count}`)
      clock.advance(1)
    }
    const { texts } = one('h10')
    expect(texts.filter((text) => text.includes('"people":['))).toHaveLength(1)
    expect(texts.at(-1)?.length).toBe(texts[5]?.length)
    expect(one('h99').texts[0]).toContain('h98')
  })
})
