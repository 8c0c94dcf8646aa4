/**
 * What can be declared of a link in one direction: plain data, and a table of its knobs that says each one's name,
 * unit, range and text, so that whoever shows or parses conditions needs to know none of them by heart.
 */

/** How the latency of messages spreads around or above the latency that is set. */
export const jitterShapes = ['uniform', 'normal', 'long-tail'] as const
export type JitterShape = (typeof jitterShapes)[number]

export interface LinkConditions {
  readonly latencyMs: number
  readonly jitterMs: number
  readonly jitterShape: JitterShape
  readonly lossPercent: number
  readonly burstMessages: number
  readonly duplicatePercent: number
  readonly reorderPercent: number
  readonly reorderMs: number
  readonly bandwidthKilobits: number
  readonly isCut: boolean
  readonly isHeld: boolean
}

/** A link as it is when nothing has been declared: every knob at zero. */
export const noConditions: LinkConditions = Object.freeze({
  latencyMs: 0,
  jitterMs: 0,
  jitterShape: 'uniform',
  lossPercent: 0,
  burstMessages: 0,
  duplicatePercent: 0,
  reorderPercent: 0,
  reorderMs: 0,
  bandwidthKilobits: 0,
  isCut: false,
  isHeld: false,
})

/** What stands beside every knob: the key of its value, its name and what it does, for people. */
interface Named {
  readonly key: keyof LinkConditions
  readonly label: string
  readonly text: string
}

/** A knob: a number in a range from 0, a choice, or a switch. */
export type Knob = Named &
  (
    | { readonly kind: 'number'; readonly unit: string; readonly max: number; readonly step: number }
    | { readonly kind: 'choice'; readonly choices: readonly { readonly value: string; readonly label: string }[] }
    | { readonly kind: 'switch' }
  )

const number = (
  key: keyof LinkConditions,
  label: string,
  unit: string,
  max: number,
  step: number,
  text: string,
): Knob => ({ kind: 'number', key, label, unit, max, step, text })

/** All knobs, in the order in which they are shown. */
export const knobs: readonly Knob[] = [
  number('latencyMs', 'Latency', 'ms', 10_000, 1, 'Every message takes at least about so long.'),
  number('jitterMs', 'Jitter', 'ms', 10_000, 1, 'How far the latency of messages spreads.'),
  {
    kind: 'choice',
    key: 'jitterShape',
    label: 'Spread',
    choices: [
      { value: 'uniform', label: 'Uniform' },
      { value: 'normal', label: 'Normal' },
      { value: 'long-tail', label: 'Long tail' },
    ],
    text: 'Uniform: up to the jitter either way. Normal: the jitter is the standard deviation. Long tail: the jitter is the mean of what comes on top, mostly less and now and then much more.',
  },
  number('lossPercent', 'Loss', '%', 100, 0.1, 'So many messages of a hundred are lost, in the long run.'),
  number(
    'burstMessages',
    'In bursts of',
    'messages',
    1_000,
    1,
    'How many are lost in a row, on average; a second of quiet ends it. At 0 each is lost by itself.',
  ),
  number('duplicatePercent', 'Duplicates', '%', 100, 0.1, 'So many messages of a hundred arrive twice.'),
  number('reorderPercent', 'Overtaken', '%', 100, 0.1, 'So many messages of a hundred may be overtaken by later ones.'),
  number('reorderMs', 'Held back up to', 'ms', 10_000, 1, 'How much longer one takes that may be overtaken.'),
  number(
    'bandwidthKilobits',
    'Bandwidth',
    'kbit/s',
    1_000_000,
    1,
    'Messages queue for the line. At 0 it is not limited.',
  ),
  { kind: 'switch', key: 'isCut', label: 'Cut', text: 'Nothing arrives: every message is lost.' },
  { kind: 'switch', key: 'isHeld', label: 'Hold', text: 'Messages wait, in order, until the link is released.' },
]

/** Whether these conditions do nothing at all. What only shapes another knob does nothing by itself. */
export function areNeutral(conditions: LinkConditions): boolean {
  const { latencyMs, jitterMs, lossPercent, duplicatePercent, bandwidthKilobits, isCut, isHeld } = conditions
  const numbers = latencyMs + jitterMs + lossPercent + duplicatePercent + bandwidthKilobits
  return numbers === 0 && !doesReorder(conditions) && !isCut && !isHeld
}

export const doesReorder = ({ reorderPercent, reorderMs }: LinkConditions): boolean =>
  reorderPercent > 0 && reorderMs > 0

/** Whether a message may be lost, doubled, overtaken or kept waiting without end: the link is not to be relied on. */
export const areUnreliable = (conditions: LinkConditions): boolean =>
  conditions.lossPercent > 0 ||
  conditions.duplicatePercent > 0 ||
  doesReorder(conditions) ||
  conditions.isCut ||
  conditions.isHeld

/** Conditions in words: `latency 75 ms, loss 10 % in bursts of 3`. */
export function conditionsText(conditions: LinkConditions): string {
  const { latencyMs, jitterMs, jitterShape, lossPercent, burstMessages, duplicatePercent } = conditions
  const words: string[] = []
  if (conditions.isCut) words.push('cut')
  if (conditions.isHeld) words.push('messages wait')
  if (latencyMs > 0) words.push(`latency ${latencyMs} ms`)
  if (jitterMs > 0) words.push(`jitter ${jitterMs} ms (${jitterShape.replace('-', ' ')})`)
  if (lossPercent > 0) words.push(`loss ${lossPercent} %${burstMessages > 0 ? ` in bursts of ${burstMessages}` : ''}`)
  if (duplicatePercent > 0) words.push(`${duplicatePercent} % twice`)
  if (doesReorder(conditions)) words.push(`${conditions.reorderPercent} % overtaken`)
  if (conditions.bandwidthKilobits > 0) words.push(`${conditions.bandwidthKilobits} kbit/s`)
  return words.length > 0 ? words.join(', ') : 'no conditions'
}
