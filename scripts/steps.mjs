// Runs the steps of `npm run check` and `npm test`, says how each went, and shows the whole output of one that failed.
import { performance } from 'node:perf_hooks'
import { run } from './run.mjs'

const stepMs = 1_800_000

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Step
 * @typedef {{ ok: boolean, output: string, count?: Count }} Outcome
 */

/**
 * A step that runs a command and passes if its exit code is 0.
 * @param {string} name
 * @param {readonly string[]} words
 * @returns {Step}
 */
export function commandStep(name, words) {
  return {
    name,
    run: async () => {
      const { code, output } = await run(words, { collect: true, timeoutMs: stepMs })
      return { ok: code === 0, output }
    },
  }
}

/**
 * A step that makes something ready and passes if that throws nothing.
 * @param {string} name
 * @param {() => Promise<unknown>} make
 * @returns {Step}
 */
export function readyStep(name, make) {
  return { name, run: async () => make().then(() => ({ ok: true, output: '' }), fails) }
}

/**
 * Runs steps, some at once, and prints a line for each as it ends.
 * @param {readonly Step[]} steps
 * @param {number} atOnce
 * @returns {Promise<Count>} what the steps counted, and 1 failed for each step that failed without counting
 */
export async function runSteps(steps, atOnce) {
  const waiting = [...steps]
  /** @type {Count[]} */
  const counts = []
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) counts.push(await runStep(step))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return sum(counts)
}

/** @param {Step} step */
async function runStep(step) {
  const startedAt = performance.now()
  const { ok, output, count } = await step.run().catch(fails)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const counted = judge(ok, count)
  const details = count ? `  ${summary(counted)}` : ''
  console.log(`${ok ? '✓' : '✗'} ${step.name.padEnd(24)} ${seconds.padStart(6)} s${details}`)
  if (!ok) console.log(`\n${output.trim()}\n`)
  return counted
}

/**
 * @param {unknown} error
 * @returns {Outcome}
 */
function fails(error) {
  return { ok: false, output: error instanceof Error ? error.message : String(error) }
}

/**
 * A step that failed counts as one failure at least, whatever its tests say.
 * @param {boolean} ok
 * @param {Count} [count]
 * @returns {Count}
 */
export function judge(ok, { passed, failed, skipped } = { passed: 0, failed: 0, skipped: 0 }) {
  return { passed, failed: ok ? failed : Math.max(failed, 1), skipped }
}

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** @param {Count} count */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
