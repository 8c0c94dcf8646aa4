/** Partition and heal: two people write while they are apart, and find each other again. */
import { objectUrl } from '../message.ts'
import { online, opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')

export const partition: Scenario = {
  name: 'partition',
  text: 'Who is cut off can go on writing; when the line is back, what both wrote meanwhile has to be brought together.',
  steps: [
    ...opening({
      people: ['Alice', 'Bob', 'Carol'],
      name: 'todo',
      value: { title: 'Groceries', who: 'nobody', when: 'today' },
      delayMs: 20,
    }),
    phase(1000, 'Partition'),
    says(1000, 'Bob is cut off; Alice, Carol and he go on.'),
    online(1000, 'Bob', false),
    writes(1200, 'Alice', todo, set('title', 'Groceries for two')),
    writes(1300, 'Bob', todo, set('title', 'Groceries for three')),
    writes(1400, 'Carol', todo, set('who', 'Carol')),
    writes(1500, 'Bob', todo, set('when', 'tomorrow')),
    phase(3000, 'Heal'),
    says(3000, 'Bob is back.'),
    online(3000, 'Bob', true),
    writes(5000, 'Bob', todo, set('who', 'Bob')),
    rests(6000),
  ],
}
