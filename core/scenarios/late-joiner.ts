/** Late joiner: somebody comes while the others write, and must not miss what is under way. */
import { objectUrl } from '../message.ts'
import { grant, opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario, Step } from '../scenario.ts'

const todo = objectUrl('todo')
const edits = 20
const everyMs = 25

const typing: readonly Step[] = Array.from({ length: edits }, (_, index) =>
  writes(1000 + index * everyMs, index % 2 === 0 ? 'Alice' : 'Bob', todo, set(`item ${index + 1}`, index)),
)

export const lateJoiner: Scenario = {
  name: 'late-joiner',
  text: 'Who comes later gets the value as it is, and every change from then on: none is missed between, none comes twice.',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'todo', value: { title: 'Groceries' }, delayMs: 60 }),
    phase(1000, 'Alice and Bob write'),
    ...typing.filter(({ at }) => at < 1200),
    says(1200, 'Carol comes while they do.'),
    { at: 1200, who: 'Carol', do: 'join' },
    ...typing.filter(({ at }) => at >= 1200),
    phase(2500, 'Carol writes, too'),
    grant(2500, 'Alice', todo, 'Carol'),
    writes(3000, 'Carol', todo, set('title', 'Groceries, also for Carol')),
    rests(4000),
  ],
}
