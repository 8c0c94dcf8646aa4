/** Has a scenario simulated in a thread of its own, which is ended when it takes too long. */
import { Worker } from 'node:worker_threads'
import type { Ending } from '../core/compare.ts'
import type { LinkOrder } from '../core/link-order.ts'
import type { Step } from '../core/scenario.ts'
import type { SessionHeader } from '../core/session.ts'

export interface SimulationJob {
  readonly title: string
  readonly steps: readonly Step[]
  readonly model: string
  readonly links: readonly LinkOrder[]
  readonly seed: number
}

export interface Simulated {
  readonly header: SessionHeader
  readonly lines: readonly string[]
  readonly ending: Ending
  readonly sentence: string
  /** What was thrown: defects of ours, or of a model. */
  readonly problems: readonly string[]
}

const simulationMs = 60_000
const memoryMegabytesMax = 1024

/** @throws Error where it fails or takes too long */
export function simulateInThread(workerFile: URL, job: SimulationJob): Promise<Simulated> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
    })
    const overdue = setTimeout(() => {
      end(() => reject(new Error(`It was not done after ${simulationMs / 1000} s. Give it fewer steps.`)))
    }, simulationMs)
    function end(settle: () => void): void {
      clearTimeout(overdue)
      settle()
      void worker.terminate()
    }
    worker.once('message', (simulated: Simulated) => end(() => resolve(simulated)))
    worker.once('error', (error) => end(() => reject(error)))
    worker.once('exit', (code) => end(() => reject(new Error(`The simulation ended by itself, with ${code}.`))))
  })
}
