/**
 * Main's end of the port of one hyperty window: text in and out, bounded both ways, and the window's clock measured
 * on the side. What frames mean is the affair of the Syncer; identity is the port itself, never what a frame says.
 */
import type { Cancel, Clock } from '../core/clock.ts'
import { FrameError } from '../core/bounds.ts'
import { encodeFrame, parseHypertyFrame } from '../core/codec.ts'
import type { Code } from '../core/message.ts'
import type { HypertyFrame, SyncerFrame } from '../core/port.ts'
import { createClockOffset, isClearlyBetter, isWorse, type ClockOffset } from './clock-offset.ts'
import type { PortEnd } from './port-end.ts'
import { createTokenBucket } from './token-bucket.ts'

export const portLimits = {
  /** Numbered frames under way to a window that it has not acknowledged. */
  credit: 256,
  /** Frames that wait for credit, and their characters; beyond it the window does not keep up. */
  waitingMax: 100_000,
  waitingCharactersMax: 128 * 1024 * 1024,
  /** Frames from a window. */
  perSecond: 20_000,
  burst: 5_000,
  /** Frames from a window that are refused before the port is closed. */
  refusedMax: 100,
} as const

/** How many pings measure a clock at first, and when it is measured again: soon, while the page is settling, then seldom. */
const pingsAtFirst = 5
const pingSoonMs = 1_000
const pingEveryMs = 10_000

export interface WindowPort {
  readonly offset: ClockOffset
  send(frame: SyncerFrame): void
  /** Closes the port for good; the window is told why. */
  close(reason?: string): void
}

export interface WindowPortOptions {
  readonly end: PortEnd
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
  const underWay = new Map<number, number>()
  let waiting: { readonly n: number | undefined; readonly text: string }[] = []
  let waitingCharacters = 0
  let refused = 0
  let pings = 0
  let toldUncertaintyMs: number | undefined
  let pingedAt: number | undefined
  let nextPing: Cancel | undefined
  let closed = false

  function post(n: number | undefined, text: string): void {
    if (n !== undefined) underWay.set(n, clock.now())
    end.send(text)
  }

  function send(frame: SyncerFrame): void {
    if (closed) return
    const n = 'n' in frame ? frame.n : undefined
    const text = encodeFrame(frame)
    if (waiting.length === 0 && (n === undefined || underWay.size < portLimits.credit)) return post(n, text)
    waiting.push({ n, text })
    waitingCharacters += text.length
    if (waiting.length > portLimits.waitingMax || waitingCharacters > portLimits.waitingCharactersMax) {
      close('This window did not keep up with what was sent to it.')
    }
  }

  function sendWaiting(): void {
    let count = 0
    for (const { n, text } of waiting) {
      if (n !== undefined && underWay.size >= portLimits.credit) break
      post(n, text)
      waitingCharacters -= text.length
      count++
    }
    waiting.splice(0, count)
  }

  function ping(): void {
    pingedAt = clock.now()
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

  function onApplied({ n, appliedAt, toldAt, observedAt }: HypertyFrame & { kind: 'applied' }): void {
    offset.received(Math.max(appliedAt, toldAt ?? appliedAt, observedAt ?? appliedAt), clock.now())
    const postedAt = underWay.get(n)
    if (postedAt === undefined) return
    underWay.delete(n)
    offset.delivered(postedAt, appliedAt)
    if (waiting.length > 0) sendWaiting()
  }

  function take(data: unknown): void {
    const frame = parseHypertyFrame(data as string)
    if (frame.kind === 'pong') onPong(frame.sentAt, frame.at)
    else if (frame.kind === 'applied') onApplied(frame)
    else if (frame.kind === 'report') offset.received(frame.postedAt, clock.now())
    tellUncertainty(isWorse)
    if (frame.kind !== 'pong') onFrame(frame)
  }

  function refuse(code: Code, reason: string): void {
    refused++
    // an answer to no request: about the port itself
    send({ kind: 'answer', id: 0, code, reason })
    onRefused(code, reason)
    if (refused >= portLimits.refusedMax) close('Too much of what this window sent could not be understood.')
  }

  function onData(data: unknown): void {
    if (closed) return
    if (!bucket.take(clock.now())) return close('This window sent more than 20,000 messages a second.')
    try {
      take(data)
    } catch (error) {
      if (error instanceof FrameError) refuse(error.code, error.message)
      // a defect of ours must not end the others
      else refuse(503, `it could not be handled: ${(error as Error).message}`)
    }
  }

  function gone(reason?: string): void {
    if (closed) return
    closed = true
    nextPing?.()
    waiting = []
    underWay.clear()
    onClosed(reason)
  }

  function close(reason?: string): void {
    if (closed) return
    if (reason !== undefined) end.send(encodeFrame({ kind: 'answer', id: 0, code: 413, reason }))
    gone(reason)
    end.close()
  }

  end.listen(onData, () => gone())
  ping()
  return { offset, send, close }
}
