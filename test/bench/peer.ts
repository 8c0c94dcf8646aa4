/** What a peer is, how the steps reach it, and what one peer needs of another: nothing. */
import { setImmediate } from 'node:timers/promises'
import type { Root, Step } from './workload.ts'

/** Does all steps, `batch` to a report, and gives the receiver's end state. */
export interface Peer {
  run(steps: readonly Step[], batch: number): Promise<void>
  /** What each receiver holds. */
  states(): unknown[]
  close(): Promise<void>
}

/** After so many changes the loop of events goes on, for whoever writes to a disk meanwhile. */
const turnChanges = 512

export async function inBatches(
  steps: readonly Step[],
  batch: number,
  one: (step: Step) => void,
  end: () => void,
): Promise<void> {
  for (let at = 0; at < steps.length; at += batch) {
    for (let index = at; index < Math.min(at + batch, steps.length); index++) one(steps[index] as Step)
    end()
    if (at % turnChanges === 0) await setImmediate()
  }
}

/** From what root, and to how many receivers. */
export interface Setting {
  createRoot(): Root
  readonly receivers: number
}
