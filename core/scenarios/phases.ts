/** The seed's three phases: an object is made and shared, its owner changes it, and then the other one does. */
import { hypertyUrl, objectUrl } from '../message.ts'
import { rests } from '../opening.ts'
import type { Scenario } from '../scenario.ts'

const todo = objectUrl('todo')

export const phases: Scenario = {
  name: 'phases',
  text: 'How a change travels: an object is shared, its owner changes it, and a follower who was granted it does.',
  steps: [
    { at: 0, who: 'Alice', do: 'join' },
    { at: 0, who: 'Bob', do: 'join' },
    { at: 100, do: 'note', style: 'phase', text: 'Creation and sharing' },
    { at: 100, who: 'Alice', do: 'create', name: 'todo', value: { title: 'Groceries', done: false, list: [1, 2, 3] } },
    { at: 200, who: 'Alice', do: 'ask', action: { do: 'share', url: todo } },
    { at: 1000, do: 'note', style: 'phase', text: 'Change by Alice' },
    {
      at: 1000,
      who: 'Alice',
      do: 'edit',
      object: todo,
      edit: { kind: 'set', path: ['title'], value: 'Groceries, today' },
    },
    { at: 2000, do: 'note', style: 'phase', text: 'Change by Bob' },
    { at: 2000, who: 'Alice', do: 'ask', action: { do: 'grant', url: todo, to: hypertyUrl('Bob'), write: true } },
    { at: 2500, who: 'Bob', do: 'edit', object: todo, edit: { kind: 'set', path: ['done'], value: true } },
    rests(3500),
  ],
}
