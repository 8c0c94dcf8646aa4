/** Chat with children: each message is an object of its own, a child of the room, written by nobody but its author. */
import { childUrl, objectUrl } from '../message.ts'
import { opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario, Step } from '../scenario.ts'

const room = objectUrl('room')

const posts = (at: number, who: string, name: string, text: string): Step => ({
  at,
  who,
  do: 'ask',
  action: { do: 'create', name, value: { who, text }, parent: room },
})

export const chat: Scenario = {
  name: 'chat',
  text: 'What is a child of its own has one writer: two who speak at once do not get in the way of each other.',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'room', value: { topic: 'Groceries' }, delayMs: 40 }),
    phase(1000, 'Both speak at once'),
    posts(1000, 'Alice', 'm1', 'Who buys milk?'),
    posts(1000, 'Bob', 'm2', 'I am at the market.'),
    says(1500, 'Bob puts right what he wrote.'),
    writes(1500, 'Bob', childUrl(room, 'm2'), set('text', 'I am at the market. Milk?')),
    phase(2000, 'Carol comes'),
    says(2000, 'Carol comes later, and is invited to the room and all that was said in it.'),
    { at: 2000, who: 'Carol', do: 'join' },
    posts(3000, 'Carol', 'm3', 'I have milk.'),
    writes(3500, 'Alice', room, set('topic', 'Groceries, without milk')),
    rests(4500),
  ],
}
