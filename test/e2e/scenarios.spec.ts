// Scenarios in the real application: played in its windows, written by hand, run where they reach nothing.
import type { ElectronApplication, Page } from '@playwright/test'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageAddress } from '../../main/page-path.ts'
import { expect, test } from '../support/electron.ts'
import { clickMenu, started, windowOf } from './application.ts'

/** The gallery of an inspector, opened by its key. */
async function gallery(inspector: Page): Promise<Page> {
  await inspector.bringToFront()
  await inspector.keyboard.press('Control+Shift+G')
  await expect(inspector.getByRole('dialog', { name: 'Scenarios' })).toBeVisible()
  return inspector
}

/** The window in which scenarios are written, with a script in place of the one that it begins with. */
async function written(app: ElectronApplication, text: string): Promise<Page> {
  await clickMenu(app, 'Session', 'Write scenarios…')
  const page = await windowOf(app, 'Scenarios')
  await page.getByRole('button', { name: 'New scenario' }).first().click()
  await expect(page.getByTestId('script')).toContainText('What it teaches', { timeout: 20_000 })
  await typeScript(page, text)
  return page
}

/** Puts a script into the editor as somebody who pastes it does. */
async function typeScript(page: Page, text: string): Promise<void> {
  await page.getByTestId('script').locator('.view-line').first().click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}

async function check(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Check' }).click()
  const outcome = page.getByTestId('outcome')
  await expect(outcome).not.toContainText(/Check it|Running the script/, { timeout: 30_000 })
  return (await outcome.textContent())?.trim() ?? ''
}

test('the seed’s question is played in the windows: under naive both end with what they wrote themselves or got last', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const { app, problems } = await launchApp()
  const { inspector, alice, bob } = await started(app)
  await gallery(inspector)
  const dialog = inspector.getByRole('dialog', { name: 'Scenarios' })
  await dialog.getByLabel('Concurrency model').selectOption('naive')
  await dialog.getByLabel('How fast it is typed').selectOption('fast')
  await dialog.getByRole('button', { name: 'Play live: both-at-once' }).click()
  const step = inspector.getByTestId('step')
  await expect(step).toContainText('makes a data object, todo', { timeout: 30_000 })
  await expect(step).toContainText('Bob sets title to', { timeout: 60_000 })
  await expect(step).toContainText('differ', { timeout: 60_000 })
  await expect(alice.getByText('Groceries, by Bob').first()).toBeVisible()
  await expect(bob.getByText('Groceries, by Alice').first()).toBeVisible()
  await expect(inspector.getByTestId('verdict')).toContainText('differ')
  expect(problems).toEqual([])
})

test('a scenario is simulated, and its session opens; a large one says that it is for the simulator', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const { app, problems } = await launchApp()
  const { inspector } = await started(app)
  await gallery(inspector)
  await expect(inspector.getByRole('button', { name: 'Play live: mix' })).toBeDisabled()
  await expect(inspector.getByRole('dialog').getByText('too many to be typed').first()).toBeVisible()
  await inspector.getByRole('button', { name: 'Simulate counter' }).click()
  const viewer = await windowOf(app, '/')
  await expect(viewer.getByTestId('verdict')).toContainText('In step', { timeout: 30_000 })
  await expect(viewer.getByRole('button', { name: 'Play the three phases' })).toHaveCount(0)
  expect(problems).toEqual([])
})

