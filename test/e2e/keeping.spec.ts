// Sessions that are kept: found in a list, opened by drop and by a bare word, hidden before they are written, copied for others.
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { surveySession } from '../../main/session-reading.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, quit, recorded, sessionPath, started, titlesOf, verdictOf, windowOf } from './application.ts'

const fixture = 'test/fixtures/sessions/kept/version-1, crdt.ndjson'
let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keeping-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

const settled = (dataDir: string): Promise<void> =>
  expect
    .poll(async () => (await recorded(dataDir)).filter((event) => event.kind === 'state').length)
    .toBeGreaterThanOrEqual(2)

/** A picture for whoever looks at the test. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}
async function sized(app: ElectronApplication, page: Page, width: number, height: number): Promise<void> {
  const window = await app.browserWindow(page)
  await window.evaluate((one, [x, y]) => one.setContentSize(x as number, y as number), [width, height])
}
const confirm = (app: ElectronApplication, response: number): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showMessageBox = () => Promise.resolve({ response: chosen, checkboxChecked: false })
  }, response)

test('the list of sessions is used with the keyboard only: found, named, written about, opened, deleted', async ({
  launchApp,
}) => {
  const first = await launchApp()
  await started(first.app)
  await settled(first.dataDir)
  await quit(first.app)
  const { app, dataDir, problems } = await launchApp({ dataDir: first.dataDir })
  const { inspector } = await started(app)
  await settled(dataDir)
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+O')
  const options = inspector.getByRole('option')
  await expect(options).toHaveCount(2)
  await expect(options.first()).toContainText('running')
  await expect(inspector.getByTestId('sessions-used')).toContainText(/2 recordings, .* of 1.0 GB; kept for 30 days/)
  await inspector.keyboard.type('converged')
  await expect(options).toHaveCount(1)
  await inspector.keyboard.press('F2')
  await inspector.keyboard.type('The first one')
  await inspector.keyboard.press('Tab')
  await inspector.keyboard.type('all went well')
  await inspector.keyboard.press('Enter')
  await expect(options.first()).toContainText('The first one')
  await expect(options.first()).toContainText('all went well')
  await sized(app, inspector, 1280, 720)
  await inspector.emulateMedia({ colorScheme: 'light' })
  await picture(inspector, 'sessions-light')
  await inspector.emulateMedia({ colorScheme: 'dark' })
  await picture(inspector, 'sessions-dark')
  await inspector.getByLabel('Find').focus()
  await inspector.keyboard.press('Enter')
  await expect.poll(() => titlesOf(app)).toHaveLength(4)
  await inspector.keyboard.press('Control+Shift+O')
  await expect(options).toHaveCount(2)
  await inspector.keyboard.press('ArrowDown')
  await confirm(app, 0)
  await inspector.keyboard.press('Control+Delete')
  await expect(options).toHaveCount(2)
  await confirm(app, 1)
  await inspector.keyboard.press('Control+Delete')
  await expect(options).toHaveCount(1)
  await inspector.keyboard.press('Control+Delete')
  await expect(inspector.getByText(/This session is being recorded/)).toBeVisible()
  expect((await readdir(join(dataDir, 'sessions'))).length).toBe(1)
  expect(problems).toEqual([])
})

test('what a rule hides is not in the file, and the last minutes and a sanitised copy are sessions', async ({
  launchApp,
}) => {
  const { app, dataDir, problems } = await launchApp()
  const { inspector } = await started(app)
  await settled(dataDir)
  await inspector.getByRole('application').focus()
  await inspector.keyboard.press('Control+Shift+K')
  const rules = inspector.getByLabel('Rules, one a line')
  await rules.fill('two words')
  await expect(inspector.getByText(/no blanks in it/)).toBeVisible()
  await sized(app, inspector, 1280, 720)
  await picture(inspector, 'keeping-wrong')
  await rules.fill('*sesame*')
  await inspector.getByRole('button', { name: 'Keep it so' }).click()
  await expect(rules).toHaveCount(0)
  await inspector.evaluate(() => window.syncscope.host.addNote('open sesame! now'))
  await expect
    .poll(async () => (await readFile(await sessionPath(dataDir), 'utf8')).includes('"open xxxxxxx now"'))
    .toBe(true)
  const running = await sessionPath(dataDir)
  expect(await readFile(running, 'utf8')).not.toContain('open sesame')
  expect(await readFile(running, 'utf8')).toContain('From here on values are hidden by one rule.')

  await inspector.keyboard.press('Control+Shift+S')
  await picture(inspector, 'save-last')
  await inspector.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(inspector.getByText(/Saved from .* on. It is in the list of sessions/)).toBeVisible()

  const copy = join(folder, 'copy.ndjson')
  await answerDialogs(app, copy)
  await inspector.keyboard.press('Control+Shift+Y')
  await picture(inspector, 'save-sanitised')
  await inspector.getByRole('button', { name: 'Save…' }).click()
  await expect(inspector.getByText(`Saved as ${copy}`)).toBeVisible()
  const text = await readFile(copy, 'utf8')
  expect(text).not.toMatch(/alice|bob|welcome|Edit me/i)
  expect((await surveySession(copy)).header.redactions.at(-1)).toBe('sanitised: values, remarks, names')
  expect(await verdictOf(copy)).toBe('converged')
  await answerDialogs(app, copy)
  await inspector.keyboard.press('Control+O')
  const viewer = await windowOf(app, copy)
  await expect(viewer.getByTestId('verdict')).toContainText('In step: 2 copies of o1 agree')
  await picture(viewer, 'sanitised')
  expect(problems).toEqual([])
})

test('a file is opened by a drop on the inspector, and by a bare word on the command line', async ({ launchApp }) => {
  const given = join(folder, 'given.ndjson')
  const dropped = join(folder, 'dropped.ndjson')
  await copyFile(fixture, given)
  await copyFile(fixture, dropped)
  const { app, problems } = await launchApp({ args: [given] })
  const { inspector } = await started(app)
  await windowOf(app, given)
  const devtools = await inspector.context().newCDPSession(inspector)
  const drag = (type: string): Promise<unknown> =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      x: 300,
      y: 300,
      data: { items: [], files: [dropped], dragOperationsMask: 1 },
    } as never)
  await drag('dragEnter')
  await drag('dragOver')
  await expect(inspector.getByTestId('drop')).toBeVisible()
  await picture(inspector, 'drop')
  await drag('drop')
  const viewer = await windowOf(app, dropped)
  await expect(viewer.getByTestId('verdict')).not.toContainText('Nothing')
  await expect(inspector.getByTestId('drop')).toHaveCount(0)
  // a page can neither name a path nor make a drop of its own
  await inspector.evaluate(() => window.dispatchEvent(new DragEvent('drop', { dataTransfer: new DataTransfer() })))
  await inspector.keyboard.press('Control+Shift+O')
  await expect(inspector.getByText(/from elsewhere/)).toHaveCount(2)
  expect(problems).toEqual([])
})
