// Logs of other systems in the real application: opened as sessions are, shown on the timeline, JSON lines by a mapping.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { syncscope } from '../support/command-line.ts'
import { expect, test } from '../support/electron.ts'
import { answerDialogs, windowOf } from './application.ts'

const foreign = (name: string): string => resolve('test/fixtures/foreign', name)
const shots = 'out/reports/import'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

const openTable = async (page: Page): Promise<void> => {
  await page.getByRole('tab', { name: 'Table' }).click()
}

test('a ShiViz log and traces named on the command line are shown on the timeline', async ({ launchApp }) => {
  const [log, traces] = [foreign('govector.log'), foreign('gateway.otlp.json')]
  const { app, problems } = await launchApp({ args: [log, traces] })
  const viewer = await windowOf(app, log)
  await expect(viewer.getByText('Imported from govector.log (ShiViz log).')).toBeVisible()
  await expect(viewer.getByTestId('verdict')).toContainText('Cannot tell: govector.log is a log from elsewhere')
  await expect(viewer.getByTestId('events')).toHaveText(/^8 events/)
  await expect(viewer.locator('.lanes')).toContainText('client')
  await expect(viewer.locator('.lanes')).toContainText('server')
  await openTable(viewer)
  await expect(viewer.getByText('INFO Sending message to server').first()).toBeVisible()
  await viewer.screenshot({ path: `${shots}/shiviz.png` })
  const other = await windowOf(app, traces)
  await expect(other.getByText('Imported from gateway.otlp.json (OpenTelemetry traces).')).toBeVisible()
  await other.getByRole('application').focus()
  await other.keyboard.press('Home')
  await other.keyboard.press('ArrowDown')
  await expect(other.getByTestId('origin')).toContainText('Imported from gateway.otlp.json, line')
  await other.screenshot({ path: `${shots}/otlp.png` })
  expect(problems).toEqual([])
})

test('JSON lines ask which field is what, are shown so, and the way is kept for the next one', async ({
  launchApp,
}) => {
  const { app, dataDir, problems } = await launchApp()
  const inspector = await windowOf(app, 'Syncscope')
  // fields whose names suggest nothing
  const path = join(folder, 'strange.ndjson')
  const text = (await readFile(foreign('raft.ndjson'), 'utf8'))
    .replaceAll('"node"', '"machine"')
    .replaceAll('"dir"', '"how"')
  await writeFile(path, text)
  await answerDialogs(app, path)
  await inspector.getByRole('button', { name: 'Open a session' }).click()
  const viewer = await windowOf(app, path)
  const dialog = viewer.getByRole('dialog', { name: 'Read strange.ndjson' })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByRole('alert')).toHaveText('Say which field is the lane.')
  await expect(dialog.getByRole('button', { name: 'Show on the timeline' })).toBeDisabled()
  // with the keyboard: a select goes to what is typed
  await dialog.getByLabel(/^Lane \(from\)/).focus()
  await viewer.keyboard.type('machine')
  await expect(dialog.getByText('In the first lines: 3 lanes, 4 arrows, 1 line left out.')).toBeVisible()
  await dialog.getByLabel(/^Message id/).selectOption('')
  await expect(dialog.getByText('In the first lines: 3 lanes, 7 arrows, 1 line left out.')).toBeVisible()
  await dialog.getByLabel(/^Message id/).selectOption('id')
  await dialog.getByLabel(/^Direction/).focus()
  await viewer.keyboard.type('how')
  await expect(dialog.getByText('In the first lines: 3 lanes, 4 arrows, 1 line left out.')).toBeVisible()
  await expect(dialog.getByTestId('rows')).toContainText('Left out: it is no JSON')
  await expect(dialog.getByTestId('rows').locator('tbody tr').first()).toContainText('n1n2RequestVote')
  await viewer.screenshot({ path: `${shots}/mapping-light.png` })
  await viewer.emulateMedia({ colorScheme: 'dark' })
  await viewer.screenshot({ path: `${shots}/mapping-dark.png` })
  await dialog.getByRole('button', { name: 'Copy for the command line' }).click()
  await expect(dialog.getByText('Copied: a file for --mapping.')).toBeVisible()
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
  expect(JSON.parse(copied)).toMatchObject({
    format: 'syncscope-mapping',
    fields: { from: 'machine', direction: 'how' },
  })
  await dialog.getByLabel('Keep it as').fill('Our raft')
  await viewer.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Show on the timeline' }).click()
  await expect(dialog).toBeHidden()
  await expect(
    viewer.getByText('Imported from strange.ndjson (JSON lines). 1 line is left out: line 8 is no JSON.'),
  ).toBeVisible()
  await expect(viewer.getByTestId('events')).toHaveText(/^11 events/)
  await viewer.screenshot({ path: `${shots}/timeline-dark.png` })
  // its own words are found, and its values shown
  await viewer.keyboard.press('/')
  await viewer.keyboard.type('kind:AppendEntries refused')
  await viewer.keyboard.press('Enter')
  await viewer.getByRole('application').focus()
  await viewer.keyboard.press('ArrowDown')
  await expect(viewer.getByTestId('details')).toContainText('n1 sent “AppendEntries” about kv')
  await expect(viewer.getByTestId('origin')).toHaveText(
    'Imported from strange.ndjson, lines 7 and 9 (JSON lines). The times are those of the log.',
  )
  await viewer.screenshot({ path: `${shots}/details-dark.png` })
  // read in another way it begins anew
  await viewer.keyboard.press('Control+Alt+KeyL')
  await expect(dialog).toBeVisible()
  await dialog.getByLabel(/^To:/).selectOption('')
  await dialog.getByRole('button', { name: 'Show on the timeline' }).click()
  await expect(viewer.getByTestId('events')).not.toHaveText(/^11 events/)

  expect(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({
    mappings: { 'Our raft': { fields: { from: 'machine', direction: 'how' } } },
  })
  // the next log with these fields is read so
  const next = join(folder, 'next.ndjson')
  await writeFile(next, text)
  await answerDialogs(app, next)
  await inspector.getByRole('button', { name: 'Open a session' }).click()
  const second = await windowOf(app, next)
  await expect(second.getByLabel('Way to read it').last()).toHaveValue('Our raft')
  await second.setViewportSize({ width: 1280, height: 720 })
  await second.screenshot({ path: `${shots}/mapping-1280.png` })
  await second.getByRole('button', { name: 'Delete' }).click()
  await expect(second.getByRole('button', { name: 'Delete' })).toHaveCount(0)
  expect(problems).toEqual([])
})