test('a scenario is written with completion, checked, simulated, and is there after a restart', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const { app, dataDir, problems, close } = await launchApp()
  await started(app)
  const page = await written(app, '')
  await page.keyboard.type("scenario({ text: 'Mine', steps: [ ...open", { delay: 20 })
  const suggestions = page.locator('.suggest-widget')
  // the language service is loaded when the first script is shown; whoever waits for it asks again
  await expect(async () => {
    await page.keyboard.press('Control+Space')
    await expect(suggestions).toContainText('opening', { timeout: 1_500 })
  }).toPass({ timeout: 30_000 })
  await page.keyboard.press('Escape')
  await typeScript(
    page,
    "scenario({ text: 'Mine', steps: [...opening({ people: ['Alice', 'Bob'], name: 'mine', value: { n: 0 } }), writes(1000, 'Bob', objectUrl('mine'), set('n', 7)), rests(2000)] })",
  )
  expect(await check(page)).toBe('All is well: 8 steps, 2 participants, 1 edit. It can be played live and simulated.')

  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(page.getByTestId('outcome')).toContainText('Simulated, converged', { timeout: 30_000 })
  const viewer = await windowOf(app, '/')
  await expect(viewer.getByTestId('verdict')).toContainText('In step', { timeout: 30_000 })

  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('../x')
  await name.press('Tab')
  await expect(page.getByTestId('outcome')).toContainText('A name is made of')
  await name.fill('by Bob')
  await name.press('Tab')
  await expect(page.getByRole('navigation')).toContainText('by Bob')
  expect(problems).toEqual([])
  await close()

  const again = await launchApp({ dataDir })
  const { inspector } = await started(again.app)
  await gallery(inspector)
  await inspector.getByRole('button', { name: 'Edit by Bob' }).click()
  const editor = await windowOf(again.app, 'Scenarios')
  await expect(editor.getByTestId('script')).toContainText("objectUrl('mine')", { timeout: 20_000 })
  // what is asked of a process that collects its garbage just then may have to be asked again
  await expect(() =>
    again.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = (() =>
        Promise.resolve({ response: 1, checkboxChecked: false })) as typeof dialog.showMessageBox
    }),
  ).toPass()
  await editor.getByRole('button', { name: 'Delete' }).click()
  await expect(editor.getByText('No scenario of yours yet')).toBeVisible()
})

test('[SC10] what is wrong with a script is said at its line; one that does not end is ended', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const { app, problems } = await launchApp()
  await started(app)
  const page = await written(app, 'scenario({\n  steps: [\n    phase(0, ,\n  ],\n})')
  await expect
    .poll(() => check(page), { timeout: 30_000, message: 'the language service has looked at it' })
    .toMatch(/^Line 3/)

  await typeScript(page, "phase(0, 'x')\n\nthrow new Error('told so')")
  expect(await check(page)).toBe('Line 3 Error: told so')

  await typeScript(page, "scenario({ steps: [phase(0, 'x'), { at: 0, who: 'Alice', do: 'fly' }] })")
  expect(await check(page)).toContain('Step 2: "do" is "fly"')

  const contents = await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)
  await typeScript(page, 'for (;;) {}')
  const checked = check(page)
  await expect
    .poll(() => sandboxPreferences(app), { message: 'the window of the script, as it runs' })
    .toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true })
  expect((await sandboxPreferences(app))?.['preload']).toBeUndefined()
  expect(await checked).toBe('The script was ended: it did not give its steps within 2 s.')
  await expect.poll(() => app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(contents)

  await typeScript(page, 'await new Promise(() => {})')
  expect(await check(page)).toContain('was ended')

  await typeScript(page, "scenario({ steps: Array.from({ length: 20000 }, () => phase(0, 'x')) })")
  expect(await check(page)).toContain('at most 10,000 steps')

  await typeScript(page, 'self.postMessage(\'{"ok":true,"scenario":{"steps":[{"at":1}]}}\')')
  expect(await check(page)).toContain('Step 1')
  expect(problems).toEqual([])
})

test('[SC10] a script reaches nothing: no network, no page, no machine, no code from text', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const hits: string[] = []
  const server = await listen((path) => hits.push(path))
  const { port } = server.address() as AddressInfo
  const at = `http://127.0.0.1:${port}`
  try {
    const { app } = await launchApp()
    await started(app)
    const page = await written(app, '')
    await typeScript(page, attack(at))
    const said = await check(page)
    expect(said).toContain('reached:')
    expect(said.slice(said.indexOf('reached:'))).toBe('reached: nothing')
    // what a request would need to arrive
    expect(await fetch(`${at}/alive`).then(({ status }) => status)).toBe(200)
    expect(hits).toEqual(['/alive'])
  } finally {
    server.close()
  }
})

