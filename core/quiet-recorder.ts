/** A recorder that numbers and writes nothing down: for runs that are judged at once and kept by their seed only. */
import type { SessionRecorder } from './recorder.ts'

export function createQuietRecorder(now: () => number): SessionRecorder {
  const recorder = {
    now,
    count: 0,
    sent: (): number => ++recorder.count,
    ended: (): void => void recorder.count++,
    add: (): void => void recorder.count++,
    alter: (): void => undefined,
    subscribe: () => (): void => undefined,
  }
  return recorder
}
