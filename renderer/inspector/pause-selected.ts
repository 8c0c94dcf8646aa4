/** Who is selected is paused, or brought back where paused or crashed. */
import type { HostAnswer } from '../../core/host.ts'
import { host } from '../stores/connection.ts'
import type { useInspector } from '../stores/inspector.ts'
import { selectedParticipant } from './selected-participant.ts'

/** Asks main for it; undefined where there is nobody. */
export function pauseSelected(inspector: ReturnType<typeof useInspector>): Promise<HostAnswer> | undefined {
  const who = selectedParticipant(inspector.timeline())
  if (who === undefined) return undefined
  const ailing = inspector.status?.ailing.find((one) => one.who === who)
  return !ailing || ailing.state === 'running'
    ? host.setFault({ fault: 'pause', who, time: { kind: 'standing' } })
    : host.mendFaults(who, ailing.state === 'paused' ? 'pause' : 'crash')
}
