// The list of what `npm run check` and `npm test` do.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from './build.mjs'
import { needLibraries, underVirtualDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { nodeWithObserve } from './old-node.mjs'
import { outFolder, run, tool } from './run.mjs'
import { commandStep, readyStep } from './steps.mjs'
import { countPlaywright, countVitest } from './test-reports.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

const testsMs = 3_600_000

/** @param {string} project */
const types = (project) => tool('typescript/bin/tsc', '--noEmit', '-p', project)
/** @param {string} project */
const vueTypes = (project) => tool('vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', project)

/** @type {readonly Step[]} */
export const staticSteps = [
  commandStep('format', tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')),
  commandStep('lint', tool('oxlint/bin/oxlint', '--deny-warnings')),
  commandStep('types: core', types('core')),
  commandStep('types: main', types('main')),
  commandStep('types: preload', types('preload')),
  commandStep('types: Electron 33', types('main/tsconfig.electron-33.json')),
  commandStep('types: renderer', vueTypes('renderer')),
  commandStep('types: test', vueTypes('test')),
  commandStep('types: scripts', types('scripts')),
]

/** What the tests need before they can run. @type {readonly Step[]} */
export const readySteps = [
  readyStep('Electron', async () => {
    await needLibraries(await electronRuntime())
    await underVirtualDisplay()
  }),
  readyStep('build', () => build({ always: true })),
]

/** @type {Step} */
export const unitStep = {
  name: 'unit tests',
  run: async () => {
    await nodeWithObserve()
    const report = await freshReport('unit.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code, output } = await run(tool('vitest/vitest.mjs', 'run', ...reporters), options())
    return { ok: code === 0, output, count: await countIn(report, countVitest) }
  },
}

/** @type {Step} */
export const windowStep = {
  name: 'tests in real windows',
  run: async () => {
    const report = await freshReport('windows.json')
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ELECTRON_EXEC_PATH: await electronRuntime() }
    const { code, output } = await run(await windowTestWords(), options(env))
    return { ok: code === 0, output, count: await countIn(report, countPlaywright) }
  },
}

/**
 * The command that runs the end-to-end tests, under a virtual display where that is possible.
 * @param {readonly string[]} args for Playwright
 */
export async function windowTestWords(...args) {
  return [...(await underVirtualDisplay()), ...tool('@playwright/test/cli.js', 'test', ...args)]
}

/** @param {NodeJS.ProcessEnv} [more] */
function options(more = {}) {
  return { collect: true, timeoutMs: testsMs, env: { ...process.env, ...more } }
}

/** @param {string} name */
async function freshReport(name) {
  const path = join(outFolder, 'reports', name)
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { force: true })
  return path
}

/**
 * @template Report
 * @param {string} path
 * @param {(report: Report) => import('./steps.mjs').Count} count
 */
async function countIn(path, count) {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? { passed: 0, failed: 1, skipped: 0 } : count(JSON.parse(text))
}
