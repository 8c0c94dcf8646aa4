/** The seed's three phases: an object is made and shared, its owner changes it, and then the other one does. */
import { objectUrl } from '../message.ts'
import { grant, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')

export const phases: Scenario = {
  name: 'phases',
  text: 'How a change travels: an object is shared, its owner changes it, and a follower who was granted it does.',
  steps: [
    { at: 0, who: 'Alice', do: 'join' },
    { at: 0, who: 'Bob', do: 'join' },
    phase(100, 'Object creation and shared'),
    { at: 100, who: 'Alice', do: 'create', name: 'todo', value: { title: 'Buy milk', done: false } },
    says(200, "Alice shares it: her Syncer posts it, Bob's Syncer makes his instance and tells him."),
    { at: 200, who: 'Alice', do: 'ask', action: { do: 'share', url: todo } },
    phase(1000, 'Object changed by Hyperty 1'),
    says(1000, 'Alice changes the title; her change is reported to Bob.'),
    writes(1000, 'Alice', todo, set('title', 'Buy bread')),
    phase(2000, 'Object changed by Hyperty 2'),
    says(2000, 'Only its owner may write, so Alice gives Bob the right to.'),
    grant(2000, 'Alice', todo, 'Bob'),
    says(2500, 'Bob ticks it off; his change is reported to Alice.'),
    writes(2500, 'Bob', todo, set('done', true)),
    rests(3500),
  ],
}
