/** Two writers on one list: they put in and take out at the same time, at places that the other is moving. */
import type { Json } from '../change.ts'
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, writes } from '../opening.ts'
import type { Edit, Scenario } from '../scenario.ts'

const todo = objectUrl('todo')
const list = ['list']
const insert = (index: number, value: Json): Edit => ({ kind: 'insert', list, index, value })
const remove = (index: number): Edit => ({ kind: 'remove', list, index })

export const twoWriters: Scenario = {
  name: 'two-writers',
  text: 'A place in a list is moved by what others put in and take out: an index alone does not say what was meant.',
  steps: [
    ...opening({
      people: ['Alice', 'Bob'],
      name: 'todo',
      value: { list: ['bread', 'milk', 'eggs', 'tea'] },
      delayMs: 40,
    }),
    phase(1000, 'Both put something in'),
    says(1000, 'Alice puts apples in front, Bob takes eggs out.'),
    writes(1000, 'Alice', todo, insert(0, 'apples')),
    writes(1000, 'Bob', todo, remove(2)),
    phase(2000, 'At one place'),
    says(2000, 'Both put something in at the same place.'),
    writes(2000, 'Alice', todo, insert(1, 'salt')),
    writes(2000, 'Bob', todo, insert(1, 'rice')),
    phase(3000, 'The same element'),
    says(3000, 'Both take out the first one.'),
    writes(3000, 'Alice', todo, remove(0)),
    writes(3000, 'Bob', todo, remove(0)),
    rests(4000),
  ],
}
