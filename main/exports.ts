/** Exports under way, each in a thread of its own, so that windows stay responsive; says how far they are, and stops them. */
import { Worker } from 'node:worker_threads'

/** What a thread is given. */
export interface ExportJob {
  readonly from: string
  readonly format: string
  readonly to: string
  readonly message?: number
  readonly filter?: string
  /** One number of 32 bits; not zero: it is to stop. */
  readonly stop: SharedArrayBuffer
}

/** What a thread says. */
export type ExportWord =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'done'; readonly paths: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string; readonly stopped: boolean }

/** It was stopped by somebody. */
export class StoppedByUser extends Error {}

export interface RunningExport {
  /** The files that were written. Rejects with StoppedByUser where it was stopped, and with what went wrong. */
  readonly ended: Promise<readonly string[]>
  /** Events read so far. */
  readonly events: number
  stop(): void
}

const memoryMegabytesMax = 1024

/** @param workerFile the bundled `export-worker` */
export function startExport(workerFile: URL, job: Omit<ExportJob, 'stop'>): RunningExport {
  const stop = new SharedArrayBuffer(4)
  const worker = new Worker(workerFile, {
    workerData: { ...job, stop } satisfies ExportJob,
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
  })
  let events = 0
  const ended = new Promise<readonly string[]>((resolve, reject) => {
    worker.on('message', (word: ExportWord) => {
      if (word.kind === 'progress') events = word.events
      else if (word.kind === 'done') resolve(word.paths)
      else reject(word.stopped ? new StoppedByUser(word.reason) : new Error(word.reason))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The export ended by itself, with ${code}.`)))
  })
  return {
    ended,
    get events() {
      return events
    },
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
  }
}