test('[SC10] a script leaves nothing behind for the next one, and talks to no page', async ({ launchApp }) => {
  test.setTimeout(180_000)
  const { app } = await launchApp()
  await started(app)
  const page = await written(app, '')
  // the page listens on the channel that the script calls
  await page.evaluate(() => {
    const channel = new BroadcastChannel('shared')
    channel.addEventListener('message', ({ data }) => (document.title = `heard ${String(data)}`))
  })
  await typeScript(page, leavesBehind)
  const first = await check(page)
  // the database is made: what is found missing below was there
  expect(first.slice(first.indexOf('found:'))).toBe('found: nothing, left: database')
  await typeScript(page, `${leavesBehind}\n`)
  const second = await check(page)
  expect(second.slice(second.indexOf('found:'))).toBe('found: nothing, left: database')
  expect(await page.title()).not.toContain('heard')
})

/** How the hidden window is made in which a script runs now. */
const sandboxPreferences = (app: ElectronApplication): Promise<Record<string, unknown> | undefined> =>
  app.evaluate(({ webContents }, address) => {
    const found = webContents.getAllWebContents().find((contents) => contents.getURL() === address)
    const known = found as unknown as { getLastWebPreferences(): Record<string, unknown> } | undefined
    return known?.getLastWebPreferences()
  }, pageAddress.sandbox)

function listen(onHit: (path: string) => void): Promise<Server> {
  const server = createServer((request, response) => {
    onHit(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('export default 1')
  })
  server.on('upgrade', (request, socket) => {
    onHit(request.url ?? '')
    socket.destroy()
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** Tries every way out, and throws what it has reached. */
const attack = (at: string): string => `
const reached = []
const tries = {
  fetch: () => fetch('${at}/fetch', { mode: 'no-cors' }),
  ours: () => fetch('app://syncscope/inspector/index.html'),
  own: () => fetch('app://syncscope/user.js'),
  file: () => fetch('file:///etc/passwd'),
  request: () => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.onload = resolve
    request.onerror = reject
    request.open('GET', '${at}/request')
    request.send()
  }),
  socket: () => new Promise((resolve, reject) => {
    const socket = new WebSocket('${at.replace('http', 'ws')}/socket')
    socket.onopen = resolve
    socket.onerror = reject
  }),
  stream: () => new Promise((resolve, reject) => {
    const stream = new EventSource('${at}/stream')
    stream.onopen = resolve
    stream.onerror = reject
  }),
  module: () => import('${at}/module.js'),
  text: () => import('data:text/javascript,export default 1'),
  page: () => import('app://syncscope/inspector/index.html'),
  scripts: async () => importScripts('${at}/scripts.js'),
  beacon: async () => { if (!navigator.sendBeacon('${at}/beacon', 'x')) throw new Error('refused') },
  image: () => new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = resolve
    image.onerror = reject
    image.src = '${at}/image.png'
  }),
  worker: () => new Promise((resolve, reject) => {
    const worker = new Worker('app://syncscope/user.js', { type: 'module' })
    worker.onmessage = resolve
    worker.onerror = reject
  }),
  eval: async () => (0, eval)('1'),
  words: async () => new Function('return 1')(),
  document: async () => document.title,
  window: async () => window.name,
  node: async () => require('node:fs'),
  machine: async () => process.version,
  host: async () => syncscope.host,
}
const late = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), ms))
await Promise.all(Object.entries(tries).map(async ([name, run]) => {
  try {
    await Promise.race([run(), late(800)])
    reached.push(name)
  } catch {}
}))
throw new Error('reached: ' + (reached.join(' ') || 'nothing'))
`

/** Looks for what an earlier script left, leaves it, calls on a channel, and throws what it found. */
const leavesBehind = `
const found = []
const left = []
const opened = (name) => new Promise((resolve, reject) => {
  const request = indexedDB.open(name)
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
for (const { name } of await indexedDB.databases()) found.push(name)
const database = await opened('left')
left.push('database')
database.close()
try {
  if ((await caches.keys()).length > 0) found.push('cache')
  await caches.open('left')
} catch {}
const channel = new BroadcastChannel('shared')
channel.onmessage = () => found.push('call')
channel.postMessage('from a script')
await new Promise((resolve) => setTimeout(resolve, 300))
throw new Error('found: ' + (found.join(' ') || 'nothing') + ', left: ' + left.join(' '))
`