test('what is neither a session nor a log is refused with a sentence, and an export has the session', async ({
  launchApp,
}) => {
  const { app } = await launchApp({ args: [foreign('govector.log')] })
  const viewer = await windowOf(app, foreign('govector.log'))
  await expect(viewer.getByTestId('events')).toHaveText(/^8 events/)
  const path = join(folder, 'saved.ndjson')
  await answerDialogs(app, path)
  await viewer.getByRole('button', { name: 'Save or export' }).click()
  await viewer.getByRole('menuitem', { name: 'Save the session…' }).click()
  await expect(viewer.getByText(`Saved as ${path}`)).toBeVisible()
  expect(await readFile(path, 'utf8')).toContain('"imported":{"file":"govector.log"')
  // of what matches the filter there is an export, too
  await viewer.keyboard.press('/')
  await viewer.keyboard.type('to:server')
  await viewer.keyboard.press('Enter')
  await viewer.keyboard.press('Control+Alt+KeyE')
  const dialog = viewer.getByRole('dialog', { name: 'Export' })
  const preview = dialog.getByTestId('preview')
  await expect(preview).toContainText('INFO Responding')
  await dialog.getByLabel('What of the session').selectOption({ label: 'What matches to:server' })
  await expect(preview).not.toContainText('INFO Responding')
  await expect(preview).toContainText('INFO Sending message to server')
  await viewer.screenshot({ path: `${shots}/export-filter.png` })
  await viewer.keyboard.press('Escape')
  await answerDialogs(app, resolve('README.md'))
  await viewer.getByRole('button', { name: 'Open a session' }).click()
  await expect(viewer.getByText('This is not a session file')).toBeVisible()
})

test('a page of explain opens as the session that lies in it', async ({ launchApp }) => {
  const [session, page] = [join(folder, 'run.ndjson'), join(folder, 'explained.html')]
  await syncscope(['run', '--scenario', 'both-at-once', '--model', 'naive', '--seed', '1', '--out', session])
  await syncscope(['explain', session, '--out', page])
  const { app, problems } = await launchApp({ args: [page] })
  const viewer = await windowOf(app, page)
  await expect(viewer.getByTestId('verdict')).toContainText('Copies of todo differ')
  await expect(viewer.locator('.lanes')).toContainText('Alice')
  expect(problems).toEqual([])
})
