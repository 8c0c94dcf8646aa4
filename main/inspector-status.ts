/** What an inspector of the running session is told beside its events, put together from whoever knows it. */
import type { InspectorStatus } from '../core/port.ts'
import type { Crowd } from './crowd.ts'
import type { Faults } from './faults.ts'
import { linksShownMax, type Hub } from './hub.ts'
import type { SessionFile } from './session-file.ts'
import type { CutOffSession } from './sessions.ts'

export function statusOf(of: {
  readonly file: SessionFile
  /** Why nothing is stored any more, if so. */
  readonly notice: string | undefined
  readonly cutOff: CutOffSession | undefined
  readonly hub: Hub
  readonly faults: Faults
  readonly crowd: Crowd
}): InspectorStatus {
  const { file, notice, cutOff, hub, faults, crowd } = of
  const { recorded, durable, dropped, failure } = file
  const { delayMs: slowMotionMs, links } = hub.bus
  return {
    recorded,
    durable,
    dropped,
    slowMotionMs,
    links: links.orders.slice(0, linksShownMax),
    linksCount: links.orders.length,
    ailing: hub.ailing,
    planned: faults.planned,
    hold: hub.bus.hold.report(),
    file: file.path,
    people: hub.people,
    crowd: crowd.members.size,
    ...(failure === undefined ? {} : { failure }),
    ...(notice === undefined ? {} : { stored: notice }),
    ...(cutOff === undefined ? {} : { recovered: cutOff }),
  }
}
