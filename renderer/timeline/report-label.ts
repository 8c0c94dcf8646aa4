/** What stands on the line of a report: what somebody did and, where it was sent to more, what became of how many. */
import type { SentEvent } from '../../core/event.ts'
import type { NameOf, Outcome } from '../../core/scene.ts'
import { deedOf } from './explain.ts'
import type { PlacedArrow } from './place.ts'
import { durationText, signedText } from './time-text.ts'

const words: { readonly [O in Exclude<Outcome, 'done'>]: string } = {
  refused: 'refused',
  lost: 'lost',
  'in-flight': 'on its way',
  duplicate: 'known already',
}

export function reportLabel(
  sent: SentEvent,
  arrows: readonly PlacedArrow[],
  nameOf: NameOf,
): { readonly text: string; readonly took: string } {
  const what = Object.entries(words).flatMap(([outcome, word]) => {
    const count = arrows.filter(({ arrow }) => arrow.outcome === outcome).length
    if (count === 0) return []
    return [arrows.length === 1 ? word : `${count} of ${arrows.length} ${word}`]
  })
  const times = arrows.flatMap(({ arrow: { at, until } }) => (until === undefined ? [] : [until - at]))
  const longest = Math.max(...times)
  const took = times.length > 1 ? `≤ ${durationText(longest)}` : signedText(longest)
  return {
    text: [deedOf(sent.message, nameOf), ...what].join(' — '),
    took: times.length === 0 ? '' : took,
  }
}
