// What the tests of the whole application have in common: finding its windows, quitting it, speaking through a port.
import type { ElectronApplication, Page } from '@playwright/test'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionEvent } from '../../core/event.ts'
import { expect } from '../support/electron.ts'

/** The page of the window whose title begins with a name; waits for it. `Syncscope` is the inspector. */
export async function windowOf(app: ElectronApplication, title: string): Promise<Page> {
  let found: Page | undefined
  await expect
    .poll(
      async () => {
        for (const page of app.windows()) {
          const window = await app.browserWindow(page).catch(() => undefined)
          const name = await window?.evaluate((one) => one.getTitle()).catch(() => '')
          if (name?.startsWith(title)) found = page
        }
        return found !== undefined
      },
      { timeout: 20_000, message: `a window called ${title}` },
    )
    .toBe(true)
  const page = found as Page
  await page.waitForLoadState()
  return page
}

/** The inspector and both hyperties, in step on the object that the application starts with. */
export async function started(app: ElectronApplication): Promise<{ inspector: Page; alice: Page; bob: Page }> {
  const [inspector, alice, bob] = [
    await windowOf(app, 'Syncscope'),
    await windowOf(app, 'Alice'),
    await windowOf(app, 'Bob'),
  ]
  for (const page of [alice, bob]) await expect(page.getByText('Edit me').first()).toBeVisible({ timeout: 20_000 })
  return { inspector, alice, bob }
}

export const titlesOf = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getTitle()))

/** Quits as the menu does, and waits until the process is gone; gives its exit code. */
export async function quit(app: ElectronApplication): Promise<number | null> {
  const child = app.process()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  // the answer may never come: the process ends meanwhile
  app.evaluate(({ app: own }) => setTimeout(() => own.quit(), 10)).catch(() => undefined)
  return ended
}

/** Clicks what is in the application's menu. */
export const clickMenu = (app: ElectronApplication, ...labels: readonly string[]): Promise<void> =>
  app.evaluate(({ Menu }, path) => {
    let items = Menu.getApplicationMenu()?.items ?? []
    for (const [index, label] of path.entries()) {
      const item = items.find((one) => one.label.replace('&', '') === label)
      if (!item) throw new Error(`no ${label} among ${items.map((one) => one.label).join(', ')}`)
      if (index === path.length - 1) item.click()
      items = item.submenu?.items ?? []
    }
  }, labels)

/** The answers of the dialogs for files, from now on; nothing stands for Cancel. */
export const answerDialogs = (app: ElectronApplication, path: string | undefined): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === undefined
    dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: chosen ?? '' })
    dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: chosen === undefined ? [] : [chosen] })
  }, path)

/** What the running session has on the disk, as events. */
export async function recorded(dataDir: string): Promise<SessionEvent[]> {
  const lines = (await readFile(await sessionPath(dataDir), 'utf8')).split('\n').slice(1, -1)
  return lines.filter((line) => line.startsWith('{"n":')).map((line) => JSON.parse(line) as SessionEvent)
}

/** The verdict in the footer of a session file. */
export async function verdictOf(path: string): Promise<string> {
  const last = (await readFile(path, 'utf8')).trimEnd().split('\n').at(-1) as string
  return (JSON.parse(last) as { verdict: string }).verdict
}

/** The file of the run that began last. */
export async function sessionPath(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'sessions')
  return join(folder, (await readdir(folder)).sort().at(-1) as string)
}

declare global {
  interface Window {
    /** In tests: a port that the page itself knows nothing of. */
    raw?: { readonly port: MessagePort; readonly heard: string[]; closed: boolean }
  }
}

/**
 * Takes the place of the page at its port, as a page that has been taken over could: main gives a fresh port to
 * whoever says that it listens, and closes the one before.
 */
export async function takeOver(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        window.addEventListener('message', ({ data, ports }) => {
          const [port] = ports
          if (data !== 'syncscope-port' || !port) return
          const raw = { port, heard: [] as string[], closed: false }
          port.addEventListener('message', (event) => {
            raw.heard.push(String(event.data))
            const frame = JSON.parse(String(event.data).split('\n')[0] as string) as {
              kind: string
              n?: number
              sentAt?: number
            }
            const at = performance.timeOrigin + performance.now()
            if (frame.kind === 'ping') port.postMessage(JSON.stringify({ kind: 'pong', sentAt: frame.sentAt, at }))
            else if (frame.n !== undefined)
              port.postMessage(JSON.stringify({ kind: 'applied', n: frame.n, appliedAt: at }))
          })
          port.start()
          port.addEventListener('close', () => (raw.closed = true))
          port.postMessage('{"kind":"hello"}')
          window.raw = raw
          resolve()
        })
        ;(window as unknown as { syncscope: { ready(): void } }).syncscope.ready()
      }),
  )
}
