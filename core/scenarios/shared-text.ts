/** Shared text: two people type into one text, at its two ends, character by character. */
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, types, writes } from '../opening.ts'
import type { Scenario, Step } from '../scenario.ts'

const note = objectUrl('note')
/** Between two keys, and how long a message takes, in milliseconds: all that is typed at once is typed unseen. */
const [keyMs, delayMs] = [30, 400]

/** Somebody types, a key at a time, from a place on. */
const typed = (at: number, who: string, words: string, from: number): readonly Step[] =>
  [...words].map((key, index) => writes(at + index * keyMs, who, note, types('text', from + index, key)))

export const sharedText: Scenario = {
  name: 'shared-text',
  text: 'Two people type into one text: where it is settled character by character both stand in it, where the text is one value one of them types for nothing.',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'note', value: { text: 'the sea' }, delayMs, texts: [['text']] }),
    phase(3000, 'Alice types'),
    says(3000, 'Alice types in front, by herself.'),
    ...typed(3000, 'Alice', 'By ', 0),
    phase(5000, 'Both type'),
    says(5000, 'Alice types in front, Bob at the end, both at once.'),
    ...[...typed(5000, 'Alice', 'Down ', 0), ...typed(5000, 'Bob', ' at night', 'By the sea'.length)].sort(
      (one, other) => one.at - other.at,
    ),
    rests(8000),
  ],
}
