/** The seed's question: both change the same attribute at the same time. */
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')

export const bothAtOnce: Scenario = {
  name: 'both-at-once',
  text: "The seed's question: what becomes of two changes of one attribute that were made at the same time, neither knowing the other.",
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'todo', value: { title: 'Groceries', done: false }, delayMs: 40 }),
    phase(1000, 'Both at once'),
    says(1000, 'Alice and Bob change the title at the same time.'),
    writes(1000, 'Alice', todo, set('title', 'Groceries, by Alice')),
    writes(1000, 'Bob', todo, set('title', 'Groceries, by Bob')),
    phase(2000, 'One after the other'),
    says(2000, 'Bob has seen what became of it, and changes something else.'),
    writes(2000, 'Bob', todo, set('done', true)),
    rests(3000),
  ],
}
