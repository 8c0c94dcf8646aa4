/** What the chart is called for those who hear it: with the keys as they are bound now. */
const told = [
  ['chart.next', 'the next hop'],
  ['chart.previous', 'the hop before'],
  ['chart.lane-next', 'the next one of a lifeline'],
  ['chart.first', 'the first one'],
  ['chart.last', 'the last one'],
  ['chart.zoom-in', 'nearer'],
  ['chart.zoom-out', 'farther'],
  ['chart.centre', 'the middle'],
  ['note.bookmark', 'a bookmark'],
  ['window.keys', 'all keys'],
] as const

/** A command without a key is not named. */
export function chartLabel(keyOf: (command: string) => string | undefined): string {
  const named = told.flatMap(([id, what]) => {
    const key = keyOf(id)
    return key === undefined ? [] : [`${key}: ${what}`]
  })
  return `Sequence chart. ${named.join(', ')}.`
}
