/** A recorder that numbers and writes nothing down: for runs that are judged at once and kept by their seed only. */
import type { SessionRecorder } from './recorder.ts'

export function createQuietRecorder(now: () => number): SessionRecorder {
  let count = 0
  return {
    now,
    get count() {
      return count
    },
    sent: () => ++count,
    ended: () => void ++count,
    add: () => void ++count,
    subscribe: () => () => undefined,
  }
}
