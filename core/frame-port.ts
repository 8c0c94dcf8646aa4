/**
 * The Syncer's end of a port to a hyperty: frames in and out over any transport, so many under way at most, what cannot
 * be understood refused with a reason. What frames mean is the affair of the Syncer.
 */
import { FrameError } from './bounds.ts'
import { encodeFrame, parseHypertyFrame, parseSyncerFrame } from './codec.ts'
import type { Code } from './message.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import type { TransportEnd } from './transport.ts'

/** How frames cross a transport. */
export interface FrameForm {
  write(frame: HypertyFrame | SyncerFrame): unknown
  /** What a hyperty has said, checked whole where it comes from outside. @throws FrameError */
  readHyperty(what: unknown): HypertyFrame
  /** What a Syncer has said. @throws FrameError */
  readSyncer(what: unknown): SyncerFrame
}

/** As text, which is bounded and checked. */
export const asText: FrameForm = {
  write: encodeFrame,
  readHyperty: (what) => parseHypertyFrame(what as string),
  readSyncer: (what) => parseSyncerFrame(what as string),
}

/** As the values they are, where both ends are of one program and trust each other. */
export const asValues: FrameForm = {
  write: (frame) => frame,
  readHyperty: (what) => what as HypertyFrame,
  readSyncer: (what) => what as SyncerFrame,
}

export const framePortLimits = {
  /** Numbered frames under way to a hyperty that it has not acknowledged. */
  credit: 256,
  /** Frames that wait for credit, and their characters; beyond it the hyperty does not keep up. */
  waitingMax: 100_000,
  waitingCharactersMax: 128 * 1024 * 1024,
  /** Frames from a hyperty that are refused before the port is closed. */
  refusedMax: 100,
} as const

export interface FramePort {
  send(frame: SyncerFrame): void
  /** Closes the port for good; the hyperty is told why. */
  close(reason?: string): void
}

export interface FramePortOptions {
  readonly end: TransportEnd
  readonly form: FrameForm
  now(): number
  /** `postedAt`: when the frame was sent that is acknowledged by this one, for the first time. */
  onFrame(frame: HypertyFrame, postedAt: number | undefined): void
  /** A frame was refused, or what it was meant for has failed; the hyperty has been told. */
  onRefused(code: Code, reason: string, error: unknown): void
  /** The port is gone: with a reason where it was closed on the hyperty. */
  onClosed(reason?: string): void
  /** Why the port is to be closed instead of hearing one frame more. */
  readonly admit?: () => string | undefined
}

/** Begins to listen at once. */
export function createFramePort(options: FramePortOptions): FramePort {
  const { end, form, now, onFrame, onRefused, onClosed, admit } = options
  const credit = createCredit(now)
  let waiting: { readonly n: number | undefined; readonly what: unknown }[] = []
  let waitingCharacters = 0
  let refused = 0
  let closed = false

  function post(n: number | undefined, what: unknown): void {
    if (n !== undefined) credit.take(n)
    end.send(what)
  }

  function send(frame: SyncerFrame): void {
    if (closed) return
    const n = 'n' in frame ? frame.n : undefined
    const what = form.write(frame)
    if (waiting.length === 0 && (n === undefined || credit.isLeft())) return post(n, what)
    waiting.push({ n, what })
    waitingCharacters += charactersOf(what)
    if (waiting.length > framePortLimits.waitingMax || waitingCharacters > framePortLimits.waitingCharactersMax)
      close('This window did not keep up with what was sent to it.')
  }

  function sendWaiting(): void {
    let count = 0
    for (const { n, what } of waiting) {
      if (n !== undefined && !credit.isLeft()) break
      post(n, what)
      waitingCharacters -= charactersOf(what)
      count++
    }
    waiting.splice(0, count)
  }

  function take(what: unknown): void {
    const frame = form.readHyperty(what)
    const postedAt = frame.kind === 'applied' ? credit.giveBack(frame.n) : undefined
    if (waiting.length > 0 && postedAt !== undefined) sendWaiting()
    onFrame(frame, postedAt)
  }

  function refuse(code: Code, reason: string, error: unknown): void {
    refused++
    // an answer to no request: about the port itself
    send({ kind: 'answer', id: 0, code, reason })
    onRefused(code, reason, error)
    if (refused >= framePortLimits.refusedMax) close('Too much of what this window sent could not be understood.')
  }

  function onData(what: unknown): void {
    if (closed) return
    const full = admit?.()
    if (full !== undefined) return close(full)
    try {
      take(what)
    } catch (error) {
      if (error instanceof FrameError) refuse(error.code, error.message, error)
      // a defect of ours must not end the others
      else refuse(503, `it could not be handled: ${(error as Error).message}`, error)
    }
  }

  function gone(reason?: string): void {
    if (closed) return
    closed = true
    waiting = []
    onClosed(reason)
  }

  function close(reason?: string): void {
    if (closed) return
    if (reason !== undefined) end.send(form.write({ kind: 'answer', id: 0, code: 413, reason }))
    gone(reason)
    end.close()
  }

  end.listen(onData, () => gone())
  return { send, close }
}

const charactersOf = (what: unknown): number => (typeof what === 'string' ? what.length : 0)

/** Which numbered frames are under way, and since when. Two short lists: a map would be made anew each time it is empty. */
function createCredit(now: () => number) {
  const numbers: number[] = []
  const times: number[] = []
  return {
    isLeft: (): boolean => numbers.length < framePortLimits.credit,
    take(n: number): void {
      numbers.push(n)
      times.push(now())
    },
    /** When it was sent; undefined for what is not under way. Mostly it is the one that was sent first. */
    giveBack(n: number): number | undefined {
      const index = numbers.indexOf(n)
      if (index < 0) return undefined
      numbers.splice(index, 1)
      return times.splice(index, 1)[0]
    },
  }
}
