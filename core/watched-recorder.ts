/**
 * A recorder whose events are seen as they are when they are recorded, by somebody who need not read them back from
 * their lines: that would cost more than to record them.
 */
import type { Evidence } from './evidence.ts'
import type { SessionRecorder } from './recorder.ts'

/** The same recorder; `watch` is told of each event after its line has been given to those who listen. */
export function watchRecorder(recorder: SessionRecorder, watch: (event: Evidence) => void): SessionRecorder {
  // plain fields: an object with getters of its own is a dictionary to the engine
  const watched: { -readonly [K in keyof SessionRecorder]: SessionRecorder[K] } = {
    now: recorder.now,
    count: recorder.count,
    subscribe: (listener) => recorder.subscribe(listener),
    sent(message, hops, deliveries, cause, decision) {
      const n = recorder.sent(message, hops, deliveries, cause, decision)
      watched.count = n
      watch({ kind: 'sent', n, message, hops, deliveries, cause, rule: decision?.rule })
      return n
    },
    ended(of, to, hops, effect, decision, version, made, parts) {
      recorder.ended(of, to, hops, effect, decision, version, made, parts)
      watched.count = recorder.count
      watch({ kind: 'ended', n: recorder.count, of, to, effect, hops, decision, version, made, parts })
    },
    alter: recorder.alter,
    add(event) {
      recorder.add(event)
      watched.count = recorder.count
      watch({ ...event, n: recorder.count })
    },
  }
  return watched
}
