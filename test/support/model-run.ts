/** Runs in which several write at once, under any concurrency model, on bad links. */
import { createRandom } from '../../core/clock.ts'
import type { Json } from '../../core/change.ts'
import { noConditions, type LinkConditions } from '../../core/link-conditions.ts'
import { objectUrl } from '../../core/message.ts'
import type { Model } from '../../core/model.ts'
import { createWorld, type Participant, type World } from './world.ts'

export const todo = objectUrl('todo')

export const storm: LinkConditions = {
  ...noConditions,
  ...{ latencyMs: 20, jitterMs: 30, jitterShape: 'long-tail', lossPercent: 20, burstMessages: 4 },
  ...{ duplicatePercent: 30, reorderPercent: 30, reorderMs: 500 },
}

/** People who share an object of a model, on links without conditions. */
export async function shareOf(model: Model, names: readonly string[], value: object) {
  const world = createWorld()
  const people = names.map((name) => world.join(name))
  await world.settle()
  const owner = people[0] as Participant
  void owner.hyperty.create('todo', value as never, { model: model.name })
  await world.settle()
  void owner.hyperty.request({ do: 'share', url: todo, postedAt: 0 })
  await world.settle()
  for (const { url: to } of people.slice(1)) void owner.hyperty.request({ do: 'grant', url: todo, to, write: true })
  await world.settle()
  return { world, people, owner }
}

type Data = { [key: string]: Json }

function write(random: () => number, data: Data, step: number): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const roll = random()
  const inner = data['b'] as Data | undefined
  const list = data['list'] as Json[] | undefined
  if (roll < 0.3) data[pick(['a', 'c'])] = step
  else if (roll < 0.4) data['b'] = { x: step }
  else if (roll < 0.6 && inner && typeof inner === 'object') inner[pick(['x', 'y'])] = { v: step }
  else if (roll < 0.65) delete data[pick(['a', 'b', 'c'])]
  else if (roll < 0.9 && list) list.splice(Math.floor(random() * (list.length + 1)), 0, step)
  else if (list && list.length > 0) list.splice(Math.floor(random() * list.length), 1)
}

/** Four write at random while links lose, double, overtake and are cut, windows crash, and somebody comes late; then there is quiet. */
export async function stormOf(
  model: Model,
  seed: number,
  steps = 40,
): Promise<{ world: World; people: Participant[] }> {
  const random = createRandom(seed)
  const { world, people } = await shareOf(model, ['Alice', 'Bob', 'Carol'], { a: 0, b: { x: 0 }, list: [-1] })
  const { links } = world.bus
  const cut = { ...noConditions, isCut: true }
  links.order({ conditions: storm, time: { kind: 'standing' }, seed })
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  for (let step = 0; step < steps; step++) {
    const person = pick(people)
    const roll = random()
    if (step === Math.floor(steps / 2)) people.push(world.join('Dave'))
    else if (roll < 0.05)
      links.order({ conditions: cut, from: person.url, time: { kind: 'span', afterMs: 50, forMs: 2_000 }, seed })
    else if (roll < 0.1) void person.hyperty.request({ do: 'online', online: random() < 0.4 })
    else if (roll < 0.14) {
      person.crash()
      person.reopen()
    } else {
      const object = person.hyperty.objects.get(todo)
      if (object) write(random, object.data as Data, step)
    }
    await world.settle(random() * 150)
  }
  for (const person of people) void person.hyperty.request({ do: 'online', online: true })
  await world.settle(60_000)
  // whose invitation was lost to the end asks by itself
  for (const person of people)
    if (!person.hyperty.objects.has(todo)) void person.hyperty.request({ do: 'follow', url: todo })
  await world.settle(600_000)
  return { world, people }
}
