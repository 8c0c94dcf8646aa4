/** Which hyperties are expanded into their three lifelines: what a click on one does. Knows no pixels but a bound. */
import type { Address } from '../../core/message.ts'

/**
 * Collapses who is expanded, expands who is not. Where there is room for no more, it takes the place of the one at
 * that side.
 * @param shown who is expanded now, from left to right
 * @param max so many have room
 */
export function toggleExpanded(
  shown: readonly Address[],
  url: Address,
  side: 'left' | 'right',
  max: number,
): readonly Address[] {
  if (shown.includes(url)) return shown.filter((one) => one !== url)
  const isFull = shown.length >= max
  if (side === 'left') return [url, ...(isFull ? shown.slice(1) : shown)]
  return [...(isFull ? shown.slice(0, -1) : shown), url]
}
