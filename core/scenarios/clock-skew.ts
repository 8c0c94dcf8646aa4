/** Clock skew: two write at the same time, and the clock of one of them is wrong by seconds. */
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')
/** Alice's clock is ahead by so much, in milliseconds: more than anything that happens meanwhile takes. */
const aheadMs = 5000

export const clockSkew: Scenario = {
  name: 'clock-skew',
  text: 'Where the later write stands, it is the later by the clocks of the writers: a clock that is ahead wins over people who write after it.',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'todo', value: { title: 'Groceries', done: false }, delayMs: 400 }),
    phase(2000, 'One clock is ahead'),
    says(2000, "Alice's clock is set five seconds ahead."),
    { at: 2000, who: 'Alice', do: 'skew', skewMs: aheadMs, driftPercent: 0 },
    says(3000, 'Alice writes the title; a moment later, and before it arrives, so does Bob: his is the later one.'),
    writes(3000, 'Alice', todo, set('title', 'Groceries, by Alice')),
    writes(3100, 'Bob', todo, set('title', 'Groceries, by Bob')),
    phase(5000, 'Who has seen it'),
    says(5000, 'Bob has seen what stands, and changes it: whoever has seen a write stamps later, by whatever clock.'),
    writes(5000, 'Bob', todo, set('title', 'Groceries, seen by Bob')),
    phase(7000, 'The clock is set right'),
    says(7000, "Alice's clock is right again, and she writes last."),
    { at: 7000, who: 'Alice', do: 'skew', skewMs: 0, driftPercent: 0 },
    writes(7000, 'Alice', todo, set('done', true)),
    rests(8000),
  ],
}
