/**
 * The page in which a script runs: a hidden window of its own, that can reach nothing. Starts the worker, waits for one
 * answer, and passes it on as text; whoever loaded the page asks for it and ends it in time.
 */
import { scenarioLimits } from '../../core/scenario-guard.ts'
import type { ScriptAnswer, ScriptOrder } from '../../core/script.ts'

const failed = (reason: string): string => JSON.stringify({ ok: false, reason } satisfies ScriptAnswer)
/** The frame of an answer. */
const roomCharacters = 1_000

function run(order: ScriptOrder): Promise<string> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'script' })
    const end = (text: string): void => {
      window.clearTimeout(overdue)
      worker.terminate()
      resolve(text)
    }
    const overdue = window.setTimeout(
      () => end(failed(`The script was ended: it did not give its steps within ${order.timeMs / 1000} s.`)),
      order.timeMs,
    )
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // what a script says first counts; anything but text within the bounds is none of our worker's
      if (typeof data !== 'string') end(failed('The script gave something that is no text.'))
      else if (data.length > scenarioLimits.characters + roomCharacters)
        end(failed(`The script gave more than ${scenarioLimits.characters} characters.`))
      else end(data)
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      end(failed(event.message || 'The script could not be loaded.'))
    })
    // a worker has no origin
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(order)
  })
}

declare global {
  interface Window {
    runScript?: typeof run
  }
}
window.runScript = run
