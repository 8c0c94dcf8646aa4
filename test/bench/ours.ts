/** Ours: the core as it is, with the recorder writing to disk; what leaves the writer's window does so as text. */
import { createBus } from '../../core/bus.ts'
import type { JsonObject } from '../../core/change.ts'
import { encodeFrame, parseHypertyFrame } from '../../core/codec.ts'
import { createHyperty, type Hyperty } from '../../core/hyperty.ts'
import { hypertyUrl, objectUrl, type Message } from '../../core/message.ts'
import { models } from '../../core/models/index.ts'
import type { HypertyFrame, SyncerFrame } from '../../core/port.ts'
import { createSyncer } from '../../core/syncer.ts'
import { watchRecorder } from '../../core/watched-recorder.ts'
import { inBatches, type Peer, type Setting } from './peer.ts'
import { createRecording, type RecordingKind } from './recording.ts'
import { doStep, type Root } from './workload.ts'

export interface OursOptions {
  readonly recording?: RecordingKind
  /** The concurrency model of the object; that of objects which name none. */
  readonly model?: string | undefined
  /** Sees each frame as text, on its way out of a window or into one. */
  readonly onFrame?: (frame: HypertyFrame | SyncerFrame) => void
  readonly onMessage?: (message: Message) => void
}

export async function createOurs({ createRoot, receivers }: Setting, options: OursOptions = {}): Promise<Peer> {
  const { recording = 'file', model, onFrame, onMessage } = options
  const clock = {
    now: () => performance.now(),
    after(delayMs: number, run: () => void) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const { recorder: plain, flush, close } = await createRecording(recording, clock.now)
  const recorder = onMessage
    ? watchRecorder(plain, (event) => (event.kind === 'sent' ? onMessage(event.message) : undefined))
    : plain
  const bus = createBus({ clock, recorder })
  let turn: (() => void)[] = []
  const endTurn = (): void => {
    for (let due = turn; due.length > 0; due = turn) {
      turn = []
      for (const run of due) run()
    }
  }
  const joinAs = (name: string): Hyperty => {
    const syncer = createSyncer({ url: hypertyUrl(name), name, bus, recorder, clock, models })
    const early: Parameters<Hyperty['receive']>[0][] = []
    let hyperty: Hyperty | undefined
    syncer.attach((frame) => {
      onFrame?.(frame)
      if (hyperty) hyperty.receive(frame)
      else early.push(frame)
    })
    hyperty = createHyperty({
      // the one crossing as text: out of the window that writes
      send(frame) {
        onFrame?.(frame)
        syncer.receive(frame.kind === 'report' ? parseHypertyFrame(encodeFrame(frame)) : frame)
      },
      now: clock.now,
      schedule: (run) => turn.push(run),
      after: () => () => undefined,
    })
    for (const frame of early) hyperty.receive(frame)
    return hyperty
  }
  const alice = joinAs('alice')
  const others = Array.from({ length: receivers }, (_, index) => joinAs(`hyperty${index}`))
  const url = objectUrl('bench')
  await alice.create('bench', createRoot() as unknown as JsonObject, model === undefined ? {} : { model })
  await alice.request({ do: 'share', url })
  const root = alice.objects.get(url)?.data as unknown as Root
  return {
    async run(steps, batch) {
      await inBatches(steps, batch, (step) => doStep(root, step), endTurn)
      await flush()
    },
    states: () => others.map((other) => other.objects.get(url)?.value),
    close,
  }
}
