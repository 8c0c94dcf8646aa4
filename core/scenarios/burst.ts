/** Burst: more changes at once than messages can carry one by one. */
import type { Random } from '../clock.ts'
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario, Size, Step } from '../scenario.ts'

const board = objectUrl('board')
const people = ['Alice', 'Bob', 'Carol']
/** Each has so many cells of its own, and so many belong to all. */
const [ownCells, sharedCells] = [8, 2]
const burstMs = 200

function stepsOf(random: Random, { edits }: Size): readonly Step[] {
  const below = (end: number): number => Math.floor(random() * end)
  const burst = Array.from({ length: edits * people.length }, (_, index): Step => {
    const who = people[index % people.length] as string
    const cell = below(ownCells + sharedCells)
    const key = cell < ownCells ? `${who} ${cell}` : `all ${cell}`
    return writes(1000 + below(burstMs), who, board, set(key, index))
  })
  return [
    ...opening({ people, name: 'board', value: {}, delayMs: 20 }),
    phase(1000, 'Burst'),
    says(1000, 'Everyone writes as fast as a machine can, mostly to cells of their own.'),
    ...burst.sort((one, other) => one.at - other.at),
    rests(3000),
  ]
}

export const burst: Scenario = {
  name: 'burst',
  text: 'Many changes in a moment travel together: while one report is under way, what is written next is gathered.',
  steps: stepsOf,
}
