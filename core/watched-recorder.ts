/**
 * A recorder whose events are seen as they are when they are recorded, by somebody who need not read them back from
 * their lines: that would cost more than to record them.
 */
import type { Evidence } from './evidence.ts'
import type { SessionRecorder } from './recorder.ts'

/** The same recorder; `watch` is told of each event after its line has been given to those who listen. */
export function watchRecorder(recorder: SessionRecorder, watch: (event: Evidence) => void): SessionRecorder {
  return {
    now: () => recorder.now(),
    get count() {
      return recorder.count
    },
    subscribe: (listener) => recorder.subscribe(listener),
    sent(message, hops, deliveries, cause, decision) {
      const n = recorder.sent(message, hops, deliveries, cause, decision)
      watch({ kind: 'sent', n, message, hops, deliveries, cause, rule: decision?.rule })
      return n
    },
    ended(of, to, hops, effect, decision, version, made, parts) {
      recorder.ended(of, to, hops, effect, decision, version, made, parts)
      watch({ kind: 'ended', n: recorder.count, of, to, effect, hops, decision, version, made })
    },
    add(event) {
      recorder.add(event)
      watch({ ...event, n: recorder.count })
    },
  }
}
