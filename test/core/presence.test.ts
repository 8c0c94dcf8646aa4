import { describe, expect, it } from 'vitest'
import { encodeFrame, parseHypertyFrame } from '../../core/codec.ts'
import { cursorsMax, silentMs } from '../../core/cursors.ts'
import { crdt } from '../../core/models/crdt.ts'
import { rebase } from '../../core/models/rebase.ts'
import type { HypertyFrame, TextPlace } from '../../core/port.ts'
import { presenceEveryMs } from '../../core/presence.ts'
import { waitMaxMs } from '../../core/pointing.ts'
import { createConvergenceCheck } from '../../core/verdict.ts'
import { createPair, type Participant, type World } from '../support/world.ts'

const texts = [['text']]
const value = { text: 'one two', title: 'plain' }
const at = (head: number, anchor = head): TextPlace => ({ path: ['text'], anchor, head })
const pair = (more: object = {}) => createPair({ models: [rebase], value, texts, ...more })
const dataOf = (who: Participant) => who.object('todo').data as { text?: string; title: string }
const write = (who: Participant, index: number, removed: string, added: string): void =>
  who.object('todo').write([{ type: 'splice', path: ['text'], index, removed, added }])
const seenBy = (who: Participant, url: string) =>
  who.hyperty.cursorsOf(url).map(({ who: of, anchor, head }) => [of, anchor, head])

/** Carol follows as well. */
async function trio(more: object = {}) {
  const two = await pair(more)
  const carol = two.world.join('Carol')
  void two.alice.hyperty.request({ do: 'share', url: two.todo })
  await two.world.settle()
  return { ...two, carol }
}
const places = (world: World) => world.sent('presence').map(({ message }) => message.body)

