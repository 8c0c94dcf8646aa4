/**
 * A hyperty without a window: the hyperty itself, its Syncer, and the port between them, on a virtual clock. Its
 * window crashes, pauses and is opened anew; so does the hyperty with its Syncer, which may find what it had stored.
 */
import type { Bus } from './bus.ts'
import type { Random, VirtualClock } from './clock.ts'
import type { Hyperty } from './hyperty.ts'
import { sendWhenWritten } from './keeper.ts'
import { createMemoryStore, type Medium } from './memory-store.ts'
import { hypertyUrl, type Address } from './message.ts'
import type { Model } from './model.ts'
import type { HypertyFrame, SyncerFrame } from './port.ts'
import type { SessionRecorder } from './recorder.ts'
import { openWindow, type PortConditions, type SimulatedWindow } from './simulated-window.ts'
import { createSkewedClock } from './skew.ts'
import type { Store } from './store.ts'
import { readStored, type StoredCopy } from './stored.ts'
import { createSyncer, type Syncer } from './syncer.ts'

export interface SimulatedHyperty {
  readonly name: string
  readonly url: Address
  /** That of the window which is open now, or was last. */
  readonly hyperty: Hyperty
  readonly online: boolean
  /** Of its window; `down` is the whole hyperty, `gone` one that has left. */
  readonly state: 'open' | 'paused' | 'crashed' | 'down' | 'gone'
  /** The time of its window's clock. */
  now(): number
  crash(): void
  restart(): void
  pause(): void
  resume(): void
  /** Its Syncer neither sends nor takes anything until it goes on. */
  halt(): void
  proceed(): void
  /** It crashes with its Syncer; what was written to its storage is kept or lost. */
  down(storage: 'kept' | 'lost'): void
  up(): void
  /** The clock of its window is set off by so much, and its clocks run faster or slower from now on. */
  skew(skewMs: number, driftPercent: number): void
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
  /** Whether what it holds is stored. */
  readonly isStored: boolean
  /** Is told of what somebody threw in the window. */
  readonly report: (error: unknown) => void
  /** Is told of every frame that arrives. */
  readonly watch?: (who: Address, frame: HypertyFrame | SyncerFrame) => void
}

/** How well we claim to know the clock of a window. */
const uncertaintyMs = 0.25

/** A hyperty with a window that is open. @throws Error where the URL is taken */
export function createSimulatedHyperty(options: SimulatedHypertyOptions): SimulatedHyperty {
  const { name, bus, recorder, clock, models, random, conditions } = options
  const url = hypertyUrl(name)
  const startSkewMs = conditions.skewMs > 0 ? (2 * random() - 1) * conditions.skewMs : 0
  /** What is known of the skew is off by this. */
  const errorMs = conditions.skewMs > 0 ? (2 * random() - 1) * uncertaintyMs : 0
  let isSkewed = false
  const windowClock = createSkewedClock({ now: () => recorder.now() + startSkewMs, after: clock.after })
  const syncerClock = createSkewedClock(clock)
  const offsetMs = (): number => (isSkewed ? windowClock.now() - recorder.now() : startSkewMs)
  const toSessionTime = (time: number): number => time - offsetMs() + errorMs
  const storage = options.isStored ? createStorage(options) : undefined
  let syncer = start(undefined)
  let state: SimulatedHyperty['state'] = 'open'
  let isCrashKnown = true
  let window = open()

  function start(copies: readonly StoredCopy[] | undefined): Syncer {
    const store = storage?.store
    const reads = syncerClock.now
    const made = createSyncer({
      url,
      name,
      bus,
      recorder,
      clock: syncerClock.steady,
      reads,
      models,
      store,
      toSessionTime,
    })
    made.keeper?.joined(name, true)
    if (copies) made.restore(copies)
    return made
  }

  function open(): SimulatedWindow {
    const { attach, receive } = syncer
    const store = storage?.store
    const attachStored = (send: (frame: SyncerFrame) => void): void =>
      attach(store ? sendWhenWritten(store, send) : send)
    return openWindow({ ...options, url, windowClock }, { attach: attachStored, receive })
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
    now: () => windowClock.now(),
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
    halt: () => (state === 'gone' || state === 'down' ? undefined : syncer.pause()),
    proceed: () => syncer.resume(),
    down(kept) {
      if (state === 'gone' || state === 'down') return
      state = 'down'
      window.stop()
      window.cut()
      storage?.unplug(kept)
      syncer.crash(storage ? kept : 'lost')
    },
    up() {
      if (state !== 'down') return
      const copies = storage?.plugIn()
      state = 'open'
      isCrashKnown = true
      syncer = start(copies)
      window = open()
    },
    skew(skewMs, driftPercent) {
      if (state === 'gone') return
      isSkewed = true
      windowClock.skew(skewMs, driftPercent)
      syncerClock.skew(skewMs, driftPercent)
      recorder.add({ kind: 'fault', fault: 'skew', who: url, skewMs })
      recorder.add({ kind: 'clock', who: url })
    },
    leave() {
      if (state === 'gone' || state === 'down') return
      state = 'gone'
      window.stop()
      window.cut()
      syncer.close()
    },
  }
}

/** The disk of one hyperty: what is written stays, what is not written yet when it crashes is gone. */
function createStorage({ clock, random, conditions: { storeMs }, report }: SimulatedHypertyOptions) {
  const medium: Medium = { text: '' }
  let plugged = 0

  function connect(): { readonly store: Store; readonly copies: readonly StoredCopy[] } {
    const session = plugged
    const { store, found } = createMemoryStore({
      medium,
      // a disk that is simulated does not rot
      crc32: () => 0,
      schedule: (run) => void clock.after(random() * storeMs, () => session === plugged && run()),
      onFailure: report,
      onFull: () => undefined,
    })
    const { hyperties, problems } = readStored(found.records, false)
    for (const problem of problems) report(new Error(problem))
    return { store, copies: hyperties.flatMap(({ copies }) => copies) }
  }

  let { store } = connect()
  return {
    get store() {
      return store
    },
    unplug(kept: 'kept' | 'lost'): void {
      plugged++
      if (kept === 'lost') medium.text = ''
    },
    /** What stands there. */
    plugIn(): readonly StoredCopy[] {
      const found = connect()
      store = found.store
      return found.copies
    },
  }
}
