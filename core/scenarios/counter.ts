/** A counter: everyone adds one to what they see, which is not what the others see. */
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, writes } from '../opening.ts'
import type { Edit, Scenario, Step } from '../scenario.ts'

const likes = objectUrl('likes')
const people = ['Alice', 'Bob', 'Carol']
const plusOne: Edit = { kind: 'add', path: ['count'], by: 1 }

/** All add one at the same time. */
const round = (at: number): readonly Step[] => people.map((who) => writes(at, who, likes, plusOne))

export const counter: Scenario = {
  name: 'counter',
  text: 'Who adds one to what they see writes a number, not an addition: of three likes at once one is counted.',
  steps: [
    ...opening({ people, name: 'likes', value: { count: 0 }, delayMs: 40 }),
    phase(1000, 'Three likes at once, three times'),
    says(1000, 'Everyone adds one to the count that they see.'),
    ...round(1000),
    ...round(1500),
    ...round(2000),
    phase(3000, 'One after the other'),
    says(3000, 'Then each waits for the other.'),
    ...people.map((who, index) => writes(3000 + 500 * index, who, likes, plusOne)),
    rests(5000),
  ],
}
