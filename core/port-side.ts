/**
 * The Syncer's side of a port: numbers frames, remembers which deliveries they end, and writes that down when the
 * window says that they took effect. Knows nothing of what frames mean.
 */
import type { WireChange } from './change.ts'
import type { Effect, EndedHops, MadePart } from './event.ts'
import { busAddress, type Address, type Decision } from './message.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import type { Replica } from './replica.ts'
import type { SessionRecorder } from './recorder.ts'

/** The delivery that a frame ends when it takes effect. */
export interface Passed {
  readonly of: number
  readonly hops: EndedHops
  readonly effect: Effect
  readonly decision?: Decision
  readonly version?: number
  /** What was made of it, where that is not what came. */
  readonly made?: readonly WireChange[] | undefined
  /** Of several writes that came at once: which of them made how much of `made`. */
  readonly parts?: readonly MadePart[] | undefined
}

type Numbered = Extract<SyncerFrame, { readonly n: number }>
type Shown = Pick<Replica<unknown>, 'versionAt'>
/** A frame that the window has not applied yet. */
interface Open {
  readonly n: number
  readonly passed: Passed | undefined
  readonly passedAt: number
  readonly shown: Shown | undefined
  isOver: boolean
}

export function createPortSide(options: {
  readonly url: Address
  readonly recorder: SessionRecorder
  readonly toSessionTime: (windowTime: number) => number
}) {
  const { url, recorder, toSessionTime } = options
  /** In the order of their numbers, and so mostly in that of their ends; before `first` all have ended. */
  let open: Open[] = []
  let first = 0
  let send: ((frame: SyncerFrame) => void) | undefined
  let lastFrame = 0

  function end({ of, effect, decision, version, made, parts }: Passed, hops: EndedHops): void {
    recorder.ended(of, url, hops, effect, decision, version, made, parts)
  }

  function detach(): void {
    send = undefined
    const reason = 'The window had gone before it took it.'
    for (const { passed, passedAt, isOver } of open) {
      if (!passed || isOver) continue
      const decision: Decision = { allow: false, by: busAddress, rule: 'window-gone', code: 503, reason }
      // the Syncer has it all the same: the next window shows it
      const { of, hops, version, made, parts } = passed
      recorder.ended(of, url, { ...hops, passed: passedAt }, 'lost', decision, version, made, parts)
    }
    open = []
    first = 0
  }

  /** Takes out what a frame ends, if that has not been done. No map: it would be made anew each time it gets empty. */
  function takeOut(n: number): Open | undefined {
    let from = first
    for (let to = open.length; from < to && (open[from] as Open).n !== n;) {
      const middle = (from + to) >> 1
      if ((open[middle] as Open).n < n) from = middle + 1
      else to = middle
    }
    const entry = open[from]
    if (entry?.n !== n || entry.isOver) return undefined
    entry.isOver = true
    while (first < open.length && (open[first] as Open).isOver) first++
    if (first === open.length) for (; first > 0; first--) open.pop()
    else if (first > 1024) {
      open = open.slice(first)
      first = 0
    }
    return entry
  }

  const side = {
    /** Counts the windows, one after another. */
    window: 0,
    attach(next: (frame: SyncerFrame) => void): void {
      if (send) detach()
      send = next
      side.window++
    },
    detach,
    /** Sends a frame that needs no number. */
    tell(frame: Exclude<SyncerFrame, Numbered>): void {
      send?.(frame)
    },
    /** The number of the next frame, which is then to be passed. */
    next: (): number => ++lastFrame,
    /** Sends a numbered frame; the delivery in `passed` ends when the window has applied it, or now if there is none. */
    pass(frame: Numbered, passed?: Passed, shown?: Shown): void {
      if (!send) {
        if (passed) end(passed, passed.hops)
        return
      }
      if (passed || shown)
        open.push({ n: frame.n, passed, passedAt: passed ? recorder.now() : 0, shown, isOver: false })
      send(frame)
    },
    applied({ n, appliedAt, observedAt, toldAt, base = n }: HypertyFrame & { kind: 'applied' }): void {
      const entry = takeOut(n)
      if (!entry) return
      entry.shown?.versionAt(Math.min(base, n))
      if (!entry.passed) return
      const { hops } = entry.passed
      const { received, made, watched } = hops
      const passed = entry.passedAt
      const applied = toSessionTime(appliedAt)
      const observed = observedAt === undefined ? undefined : toSessionTime(observedAt)
      const told = toldAt === undefined ? undefined : toSessionTime(toldAt)
      // always of one shape, as all of them go through one place
      const all: EndedHops = { received, made, watched, passed, applied, observed, told }
      end(entry.passed, all)
    },
  }
  return side
}
