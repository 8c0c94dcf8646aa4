/**
 * The least that two windows of Electron need to hear of each other: a port from each to main, and main passes texts
 * on. It lives in the application's own process, so that it meets the same machine at the same moment.
 */
import type Electron from 'electron'
import type { ElectronApplication, JSHandle, Page } from '@playwright/test'
import { join } from 'node:path'
import { until } from './application.ts'

export interface Relay {
  readonly a: JSHandle<MessagePort>
  readonly b: JSHandle<MessagePort>
}

const names = ['a', 'b'] as const

/** Opens two empty windows, made as those of the application are, and ties them together. */
export async function openRelay(app: ElectronApplication): Promise<Relay> {
  await app.evaluate(openWindows, { names, preload: join(process.cwd(), 'out/preload/hyperty.cjs') })
  const pages: Page[] = []
  for (const name of names) {
    const isIt = (page: Page): boolean => page.url() === `app://relay/${name}`
    const page = await until(`the window ${name} of the relay`, async () => app.windows().find(isIt))
    await page.waitForLoadState()
    pages.push(page)
  }
  const waiting = await Promise.all(pages.map((page) => page.evaluateHandle(awaitPort)))
  await app.evaluate(tie)
  const [a, b] = await Promise.all(waiting.map((one) => one.evaluateHandle(({ port }) => port)))
  return { a: a as JSHandle<MessagePort>, b: b as JSHandle<MessagePort> }
}

type Main = typeof Electron

async function openWindows(
  { BrowserWindow, session }: Main,
  { names: all, preload }: { readonly names: readonly string[]; readonly preload: string },
): Promise<void> {
  // a session of its own, which serves its own page; isolated as ours are, for the same fine clock
  const own = session.fromPartition('relay')
  const headers = {
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  }
  own.protocol.handle('app', () => new Response('<!doctype html><title>Relay</title>', { headers }))
  for (const name of all) {
    const window = new BrowserWindow({
      width: 300,
      height: 200,
      show: false,
      webPreferences: { preload, session: own, contextIsolation: true, sandbox: true, backgroundThrottling: false },
    })
    window.once('ready-to-show', () => window.showInactive())
    await window.loadURL(`app://relay/${name}`)
  }
}

/** The port is wrapped: whoever is given a promise would wait for it. */
function awaitPort(): { port: Promise<MessagePort> } {
  const port = new Promise<MessagePort>((resolve) => {
    window.addEventListener('message', ({ data, ports }) => {
      if (data === 'syncscope-port' && ports[0]) resolve(ports[0])
    })
  })
  return { port }
}

function tie({ BrowserWindow, MessageChannelMain }: Main): void {
  const windows = BrowserWindow.getAllWindows().filter((one) => one.webContents.getURL().startsWith('app://relay/'))
  const ends = windows.map(({ webContents }) => {
    const { port1, port2 } = new MessageChannelMain()
    webContents.postMessage('port', null, [port1])
    return port2
  })
  const [one, other] = ends
  if (!one || !other || ends.length !== 2) throw new Error('the windows of the relay are not there')
  // oxlint-disable unicorn/require-post-message-target-origin -- a port has one other end, and no origin
  one.on('message', ({ data }) => other.postMessage(data))
  other.on('message', ({ data }) => one.postMessage(data))
  for (const end of ends) end.start()
  // kept from being collected
  Object.assign(globalThis, { relayEnds: ends })
}
