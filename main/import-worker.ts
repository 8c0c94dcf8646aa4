/** A thread that writes one foreign log down as a session. What it throws it says. */
import './freeze.ts'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { foreignFile, importLog } from './foreign-log.ts'
import type { ImportJob, ImportWord } from './foreign-sessions.ts'

function tell(word: ImportWord): void {
  // a thread has no origin
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(word)
}

async function work({ from, to, mapping }: ImportJob): Promise<void> {
  const foreign = await foreignFile(from)
  if (!foreign) throw new Error(`${basename(from)} is not what it was any more. Open it again.`)
  await importLog({ from, foreign, to, mapping })
}

work(workerData as ImportJob).then(
  () => tell({ kind: 'done' }),
  (error: Error) => tell({ kind: 'failed', reason: error.message }),
)
