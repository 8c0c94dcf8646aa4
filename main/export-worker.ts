/** A thread that exports one session file; says how far it is, and stops when it is told. What it throws it says. */
import './freeze.ts'
import { parentPort, workerData } from 'node:worker_threads'
import type { Format } from '../core/format.ts'
import { formats } from '../core/formats/index.ts'
import { exportSession, ExportStopped } from './exporting.ts'
import type { ExportJob, ExportWord } from './exports.ts'

const { from, format: name, to, message, filter, stop } = workerData as ExportJob
const stopped = new Int32Array(stop)

function tell(word: ExportWord): void {
  // a thread has no origin
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(word)
}

const format = formats.find((one) => one.name === name) as Format
exportSession({
  ...{ from, format, to, ...(message === undefined ? {} : { message }) },
  ...(filter === undefined ? {} : { filter }),
  onProgress: ({ events }) => tell({ kind: 'progress', events }),
  isStopped: () => Atomics.load(stopped, 0) !== 0,
}).then(
  (paths) => tell({ kind: 'done', paths }),
  (error: Error) => tell({ kind: 'failed', reason: error.message, stopped: error instanceof ExportStopped }),
)
