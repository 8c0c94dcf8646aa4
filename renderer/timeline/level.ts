/**
 * How much of the chart is told: every hop, every change, or how many. Chosen by the room there is to read and by how
 * much is in sight; a step back is taken a little later than the step forth, so that nothing flickers. Knows counts only.
 */

export type Level = 'hops' | 'changes' | 'density'

/** A row that is read is at least so high. */
export const readableHeight = 20
/** So high a row of changes is, at which it is worth its hops; and a row of hops at most. */
export const lineHeightMax = 48
/** Where hops cannot be read any more, changes begin so high; where changes are that large, hops begin so high. */
export const changesFirst = 40
export const hopsFirst = 24
/** More strokes than so many are shown as a density. */
export const strokesMax = 20_000
const slack = 0.2

/** Between changes and their density: by how many rows are in sight. */
export const coarseLevel = (before: Level, rows: number): Level =>
  rows > (before === 'density' ? strokesMax * (1 - slack) : strokesMax) ? 'density' : 'changes'

/** On an axis of time, where rows lie as near as their moments do: by how many are in a window of such a height. */
export function levelOf(before: Level, rows: number, height: number): Level {
  const readable = height / readableHeight
  if (rows <= (before === 'hops' ? readable * (1 + slack) : readable)) return 'hops'
  return coarseLevel(before, rows)
}

/** What a zoom on the ordinal axis comes to: another height of a line and, where it cannot be read so, another level. */
export function zoomLine(
  level: Level,
  lineHeight: number,
  factor: number,
  least: number,
): { readonly level: Level; readonly lineHeight: number } {
  const wanted = lineHeight * factor
  // a whole pixel at least where lines can be read, or a small step would be none
  const next = wanted < readableHeight ? wanted : factor > 1 ? Math.ceil(wanted) : Math.floor(wanted)
  if (level === 'hops' && next < readableHeight) return { level: 'changes', lineHeight: changesFirst }
  if (level !== 'hops' && next > lineHeightMax) return { level: 'hops', lineHeight: hopsFirst }
  return { level, lineHeight: Math.max(Math.min(least, readableHeight), Math.min(lineHeightMax, next)) }
}
