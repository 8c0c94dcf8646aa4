/** What a cell of a density says to whom points at it. */
import type { Columns } from '../../core/columns.ts'
import type { LaneGroup } from '../timeline/lanes.ts'
import type { PlacedCell } from '../timeline/picture.ts'
import { momentText } from '../timeline/time-text.ts'

export function cellText({ counts, gap, rows }: PlacedCell, groups: readonly LaneGroup[], columns: Columns): string {
  const [from, until] = [columns.at.get(rows[0]), columns.at.get(Math.max(rows[0], rows[1] - 1))]
  const between = [groups[gap]?.label, groups[gap + 1]?.label].filter(Boolean).join(' and ')
  const bad = counts.bad > 0 ? `, ${counts.bad.toLocaleString('en')} of all refused or lost` : ''
  const when = from === until ? momentText(from) : `${momentText(from)} – ${momentText(until)}`
  const { across, all } = counts
  return `${across.toLocaleString('en')} of ${all.toLocaleString('en')} messages between ${between}${bad} · ${when}. Click to look closer.`
}
