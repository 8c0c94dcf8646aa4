/**
 * The built application, running in the real Electron for a measurement, with the stores of its pages within reach:
 * by the Vue application that each page has mounted, so that the pages that are shipped need no door for it.
 */
import { _electron as electron, type ElectronApplication, type JSHandle, type Page } from '@playwright/test'
import { strict as assert } from 'node:assert'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { objectUrl } from '../../core/message.ts'
import type { DataObject } from '../../core/data-object.ts'
import type { useHyperty } from '../../renderer/stores/hyperty.ts'
import type { useInspector } from '../../renderer/stores/inspector.ts'
import { electronSwitches } from '../../scripts/display.mjs'

export type HypertyStore = ReturnType<typeof useHyperty>
export type InspectorStore = ReturnType<typeof useInspector>

/** A window, and the store of its page. */
export interface Seen<Store> {
  readonly page: Page
  readonly store: JSHandle<Store>
}

export interface RunningApplication {
  readonly app: ElectronApplication
  readonly alice: Seen<HypertyStore>
  readonly bob: Seen<HypertyStore>
  readonly inspector: Seen<InspectorStore>
  /** Folder of its data, with the session that it records. */
  readonly dataDir: string
  /** Ends it in good order, or not so where it does not end. */
  quit(): Promise<void>
  /** Ends it if it still runs, and removes what it has left. */
  remove(): Promise<void>
}

const startMs = 30_000
const lookMs = 50
const endMs = 20_000

/** Starts it on a fresh folder; there when Alice and Bob are in step on what the application starts with. */
export async function startApplication(): Promise<RunningApplication> {
  const executablePath = process.env['ELECTRON_EXEC_PATH']
  assert(executablePath, 'ELECTRON_EXEC_PATH names no Electron: run this by npm run bench')
  const dataDir = await mkdtemp(join(tmpdir(), 'syncscope-bench-'))
  const env = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const app = await electron.launch({
    executablePath,
    // the tests' own program is bundled elsewhere: the application is where the bench was started
    args: [...electronSwitches(process.env), `--user-data-dir=${dataDir}`, process.cwd()],
    cwd: process.cwd(),
    env: Object.fromEntries(env.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')),
  })
  const child = app.process()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const quit = async (): Promise<void> => {
    // the answer may never come: the process ends meanwhile
    app.evaluate(({ app: own }) => setTimeout(() => own.quit(), 10)).catch(() => undefined)
    await Promise.race([ended, delay(endMs, undefined, { ref: false })])
  }
  const remove = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    const alice = await windowOf<HypertyStore>(app, 'Alice', 'hyperty')
    const bob = await windowOf<HypertyStore>(app, 'Bob', 'hyperty')
    const inspector = await windowOf<InspectorStore>(app, 'Syncscope', 'inspector')
    await sharedObject(bob, 'welcome')
    return { app, alice, bob, inspector, dataDir, quit, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** What a page that Vue has mounted shows of itself. */
type Mounted = {
  readonly __vue_app__?: {
    readonly config: { readonly globalProperties: { readonly $pinia: { readonly _s: Map<string, unknown> } } }
  }
} | null

async function windowOf<Store>(app: ElectronApplication, title: string, store: string): Promise<Seen<Store>> {
  const page = await until(`a window called ${title}`, async () => {
    for (const one of app.windows()) {
      const window = await app.browserWindow(one).catch(() => undefined)
      const name = await window?.evaluate((shown) => shown.getTitle()).catch(() => '')
      if (name?.startsWith(title)) return one
    }
    return undefined
  })
  await page.waitForLoadState()
  return { page, store: await storeOf<Store>(page, store) }
}

/** The store of a page, as soon as there is one. */
export async function storeOf<Store>(page: Page, store: string): Promise<JSHandle<Store>> {
  await page.waitForFunction((name) => {
    const root = document.querySelector('#app') as Mounted
    return root?.__vue_app__?.config.globalProperties.$pinia._s.has(name)
  }, store)
  const handle = await page.evaluateHandle((name) => {
    const root = document.querySelector('#app') as Mounted
    return root?.__vue_app__?.config.globalProperties.$pinia._s.get(name)
  }, store)
  return handle as JSHandle<Store>
}

/** Looks again and again until there is something. @throws Error after 30 s */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let waitedMs = 0; waitedMs < startMs; waitedMs += lookMs) {
    const found = await look()
    if (found !== undefined) return found
    await delay(lookMs)
  }
  throw new Error(`${what}: not there within ${startMs / 1000} s`)
}

/** The data object of a name in a window, as soon as the window holds it and it is active. */
export async function sharedObject({ page, store }: Seen<HypertyStore>, name: string): Promise<JSHandle<DataObject>> {
  const url = objectUrl(name)
  await until(`${name} in ${page.url()}`, async () => {
    const status = await store.evaluate((hyperty, wanted) => hyperty.object(wanted)?.info.status, url)
    return status === 'active' ? status : undefined
  })
  return store.evaluateHandle((hyperty, wanted) => hyperty.object(wanted) as DataObject, url)
}

/** Makes an object in one window, as a person would, and gives it there and in the other that follows it. */
export async function shareObject(
  owner: Seen<HypertyStore>,
  follower: Seen<HypertyStore>,
  name: string,
  value: { readonly [key: string]: number },
): Promise<readonly [JSHandle<DataObject>, JSHandle<DataObject>]> {
  await owner.store.evaluate(
    async (hyperty, made) => {
      await hyperty.create(made.name, made.value)
      await hyperty.request({ do: 'share', url: made.url })
    },
    { name, value, url: objectUrl(name) },
  )
  return [await sharedObject(owner, name), await sharedObject(follower, name)]
}
