/**
 * Main's end of the port of one hyperty window: a port of frames as text that hears so many a second, and measures the
 * window's clock on the side. Identity is the port itself, never what a frame says.
 */
import type { Cancel, Clock } from '../core/clock.ts'
import { encodeFrame } from '../core/codec.ts'
import { asText, createFramePort, type FramePort } from '../core/frame-port.ts'
import type { Code } from '../core/message.ts'
import type { HypertyFrame } from '../core/port.ts'
import type { TransportEnd } from '../core/transport.ts'
import { createClockOffset, isClearlyBetter, isWorse, type ClockOffset } from './clock-offset.ts'
import { createTokenBucket } from './token-bucket.ts'

export const portLimits = {
  /** Frames from a window. */
  perSecond: 20_000,
  burst: 5_000,
} as const

/** How many pings measure a clock at first, and when it is measured again: soon, while the page is settling, then seldom. */
const pingsAtFirst = 5
const pingSoonMs = 1_000
const pingEveryMs = 10_000

export interface WindowPort extends FramePort {
  readonly offset: ClockOffset
}

export interface WindowPortOptions {
  readonly end: TransportEnd
  readonly clock: Clock
  /** How far the window's clock is probably ahead of ours, in milliseconds. */
  readonly offsetGuessMs: number
  readonly onFrame: (frame: HypertyFrame) => void
  /** A frame was refused; the window has been told. */
  readonly onRefused: (code: Code, reason: string) => void
  /** The port is gone: with a reason where we have closed it on the window. */
  readonly onClosed: (reason?: string) => void
  /** Its clock is known so well now, or is not known any more: told when measured, and again when that is clearly other. */
  readonly onUncertainty?: (uncertaintyMs: number | undefined) => void
}

export function createWindowPort(options: WindowPortOptions): WindowPort {
  const { end, clock, onFrame, onRefused, onClosed, onUncertainty } = options
  const offset = createClockOffset(options.offsetGuessMs)
  const bucket = createTokenBucket({ perSecond: portLimits.perSecond, burst: portLimits.burst })
  let pings = 0
  let toldUncertaintyMs: number | undefined
  let pingedAt: number | undefined
  let nextPing: Cancel | undefined

  function ping(): void {
    pingedAt = clock.now()
    // what waits for credit would make the way look longer
    end.send(encodeFrame({ kind: 'ping', sentAt: pingedAt }))
  }

  function tellUncertainty(isWanted: typeof isWorse): void {
    const now = offset.uncertaintyMs
    if (!isWanted(toldUncertaintyMs, now)) return
    toldUncertaintyMs = now
    onUncertainty?.(now)
  }

  function onPong(sentAt: number, at: number): void {
    // only an answer to our own last question counts
    if (sentAt !== pingedAt) return
    pingedAt = undefined
    offset.delivered(sentAt, at)
    offset.received(at, clock.now())
    pings++
    // better only here, so that no window can fill the session with it
    tellUncertainty(isClearlyBetter)
    if (pings < pingsAtFirst) return ping()
    nextPing = clock.after(Math.min(pingEveryMs, pingSoonMs * 2 ** (pings - pingsAtFirst)), ping)
  }

  function measure(frame: HypertyFrame, postedAt: number | undefined): void {
    if (frame.kind === 'pong') onPong(frame.sentAt, frame.at)
    else if (frame.kind === 'report') offset.received(frame.postedAt, clock.now())
    else if (frame.kind === 'applied') {
      const { appliedAt, toldAt = appliedAt, observedAt = appliedAt } = frame
      offset.received(Math.max(appliedAt, toldAt, observedAt), clock.now())
      if (postedAt !== undefined) offset.delivered(postedAt, appliedAt)
    }
    tellUncertainty(isWorse)
  }

  const port = createFramePort({
    end,
    form: asText,
    now: clock.now,
    onFrame(frame, postedAt) {
      measure(frame, postedAt)
      if (frame.kind !== 'pong') onFrame(frame)
    },
    onRefused,
    onClosed(reason) {
      nextPing?.()
      onClosed(reason)
    },
    admit: () => (bucket.take(clock.now()) ? undefined : 'This window sent more than 20,000 messages a second.'),
  })
  ping()
  return { ...port, offset }
}
