/** Tables for tests: from lines, and from a session in which two hyperties really wrote. */
import { createColumns, type Columns } from '../../core/columns.ts'
import type { TextCodec } from '../../core/column.ts'
import { createRandom } from '../../core/clock.ts'
import type { Json, JsonObject } from '../../core/change.ts'
import { createPair, type Participant, type World } from './world.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const utf8: TextCodec = { encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) }

export function columnsOf(lines: Iterable<string>): Columns {
  const columns = createColumns(utf8)
  for (const line of lines) columns.append(line)
  return columns
}

/** The seed's three phases, with the notes that a demonstration puts between them. */
export async function playPhases() {
  const pair = await createPair({ value: { title: 'Buy milk', done: false } })
  const { world, alice, bob, todo } = pair
  const note = (text: string, style: 'phase' | 'step'): void => world.recorder.add({ kind: 'note', text, style })
  note('Object changed by Hyperty 1', 'phase')
  note('Alice changes the title; her change is reported to Bob.', 'step')
  ;(alice.object('todo').data as { title: string }).title = 'Buy bread'
  await world.settle()
  note('Object changed by Hyperty 2', 'phase')
  void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: true })
  await world.settle()
  ;(bob.object('todo').data as { done: boolean }).done = true
  await world.settle()
  return pair
}

/** Writes something somewhere, as chance has it: keys, list elements, values of every kind. */
function scribble(participant: Participant, random: () => number): void {
  const data = participant.object('todo').data as { [key: string]: Json } & { list: Json[] }
  const kind = Math.floor(random() * 5)
  const value = Math.floor(random() * 1000)
  if (kind === 0) data[`key${value % 5}`] = value
  else if (kind === 1) delete data[`key${value % 5}`]
  else if (kind === 2) data.list.splice(value % (data.list.length + 1), value % 2, value)
  else if (kind === 3) data['nested'] = { deep: { value } }
  else data['title'] = `text ${value} — ✓`
}

/** Alice and Bob write for a while, at times at once, at times refused; Bob's right comes and goes. */
export async function scribbleSession(
  seed: number,
  rounds: number,
): Promise<{ world: World; alice: Participant; bob: Participant; todo: string }> {
  const random = createRandom(seed)
  const pair = await createPair({ value: { title: 'a', list: [1, 2, 3] } satisfies JsonObject })
  const { world, alice, bob, todo } = pair
  for (let round = 0; round < rounds; round++) {
    if (round % 7 === 0) {
      void alice.hyperty.request({ do: 'grant', url: todo, to: bob.url, write: random() < 0.7 })
      await world.settle(5)
    }
    if (random() < 0.6) scribble(alice, random)
    if (random() < 0.6) scribble(bob, random)
    await world.settle(random() < 0.5 ? 400 : 0.3)
  }
  await world.settle(2000)
  return pair
}
