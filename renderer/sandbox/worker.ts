/**
 * Runs a script once: gives it the words of the scenario language as globals, loads it from the one address that it is
 * served at, and says what it gave. Whatever the script does to this place is over when the worker ends.
 */
import { createRandom } from '../../core/clock.ts'
import * as opening from '../../core/opening.ts'
import { childUrl, hypertyUrl, objectUrl } from '../../core/message.ts'
import { usualSize } from '../../core/scenario.ts'
import type { ScriptAnswer, ScriptOrder } from '../../core/script.ts'

// a script may replace these in its own place, and not what we say with them
const { stringify } = JSON
const post = self.postMessage.bind(self) as (text: string) => void
const scriptAddress = '/user.js'

function say(answer: ScriptAnswer): void {
  let text: string
  try {
    text = stringify(answer)
  } catch (error) {
    text = stringify({ ok: false, reason: `What the script gave is no plain data: ${String(error)}` })
  }
  post(text)
}

function sayError(error: unknown): void {
  const { name = '', message = '', stack = '' } = (error ?? {}) as Partial<Error>
  const reason = message === '' ? `The script threw ${String(error)}` : `${name}: ${message}`
  const [, line, column] = /\/user\.js:(\d+):(\d+)/.exec(String(stack)) ?? []
  say({ ok: false, reason, ...(line === undefined ? {} : { line: Number(line), column: Number(column) }) })
}

async function run({ seed }: ScriptOrder): Promise<void> {
  const random = createRandom(seed)
  let given: unknown
  let count = 0
  const scenario = (value: unknown): void => {
    given = value
    if (++count > 1) throw new Error('scenario(…) is called once in a script.')
  }
  // the seed repeats a script's luck, too
  Math.random = random
  Object.assign(globalThis, { ...opening, childUrl, hypertyUrl, objectUrl, scenario })
  await import(/* @vite-ignore */ scriptAddress)
  if (count === 0) throw new Error('The script gave no scenario. Call scenario({ text: "…", steps: [ … ] }).')
  const fields = given as { readonly steps?: unknown } | null
  const steps = fields?.steps
  const made: unknown = typeof steps === 'function' ? steps(random, usualSize) : steps
  say({ ok: true, scenario: typeof fields === 'object' ? { ...fields, steps: made } : given })
}

self.addEventListener('message', ({ data }: MessageEvent<ScriptOrder>) => void run(data).catch(sayError), {
  once: true,
})
