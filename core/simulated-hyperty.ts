/**
 * A hyperty without a window: the hyperty itself, its Syncer, and the port between them, on a virtual clock. Its
 * window crashes, pauses and is opened anew, and has a clock of its own.
 */
import type { Bus } from './bus.ts'
import type { Random, VirtualClock } from './clock.ts'
import { encodeFrame, parseHypertyFrame, parseSyncerFrame } from './codec.ts'
import { createHyperty, type Hyperty } from './hyperty.ts'
import { hypertyUrl, type Address } from './message.ts'
import type { Model } from './model.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import type { SessionRecorder } from './recorder.ts'
import { createSyncer } from './syncer.ts'

/** How a port between a window and its Syncer behaves; frames stay in order, and none is lost while the window is there. */
export interface PortConditions {
  /** A frame takes so long, and up to so much more. */
  readonly portMs: number
  readonly portJitterMs: number
  /** Frames cross as text, which is parsed and checked, or as the values they are. */
  readonly frames: 'text' | 'values'
  /** The window's clock is ahead by up to so much, or behind. */
  readonly skewMs: number
  /** A window that crashed is known to be gone after so long; what it had sent still arrives until then. */
  readonly crashKnownMs: number
}

export interface SimulatedHyperty {
  readonly name: string
  readonly url: Address
  /** That of the window which is open now, or was last. */
  readonly hyperty: Hyperty
  readonly online: boolean
  readonly state: 'open' | 'paused' | 'crashed' | 'gone'
  /** The time of its window's clock. */
  now(): number
  crash(): void
  restart(): void
  pause(): void
  resume(): void
  leave(): void
}

export interface SimulatedHypertyOptions {
  readonly name: string
  readonly bus: Bus
  readonly recorder: SessionRecorder
  readonly clock: VirtualClock
  readonly models: readonly Model[]
  readonly random: Random
  readonly conditions: PortConditions
  /** Is told of what somebody threw in the window. */
  readonly report: (error: unknown) => void
  /** Is told of every frame that arrives. */
  readonly watch?: (who: Address, frame: HypertyFrame | SyncerFrame) => void
}

interface SimulatedWindow {
  readonly hyperty: Hyperty
  /** It neither acts nor hears any more. */
  stop(): void
  /** Nothing that it sent arrives any more. */
  cut(): void
  readonly isCut: boolean
  setPaused(paused: boolean): void
}

/** How well we claim to know the clock of a window. */
const uncertaintyMs = 0.25

function openWindow(
  options: SimulatedHypertyOptions & { readonly url: Address; readonly now: () => number },
  connect: { attach: (send: (frame: SyncerFrame) => void) => void; receive: (frame: HypertyFrame) => void },
): SimulatedWindow {
  const { clock, random, conditions, report, watch, url, now } = options
  const { portMs, portJitterMs, frames } = conditions
  let alive = true
  let isCut = false
  let paused = false
  /** What a paused window does when it goes on. */
  let held: (() => void)[] = []
  let hyperty: Hyperty | undefined

  /** Something that the window does, when it can. */
  const inWindow = (run: () => void): void => {
    if (!alive) return
    if (paused) held.push(run)
    else run()
  }

  const travel = (free: number, arrive: () => void): number => {
    const jitterMs = portJitterMs > 0 ? random() * portJitterMs : 0
    const at = Math.max(free, clock.now() + portMs + jitterMs)
    clock.after(at - clock.now(), arrive)
    return at
  }

  let inFree = 0
  connect.attach((frame) => {
    const text = frames === 'text' ? encodeFrame(frame) : undefined
    inFree = travel(inFree, () =>
      inWindow(() => {
        watch?.(url, frame)
        hyperty?.receive(text === undefined ? frame : parseSyncerFrame(text))
      }),
    )
  })
  let outFree = 0
  hyperty = createHyperty({
    send(frame) {
      const text = frames === 'text' ? encodeFrame(frame) : undefined
      outFree = travel(outFree, () => {
        if (isCut) return
        watch?.(url, frame)
        connect.receive(text === undefined ? frame : parseHypertyFrame(text))
      })
    },
    now,
    schedule: (run) => void clock.after(0, () => inWindow(run)),
    after: (delayMs, run) => clock.after(delayMs, () => inWindow(run)),
    report,
  })

  return {
    hyperty,
    get isCut() {
      return isCut
    },
    stop() {
      alive = false
      held = []
    },
    cut() {
      isCut = true
    },
    setPaused(next) {
      paused = next
      const now = held
      if (!paused) held = []
      if (!paused) for (const run of now) run()
    },
  }
}

/** A hyperty with a window that is open. @throws Error where the URL is taken */
export function createSimulatedHyperty(options: SimulatedHypertyOptions): SimulatedHyperty {
  const { name, bus, recorder, clock, models, random, conditions } = options
  const url = hypertyUrl(name)
  const skewMs = conditions.skewMs > 0 ? (2 * random() - 1) * conditions.skewMs : 0
  /** What is known of the skew is off by this. */
  const errorMs = conditions.skewMs > 0 ? (2 * random() - 1) * uncertaintyMs : 0
  const toSessionTime = (time: number): number => time - skewMs + errorMs
  const syncer = createSyncer({ url, name, bus, recorder, clock, models, toSessionTime })
  const now = (): number => recorder.now() + skewMs
  let state: SimulatedHyperty['state'] = 'open'
  let isCrashKnown = true
  let window = open()

  function open(): SimulatedWindow {
    return openWindow({ ...options, url, now }, { attach: syncer.attach, receive: syncer.receive })
  }

  /** The machine has seen that a window is gone. */
  function see(gone: SimulatedWindow): void {
    if (gone.isCut) return
    gone.cut()
    syncer.detach()
    isCrashKnown = true
    recorder.add({ kind: 'fault', fault: 'crash', who: url })
  }

  if (conditions.skewMs > 0) recorder.add({ kind: 'clock', who: url, uncertaintyMs })

  return {
    name,
    url,
    now,
    get hyperty() {
      return window.hyperty
    },
    get online() {
      return syncer.online
    },
    get state() {
      return state
    },
    crash() {
      if (state !== 'open' && state !== 'paused') return
      state = 'crashed'
      isCrashKnown = false
      const gone = window
      gone.stop()
      if (conditions.crashKnownMs > 0) clock.after(random() * conditions.crashKnownMs, () => see(gone))
      else see(gone)
    },
    restart() {
      if (state !== 'crashed') return
      if (!isCrashKnown) see(window)
      recorder.add({ kind: 'fault', fault: 'restart', who: url })
      state = 'open'
      window = open()
    },
    pause() {
      if (state !== 'open') return
      state = 'paused'
      window.setPaused(true)
    },
    resume() {
      if (state !== 'paused') return
      state = 'open'
      window.setPaused(false)
    },
    leave() {
      if (state === 'gone') return
      state = 'gone'
      window.stop()
      window.cut()
      syncer.close()
    },
  }
}
