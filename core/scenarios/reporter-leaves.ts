/** Reporter leaves: the one who numbers the writes goes, and somebody else takes over. */
import { objectUrl } from '../message.ts'
import { grant, opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')

export const reporterLeaves: Scenario = {
  name: 'reporter-leaves',
  text: 'An object can outlive who made it: a follower takes over, and goes on from the latest version that is there.',
  steps: [
    ...opening({
      people: ['Alice', 'Bob', 'Carol'],
      name: 'todo',
      value: { title: 'Groceries', done: false },
      delayMs: 20,
      onLeave: 'take over',
    }),
    phase(1000, 'Alice leaves'),
    writes(1000, 'Alice', todo, set('title', 'Groceries, the last of Alice')),
    says(1200, 'Alice leaves.'),
    { at: 1200, who: 'Alice', do: 'leave' },
    phase(2000, 'Bob takes over'),
    says(2000, 'Bob takes the object over, and lets Carol write.'),
    { at: 2000, who: 'Bob', do: 'ask', action: { do: 'take-over', url: todo } },
    grant(3000, 'Bob', todo, 'Carol'),
    writes(3500, 'Bob', todo, set('title', 'Groceries, by Bob')),
    writes(4000, 'Carol', todo, set('done', true)),
    rests(5000),
  ],
}
