/**
 * One order of delivery as the steps of a scenario: the writes are made at once, and links are given the delays by which
 * they arrive in that order. What comes of it is the affair of whoever plays it.
 */
import type { JsonObject, Path } from './change.ts'
import { editsOf } from './input-edits.ts'
import { noConditions, type LinkConditions } from './link-conditions.ts'
import { hypertyUrl, objectUrl, shortName, type Address } from './message.ts'
import { grant, phase, rests } from './opening.ts'
import type { Step } from './scenario.ts'
import type { Write } from './trial.ts'

export interface OrderScript {
  readonly object: Address
  readonly value: JsonObject
  /** Where its texts are shared character by character. */
  readonly texts?: readonly Path[] | undefined
  readonly reporter: Address
  readonly holders: readonly Address[]
  readonly writes: readonly Write[]
  /** Places in the list of writes. */
  readonly way: readonly number[]
}

/** When the writes are made, and how far apart, so that a clock of theirs tells which was first. */
const writeMs = 2_000
const apartMs = 5
/** When the first of them arrives, and how far apart they do. */
const arriveMs = 3_000
const stepMs = 50
/** Something else than what was sent earlier must be able to overtake it: then it is held back by so little at most. */
const overtakeMs = 1

const delayed = (delayMs: number, isOvertaken: boolean): LinkConditions => ({
  ...noConditions,
  latencyMs: delayMs,
  ...(isOvertaken ? { reorderPercent: 100, reorderMs: overtakeMs } : {}),
})

/** The steps by which a scenario plays the order. */
export function stepsOfOrder({ object, value, texts, reporter, holders, writes, way }: OrderScript): readonly Step[] {
  const url = objectUrl(shortName(object))
  const people = [reporter, ...holders.filter((who) => who !== reporter)]
  const owner = shortName(reporter)
  const opening: Step[] = [
    ...people.map((who): Step => ({ at: 0, who: shortName(who), do: 'join' })),
    {
      at: 100,
      who: owner,
      do: 'ask',
      action: { do: 'create', name: shortName(object), value, ...(texts && texts.length > 0 ? { texts } : {}) },
    },
    { at: 200, who: owner, do: 'ask', action: { do: 'share', url } },
    ...people.slice(1).map((who): Step => grant(500, owner, url, shortName(who))),
  ]
  const places = new Map(way.map((index, place) => [index, place]))
  const isOvertaken = writes.some(({ author }, index) =>
    writes.some(
      (other, later) => later > index && other.author === author && (places.get(later) ?? 0) < (places.get(index) ?? 0),
    ),
  )
  const written = writes.flatMap(({ author, changes }, index): Step[] => {
    const at = writeMs + index * apartMs
    const arrival = arriveMs + (places.get(index) ?? 0) * stepMs
    const conditions = delayed(arrival - at, isOvertaken)
    const from = hypertyUrl(shortName(author))
    const links = people
      .filter((who) => who !== author)
      .map((who): Step => ({
        ...{ at, do: 'link' },
        order: { from, to: hypertyUrl(shortName(who)), conditions, time: { kind: 'standing' }, seed: 1 },
      }))
    const edits = editsOf(changes).map((edit): Step => ({ at, who: shortName(author), do: 'edit', object: url, edit }))
    return [...links, ...edits]
  })
  const end = arriveMs + writes.length * stepMs + 1_000
  return [
    ...opening,
    phase(writeMs, 'Written at the same time'),
    ...written,
    phase(arriveMs - 10, `Delivered in the order ${way.map((one) => one + 1).join(', ')}`),
    rests(end),
  ]
}
