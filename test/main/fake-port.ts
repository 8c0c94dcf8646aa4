// An end of a message channel without a window behind it: what was posted can be looked at, and what arrives is said.
import { parseSyncerFrame } from '../../core/codec.ts'
import type { SyncerFrame } from '../../core/port.ts'
import type { TransportEnd } from '../../core/transport.ts'

export interface FakePort extends TransportEnd {
  readonly posted: readonly string[]
  readonly frames: readonly SyncerFrame[]
  readonly closed: boolean
  /** Something arrives from the window. */
  arrive(data: unknown): void
  /** Answers what was asked and takes what was sent, as a window does; gives how many frames that were. */
  serve(windowNow: number): number
}

export function createFakePort(): FakePort {
  const posted: string[] = []
  let hear: (data: unknown) => void = () => undefined
  let tellClosed: () => void = () => undefined
  let closed = false
  let served = 0

  const port: FakePort = {
    posted,
    get frames() {
      return posted.map(parseSyncerFrame)
    },
    get closed() {
      return closed
    },
    send: (text) => void posted.push(text as string),
    listen(onData, onClosed) {
      hear = onData
      tellClosed = onClosed
    },
    close() {
      if (closed) return
      closed = true
      tellClosed()
    },
    arrive: (data) => hear(data),
    serve(windowNow) {
      const before = served
      while (served < posted.length) {
        const frame = parseSyncerFrame(posted[served++] as string)
        if (frame.kind === 'ping') port.arrive(JSON.stringify({ kind: 'pong', sentAt: frame.sentAt, at: windowNow }))
        else if ('n' in frame) port.arrive(JSON.stringify({ kind: 'applied', n: frame.n, appliedAt: windowNow }))
      }
      return served - before
    },
  }
  return port
}