describe('presence', () => {
  it('[PR1] where Bob is, is told to Alice, who owns it, and to Carol, who follows', async () => {
    const { world, alice, bob, carol, todo } = await trio()
    bob.hyperty.point(todo, at(3, 1))
    await world.settle()
    for (const who of [alice, carol]) expect(seenBy(who, todo)).toEqual([[bob.url, 1, 3]])
    expect(seenBy(bob, todo)).toEqual([])
    alice.hyperty.point(todo, at(2))
    await world.settle()
    expect(seenBy(bob, todo)).toEqual([[alice.url, 2, 2]])
    expect(seenBy(carol, todo)).toHaveLength(2)
  })

  it('[PR1] ten times a second at most, and the last place always', async () => {
    const { world, alice, bob, todo } = await pair()
    for (let step = 0; step < 200; step++) {
      bob.hyperty.point(todo, at(step % 7))
      await world.settle(5)
    }
    const { length } = places(world)
    expect(length).toBeGreaterThanOrEqual(9)
    expect(length).toBeLessThanOrEqual(1000 / presenceEveryMs + 1)
    await world.settle()
    expect(seenBy(alice, todo)).toEqual([[bob.url, 199 % 7, 199 % 7]])
  })

  it('[PR1] nobody is told where nobody follows', async () => {
    const { world, alice, bob, todo } = await pair()
    void bob.hyperty.request({ do: 'unfollow', url: todo })
    await world.settle()
    alice.hyperty.point(todo, at(1))
    await world.settle()
    expect(places(world)).toEqual([])
  })

  it.each([rebase, crdt])('[PR2] it stands in the session, and nothing depends on it: $name', async (model) => {
    const medium = { text: '' }
    const { world, alice, bob, todo } = await pair({ models: [model], medium })
    await world.settle(5000)
    const before = { ...medium }
    const { version } = bob.object('todo').info
    const events = world.events.length
    bob.hyperty.point(todo, at(3))
    await world.settle(5000)
    const later = world.events.slice(events)
    expect(later.map(({ kind }) => kind)).toEqual(['sent', 'ended'])
    expect(later[0]).toMatchObject({ message: { type: 'presence', body: { place: at(3) } }, deliveries: 1 })
    expect(later[1]).toMatchObject({ to: alice.url, effect: 'applied' })
    expect(medium).toEqual(before)
    for (const who of [alice, bob]) expect(who.object('todo').info.version).toBe(version)
    const check = createConvergenceCheck()
    for (const event of world.events.slice(0, -1)) check.take(event)
    expect(check.verdict(false).state).toBe('converged')
  })

  it('[PR3] who does not follow is refused by a named rule, and seen by nobody', async () => {
    const { world, alice, bob, todo } = await pair()
    void alice.hyperty.request({ do: 'remove', url: todo, from: bob.url })
    await world.settle()
    bob.hyperty.point(todo, at(3))
    await world.settle()
    expect(places(world)).toEqual([])
    const carol = world.bus.connect('hyperty://x/eve', 'Eve', () => undefined)
    const body = { source: carol.address, place: at(1) }
    const n = carol.send({ id: 1, type: 'presence', from: carol.address, to: `${todo}/changes`, body })
    await world.settle()
    expect(world.ended(n)).toMatchObject([{ effect: 'refused', decision: { rule: 'followers-are-seen', code: 403 } }])
    expect(seenBy(alice, todo)).toEqual([])
  })

  it('[PR4] a cursor moves with what others write, and to where its owner writes', async () => {
    const { world, alice, bob, carol, todo } = await trio()
    bob.hyperty.point(todo, at(7, 4))
    await world.settle()
    write(alice, 0, '', '>> ')
    await world.settle()
    expect(seenBy(carol, todo)).toEqual([[bob.url, 7, 10]])
    expect(seenBy(alice, todo)).toEqual([[bob.url, 7, 10]])
    write(alice, 3, 'one ', '')
    write(carol, 10, '', '!')
    await world.settle()
    expect(dataOf(alice).text).toBe('>> two!')
    expect(seenBy(carol, todo)).toEqual([[bob.url, 3, 6]])
    write(bob, 3, 'two', '2')
    await world.settle()
    for (const who of [alice, carol]) expect(seenBy(who, todo)).toEqual([[bob.url, 4, 4]])
  })

  it('[PR4] it stays right where its owner and another write at once', async () => {
    const { world, alice, bob, todo } = await pair()
    bob.hyperty.point(todo, at(7))
    await world.settle()
    world.bus.setDelay(100)
    write(bob, 7, '', ' three')
    write(alice, 0, '', 'zero ')
    write(alice, 12, '', ' and')
    await world.settle(2000)
    const { text } = dataOf(alice)
    expect(text).toBe(dataOf(bob).text)
    const head = (text as string).indexOf(' three') + ' three'.length
    expect(seenBy(alice, todo)).toEqual([[bob.url, head, head]])
  })

  it('[PR5] a cursor goes when its hyperty leaves the text, goes off line, or leaves', async () => {
    const { world, alice, bob, todo } = await pair()
    const isSeen = async (): Promise<boolean> => {
      await world.settle()
      return seenBy(alice, todo).length > 0
    }
    const point = (): void => bob.hyperty.point(todo, at(3))
    point()
    expect(await isSeen()).toBe(true)
    bob.hyperty.point(todo)
    expect(await isSeen()).toBe(false)
    point()
    expect(await isSeen()).toBe(true)
    void bob.hyperty.request({ do: 'online', online: false })
    expect(await isSeen()).toBe(false)
    void bob.hyperty.request({ do: 'online', online: true })
    point()
    expect(await isSeen()).toBe(true)
    bob.syncer.close()
    expect(await isSeen()).toBe(false)
  })

  it('[PR5] it goes after 30 seconds of silence, and with its text', async () => {
    const { world, alice, bob, todo } = await pair()
    bob.hyperty.point(todo, at(3))
    await world.settle(silentMs - 2000)
    expect(seenBy(alice, todo)).toHaveLength(1)
    await world.settle(4000)
    expect(seenBy(alice, todo)).toEqual([])
    bob.hyperty.point(todo, at(2))
    await world.settle()
    expect(seenBy(alice, todo)).toHaveLength(1)
    delete dataOf(alice).text
    await world.settle()
    expect(seenBy(alice, todo)).toEqual([])
  })

  it('[PR6] a place from outside is checked; one beyond the text is at its end', async () => {
    const frame = (place: unknown) => (): unknown =>
      parseHypertyFrame(encodeFrame({ kind: 'presence', url: 'comm://x/todo', place } as HypertyFrame))
    expect(frame(at(3))()).toMatchObject({ place: at(3) })
    const bad = [3, { path: ['a', 0], anchor: 0, head: 0 }, { path: [], anchor: 0, head: 0 }, at(-1), at(0.5), null]
    for (const place of bad) expect(frame(place), JSON.stringify(place)).toThrow()
    const { world, alice, bob, todo } = await pair()
    bob.hyperty.point(todo, at(1000, 2))
    await world.settle()
    expect(seenBy(alice, todo)).toEqual([[bob.url, 2, 7]])
    bob.hyperty.point(todo, { path: ['nothing'], anchor: 0, head: 0 })
    await world.settle()
    expect(seenBy(alice, todo)).toEqual([])
  })

  it('[PR6] what was overtaken counts no more, and only so many are remembered', async () => {
    const { world, alice, bob, todo } = await pair()
    const endpoint = world.bus.connect('hyperty://x/dave', 'Dave', () => undefined)
    // only who is there is admitted
    endpoint.announce()
    const send = (id: number, head: number): number =>
      endpoint.send({
        id,
        type: 'presence',
        from: endpoint.address,
        to: `${todo}/changes`,
        body: { source: endpoint.address, place: at(head) },
      })
    endpoint.send({
      id: 1,
      type: 'subscribe',
      from: endpoint.address,
      to: `${todo}/subscription`,
      body: { source: endpoint.address },
    })
    await world.settle()
    send(7, 5)
    const late = send(6, 1)
    await world.settle()
    expect(world.ended(late).map(({ effect }) => effect)).toEqual(['stale', 'stale'])
    expect(seenBy(alice, todo)).toEqual([[endpoint.address, 5, 5]])
    for (let index = 0; index < cursorsMax + 5; index++)
      bob.hyperty.receive({ kind: 'presence', url: todo, who: `hyperty://x/${index}`, place: at(1) })
    expect(seenBy(bob, todo)).toHaveLength(cursorsMax)
  })

  it('[PR7] a place is told when nothing of its owner is on its way, or after two seconds', async () => {
    const { world, alice, bob, todo } = await pair()
    world.bus.setDelay(300)
    write(bob, 7, '', '!')
    bob.hyperty.point(todo, at(8))
    await world.settle(500)
    expect(places(world)).toEqual([])
    await world.settle(500)
    expect(places(world)).toMatchObject([{ place: at(8) }])
    await world.settle(1000)
    expect(seenBy(alice, todo)).toEqual([[bob.url, 8, 8]])
    world.bus.setDelay(5000)
    write(bob, 8, '', '?')
    bob.hyperty.point(todo, at(9))
    await world.settle(waitMaxMs - 200)
    expect(places(world)).toHaveLength(1)
    await world.settle(400)
    expect(places(world)).toHaveLength(2)
  })
})
