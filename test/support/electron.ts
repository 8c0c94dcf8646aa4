// Starts the built application for a test in real windows, each time on a fresh folder for its data, and notes
// whatever goes wrong in any of its windows. Afterwards nothing of it is left.
import { type ElectronApplication, type TestInfo, test as base, _electron as electron } from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { electronSwitches } from '../../scripts/display.mjs'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { root } from '../../scripts/run.mjs'

export { expect } from '@playwright/test'

const closeMs = 10_000

export interface LaunchOptions {
  /** The application's folder for its data; a fresh one if none is given. */
  readonly dataDir?: string
  /** Arguments for the application, as after `npm start --`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly dataDir: string
  /** Errors on the consoles of all windows, and errors nobody caught. A good test ends with this being empty. */
  readonly problems: readonly string[]
  /** What the main process has printed so far. */
  readonly output: () => string
  /** Ends the application before the test is over; its data stays until then, so that it can be launched again. */
  readonly close: () => Promise<void>
}

export type LaunchApp = (options?: LaunchOptions) => Promise<LaunchedApp>

export const test = base.extend<{ launchApp: LaunchApp }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from this very pattern
  launchApp: async ({}, use, testInfo) => {
    const launched: LaunchedApp[] = []
    const folders: string[] = []
    await use(async (options = {}) => {
      const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'syncscope-')))
      if (!options.dataDir) folders.push(dataDir)
      const one = await launch(dataDir, options)
      launched.push(one)
      return one
    })
    if (testInfo.status !== testInfo.expectedStatus) await attachAll(launched, testInfo)
    await Promise.all(launched.map((one) => one.close()))
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 })))
  },
})

async function launch(dataDir: string, { args = [], env: more = {} }: LaunchOptions): Promise<LaunchedApp> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = { ...definedOnly(process.env), ...more }
  const app = await electron.launch({
    executablePath: await electronRuntime(),
    args: [...electronSwitches(process.env), `--user-data-dir=${dataDir}`, root, ...args],
    cwd: root,
    env,
  })
  const child = app.process()
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)))

  const problems: string[] = []
  app.context().on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.page()?.url()}: ${message.text()}`)
  })
  app.context().on('weberror', (error) => problems.push(`${error.page()?.url()}: ${error.error().stack}`))
  return { app, dataDir, problems, output: () => printed, close: () => close(app, child) }
}

async function close(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const waiting = new AbortController()
  await Promise.race([
    app.close().catch(() => undefined),
    delay(closeMs, undefined, { signal: waiting.signal }).catch(() => undefined),
  ])
  waiting.abort()
  if (!hasEnded(child)) child.kill('SIGKILL')
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** A picture of each window, and what went wrong in it: for a person to look at after a failure. */
async function attachAll(launched: readonly LaunchedApp[], testInfo: TestInfo): Promise<void> {
  for (const { app, problems, output } of launched) {
    const text = [...problems, output()].join('\n')
    await testInfo.attach('problems', { body: text, contentType: 'text/plain' })
    for (const [index, page] of app.windows().entries()) {
      const path = testInfo.outputPath(`window-${index + 1}.png`)
      await page.screenshot({ path, timeout: closeMs }).catch(() => undefined)
    }
  }
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
