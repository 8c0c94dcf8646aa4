import { describe, expect, it } from 'vitest'
import { valueAt, type JsonObject } from '../../core/change.ts'
import type { EndedEvent, SentEvent } from '../../core/event.ts'
import { shortName } from '../../core/message.ts'
import { arrowsOf, type Arrow } from '../../core/scene.ts'
import { createPair, type World } from '../support/world.ts'

/** The seed's chart: from, to, label; A is Alice's side, B Bob's; H hyperty, O object, S Syncer. */
const chart = [
  ['AH', 'AO', 'new'],
  ['AH', 'AO', 'observe'],
  ['AH', 'AS', 'post shared'],
  ['AS', 'AO', 'observe'],
  ['AS', 'BS', 'post shared'],
  ['BS', 'BO', 'new'],
  ['BS', 'BO', 'observe'],
  ['BS', 'BH', 'post shared'],
  ['BH', 'BO', 'observe'],
  ['AH', 'AO', 'change'],
  ['AO', 'AS', 'report change'],
  ['AS', 'BS', 'post report change'],
  ['BS', 'BO', 'change'],
  ['BO', 'BH', 'report change'],
  ['BH', 'BO', 'change'],
  ['BO', 'BS', 'report change'],
  ['BS', 'AS', 'post report change'],
  ['AS', 'AO', 'change'],
  ['AO', 'AH', 'report change'],
] as const

const laneText = (lane: Arrow['from']): string =>
  (shortName(lane.hyperty)[0] ?? '').toUpperCase() + (lane.part[0] ?? '').toUpperCase()

function arrows(world: World): Arrow[] {
  const sent = world.events.filter((event): event is SentEvent => event.kind === 'sent')
  return sent
    .filter(({ message }) => message.type === 'create' || message.type === 'update')
    .flatMap((event) => {
      const ended = world.ended(event.n) as (EndedEvent | undefined)[]
      return (ended.length > 0 ? ended : [undefined]).flatMap((one) => arrowsOf(event, one))
    })
}

async function playPhases() {
  const pair = await createPair()
  const { world, alice, bob, todo } = pair
  ;(alice.object('todo').data as { title: string }).title = 'from Alice'
  await world.settle()
  void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: true })
  await world.settle()
  ;(bob.object('todo').data as { done: boolean }).done = true
  await world.settle()
  return pair
}

describe("the seed's three phases", () => {
  it("[SY1] the recorded hops are the chart's 19 arrows, one by one, in order", async () => {
    const { world } = await playPhases()
    const seen = arrows(world).filter((arrow) => arrow.style === 'solid')
    expect(seen.map(({ from, to }) => `${laneText(from)} ${laneText(to)}`)).toEqual(
      chart.map(([from, to]) => `${from} ${to}`),
    )
    seen.forEach((arrow, index) => expect(arrow.label).toContain(chart[index]?.[2]))
  })

  it('[SY2] within a phase every hop is stamped no earlier than the one before it', async () => {
    const { world } = await playPhases()
    for (const phase of [arrows(world).slice(0, 9), arrows(world).slice(9, 14), arrows(world).slice(14, 19)]) {
      // the object was made and observed before it was shared; from there on time goes one way
      const times = phase.map(({ at }) => at)
      expect(times).toEqual([...times].toSorted((a, b) => a - b))
    }
  })

  it('[SY3] both hyperties hold the same in the end', async () => {
    const { alice, bob } = await playPhases()
    const value = alice.object('todo').value
    expect(bob.object('todo').value).toEqual(value)
    expect(value as JsonObject).toMatchObject({ title: 'from Alice', done: true })
    expect(valueAt(value, ['list'])).toEqual([1, 2, 3])
  })
})
