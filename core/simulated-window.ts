/**
 * A window that is not there: a hyperty at the far end of a port, on a virtual clock. It can be paused and crashes;
 * knows neither its Syncer nor what becomes of it afterwards.
 */
import type { Clock, Random } from './clock.ts'
import { asText, asValues, createFramePort } from './frame-port.ts'
import { createHyperty, type Hyperty } from './hyperty.ts'
import { createMemoryTransport, type Travel } from './memory-transport.ts'
import type { Address } from './message.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'

/** How a port between a window and its Syncer behaves; frames stay in order, and none is lost while the window is there. */
export interface PortConditions {
  /** A frame takes so long, and up to so much more. */
  readonly portMs: number
  readonly portJitterMs: number
  /** Frames cross as text, which is parsed and checked, or as the values they are. */
  readonly frames: 'text' | 'values'
  /** The window's clock is ahead by up to so much, or behind. */
  readonly skewMs: number
  /** What is stored is written after up to so long, where anything is stored. */
  readonly storeMs: number
  /** A window that crashed is known to be gone after so long; what it had sent still arrives until then. */
  readonly crashKnownMs: number
}

export interface SimulatedWindow {
  readonly hyperty: Hyperty
  /** It neither acts nor hears any more. */
  stop(): void
  /** Nothing that it sent arrives any more. */
  cut(): void
  readonly isCut: boolean
  setPaused(paused: boolean): void
}

/** A window that is open, at the far end of a port. */
export function openWindow(
  options: {
    readonly url: Address
    /** Of the port; and that of the window itself, which may go wrong. */
    readonly clock: Clock
    readonly windowClock: Clock
    readonly random: Random
    readonly conditions: PortConditions
    /** Is told of what somebody threw in the window. */
    readonly report: (error: unknown) => void
    /** Is told of every frame that arrives. */
    readonly watch?: ((who: Address, frame: HypertyFrame | SyncerFrame) => void) | undefined
  },
  connect: { attach: (send: (frame: SyncerFrame) => void) => void; receive: (frame: HypertyFrame) => void },
): SimulatedWindow {
  const { clock, windowClock, random, conditions, report, watch, url } = options
  const { portMs, portJitterMs, frames } = conditions
  let alive = true
  let paused = false
  /** What a paused window does when it goes on. */
  let held: (() => void)[] = []

  /** Something that the window does, when it can. */
  const inWindow = (run: () => void): void => {
    if (!alive) return
    if (paused) held.push(run)
    else run()
  }

  /** Frames take their time, and none overtakes another. */
  function createTravel(): Travel {
    let free = 0
    return (arrive) => {
      const jitterMs = portJitterMs > 0 ? random() * portJitterMs : 0
      free = Math.max(free, clock.now() + portMs + jitterMs)
      clock.after(free - clock.now(), arrive)
    }
  }

  const form = frames === 'text' ? asText : asValues
  const transport = createMemoryTransport({ there: createTravel(), back: createTravel() })
  const [atSyncer, atWindow] = transport.ends
  const port = createFramePort({
    end: atSyncer,
    form,
    now: () => clock.now(),
    onFrame(frame) {
      watch?.(url, frame)
      connect.receive(frame)
    },
    onRefused: (_code, _reason, error) => report(error),
    onClosed: (reason) => (reason === undefined ? undefined : report(new Error(reason))),
  })
  connect.attach(port.send)
  const hyperty = createHyperty({
    send: (frame) => atWindow.send(form.write(frame)),
    now: () => windowClock.now(),
    schedule: (run) => void clock.after(0, () => inWindow(run)),
    after: (delayMs, run) => windowClock.after(delayMs, () => inWindow(run)),
    report,
  })
  const hear = (what: unknown): void => {
    const frame = form.readSyncer(what)
    watch?.(url, frame)
    hyperty.receive(frame)
  }
  atWindow.listen(
    (what) => inWindow(() => hear(what)),
    () => undefined,
  )

  return {
    hyperty,
    get isCut() {
      return transport.isCut
    },
    stop() {
      alive = false
      held = []
    },
    cut: () => transport.cut(),
    setPaused(next) {
      paused = next
      const now = held
      if (!paused) held = []
      if (!paused) for (const run of now) run()
    },
  }
}
