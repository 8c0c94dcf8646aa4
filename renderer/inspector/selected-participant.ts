/** The participant at whom the selected hop begins. Asks nobody. */
import type { Address } from '../../core/message.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { arrowAt } from '../timeline/walk.ts'

/** Undefined where nothing is selected, and where a filter hides what is: nobody is paused whom one does not see. */
export function selectedParticipant(timeline: Pick<Timeline, 'selected' | 'chart'> | undefined): Address | undefined {
  const spot = timeline?.selected
  return timeline && spot && arrowAt(timeline.chart, spot)?.from.hyperty
}
