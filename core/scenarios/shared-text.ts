/** Shared text: two people type into one text, at its two ends, character by character. */
import { objectUrl } from '../message.ts'
import { opening, phase, rests, says, set, writes } from '../opening.ts'
import type { Scenario, Step } from '../scenario.ts'

const note = objectUrl('note')
/** Between two keys, and how long a message takes, in milliseconds: all that is typed at once is typed unseen. */
const [keyMs, delayMs] = [30, 400]

/** Somebody types, a key at a time: what stood there, with what was typed of it by then. */
const typed = (at: number, who: string, words: string, textWith: (typed: string) => string): readonly Step[] =>
  [...words].map((_, index) => writes(at + index * keyMs, who, note, set('text', textWith(words.slice(0, index + 1)))))

export const sharedText: Scenario = {
  name: 'shared-text',
  text: 'Two people type into one text: where the text is one value, one of them types for nothing.',
  steps: [
    ...opening({ people: ['Alice', 'Bob'], name: 'note', value: { text: 'the sea' }, delayMs }),
    phase(3000, 'Alice types'),
    says(3000, 'Alice types in front, by herself.'),
    ...typed(3000, 'Alice', 'By ', (words) => `${words}the sea`),
    phase(5000, 'Both type'),
    says(5000, 'Alice types in front, Bob at the end, both at once.'),
    ...[
      ...typed(5000, 'Alice', 'Down ', (words) => `${words}By the sea`),
      ...typed(5000, 'Bob', ' at night', (words) => `By the sea${words}`),
    ].sort((one, other) => one.at - other.at),
    rests(8000),
  ],
}
